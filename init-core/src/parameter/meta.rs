//! Tensors without memory.

use alloc::borrow::Cow;

use super::Parameter;
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Lengths, Shape};
use crate::values::Values;

/// A tensor that has a shape and a type of elements, and no memory: what PyTorch calls a tensor on the
/// device `meta`.
///
/// A model of them is planned and compared as any other, and takes no more memory than its names. Its
/// values need not fit into memory: `safetensors::Save::reset` writes them straight to files.
///
/// ```
/// use init_core::Initialize;
/// use init_core::parameter::Meta;
/// use init_core::tensor::DType;
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(normal, std = 0.02)]
///     weight: Meta,
///     #[init(zeros)]
///     bias: Option<Meta>,
/// }
///
/// let linear = Linear {
///     weight: Meta::new(DType::Bf16, (1 << 20, 1 << 18)),
///     bias: None,
/// };
/// let plan = linear.plan()?;
/// assert_eq!(plan.value_count(), 1 << 38);
/// assert_eq!(plan.sizes().bytes(), 1 << 39);
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Meta {
    dtype: DType,
    shape: Lengths,
}

impl Meta {
    /// A tensor of this type and shape.
    pub fn new(dtype: DType, shape: impl Shape) -> Self {
        Self {
            dtype,
            shape: shape.to_lengths(),
        }
    }

    /// The description of another tensor.
    pub fn of(tensor: &(impl Parameter + ?Sized)) -> Self {
        Self {
            dtype: tensor.dtype(),
            shape: tensor.shape()[..].into(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Parameter for Meta {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        self.dtype
    }

    fn has_memory(&self) -> bool {
        false
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        Err(without_memory())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Err(without_memory())
    }
}

/// The problem of a tensor without memory that is to be written or read.
pub(crate) fn without_memory() -> Problem {
    Problem::new(ErrorKind::NotMaterialized, "the tensor has no memory")
        .help("give the field a tensor that has memory, or leave it out: `.except(\"…\")`")
        .note("`safetensors::Save::reset` writes the values of such tensors straight to files")
}
