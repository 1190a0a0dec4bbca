//! Uniform numbers in [0, 1), multiples of 2^-24 from one word with f32 and of 2^-53 from two
//! with f64.

/// The upper 24 bits of the word, times 2^-24.
#[inline(always)]
pub(crate) fn unit_f32(word: u32) -> f32 {
    const STEP: f32 = 1.0 / 16_777_216.0; // 2^-24
    (word >> 8) as i32 as f32 * STEP
}

/// The upper 53 bits of first · 2^32 + second, times 2^-53.
#[inline(always)]
pub(crate) fn unit_f64(first: u32, second: u32) -> f64 {
    const HIGH_STEP: f64 = 1.0 / 67_108_864.0; // 2^-26
    const LOW_STEP: f64 = 1.0 / 9_007_199_254_740_992.0; // 2^-53
    let high = (first >> 6) as i32;
    let low = ((first & 63) << 21 | second >> 11) as i32;
    f64::from(high) * HIGH_STEP + f64::from(low) * LOW_STEP
}

#[cfg(test)]
mod tests {
    use super::{unit_f32, unit_f64};

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
