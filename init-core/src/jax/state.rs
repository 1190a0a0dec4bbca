//! The words of a key, and how JAX computes with them.

use super::threefry::Words;
use crate::dtype::DType;
use crate::number::fused::fused64;

/// A key, and its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub(super) words: [u32; 2],
    pub(super) form: Form,
}

/// How JAX computes, by its release, its options and its processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Form {
    pub(super) partitionable: bool,
    pub(super) fused: bool,
    pub(super) two_products: bool,
}

impl State {
    /// The words of a draw that takes so many.
    pub(super) fn stream(self, count: u64) -> Words {
        Words {
            key: self.words,
            total: (!self.form.partitionable).then_some(count),
        }
    }

    /// The words of a draw of so many values of a type.
    pub(super) fn stream_of(self, count: usize, dtype: DType) -> Words {
        let bits = match dtype {
            DType::F64 => 64,
            DType::F16 => 16,
            DType::Bf16 => 8,
            _ => 32,
        };
        self.stream((count as u64 * bits).div_ceil(32))
    }
}

impl Form {
    /// a · b + c in f64, rounded once or twice.
    pub(super) fn multiply_add(self, a: f64, b: f64, c: f64) -> f64 {
        if self.fused {
            fused64(a, b, c)
        } else {
            a * b + c
        }
    }
}
