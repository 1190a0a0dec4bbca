//! Values of a file that rounding to a parameter's type would make infinite.

use alloc::format;
use alloc::vec::Vec;

use init_grammar::short;

use super::fit::{Piece, Source, row_major};
use super::gather::{odd, passes_f32};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::safetensors::archive::Archive;
use crate::safetensors::numbers::{self, Numbers};
use crate::tensor::shown;
use crate::values::Known;

/// How many values are read at once: they stay near the processor.
const PIECE: usize = 1 << 16;

/// How many are looked at together.
const WIDE: usize = 256;

/// Checks that `dtype` has a value for each that this process takes of a piece.
pub(super) fn check(
    archive: &mut Archive,
    source: &Source,
    piece: &Piece,
    dtype: DType,
) -> Result<(), Problem> {
    if numbers::holds(dtype, piece.place.dtype) {
        return Ok(());
    }
    let mut numbers = archive.read(&piece.place, 0..0)?;
    for slice in source.slices(piece) {
        slice
            .cut
            .each_run(0, slice.cut.axes.count(), |first, count| {
                let past = first + count;
                for start in (first..past).step_by(PIECE) {
                    archive.read_again(
                        &piece.place,
                        start..past.min(start + PIECE),
                        &mut numbers,
                    )?;
                    if let Some((value, index)) = beyond(&numbers, piece, start, dtype) {
                        return Err(problem(archive, piece, dtype, value, &index));
                    }
                }
                Ok(())
            })?;
    }
    Ok(())
}

/// The first of the numbers from a position on for which `dtype` has no value, and its index.
fn beyond(
    numbers: &Numbers,
    piece: &Piece,
    start: usize,
    dtype: DType,
) -> Option<(f64, Vec<usize>)> {
    if !numbers.exceed(dtype.largest()) {
        return None;
    }
    let mut wide = [0.0; WIDE];
    let count = numbers.len();
    (0..count).step_by(WIDE).find_map(|from| {
        let wide = &mut wide[..WIDE.min(count - from)];
        numbers.give(from, wide);
        let mut values = wide.iter().enumerate();
        values.find_map(|(offset, &value)| {
            let index = index(&piece.place.shape, start + from + offset);
            (is_beyond(dtype, value) && has(piece, &index)).then_some((value, index))
        })
    })
}

fn is_beyond(dtype: DType, value: f64) -> bool {
    if value.is_infinite() {
        // The one type without infinities.
        return dtype == DType::F8E4M3;
    }
    let value = if passes_f32(dtype) { odd(value) } else { value };
    dtype.stored(value).is_infinite()
}

fn index(shape: &[usize], position: usize) -> Vec<usize> {
    let strides = row_major(shape);
    (strides.iter().zip(shape))
        .map(|(stride, length)| position / stride % length)
        .collect()
}

/// Whether a value is the parameter's, and not that of another part between its own.
fn has(piece: &Piece, index: &[usize]) -> bool {
    let mut pairs = piece.region.iter().zip(index);
    pairs.all(|(range, index)| range.contains(index))
}

fn problem(archive: &Archive, piece: &Piece, dtype: DType, value: f64, index: &[usize]) -> Problem {
    Problem::new(
        ErrorKind::NotRepresentable,
        format!(
            "`{}` in `{}` has {value:e} at {}, and the largest {dtype} is {:e}",
            short(&piece.name),
            archive.name(),
            shown(index),
            dtype.largest()
        ),
    )
    .help("load it into a tensor of a wider type, or leave it as it is with `except`")
}
