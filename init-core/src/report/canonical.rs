//! The elements of a tensor in canonical order.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{ErrorKind, Problem};
use crate::tensor::{Axes, count as count_of};

/// The number of elements put in order at once.
const PIECE: usize = 1024;

/// Hands the elements that `read` gives in a tensor's own order to `sink` in canonical order, in
/// pieces, and returns their number. If the two orders differ, they are read as a whole first.
pub(super) fn read<V: Copy>(
    axes: &Axes,
    read: impl FnOnce(&mut dyn FnMut(&[V])) -> Result<(), Problem>,
    sink: &mut dyn FnMut(&[V]),
) -> Result<usize, Problem> {
    let mut count = 0;
    if axes.is_identity() {
        read(&mut |values| {
            count += values.len();
            sink(values);
        })?;
        return Ok(count);
    }
    let length = count_of(&axes.shape);
    let mut values = Vec::new();
    values.try_reserve_exact(length).map_err(|_| {
        Problem::new(
            ErrorKind::OutOfMemory,
            format!("no memory to put the {length} values of this layout in canonical order"),
        )
    })?;
    read(&mut |piece| {
        count += piece.len();
        let room = length - values.len();
        values.extend_from_slice(&piece[..piece.len().min(room)]);
    })?;
    if values.len() == length {
        permute(&values, axes, sink);
    }
    Ok(count)
}

fn permute<V: Copy>(values: &[V], axes: &Axes, sink: &mut dyn FnMut(&[V])) {
    let strides = axes.own_strides();
    let steps: Vec<usize> = axes.order().iter().map(|&axis| strides[axis]).collect();
    let mut index = alloc::vec![0; steps.len()];
    let mut offset = 0;
    let mut piece = Vec::with_capacity(PIECE);
    for _ in 0..values.len() {
        piece.push(values[offset]);
        if piece.len() == PIECE {
            sink(&piece);
            piece.clear();
        }
        for axis in (0..steps.len()).rev() {
            index[axis] += 1;
            offset += steps[axis];
            if index[axis] < axes.shape[axis] {
                break;
            }
            offset -= steps[axis] * axes.shape[axis];
            index[axis] = 0;
        }
    }
    sink(&piece);
}
