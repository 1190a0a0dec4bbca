//! The values of a tensor as the bytes of a file.

use alloc::vec::Vec;
use core::ops::Range;

use super::Values;
use super::pieces::Pieces;
use crate::dtype::{DType, elements, integers};
use crate::engine::{Element, parallel};
use crate::error::Problem;
use crate::tensor::{Cut, Indices};

/// The bytes that are made at once: enough for all threads.
const PIECE: usize = 1 << 22;

/// The number of values that one task encodes.
const TASK: usize = 1 << 16;

/// Takes the pieces of a tensor, one after the other: what appends the bytes of each.
pub(crate) type TakePiece<'t> = dyn FnMut(&dyn Fn(&mut Vec<u8>)) -> Result<(), Problem> + 't;

/// The bytes of a number, little-endian.
macro_rules! little_endian {
    (float $value:ident) => {
        $value.to_bits().to_le_bytes()
    };
    (bool $value:ident) => {
        [u8::from($value)]
    };
    ($integer:ident $value:ident) => {
        $value.to_le_bytes()
    };
}

impl Values<'_> {
    /// Hands over the values in the tensor's own order, row-major and piece after piece.
    pub(crate) fn encoded(&self, take: &mut TakePiece<'_>) -> Result<(), Problem> {
        let shape = self.axes.own_shape();
        let whole = [shape.iter().map(|&length| Indices::all(length)).collect()];
        let boxes = self.part.map_or(&whole[..], Cut::indices);
        macro_rules! arms {
            (floats {
                $($float:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;)*
            } integers {
                $($integer:ident $number:ident $whole:ident $doc:literal;)*
            }) => {
                match self.dtype {
                    $($(#[cfg(feature = $feature)])? DType::$float => {
                        self.encode(boxes, take, |value: $rust| little_endian!(float value))
                    })*
                    $(DType::$integer => {
                        self.encode(boxes, take, |value: $number| little_endian!($number value))
                    })*
                    // A plan has no tensor of another type.
                    _ => Ok(()),
                }
            };
        }
        macro_rules! all {
            ($($floats:tt)*) => { integers!(arms floats { $($floats)* }) };
        }
        elements!(all)
    }

    fn encode<T: Element, const N: usize>(
        &self,
        boxes: &[Vec<Indices>],
        take: &mut TakePiece<'_>,
        one: impl Fn(T) -> [u8; N] + Sync,
    ) -> Result<(), Problem> {
        let supply = self.supply::<T>()?;
        let mut values = Vec::new();
        for piece in boxes.iter().flat_map(|indices| pieces(indices, PIECE / N)) {
            let cut = Cut::new(self.axes, piece);
            values.resize(cut.axes.count(), T::round(0.0));
            self.of_other_part(&cut)
                .contiguous_of(&supply, &mut values)?;
            take(&|bytes| {
                let start = bytes.len();
                bytes.resize(start + values.len() * N, 0);
                let bytes = &mut bytes[start..];
                self.threads.run(values.len(), || {
                    parallel::parts(bytes, TASK * N, values.len() > TASK, |n, bytes| {
                        let (bytes, _) = bytes.as_chunks_mut();
                        for (bytes, &value) in bytes.iter_mut().zip(&values[n * TASK..]) {
                            *bytes = one(value);
                        }
                    });
                });
            })?;
        }
        Ok(())
    }
}

/// The pieces of a box, each a run of it in row-major order.
fn pieces(indices: &[Indices], most: usize) -> Vec<Vec<Indices>> {
    let lengths: Vec<usize> = indices.iter().map(Indices::len).collect();
    let of_tensor = |piece: Vec<Range<usize>>| {
        let both = piece.into_iter().zip(indices);
        both.map(|(places, indices)| indices.slice(places))
            .collect()
    };
    Pieces::new(&lengths, most).map(of_tensor).collect()
}
