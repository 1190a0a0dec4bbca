//! A hash of a tensor's elements as they are stored.

use crate::dtype::{DType, elements};
use crate::number::fnv::Fnv;
use crate::number::rounding;

/// FNV-1a, 64 bits, over the little-endian bytes of elements of one type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Digest {
    dtype: DType,
    state: Fnv,
}

impl Digest {
    pub(super) fn of(dtype: DType) -> Self {
        Self {
            dtype,
            state: Fnv::new(),
        }
    }

    /// Takes elements that were widened to f64, in canonical order.
    pub(super) fn add(&mut self, values: &[f64]) {
        macro_rules! bits {
            ($value:ident f64) => {
                quiet_f64($value)
            };
            ($value:ident ($round:ident $widen:ident $nan:literal)) => {
                quiet_or($value, $nan, rounding::$round)
            };
        }
        macro_rules! add {
            ($($variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;)*) => {
                match self.dtype {
                    $(DType::$variant => self.join(values, |x| bits!(x $bits).to_le_bytes()),)*
                    _ => self.join(values, |x| quiet_f64(x).to_le_bytes()),
                }
            };
        }
        elements!(add);
    }

    /// Takes integers or booleans, in canonical order.
    pub(super) fn add_integers(&mut self, values: &[i128]) {
        let size = self.dtype.integer_size();
        for value in values {
            let bytes = value.to_le_bytes();
            self.state = self.state.with(bytes.into_iter().take(size));
        }
    }

    fn join<const N: usize>(&mut self, values: &[f64], bytes: impl Fn(f64) -> [u8; N]) {
        self.state = values
            .iter()
            .fold(self.state, |state, &value| state.with(bytes(value)));
    }

    pub(super) fn value(self) -> u64 {
        self.state.value()
    }
}

/// The sign and payload of a NaN are the processor's choice, so that all count as one.
fn quiet_f64(value: f64) -> u64 {
    if value.is_nan() {
        0x7ff8 << 48
    } else {
        value.to_bits()
    }
}

/// The bits of a value that f32 or a narrower type holds, or of NaN.
fn quiet_or<B>(value: f64, nan: B, bits: impl Fn(u32) -> B) -> B {
    if value.is_nan() {
        nan
    } else {
        bits((value as f32).to_bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f16_bits(value: f64) -> u16 {
        quiet_or(value, 0x7e00, rounding::f16)
    }

    #[test]
    fn binary16_has_the_bits_of_the_standard() {
        for (value, bits) in [
            (0.0, 0x0000),
            (-0.0, 0x8000),
            (1.0, 0x3c00),
            (-2.0, 0xc000),
            (65_504.0, 0x7bff),
            (0.333_251_953_125, 0x3555),
            (6.103_515_625e-5, 0x0400),
            (5.960_464_477_539_063e-8, 0x0001),
            (-6.097_555_160_522_461e-5, 0x83ff),
            (f64::NEG_INFINITY, 0xfc00),
            (-f64::NAN, 0x7e00),
        ] {
            assert_eq!(f16_bits(value), bits, "{value}");
        }
    }

    #[cfg(feature = "half-2")]
    #[test]
    fn binary16_has_the_bits_of_the_crate_half() {
        for bits in 0..=u16::MAX {
            let value = half_2::f16::from_bits(bits);
            if !value.is_nan() {
                assert_eq!(f16_bits(value.to_f64()), bits);
            }
        }
    }
}
