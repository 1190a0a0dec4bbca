//! −2 ln v, from which the radius of a normal pair and the tail of a truncated normal come.
//!
//! v = (1 − d / 2) · 2^-k with the mantissa 1 − d / 2 in [½, 1) and so the deficit d in (0, 1].
//! Then −2 ln v = k · 2 ln 2 + (d + d² · P(d)), where P is a polynomial: all terms are positive,
//! nothing cancels, and near v = 1 the leading term d is exact.

use super::{even_odd_f32, even_odd_f64};
use crate::engine::lanes::Lanes;

/// (−2 ln(1 − d / 2) − d) / d² in powers of d. With it the logarithm is off by at most 2^-25.3
/// of its value.
const COEFFICIENTS_F32: [f32; 8] = [
    0.24999762,
    0.083407894,
    0.030461289,
    0.016477276,
    -0.0056480793,
    0.018878791,
    -0.012805018,
    0.005524559,
];

/// (−2 ln(1 − d / 2) − d) / d² in powers of d. With it the logarithm is off by at most 2^-55.2
/// of its value.
const COEFFICIENTS_F64: [f64; 20] = [
    0.24999999999999625,
    0.0833333333339921,
    0.031249999959226598,
    0.012500001287981432,
    0.0052083088522698415,
    0.0022324503089792,
    0.0009738534628334002,
    0.00045146741393258774,
    0.00011097586530231771,
    0.00040098634359303747,
    -0.0008548454913589298,
    0.0020222372183875833,
    -0.0034920510524650825,
    0.004763461128625338,
    -0.004981398784308764,
    0.003944737625399533,
    -0.002284473353210281,
    0.0009167338829089247,
    -0.00022837747230062869,
    2.6960590106197237e-5,
];

/// −log₂(1 − d / 2) / d in powers of d. With it the logarithm is off by at most 2^-24.4.
const LOG2_COEFFICIENTS_F32: [f32; 8] = [
    0.7213432,
    0.18046811,
    0.058752343,
    0.029281737,
    -0.0091073355,
    0.031190727,
    -0.020846942,
    0.008918094,
];

const TWO_LN_2_F32: f32 = 2.0 * core::f32::consts::LN_2;
const TWO_LN_2_F64: f64 = 2.0 * core::f64::consts::LN_2;

/// The numbers (1 − deficit / 2) · 2^-halvings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split<U, F> {
    pub(super) halvings: U,
    pub(super) deficit: F,
}

/// The parts of a positive, normal v · 2^doublings.
#[inline(always)]
pub(super) fn split_f32<L: Lanes>(lanes: L, v: L::F32, doublings: u32) -> Split<L::U32, L::F32> {
    let bits = lanes.bits_f32(v);
    let twice_the_mantissa = lanes.of_bits_f32(bits & 0x007f_ffff | 0x3f80_0000);
    Split {
        halvings: lanes.sub_u32(lanes.u32(126_u32.wrapping_sub(doublings)), bits >> 23),
        deficit: lanes.f32(2.0) - twice_the_mantissa,
    }
}

/// The parts of a positive, normal v · 2^doublings.
#[inline(always)]
pub(super) fn split_f64<L: Lanes>(lanes: L, v: L::F64, doublings: u64) -> Split<L::U64, L::F64> {
    let bits = lanes.bits_f64(v);
    let twice_the_mantissa =
        lanes.of_bits_f64(bits & 0x000f_ffff_ffff_ffff | 0x3ff0_0000_0000_0000);
    Split {
        halvings: lanes.sub_u64(lanes.u64(1022_u64.wrapping_sub(doublings)), bits >> 52),
        deficit: lanes.f64(2.0) - twice_the_mantissa,
    }
}

/// −2 ln of the numbers that the parts represent.
#[inline(always)]
pub(super) fn minus_two_ln_f32<L: Lanes>(lanes: L, parts: Split<L::U32, L::F32>) -> L::F32 {
    let d = parts.deficit;
    let square = d * d;
    let curve = even_odd_f32(lanes, d, square, &COEFFICIENTS_F32);
    lanes.to_f32(parts.halvings) * TWO_LN_2_F32 + (d + square * curve)
}

/// −log₂ (v · 2^doublings) for a positive, normal v, within about 2^-23: with log₂ the exponent
/// enters exactly, which suits a sum whose absolute error counts.
#[inline(always)]
pub(super) fn minus_log2_f32<L: Lanes>(lanes: L, v: L::F32, doublings: u32) -> L::F32 {
    let Split {
        halvings,
        deficit: d,
    } = split_f32(lanes, v, doublings);
    lanes.to_f32(halvings) + d * even_odd_f32(lanes, d, d * d, &LOG2_COEFFICIENTS_F32)
}

/// −2 ln of the numbers that the parts represent.
#[inline(always)]
pub(super) fn minus_two_ln_f64<L: Lanes>(lanes: L, parts: Split<L::U64, L::F64>) -> L::F64 {
    let d = parts.deficit;
    let square = d * d;
    let curve = even_odd_f64(lanes, d, square, &COEFFICIENTS_F64);
    lanes.to_f64(parts.halvings) * TWO_LN_2_F64 + (d + square * curve)
}

#[cfg(test)]
mod tests {
    use crate::number::contract::{assert_f32, assert_f64};

    #[test]
    fn the_contract_gives_these_coefficients() {
        assert_f32("LN_F32", &super::COEFFICIENTS_F32);
        assert_f32("LOG2_F32", &super::LOG2_COEFFICIENTS_F32);
        assert_f64("LN_F64", &super::COEFFICIENTS_F64);
    }
}
