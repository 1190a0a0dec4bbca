//! The copy of scratch memory in canonical order to a box of a tensor's memory.

use alloc::vec::Vec;

use super::dispatch::{Level, Task};
use super::lanes::Register;
use super::parallel;

/// An axis of a tensor in memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis {
    /// The number of indices.
    pub length: usize,
    /// The step between two indices in memory.
    pub stride: usize,
    /// The step between two indices in canonical order.
    pub step: usize,
}

/// The side of the squares in which a box is transposed: a cache line of f32.
const SIDE: usize = 16;

/// The values below which a box is copied by one thread.
const GRAIN: usize = 1 << 14;

/// Copies a box to its positions, on the threads of the current rayon pool where `threads` is set:
/// the axis that is slowest in memory is halved, and the memory with it.
pub(super) fn transpose<T: Copy + Send + Sync>(
    axes: &[Axis],
    scratch: &[T],
    memory: &mut [T],
    threads: bool,
) {
    let slowest = (0..axes.len())
        .filter(|&axis| axes[axis].length > 1)
        .max_by_key(|&axis| axes[axis].stride);
    let count: usize = axes.iter().map(|axis| axis.length).product();
    let Some(slowest) = slowest.filter(|_| threads && count >= 2 * GRAIN) else {
        return transpose_alone(axes, scratch, memory);
    };
    let Axis {
        length,
        stride,
        step,
    } = axes[slowest];
    let half = length / 2;
    let (mut front, mut back) = (axes.to_vec(), axes.to_vec());
    front[slowest].length = half;
    back[slowest].length = length - half;
    let (front_memory, back_memory) = memory.split_at_mut(half * stride);
    parallel::join(
        || transpose(&front, scratch, front_memory, true),
        || transpose(&back, &scratch[half * step..], back_memory, true),
    );
}

fn transpose_alone<T: Copy>(axes: &[Axis], scratch: &[T], memory: &mut [T]) {
    let mut axes: Vec<Axis> = axes
        .iter()
        .copied()
        .filter(|axis| axis.length > 1)
        .collect();
    // The outer loops go through memory from its slowest axis on.
    axes.sort_by_key(|axis| core::cmp::Reverse(axis.stride));
    let Some(rows) = axes.pop() else {
        memory[0] = scratch[0];
        return;
    };
    if axes.iter().all(|axis| axis.step > rows.step) {
        nest(&axes, scratch, memory, &|scratch, memory| {
            copy(rows, scratch, memory);
        });
        return;
    }
    let (inner, _) = (axes.iter().enumerate())
        .min_by_key(|(_, axis)| axis.step)
        .unwrap_or((0, &rows));
    let columns = axes.remove(inner);
    let level = Level::current();
    nest(&axes, scratch, memory, &|scratch, memory| {
        level.run(Transposing {
            rows,
            columns,
            scratch,
            memory,
        });
    });
}

/// A transposition, which moves whole vectors where the level has them.
struct Transposing<'a, T> {
    rows: Axis,
    columns: Axis,
    scratch: &'a [T],
    memory: &'a mut [T],
}

impl<T: Copy> Task for Transposing<'_, T> {
    type Output = ();

    #[inline(always)]
    fn run<L: Register>(self, _: L) {
        matrix(self.rows, self.columns, self.scratch, self.memory);
    }
}

/// Calls `write` for every index of the axes.
fn nest<T>(axes: &[Axis], scratch: &[T], memory: &mut [T], write: &impl Fn(&[T], &mut [T])) {
    let Some((outer, inner)) = axes.split_first() else {
        return write(scratch, memory);
    };
    for index in 0..outer.length {
        let memory = &mut memory[index * outer.stride..];
        nest(inner, &scratch[index * outer.step..], memory, write);
    }
}

/// Copies a row that comes in the same order on both sides.
fn copy<T: Copy>(row: Axis, scratch: &[T], memory: &mut [T]) {
    let places = memory.chunks_mut(row.stride);
    if (row.stride, row.step) == (1, 1) {
        memory[..row.length].copy_from_slice(&scratch[..row.length]);
    } else {
        let values = scratch.iter().step_by(row.step).take(row.length);
        for (places, &value) in places.zip(values) {
            places[0] = value;
        }
    }
}

/// Copies a matrix whose rows are along the fastest axis of memory and whose columns are along
/// that of scratch memory.
#[inline(always)]
fn matrix<T: Copy>(rows: Axis, columns: Axis, scratch: &[T], memory: &mut [T]) {
    let squares = rows.stride == 1 && columns.step == 1;
    for column in (0..columns.length).step_by(SIDE) {
        let width = SIDE.min(columns.length - column);
        for row in (0..rows.length).step_by(SIDE) {
            let height = SIDE.min(rows.length - row);
            let scratch = &scratch[row * rows.step + column * columns.step..];
            let memory = &mut memory[row * rows.stride + column * columns.stride..];
            if squares && width == SIDE && height == SIDE {
                square(rows.step, columns.stride, scratch, memory);
                continue;
            }
            for column in 0..width {
                let memory = memory[column * columns.stride..].iter_mut();
                let scratch = scratch[column * columns.step..].iter();
                let places = memory.step_by(rows.stride).take(height);
                for (place, &value) in places.zip(scratch.step_by(rows.step)) {
                    *place = value;
                }
            }
        }
    }
}

/// Transposes a square. Interleaving the two halves rotates the bits of an index by one; half as
/// many rotations as the index has bits exchange the row with the column.
#[inline(always)]
fn square<T: Copy>(step: usize, stride: usize, scratch: &[T], memory: &mut [T]) {
    let mut square = [scratch[0]; SIDE * SIDE];
    for (row, values) in square.chunks_exact_mut(SIDE).enumerate() {
        values.copy_from_slice(&scratch[row * step..][..SIDE]);
    }
    for _ in 0..SIDE.ilog2() {
        let from = square;
        let (front, back) = from.split_at(SIDE * SIDE / 2);
        for ((pair, &front), &back) in square.chunks_exact_mut(2).zip(front).zip(back) {
            pair[0] = front;
            pair[1] = back;
        }
    }
    for (column, values) in square.chunks_exact(SIDE).enumerate() {
        memory[column * stride..][..SIDE].copy_from_slice(values);
    }
}
