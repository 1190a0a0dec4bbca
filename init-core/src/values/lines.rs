//! Memory that comes in slices, one for each line of a tensor.

use alloc::format;
use alloc::vec::Vec;

use super::memory::{Block, Boxes};
use super::{BOX, MOST_BOXES, Values, length_problem, memory};
use crate::engine::transpose::Axis;
use crate::engine::{Element, parallel};
use crate::error::{ErrorKind, Problem};
use crate::tensor::{count, shown};

/// The values below which a box is written by one thread.
const GRAIN: usize = 1 << 14;

impl Values<'_> {
    /// Writes memory that comes in slices: one for each line of the tensor along `axis`, in
    /// row-major order of the other axes, with the elements of the line one after the other.
    ///
    /// The columns of a column-major matrix with padding are its lines along axis 0, the rows
    /// of a row-major one those along axis 1. The values pass through 1 MiB of memory for each
    /// thread of the pool, 8 MiB at most.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous), with [`ErrorKind::Length`] also where the number of
    /// lines differs, and [`ErrorKind::Argument`] where there is no such axis.
    pub fn lines<'t, T: Element>(
        &self,
        axis: usize,
        lines: impl IntoIterator<Item = &'t mut [T]>,
    ) -> Result<(), Problem> {
        let shape = self.held().own_shape();
        let Some(&length) = shape.get(axis) else {
            return Err(Problem::new(
                ErrorKind::Argument,
                format!("there is no axis {axis} among {} axes", shape.len()),
            ));
        };
        if self.is_empty() {
            return Ok(());
        }
        let mut lines: Vec<&mut [T]> = lines.into_iter().collect();
        if lines.len() != count(shape) / length {
            return Err(Problem::new(
                ErrorKind::Length,
                format!(
                    "a tensor of shape {} has {} lines along axis {axis}, found {}",
                    shown(shape),
                    count(shape) / length,
                    lines.len()
                ),
            ));
        }
        if let Some(line) = lines.iter().find(|line| line.len() != length) {
            return Err(length_problem(length, line.len()));
        }

        // As if the lines followed one another.
        let mut strides = alloc::vec![1; shape.len()];
        let mut stride = length;
        for other in (0..shape.len()).rev().filter(|&other| other != axis) {
            strides[other] = stride;
            stride *= shape[other];
        }
        let strides: Vec<usize> = (self.order.iter()).map(|&axis| strides[axis]).collect();
        let axes = memory::axes(&self.held().shape, &strides);
        let room = BOX / size_of::<T>() * self.threads.worth(self.len()).min(MOST_BOXES);
        if let [Axis { stride: 1, .. }] = *axes {
            return self.lines_in_order(&mut lines, room);
        }
        let extents = memory::extents(&axes, room, size_of::<T>());
        let supply = self.supply::<T>()?;
        let size = extents.iter().product();
        let mut canonical = alloc::vec![T::round(0.0); size];
        let mut turned = canonical.clone();
        for block in Boxes::new(&axes, &extents) {
            let canonical = &mut canonical[..block.len()];
            self.take(&supply, &block.starts, canonical)?;
            let turned = &mut turned[..block.len()];
            let (dense, runs) = dense(&block);
            self.threads.run(block.len(), || {
                T::transpose(&dense, canonical, turned);
                let threads = parallel::threads(turned.len()) > 1;
                place(&runs, turned, &mut lines, 0, threads);
            });
        }
        Ok(())
    }

    /// Writes lines that follow one another in canonical order.
    fn lines_in_order<T: Element>(
        &self,
        lines: &mut [&mut [T]],
        room: usize,
    ) -> Result<(), Problem> {
        let supply = self.supply::<T>()?;
        let mut scratch = alloc::vec![T::round(0.0); self.len().min(room)];
        for start in (0..self.len()).step_by(room) {
            let piece = &mut scratch[..room.min(self.len() - start)];
            self.take(&supply, &[start as u64], piece)?;
            place(&[start], piece, lines, 0, false);
        }
        Ok(())
    }
}

/// The axes of a box without gaps between its values, in their order in memory; and the start in
/// memory of each of its runs.
fn dense(block: &Block) -> (Vec<Axis>, Vec<usize>) {
    let mut dense = block.axes.clone();
    let mut by_stride: Vec<usize> = (0..dense.len()).collect();
    by_stride.sort_by_key(|&axis| block.axes[axis].stride);
    let mut stride = 1;
    for &axis in &by_stride {
        dense[axis].stride = stride;
        stride *= dense[axis].length;
    }
    let mut runs = alloc::vec![block.offset];
    for &axis in by_stride.iter().skip(1).rev() {
        let Axis { length, stride, .. } = block.axes[axis];
        runs = (runs.iter())
            .flat_map(|&run| (0..length).map(move |index| run + index * stride))
            .collect();
    }
    (dense, runs)
}

/// Copies runs of one length to the lines, the first of which begins at `start` in memory, on the
/// threads of the current rayon pool where `threads` is set. No two runs touch one line.
fn place<T: Copy + Send + Sync>(
    runs: &[usize],
    values: &[T],
    lines: &mut [&mut [T]],
    start: usize,
    threads: bool,
) {
    let length = lines[0].len();
    let middle = runs.len() / 2;
    let run = values.len() / runs.len();
    if threads && middle > 0 && values.len() >= 2 * GRAIN {
        let (front, back) = values.split_at(middle * run);
        let at = (runs[middle] - start) / length;
        let (front_lines, back_lines) = lines.split_at_mut(at);
        parallel::join(
            || place(&runs[..middle], front, front_lines, start, true),
            || place(&runs[middle..], back, back_lines, start + at * length, true),
        );
        return;
    }
    for (&run, mut values) in runs.iter().zip(values.chunks_exact(run)) {
        let (mut line, mut offset) = ((run - start) / length, (run - start) % length);
        while !values.is_empty() {
            let (here, rest) = values.split_at(values.len().min(length - offset));
            lines[line][offset..][..here.len()].copy_from_slice(here);
            (values, line, offset) = (rest, line + 1, 0);
        }
    }
}
