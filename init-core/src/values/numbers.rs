//! The values of a tensor, all of them.

use alloc::vec::Vec;

use super::{Known, Values};
use crate::engine::host_memory::try_reserved;
use crate::error::Problem;
use crate::tensor::Padding;

/// The values of a tensor in canonical order, each one that the tensor's type holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Numbers {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Numbers {
    /// As the tensor's type holds them.
    pub(crate) fn of(values: &Values<'_>) -> Result<Self, Problem> {
        let mut numbers = try_reserved(values.len())?;
        values.wide(|piece| numbers.extend_from_slice(piece))?;
        Ok(Self::F64(numbers))
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
        }
    }

    /// Writes 0 where the padding is.
    pub(crate) fn pad(&mut self, padding: Padding<'_>) {
        for part in padding.within(0, self.len()) {
            match self {
                Self::F32(values) => values[part].fill(0.0),
                Self::F64(values) => values[part].fill(0.0),
            }
        }
    }
}

impl Known for Numbers {
    fn give(&self, start: usize, out: &mut [f64]) {
        match self {
            Self::F32(values) => {
                for (out, &value) in out.iter_mut().zip(&values[start..]) {
                    *out = value.into();
                }
            }
            Self::F64(values) => out.copy_from_slice(&values[start..start + out.len()]),
        }
    }

    // Those of a law are its own; those that code makes are f64.
    fn give_integers(&self, start: usize, out: &mut [i128]) {
        if let Self::F64(values) = self {
            for (out, &value) in out.iter_mut().zip(&values[start..]) {
                *out = value as i128;
            }
        }
    }
}
