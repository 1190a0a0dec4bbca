//! The types of a tensor's elements.

use core::fmt;

#[cfg(feature = "float8-0_7")]
use crate::number::rounding;

/// The type of a tensor's elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DType {
    /// IEEE binary32.
    F32,
    /// IEEE binary64.
    F64,
    /// IEEE binary16; written with the feature `half-2`.
    F16,
    /// The upper half of a binary32; written with the feature `half-2`.
    Bf16,
    /// Eight bits, four of them the exponent; no infinities, the largest value is 448. Written
    /// with the feature `float8-0_7`.
    F8E4M3,
    /// Eight bits, five of them the exponent: the upper half of a binary16. Written with the
    /// feature `float8-0_7`.
    F8E5M2,
    /// A type that the engine cannot write, by its library's name; planning refuses it.
    Other(&'static str),
}

impl DType {
    /// A value as an element of this type stores it: infinite where it is out of range.
    pub(crate) fn stored(self, value: f64) -> f64 {
        match self {
            Self::F32 => f64::from(value as f32),
            #[cfg(feature = "half-2")]
            Self::F16 => half_2::f16::from_f32(value as f32).to_f64(),
            #[cfg(feature = "half-2")]
            Self::Bf16 => half_2::bf16::from_f32(value as f32).to_f64(),
            #[cfg(feature = "float8-0_7")]
            Self::F8E4M3 if value.is_finite() => {
                let bits = rounding::f8e4m3((value as f32).to_bits());
                match rounding::of_f8e4m3(bits) {
                    // The type has no infinite value to report it with.
                    beyond if beyond.is_nan() => f64::INFINITY.copysign(value),
                    stored => stored,
                }
            }
            #[cfg(feature = "float8-0_7")]
            Self::F8E5M2 if value.is_finite() => {
                rounding::of_f8e5m2(rounding::f8e5m2((value as f32).to_bits()))
            }
            _ => value,
        }
    }

    /// The type in which its values are computed, before they are rounded once.
    pub(crate) fn computed(self) -> Self {
        match self {
            Self::F16 | Self::Bf16 | Self::F8E4M3 | Self::F8E5M2 => Self::F32,
            other => other,
        }
    }
}

impl fmt::Display for DType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::F16 => "f16",
            Self::Bf16 => "bf16",
            Self::F8E4M3 => "f8e4m3",
            Self::F8E5M2 => "f8e5m2",
            Self::Other(name) => name,
        })
    }
}
