//! Tensors of any library: what the engine asks of one, and which types have one.
//!
//! | type | what it is with an initializer on it |
//! |---|---|
//! | `f32`, `f64` | one parameter without axes |
//! | `[[[f32; 3]; 3]; 64]` | one parameter of shape [64, 3, 3] |
//! | `Vec<f32>`, `Box<[f32]>`, `&mut [f32]` | one parameter with `shape = (…)` |
//! | a tensor of a library | one parameter |
//! | `Option` of these | one parameter or none |
//! | `Vec`, arrays, `BTreeMap` of tensors | a list of parameters |
//! | `Box`, `Rc<RefCell<_>>`, `Arc<Mutex<_>>`, … of these | what they hold |

mod array;
#[cfg(feature = "burn-0_22")]
pub mod burn_0_22;
#[cfg(feature = "candle-0_11")]
mod candle_0_11;
mod containers;
#[cfg(feature = "faer-0_24")]
mod faer_0_24;
mod field;
mod flat;
#[cfg(any(feature = "candle-0_11", feature = "tch-0_26"))]
mod layers;
#[cfg(feature = "nalgebra-0_35")]
mod nalgebra_0_35;
#[cfg(any(feature = "candle-0_11", feature = "tch-0_26"))]
mod named;
#[cfg(feature = "ndarray-0_17")]
mod ndarray_0_17;
#[cfg(feature = "tch-0_26")]
mod tch_0_26;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use core::any::Any;
use core::fmt;

pub use field::{Declares, ListEntry, Own, Parameters, ShapeSource};
pub use flat::Flat;
use flat::Seen;

#[cfg(feature = "float8-0_7")]
use crate::engine::rounding;
use crate::{Identity, Problem, Values};

/// One tensor that can be read and overwritten in place.
///
/// Implement it for a tensor type of your own and the type works as a field with
/// `#[init(…)]`, in `Option`, `Vec`, arrays and maps. The indices of a tensor are logical:
/// what `shape` says, row-major, whatever the memory looks like.
///
/// ```
/// use std::borrow::Cow;
/// use init_core::{DType, Parameter, Problem, Values};
///
/// struct Matrix { rows: usize, columns: usize, column_major: Vec<f32> }
///
/// impl Parameter for Matrix {
///     fn shape(&self) -> Cow<'_, [usize]> {
///         Cow::Owned(vec![self.rows, self.columns])
///     }
///     fn dtype(&self) -> DType {
///         DType::F32
///     }
///     fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
///         values.strided(&mut self.column_major, &[1, self.rows])
///     }
///     fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
///         for row in 0..self.rows {
///             for column in 0..self.columns {
///                 sink(&[f64::from(self.column_major[column * self.rows + row])]);
///             }
///         }
///         Ok(())
///     }
/// }
/// # let mut rng = init_core::doc::rng();
/// use init_core::initializer::xavier_uniform;
/// let mut weight = Matrix { rows: 4, columns: 3, column_major: vec![0.0; 12] };
/// xavier_uniform().fill(&mut weight, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
pub trait Parameter {
    /// The lengths of the axes, outermost first.
    fn shape(&self) -> Cow<'_, [usize]>;

    /// The type of the elements.
    fn dtype(&self) -> DType;

    /// What identifies the tensor, for a library whose tensors share their memory when they are
    /// cloned: it is then initialized once, under the first of its paths.
    fn identity(&self) -> Option<Identity> {
        None
    }

    /// What makes a tensor of the same [`identity`](Parameter::identity) hold what this one
    /// holds, for a library whose tensors do not share what is written to one of them. It is
    /// taken once this tensor has been written, and given to [`tied`](Parameter::tied) of each
    /// tensor that is met later under the same identity.
    fn tie(&self) -> Option<Box<dyn Any>> {
        None
    }

    /// Takes what [`tie`](Parameter::tie) of the first tensor of its identity gave.
    ///
    /// # Errors
    /// E.g. [`Conflict`](crate::ErrorKind::Conflict) where the two cannot hold the same.
    fn tied(&mut self, _first: &dyn Any) -> Result<(), Problem> {
        Ok(())
    }

    /// Whether the tensor could be written now. Asked while planning, so that a tensor that
    /// cannot be written keeps the whole model from being touched.
    ///
    /// # Errors
    /// E.g. [`ReadOnly`](crate::ErrorKind::ReadOnly) or
    /// [`Aliased`](crate::ErrorKind::Aliased).
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Overwrites every element with `values`. An error before the first values are asked for leaves
    /// the tensor as it was; after that it may be [partly written](crate::Error::partly_written),
    /// as after a [panic](crate::Reset#panics).
    ///
    /// # Errors
    /// What the methods of [`Values`] return, or a failure of the tensor's library.
    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem>;

    /// Hands the elements to `sink` in logical order, in pieces of any length, widened to
    /// `f64` (which is exact).
    ///
    /// # Errors
    /// A failure of the tensor's library.
    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem>;
}

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
                    // The type has no infinite value to say it with.
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

/// Forwards to the tensor behind a pointer that owns it or borrows it alone.
macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<P: Parameter + ?Sized> Parameter for $pointer {
            fn shape(&self) -> Cow<'_, [usize]> {
                (**self).shape()
            }
            fn dtype(&self) -> DType {
                (**self).dtype()
            }
            fn identity(&self) -> Option<Identity> {
                (**self).identity()
            }
            fn tie(&self) -> Option<Box<dyn Any>> {
                (**self).tie()
            }
            fn tied(&mut self, first: &dyn Any) -> Result<(), Problem> {
                (**self).tied(first)
            }
            fn check(&self) -> Result<(), Problem> {
                (**self).check()
            }
            fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
                (**self).write(values)
            }
            fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
                (**self).read(sink)
            }
        }
    )*};
}
forward!(&mut P, Box<P>);
