//! The values of a tensor of any type, as f64.

use alloc::vec::Vec;

use super::Values;
use crate::dtype::{DType, elements};
use crate::engine::bounds::Stored;
use crate::error::Problem;

/// The number of values held at once.
const PIECE: usize = 1 << 16;

impl Values<'_> {
    /// Hands over the values as the tensor's type holds them, in canonical order and in pieces.
    pub(crate) fn wide(&self, mut take: impl FnMut(&[f64])) -> Result<(), Problem> {
        let mut wide = Vec::new();
        macro_rules! arms {
            ($(
                $variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;
            )*) => {
                match self.dtype {
                    $($(#[cfg(feature = $feature)])? DType::$variant => {
                        self.pieces(PIECE, |_, piece: &[$rust]| {
                            wide.clear();
                            wide.extend(piece.iter().map(|value| value.widen()));
                            take(&wide);
                            Ok(())
                        })
                    })*
                    // A plan has no tensor of another type.
                    _ => Ok(()),
                }
            };
        }
        elements!(arms)
    }
}
