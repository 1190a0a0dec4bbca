//! The values of a parameter in the order of its tensor here: JAX stores a weight with the receptive
//! field first, then the inputs, then the outputs.

use alloc::vec::Vec;

use super::draw::{Draw, Sample};
use super::narrow::Narrow;
use super::state::State;
use crate::dtype::DType;
use crate::engine::host_memory::try_reserved;
use crate::engine::householder;
use crate::error::Problem;
use crate::plan::Entry;
use crate::tensor::count;
use crate::values::Numbers;

/// What a draw gives a parameter, in canonical order.
pub(super) fn drawn(state: State, draw: &Draw, entry: &Entry) -> Result<Numbers, Problem> {
    if entry.dtype() == DType::F64 {
        let mut values = zeros(entry.len())?;
        draw.double(state, &mut values);
        return Ok(Numbers::F64(canonical(entry, values)?));
    }
    let mut values = zeros(entry.len())?;
    match Narrow::of(entry.dtype()) {
        Some(narrow) => draw.narrow(state, narrow, &mut values),
        None => draw.single(state, &mut values),
    }
    Ok(Numbers::F32(canonical(entry, values)?))
}

/// The Q of a matrix of normal numbers of f32, times a gain: computed in f64 where JAX computes in the
/// type of the elements.
pub(super) fn orthogonal(state: State, gain: f64, entry: &Entry) -> Result<Numbers, Problem> {
    let [_, outputs, inputs, field] = extents(entry);
    let (rows, columns) = (inputs * field, outputs);
    let (long, short) = (rows.max(columns), rows.min(columns));
    let mut drawn: Vec<f32> = zeros(entry.len())?;
    Draw::of(Sample::Normal).single(state, &mut drawn);
    let by_columns = |into: &mut [f64]| {
        for (column, into) in into.chunks_exact_mut(long.max(1)).enumerate() {
            for (row, into) in into.iter_mut().enumerate() {
                *into = drawn[row * short + column].into();
            }
        }
    };
    let mut values: Vec<f64> = zeros(entry.len())?;
    householder::orthonormal_of(rows, columns, by_columns, &mut values)?;
    let stored = |value: f64| entry.dtype().stored(value);
    for value in &mut values {
        *value = stored(stored(*value) * stored(gain));
    }
    Ok(Numbers::F64(canonical(entry, values)?))
}

/// The numbers of layers, outputs, inputs and places in the receptive field.
fn extents(entry: &Entry) -> [usize; 4] {
    let axes = &entry.axes;
    let stacked = count(&axes.shape[..axes.stacked]);
    match axes.weight() {
        // A table is stored as in JAX.
        Some((rows, columns, field)) if axes.options().1.embedding => {
            [stacked * rows, columns, 1, count(field)]
        }
        Some((outputs, inputs, field)) => [stacked, outputs, inputs, count(field)],
        None => [stacked, count(&axes.shape[axes.stacked..]), 1, 1],
    }
}

/// Values in the order of JAX, in canonical order.
fn canonical<T: Copy + Default>(entry: &Entry, values: Vec<T>) -> Result<Vec<T>, Problem> {
    let [layers, outputs, inputs, field] = extents(entry);
    if outputs == 1 || inputs * field == 1 {
        return Ok(values);
    }
    let mut ordered = zeros(values.len())?;
    let layer = outputs * inputs * field;
    for number in 0..layers {
        let (from, into) = (&values[number * layer..], &mut ordered[number * layer..]);
        for place in 0..field {
            let from = &from[place * inputs * outputs..];
            transpose(from, [inputs, outputs], &mut into[place..], field);
        }
    }
    Ok(ordered)
}

/// The side of the squares in which a matrix is transposed: a cache line of f32.
const SIDE: usize = 16;

/// Writes the transpose of a row-major matrix, its values `step` apart.
fn transpose<T: Copy>(from: &[T], [rows, columns]: [usize; 2], into: &mut [T], step: usize) {
    for first_row in (0..rows).step_by(SIDE) {
        for first in (0..columns).step_by(SIDE) {
            for row in first_row..rows.min(first_row + SIDE) {
                for column in first..columns.min(first + SIDE) {
                    into[(column * rows + row) * step] = from[row * columns + column];
                }
            }
        }
    }
}

/// Room for as many values, or the error that there is none.
fn zeros<T: Clone + Default>(count: usize) -> Result<Vec<T>, Problem> {
    let mut values = try_reserved(count)?;
    values.resize(count, T::default());
    Ok(values)
}
