//! Memory whose order is not the canonical one: its axes, cut into boxes.
//!
//! A box of indices is made in canonical order in scratch memory and copied from there to its
//! positions. Its extents are chosen so that both sides stay in cache: the runs in canonical order
//! are long enough for the kernels, those in memory fill whole cache lines, and the box fits the
//! second-level cache.

use alloc::format;
use alloc::vec::Vec;

use super::length_problem;
use crate::engine::transpose::Axis;
use crate::error::{ErrorKind, Problem};
use crate::tensor::shown;

/// The least length of a run in memory, where the tensor has as much: two cache lines.
const LINES: usize = 128;

/// Runs in canonical order are cut at multiples of the number of values that the kernels make at
/// once.
const TILES: usize = 512;

/// The length of a run in canonical order where it can be cut without making a value twice.
const RUN: usize = 4 * TILES;

/// The axes in canonical order; neighbours that one step walks through are one.
pub(super) fn axes(shape: &[usize], strides: &[usize]) -> Vec<Axis> {
    let mut axes: Vec<Axis> = Vec::with_capacity(shape.len());
    let mut step = 1;
    for (&length, &stride) in shape.iter().zip(strides).rev() {
        // An axis of length 1 has no step, however large its stride.
        if length == 1 {
            continue;
        }
        match axes.last_mut() {
            Some(inner) if stride == inner.stride * inner.length => inner.length *= length,
            _ => axes.push(Axis {
                length,
                stride,
                step,
            }),
        }
        step *= length;
    }
    if axes.is_empty() {
        axes.push(Axis {
            length: 1,
            stride: 1,
            step: 1,
        });
    }
    axes.reverse();
    axes
}

/// The extents of a box of at most `room` values of `size` bytes.
pub(super) fn extents(axes: &[Axis], room: usize, size: usize) -> Vec<usize> {
    let mut extents = alloc::vec![1; axes.len()];
    let mut in_memory: Vec<usize> = (0..axes.len()).collect();
    in_memory.sort_by_key(|&axis| axes[axis].stride);
    let mut run = (LINES / size).min(room);
    for axis in in_memory {
        extents[axis] = axes[axis].length.min(run);
        run = run.div_ceil(extents[axis]);
    }
    for axis in (0..axes.len()).rev() {
        let others: usize = extents.iter().product::<usize>() / extents[axis];
        let length = axes[axis].length;
        let mut most = (room / others).clamp(1, length);
        if axes[axis].step == 1 && length.is_multiple_of(TILES) {
            most = most.min(RUN);
        }
        // The cut axis is cut evenly, so that no sliver is left for the last box.
        let part = length.div_ceil(length.div_ceil(most));
        let even = match axes[axis].step {
            1 => part.next_multiple_of(TILES),
            _ => part.next_multiple_of(LINES / size),
        };
        extents[axis] = extents[axis].max(if even <= most { even } else { most });
    }
    extents
}

/// One box: its begin and its extent along each axis.
#[derive(Debug)]
pub(super) struct Boxes<'a> {
    axes: &'a [Axis],
    extents: &'a [usize],
    start: Vec<usize>,
    ended: bool,
}

impl<'a> Boxes<'a> {
    pub(super) fn new(axes: &'a [Axis], extents: &'a [usize]) -> Self {
        Self {
            axes,
            extents,
            start: alloc::vec![0; axes.len()],
            ended: false,
        }
    }
}

/// The values of one box.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The offset in memory of the first value.
    pub(super) offset: usize,
    /// The extents, the steps in memory, and in `step` those in scratch memory, where the box is
    /// row-major.
    pub(super) axes: Vec<Axis>,
    /// The logical index at which each run begins.
    pub(super) starts: Vec<u64>,
    /// The length of each run.
    pub(super) run: usize,
}

impl Block {
    /// The number of values.
    pub(super) fn len(&self) -> usize {
        self.run * self.starts.len()
    }
}

impl Iterator for Boxes<'_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        if self.ended {
            return None;
        }
        let block = block(self.axes, self.extents, &self.start);
        self.ended = true;
        for (axis, start) in self.start.iter_mut().enumerate().rev() {
            *start += self.extents[axis];
            if *start < self.axes[axis].length {
                self.ended = false;
                break;
            }
            *start = 0;
        }
        Some(block)
    }
}

fn block(whole: &[Axis], extents: &[usize], start: &[usize]) -> Block {
    let (mut offset, mut first, mut step) = (0, 0, 1);
    let mut axes = whole.to_vec();
    let mut run = 1;
    let mut starts_at = 0;
    for (k, axis) in axes.iter_mut().enumerate().rev() {
        offset += start[k] * axis.stride;
        first += start[k] * axis.step;
        axis.length = extents[k].min(whole[k].length - start[k]);
        // A run continues where all the axes inside are whole.
        if whole[k].step == run {
            run *= axis.length;
            starts_at = k;
        }
        axis.step = step;
        step *= axis.length;
    }
    let mut starts = alloc::vec![first as u64];
    for (inner, outer) in axes.iter().zip(whole).take(starts_at) {
        starts = (starts.iter())
            .flat_map(|&start| {
                (0..inner.length).map(move |index| start + (index * outer.step) as u64)
            })
            .collect();
    }
    Block {
        offset,
        axes,
        starts,
        run,
    }
}

/// The length of memory that the strides reach, if no two indices share an element.
pub(crate) fn span(shape: &[usize], strides: &[usize]) -> Result<usize, Problem> {
    if strides.len() != shape.len() {
        return Err(Problem::new(
            ErrorKind::Length,
            format!(
                "{} strides were given for {} axes",
                strides.len(),
                shape.len()
            ),
        ));
    }
    let mut steps: Vec<(usize, usize)> =
        (strides.iter().copied().zip(shape.iter().copied())).collect();
    steps.sort_unstable();
    let mut span = 1_usize;
    for (stride, length) in steps {
        if length < 2 {
            continue;
        }
        if stride < span {
            return Err(Problem::new(
                ErrorKind::Aliased,
                format!(
                    "several elements share one address in memory (strides {})",
                    shown(strides)
                ),
            )
            .help("initialize a tensor that owns its elements, then broadcast it"));
        }
        span = stride
            .checked_mul(length - 1)
            .and_then(|reach| reach.checked_add(span))
            .ok_or_else(|| length_problem(usize::MAX, 0))?;
    }
    Ok(span)
}
