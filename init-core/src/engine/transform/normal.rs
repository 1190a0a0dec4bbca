//! Standard normal numbers in pairs, by the transform of Box and Muller.
//!
//! The radius √(−2 ln U) and the angle come from disjoint bits of the words. Two bits are the signs
//! of the two numbers and one exchanges sine and cosine, so that the pair is exactly symmetric in
//! both numbers and exactly exchangeable; the rest of the angle lies in (0, π/4).
//!
//! With f32, U = (R + ½) / 2^40, where R is `first` · 2^8 + the low 8 bits of `second`. With
//! f64, U = (X + ½) / 2^64, where X = w0 · 2^32 + w1. The half keeps U off 0 and 1, and
//! makes 1 − U the same expression of the complemented bits: where U > ½, that is where the
//! top bit is set, the radius is computed from 1 − U, which keeps its full relative accuracy
//! as U approaches 1 and the radius approaches 0. The largest radius is √(82 ln 2) = 7.54 with
//! f32 and √(130 ln 2) = 9.49 with f64.

use super::logarithm::{Split, minus_two_ln_f32, minus_two_ln_f64, split_f32, split_f64};
use super::{polynomial_f32, polynomial_f64};
use crate::engine::lanes::Lanes;

/// 1 − sin(t π/4) / t in powers of t², for t in (0, 1).
const SINE_F32: [f32; 4] = [0.21460184, 0.080745324, -0.0024896942, 3.573678e-5];

/// cos(t π/4) in powers of t², for t in (0, 1).
const COSINE_F32: [f32; 5] = [1.0, -0.30842513, 0.015854284, -0.0003258687, 3.49409e-6];

/// 1 − sin(t π/4) / t in powers of t², for t in (0, 1).
const SINE_F64: [f64; 7] = [
    0.2146018366025517,
    0.08074551218828051,
    -0.0024903945701884385,
    3.6576204157043596e-5,
    -3.133616186748021e-7,
    1.757146432342012e-9,
    -6.8760911148150134e-12,
];

/// cos(t π/4) in powers of t², for t in (0, 1).
const COSINE_F64: [f64; 8] = [
    1.0,
    -0.30842513753404244,
    0.015854344243815106,
    -0.0003259918869247026,
    3.5908604399699255e-6,
    -2.4611354928012558e-8,
    1.1499839046116024e-10,
    -3.8387426398371513e-13,
];

/// Two independent standard normal numbers from two words.
///
/// Bits of `second`: 31 the sign of the first number, 30 the sign of the second, 29 exchanges
/// sine and cosine, 28..8 the angle a, 7..0 the low end of the radius. With
/// φ = (a + ½) · 2^-21 · π/4 the pair is ±r cos φ, ±r sin φ or, exchanged, ±r sin φ, ±r cos φ.
#[inline(always)]
pub(crate) fn pair_f32<L: Lanes>(lanes: L, first: L::U32, second: L::U32) -> (L::F32, L::F32) {
    const SIGN: u32 = 1 << 31;
    let radius = radius_f32(lanes, first, second);
    let (sine, cosine) = sine_cosine_f32(lanes, second);
    let exchange = lanes.is_negative_u32(second << 2);
    let x = radius * lanes.select_f32(exchange, sine, cosine);
    let y = radius * lanes.select_f32(exchange, cosine, sine);
    (
        lanes.of_bits_f32(lanes.bits_f32(x) ^ (second & SIGN)),
        lanes.of_bits_f32(lanes.bits_f32(y) ^ (second << 1 & SIGN)),
    )
}

/// √(−2 ln U) from `first` and the low 8 bits of `second`.
#[inline(always)]
fn radius_f32<L: Lanes>(lanes: L, first: L::U32, second: L::U32) -> L::F32 {
    const HIGH_STEP: f32 = 1.0 / 2_147_483_648.0; // 2^-31
    // With b for the low 8 bits, LOW_BASE | b represents 2^-16 + b · 2^-39; subtracting
    // LOW_ORIGIN = 2^-16 − 2^-40 leaves (b + ½) · 2^-39, exactly.
    const LOW_BASE: u32 = 0x3780_0000;
    const LOW_ORIGIN: f32 = f32::from_bits(0x377f_ffff);
    // All ones where U > ½; the complemented bits then represent 1 − U.
    let above = lanes.spread_sign_u32(first);
    let high = lanes.to_f32(first ^ above) * HIGH_STEP;
    let low = lanes.of_bits_f32((second ^ above) & 255 | LOW_BASE) - LOW_ORIGIN;
    // 2U, or 2(1 − U), which is then the deficit itself.
    let v = high + low;
    // Halving 2U gives U.
    let below = split_f32(lanes, v, 1_u32.wrapping_neg());
    let parts = Split {
        halvings: below.halvings & !above,
        deficit: lanes.select_f32(lanes.is_negative_u32(first), v, below.deficit),
    };
    lanes.sqrt_f32(minus_two_ln_f32(lanes, parts))
}

/// sin φ and cos φ for φ = (a + ½) · 2^-21 · π/4, where a is the bits 28..8 of `word`.
#[inline(always)]
fn sine_cosine_f32<L: Lanes>(lanes: L, word: L::U32) -> (L::F32, L::F32) {
    // a fills the upper 21 bits of the mantissa of a number in [1, 2), the half is below it.
    let t = lanes.of_bits_f32(word >> 6 & 0x007f_fffc | 0x3f80_0002) - 1.0;
    let square = t * t;
    (
        t - t * polynomial_f32(lanes, square, &SINE_F32),
        polynomial_f32(lanes, square, &COSINE_F32),
    )
}

/// Two independent standard normal numbers from four words, which fill the lower halves of
/// their lanes.
///
/// Bits of Y = w2 · 2^32 + w3: 63 the sign of the first number, 62 the sign of the second, 61
/// exchanges sine and cosine, 60..9 the angle a. With φ = (a + ½) · 2^-52 · π/4 the pair is
/// ±r cos φ, ±r sin φ or, exchanged, ±r sin φ, ±r cos φ.
#[inline(always)]
pub(crate) fn pair_f64<L: Lanes>(
    lanes: L,
    w0: L::U64,
    w1: L::U64,
    w2: L::U64,
    w3: L::U64,
) -> (L::F64, L::F64) {
    const SIGN: u64 = 1 << 63;
    let radius = radius_f64(lanes, w0, w1);
    let word = w2 << 32 | w3;
    let (sine, cosine) = sine_cosine_f64(lanes, word);
    let exchange = lanes.is_negative_u64(word << 2);
    let x = radius * lanes.select_f64(exchange, sine, cosine);
    let y = radius * lanes.select_f64(exchange, cosine, sine);
    (
        lanes.of_bits_f64(lanes.bits_f64(x) ^ (word & SIGN)),
        lanes.of_bits_f64(lanes.bits_f64(y) ^ (word << 1 & SIGN)),
    )
}

/// √(−2 ln U) from the 64 bits of w0 and w1.
#[inline(always)]
fn radius_f64<L: Lanes>(lanes: L, w0: L::U64, w1: L::U64) -> L::F64 {
    const LOW: u64 = 0xffff_ffff;
    const HIGH_STEP: f64 = 1.0 / 2_147_483_648.0; // 2^-31
    // As with f32: LOW_BASE | b represents 2^-11 + b · 2^-63, and subtracting 2^-11 − 2^-64
    // leaves (b + ½) · 2^-63, exactly.
    const LOW_BASE: u64 = 0x3f40_0000_0000_0000;
    const LOW_ORIGIN: f64 = f64::from_bits(0x3f3f_ffff_ffff_ffff);
    let top = w0 << 32;
    let above = lanes.spread_sign_u64(top);
    let high = lanes.to_f64((w0 ^ above) & LOW) * HIGH_STEP;
    let low = lanes.of_bits_f64((w1 ^ above) & LOW | LOW_BASE) - LOW_ORIGIN;
    let v = high + low;
    let below = split_f64(lanes, v, 1_u64.wrapping_neg());
    let parts = Split {
        halvings: below.halvings & !above,
        deficit: lanes.select_f64(lanes.is_negative_u64(top), v, below.deficit),
    };
    lanes.sqrt_f64(minus_two_ln_f64(lanes, parts))
}

/// sin φ and cos φ for φ = (a + ½) · 2^-52 · π/4, where a is the bits 60..9 of the word.
#[inline(always)]
fn sine_cosine_f64<L: Lanes>(lanes: L, word: L::U64) -> (L::F64, L::F64) {
    // a fills the mantissa of a number in [1, 2); subtracting 1 − 2^-53 leaves (a + ½) · 2^-52,
    // exactly.
    const ORIGIN: f64 = f64::from_bits(0x3fef_ffff_ffff_ffff);
    let angle = word >> 9 & 0x000f_ffff_ffff_ffff;
    let t = lanes.of_bits_f64(angle | 0x3ff0_0000_0000_0000) - ORIGIN;
    let square = t * t;
    (
        t - t * polynomial_f64(lanes, square, &SINE_F64),
        polynomial_f64(lanes, square, &COSINE_F64),
    )
}

#[cfg(test)]
mod tests;
