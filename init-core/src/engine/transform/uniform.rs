//! Uniform numbers in [0, 1), multiples of 2^-24 from one word with f32 and of 2^-53 from two
//! with f64.

use super::{MapF32, MapF64};
use crate::engine::lanes::Lanes;

/// The map to [0, 1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit;

impl MapF32 for Unit {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, word: L::U32) -> L::F32 {
        unit_f32(lanes, word)
    }
}

impl MapF64 for Unit {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, first: L::U64, second: L::U64) -> L::F64 {
        unit_f64(lanes, first, second)
    }
}

/// The upper 24 bits of the word, times 2^-24.
#[inline(always)]
pub(crate) fn unit_f32<L: Lanes>(lanes: L, word: L::U32) -> L::F32 {
    const STEP: f32 = 1.0 / 16_777_216.0; // 2^-24
    lanes.to_f32(word >> 8) * STEP
}

/// The upper 53 bits of first · 2^32 + second, times 2^-53. The words fill the lower halves of
/// their lanes.
#[inline(always)]
pub(crate) fn unit_f64<L: Lanes>(lanes: L, first: L::U64, second: L::U64) -> L::F64 {
    const HIGH_STEP: f64 = 1.0 / 67_108_864.0; // 2^-26
    const LOW_STEP: f64 = 1.0 / 9_007_199_254_740_992.0; // 2^-53
    let high = first >> 6;
    let low = (first & 63) << 21 | second >> 11;
    lanes.to_f64(high) * HIGH_STEP + lanes.to_f64(low) * LOW_STEP
}

#[cfg(test)]
mod tests {
    use crate::engine::lanes::Scalar;

    fn unit_f32(word: u32) -> f32 {
        super::unit_f32(Scalar, word)
    }

    fn unit_f64(first: u32, second: u32) -> f64 {
        super::unit_f64(Scalar, u64::from(first), u64::from(second))
    }

    #[test]
    fn the_ends_of_the_range() {
        assert_eq!(unit_f32(0), 0.0);
        assert_eq!(unit_f32(255), 0.0);
        assert_eq!(unit_f32(256), 2.0_f32.powi(-24));
        assert_eq!(unit_f32(u32::MAX), 1.0 - 2.0_f32.powi(-24));
        assert_eq!(unit_f64(0, 0), 0.0);
        assert_eq!(unit_f64(0, 1 << 11), 2.0_f64.powi(-53));
        assert_eq!(unit_f64(u32::MAX, u32::MAX), 1.0 - 2.0_f64.powi(-53));
    }

    #[test]
    fn every_bit_has_its_place() {
        for bit in 0..32 {
            let word = 1_u32 << bit;
            let expected = if bit < 8 { 0.0 } else { 2.0_f32.powi(bit - 32) };
            assert_eq!(unit_f32(word), expected);
            assert_eq!(unit_f64(word, 0), 2.0_f64.powi(bit - 32));
            let expected = if bit < 11 {
                0.0
            } else {
                2.0_f64.powi(bit - 64)
            };
            assert_eq!(unit_f64(0, word), expected);
        }
    }
}
