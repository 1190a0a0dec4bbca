//! The elements of a tensor in canonical order.

use alloc::format;
use alloc::vec::Vec;

use super::Parameter;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Axes, count as count_of};

/// The number of elements put in order at once.
const PIECE: usize = 1024;

/// Hands the elements to `sink` in canonical order, in pieces, and returns their number. A tensor
/// whose own order differs is read as a whole first.
pub(crate) fn read(
    tensor: &dyn Parameter,
    axes: &Axes,
    sink: &mut dyn FnMut(&[f64]),
) -> Result<usize, Problem> {
    let mut count = 0;
    if axes.is_identity() {
        tensor.read(&mut |values| {
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
    tensor.read(&mut |piece| {
        count += piece.len();
        let room = length - values.len();
        values.extend_from_slice(&piece[..piece.len().min(room)]);
    })?;
    if values.len() == length {
        permute(&values, axes, sink);
    }
    Ok(count)
}

fn permute(values: &[f64], axes: &Axes, sink: &mut dyn FnMut(&[f64])) {
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
