//! The values of a parameter, gathered from tensors of the file.

use alloc::vec::Vec;
use core::cell::Cell;

use super::fit::row_major;
use super::slice::Slice;
use crate::dtype::DType;
use crate::error::Problem;
use crate::parameter::Parameter;
use crate::safetensors::inventory::numbers_of;
use crate::safetensors::numbers::{self, Numbers};
use crate::tensor::{Indices, count};
use crate::values::Known;

/// The values of one parameter, its axes in the order of the file.
#[derive(Debug)]
pub(super) struct Gathered {
    shape: Vec<usize>,
    parts: Vec<Held>,
    /// The part that had the last values.
    last: Cell<usize>,
    /// True where parts overlap, and the first that has a value gives it.
    overlap: bool,
}

/// A part whose bytes are in memory.
#[derive(Debug)]
struct Held {
    numbers: Numbers,
    indices: Vec<Indices>,
    strides: Vec<usize>,
    /// The axis from which on its values follow one another, and how many one index of it has.
    run_axis: usize,
    run_values: usize,
}

impl Gathered {
    pub(super) fn new(shape: Vec<usize>) -> Self {
        Self {
            shape,
            parts: Vec::new(),
            last: Cell::new(0),
            overlap: false,
        }
    }

    /// Adds a part, with its numbers.
    pub(super) fn add(&mut self, slice: Slice, numbers: Numbers) {
        let held = Held::new(&self.shape, slice.indices, slice.strides, numbers);
        self.parts.push(held);
    }

    /// Adds the values that a tensor has, for all that no part before has. It is these boxes of the parameter,
    /// each by its indices along the tensor's own axes.
    pub(super) fn add_rest(
        &mut self,
        tensor: &dyn Parameter,
        order: &[usize],
        boxes: &[Vec<Indices>],
    ) -> Result<(), Problem> {
        let (own, dtype) = numbers_of(tensor);
        let Some(dtype) = numbers::stored(dtype) else {
            return Ok(());
        };
        let (mut bytes, mut found) = (Vec::new(), 0);
        numbers::read_encoded(tensor, dtype, |count, append| {
            found += count;
            append(&mut bytes);
            Ok(())
        })?;
        let expected = count(&own);
        if found != expected {
            return Err(Problem::read_length(expected, found));
        }
        let size = dtype.bitsize() / 8;
        for indices in boxes {
            let lengths: Vec<usize> = indices.iter().map(Indices::len).collect();
            let own = row_major(&lengths);
            let later = bytes.split_off(count(&lengths) * size);
            let mut held = Held::new(
                &self.shape,
                order.iter().map(|&axis| indices[axis].clone()).collect(),
                order.iter().map(|&axis| own[axis]).collect(),
                Numbers { dtype, bytes },
            );
            // The parts before begin at the first index of each axis, so that they end a row.
            let last = self.shape.len().saturating_sub(1);
            if held.run_axis < last {
                (held.run_axis, held.run_values) = (last, 1);
            }
            self.parts.push(held);
            bytes = later;
        }
        self.overlap = true;
        Ok(())
    }

    fn part_at(&self, index: &[usize]) -> Option<&Held> {
        let last = self.last.get();
        if !self.overlap && self.parts.get(last).is_some_and(|part| part.has(index)) {
            return self.parts.get(last);
        }
        let found = self.parts.iter().position(|part| part.has(index))?;
        self.last.set(found);
        self.parts.get(found)
    }

    /// Has `give` write the values from an index on, run by run: of a part, from a position there.
    fn each_run<V>(&self, start: usize, out: &mut [V], give: impl Fn(&Numbers, usize, &mut [V])) {
        let mut index = alloc::vec![0; self.shape.len()];
        let mut done = 0;
        advance(&mut index, &self.shape, start);
        while done < out.len() {
            // A fit covers every index.
            let Some(part) = self.part_at(&index) else {
                return;
            };
            let run = part.run(&index, &self.shape).min(out.len() - done);
            let position = part.position(&index);
            give(&part.numbers, position, &mut out[done..done + run]);
            done += run;
            advance(&mut index, &self.shape, run);
        }
    }
}

impl Known for Gathered {
    fn give(&self, start: usize, out: &mut [f64]) {
        self.each_run(start, out, Numbers::give);
    }

    fn give_integers(&self, start: usize, out: &mut [i128]) {
        self.each_run(start, out, Numbers::give_integers);
    }
}

impl Held {
    fn new(shape: &[usize], indices: Vec<Indices>, strides: Vec<usize>, numbers: Numbers) -> Self {
        let (mut run_axis, mut run_values) = (shape.len(), 1);
        let mut values = 1_usize;
        for axis in (0..shape.len()).rev() {
            if indices[axis].len() != 1 && strides[axis] != values {
                break;
            }
            (run_axis, run_values) = (axis, values);
            if indices[axis].len() != shape[axis] {
                break;
            }
            values = values.saturating_mul(shape[axis]);
        }
        Self {
            numbers,
            indices,
            strides,
            run_axis,
            run_values,
        }
    }

    fn has(&self, index: &[usize]) -> bool {
        let mut pairs = self.indices.iter().zip(index);
        pairs.all(|(indices, &index)| indices.find(index).is_some())
    }

    /// How many values from an index on follow one another.
    fn run(&self, index: &[usize], shape: &[usize]) -> usize {
        let Some(indices) = self.indices.get(self.run_axis) else {
            return 1;
        };
        let follow = (indices.find(index[self.run_axis])).map_or(1, |(_, follow)| follow);
        let inside = (index.iter().zip(shape).skip(self.run_axis + 1))
            .fold(0, |inside, (index, length)| inside * length + index);
        follow * self.run_values - inside
    }

    fn position(&self, index: &[usize]) -> usize {
        (index.iter().zip(&self.indices).zip(&self.strides))
            .filter_map(|((&index, indices), stride)| Some(indices.find(index)?.0 * stride))
            .sum()
    }
}

/// Moves an index on by a number of values.
fn advance(index: &mut [usize], shape: &[usize], by: usize) {
    let mut carry = by;
    for (index, &length) in index.iter_mut().zip(shape).rev() {
        let moved = *index + carry;
        *index = moved % length;
        carry = moved / length;
    }
}

/// Values rounded to f32 so that another rounding, to a narrower type, gives what rounding them
/// once would give.
#[derive(Debug)]
pub(super) struct Odd(pub(super) Gathered);

impl Known for Odd {
    fn give(&self, start: usize, out: &mut [f64]) {
        self.0.give(start, out);
        for value in out {
            *value = odd(*value);
        }
    }

    fn give_integers(&self, start: usize, out: &mut [i128]) {
        self.0.give_integers(start, out);
    }
}

/// Whether values of a type of the file, if they are rounded to `dtype`, pass through f32.
pub(super) fn passes_f32(dtype: DType) -> bool {
    dtype.computed() == DType::F32 && dtype != DType::F32
}

/// The f32 nearest to zero at or before a value, its last bit set where it is not the value: all
/// narrower types then see on which side of a middle it lies.
pub(super) fn odd(value: f64) -> f64 {
    let nearest = value as f32;
    if f64::from(nearest) == value || !value.is_finite() {
        return value;
    }
    let beyond = f64::from(nearest).abs() > value.abs();
    let bits = nearest.to_bits() - u32::from(beyond);
    f32::from_bits(bits | 1).into()
}
