//! What the memory of a tensor holds: elements, or complex numbers, which are pairs of them.

use crate::dtype::DType;
use crate::engine::Element;
#[cfg(feature = "ndarray-0_17")]
use crate::error::Problem;
#[cfg(feature = "ndarray-0_17")]
use crate::values::Values;

/// A number in the memory of a tensor.
pub(crate) trait Number: Copy + Send + Sync + 'static {
    /// An element, of which there are one or two.
    type Part: Element;

    /// The type of a tensor of these.
    fn dtype() -> DType;

    /// The elements.
    fn parts(numbers: &[Self]) -> &[Self::Part];

    /// The elements, to be written.
    fn parts_mut(numbers: &mut [Self]) -> &mut [Self::Part];

    /// Writes numbers that come one by one, in canonical order.
    #[cfg(feature = "ndarray-0_17")]
    fn write_each<'n>(
        values: &Values<'_>,
        numbers: impl Iterator<Item = &'n mut Self>,
    ) -> Result<(), Problem>;
}

impl<T: Element> Number for T {
    type Part = Self;

    fn dtype() -> DType {
        Self::DTYPE
    }

    fn parts(numbers: &[Self]) -> &[Self] {
        numbers
    }

    fn parts_mut(numbers: &mut [Self]) -> &mut [Self] {
        numbers
    }

    #[cfg(feature = "ndarray-0_17")]
    fn write_each<'n>(
        values: &Values<'_>,
        numbers: impl Iterator<Item = &'n mut Self>,
    ) -> Result<(), Problem> {
        values.each(numbers)
    }
}
