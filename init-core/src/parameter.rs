//! Tensors of any library: the interface of the engine to a tensor, and the types that have it.
//!
//! | type | meaning with an initializer |
//! |---|---|
//! | `f32`, `f64`, `i64`, `bool`, … | one parameter without axes |
//! | `[[[f32; 3]; 3]; 64]` | one parameter of shape [64, 3, 3] |
//! | `Vec<f32>`, `Box<[f32]>`, `&mut [f32]` | one parameter with `shape = (…)` |
//! | a tensor of a library | one parameter |
//! | [`Meta`], which has no memory | one parameter, for plans and for files that are larger than memory |
//! | `Option` of these | one parameter or none |
//! | `Vec`, arrays, `BTreeMap` of tensors | a list of parameters |
//! | `Box`, `Rc<RefCell<_>>`, `Arc<Mutex<_>>`, … of these | their content |

pub(crate) mod canonical;
mod flat;
mod meta;
mod number;
mod shared_id;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::any::Any;

pub use flat::Flat;
pub(crate) use flat::Seen;
#[cfg(any(
    feature = "burn-0_22",
    feature = "candle-0_11",
    feature = "ndarray-0_17"
))]
pub(crate) use flat::read_slice;
pub use meta::Meta;
pub(crate) use meta::without_memory;
pub(crate) use number::Number;
pub use shared_id::SharedId;

use crate::dtype::{DType, whole};
use crate::error::{ErrorKind, Problem};
use crate::values::Values;

/// One tensor that can be read and overwritten in place.
///
/// Implement it for a tensor type of your own and the type works as a field with `#[init(…)]`, in
/// `Option`, `Vec`, arrays and maps. The indices of a tensor are logical: those of `shape`,
/// row-major, whatever the memory looks like.
///
/// ```
/// use std::borrow::Cow;
/// use init_core::Parameter;
/// use init_core::error::Problem;
/// use init_core::tensor::DType;
/// use init_core::values::Values;
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
/// # let mut rng = init_core::hidden::doc::rng();
/// use init_core::initializer::xavier_uniform;
/// let mut weight = Matrix { rows: 4, columns: 3, column_major: vec![0.0; 12] };
/// xavier_uniform().fill(&mut weight, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
pub trait Parameter {
    /// The lengths of the axes, outermost first.
    fn shape(&self) -> Cow<'_, [usize]>;

    /// The type of the elements. Complex numbers are written and read as their parts, a real one and an
    /// imaginary one after it, each of the type that two of make the number: as those of a tensor with one
    /// more axis, the last, of length 2.
    fn dtype(&self) -> DType;

    /// Returns true unless the tensor is a description without memory, such as [`Meta`]: it is planned, and
    /// its values are written straight to files, but nothing else reads or writes it.
    fn has_memory(&self) -> bool {
        true
    }

    /// The number of elements of storage that has no shape of its own: it may be that of a part.
    #[doc(hidden)]
    fn flat_length(&self) -> Option<usize> {
        None
    }

    /// The id of the tensor, for a library whose tensors share their memory when they are cloned:
    /// such a tensor is initialized once, under the first of its paths.
    fn shared_id(&self) -> Option<SharedId> {
        None
    }

    /// A carrier of this tensor's content, for a library whose tensors with one id do not share
    /// writes. It is taken once this tensor has been written, and given to
    /// [`tied`](Parameter::tied) of each tensor with the same [`shared_id`](Parameter::shared_id)
    /// that is met later.
    fn tie(&self) -> Option<Box<dyn Any>> {
        None
    }

    /// Takes the content of the first tensor of its id, which that tensor's [`tie`](Parameter::tie)
    /// returned.
    ///
    /// # Errors
    /// E.g. [`Conflict`](crate::error::ErrorKind::Conflict) where the two cannot hold the same.
    fn tied(&mut self, _first: &dyn Any) -> Result<(), Problem> {
        Ok(())
    }

    /// Checks that the tensor can be written now. Called while planning, so that a tensor that
    /// cannot be written keeps the whole model from being touched.
    ///
    /// # Errors
    /// E.g. [`ReadOnly`](crate::error::ErrorKind::ReadOnly) or
    /// [`Aliased`](crate::error::ErrorKind::Aliased).
    fn check(&self) -> Result<(), Problem> {
        Ok(())
    }

    /// Overwrites every element with `values`. An error before the first values are asked for
    /// leaves the tensor as it was; an error after that may leave it
    /// [partly written](crate::Error::partly_written), as may a [panic](crate::Reset#panics).
    ///
    /// # Errors
    /// The errors of the methods of [`Values`], or a failure of the tensor's library.
    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem>;

    /// Hands the elements to `sink` in logical order, in pieces of any length, widened to
    /// `f64`: exactly, unless they are integers beyond 2^53.
    ///
    /// # Errors
    /// A failure of the tensor's library.
    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem>;

    /// Hands the elements of a tensor of integers or booleans to `sink`, as [`read`](Parameter::read)
    /// does, but all of them exactly. By default they are those of `read`.
    ///
    /// # Errors
    /// A failure of the tensor's library; by default [`Custom`](ErrorKind::Custom) for an
    /// element of 2^53 or beyond, which `read` may have rounded, and for a fraction.
    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        let mut inexact = None;
        let mut integers = Vec::new();
        self.read(&mut |values| {
            integers.clear();
            let exact = |&value: &f64| whole(value).filter(|_| value.abs() < EXACT);
            for value in values {
                match exact(value) {
                    Some(integer) => integers.push(integer),
                    None => inexact = Some(*value),
                }
            }
            if inexact.is_none() {
                sink(&integers);
            }
        })?;
        inexact.map_or(Ok(()), |value| {
            Err(Problem::new(
                ErrorKind::Custom,
                format!(
                    "it reads `{value:?}` as a float, which may not be the integer that it holds"
                ),
            )
            .help("implement `Parameter::read_integers` for the tensor"))
        })
    }
}

/// From here on, floats lie further apart than integers.
const EXACT: f64 = (1_u64 << 53) as f64;

/// Forwards to the tensor inside a pointer that owns it or borrows it alone.
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
            fn has_memory(&self) -> bool {
                (**self).has_memory()
            }
            fn flat_length(&self) -> Option<usize> {
                (**self).flat_length()
            }
            fn shared_id(&self) -> Option<SharedId> {
                (**self).shared_id()
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
            fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
                (**self).read_integers(sink)
            }
        }
    )*};
}
forward!(&mut P, Box<P>);
