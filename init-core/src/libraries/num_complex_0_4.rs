//! Complex numbers of num-complex 0.4, as elements: pairs of the floats that the engine writes.

use bytemuck_1::{cast_slice, cast_slice_mut};
use num_complex_0_4::Complex;

use crate::dtype::DType;
#[cfg(feature = "ndarray-0_17")]
use crate::error::Problem;
use crate::parameter::Number;
#[cfg(feature = "ndarray-0_17")]
use crate::values::Values;

macro_rules! complex {
    ($($float:ident $dtype:ident;)*) => {$(
        impl Number for Complex<$float> {
            type Part = $float;

            fn dtype() -> DType {
                DType::$dtype
            }

            fn parts(numbers: &[Self]) -> &[$float] {
                cast_slice(numbers)
            }

            fn parts_mut(numbers: &mut [Self]) -> &mut [$float] {
                cast_slice_mut(numbers)
            }

            #[cfg(feature = "ndarray-0_17")]
            fn write_each<'n>(
                values: &Values<'_>,
                numbers: impl Iterator<Item = &'n mut Self>,
            ) -> Result<(), Problem> {
                values.each(numbers.flat_map(|number| [&mut number.re, &mut number.im]))
            }
        }
    )*};
}
complex! {
    f32 C64;
    f64 C128;
}
