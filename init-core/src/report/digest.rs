//! A hash of a tensor's elements as they are stored.

use crate::dtype::DType;
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
        match self.dtype {
            DType::F32 => self.join(values, |x| quiet_f32(x).to_le_bytes()),
            DType::F16 => self.join(values, |x| quiet_or(x, 0x7e00, rounding::f16).to_le_bytes()),
            DType::Bf16 => self.join(values, |x| {
                quiet_or(x, 0x7fc0, rounding::bf16).to_le_bytes()
            }),
            DType::F8E4M3 => self.join(values, |x| [quiet_or(x, 0x7f, rounding::f8e4m3)]),
            DType::F8E5M2 => self.join(values, |x| [quiet_or(x, 0x7e, rounding::f8e5m2)]),
            DType::F64 | DType::Other(_) => self.join(values, |x| quiet_f64(x).to_le_bytes()),
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

fn quiet_f32(value: f64) -> u32 {
    quiet_or(value, 0x7fc0 << 16, |bits| bits)
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
