//! The elementary maps: from random words to numbers.
//!
//! A map takes a fixed number of 32-bit words and gives one value or a pair. Its bits are part of
//! the value contract, so a map is written with integer operations, bit casts, conversions that are
//! exact or rounded to nearest-even, and IEEE + − × ÷ √ alone, each rounded on its own: no fused
//! multiply-add, no function of the standard library. Each map is written once, over [`Lanes`]: one
//! value at a time is the reference, a register of them the kernel. A choice is a select between
//! two computed values; a branch only skips work that no lane needs.
//!
//! Polynomials are evaluated as the two kinds of function below define, from the last coefficient
//! to the first, with one rounding for each product and one for each sum.

#![allow(
    clippy::inline_always,
    clippy::cast_possible_wrap,
    clippy::unreadable_literal,
    reason = "a map must be inlined to become vector instructions, casts to signed integers keep \
              the bits on purpose, and coefficients are compared with their source digit by digit"
)]

use super::lanes::Lanes;

mod logarithm;
pub(crate) mod normal;
pub(crate) mod truncated;
pub(crate) mod uniform;

/// A map from one word to one value.
pub(crate) trait MapF32 {
    fn map<L: Lanes>(&self, lanes: L, word: L::U32) -> L::F32;
}

/// A map from two words, which fill the lower halves of their lanes, to one value.
pub(crate) trait MapF64 {
    fn map<L: Lanes>(&self, lanes: L, first: L::U64, second: L::U64) -> L::F64;
}

/// c[0] + x (c[1] + x (c[2] + …)).
#[inline(always)]
fn polynomial_f32<L: Lanes, const N: usize>(
    lanes: L,
    x: L::F32,
    coefficients: &[f32; N],
) -> L::F32 {
    let mut sum = lanes.f32(coefficients[N - 1]);
    for &coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum * x + coefficient;
    }
    sum
}

/// c[0] + x (c[1] + x (c[2] + …)).
#[inline(always)]
fn polynomial_f64<L: Lanes, const N: usize>(
    lanes: L,
    x: L::F64,
    coefficients: &[f64; N],
) -> L::F64 {
    let mut sum = lanes.f64(coefficients[N - 1]);
    for &coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum * x + coefficient;
    }
    sum
}

/// The terms of even degree and those of odd degree apart, each by Horner's rule in
/// `square` = x²: (c[0] + x² (c[2] + …)) + x (c[1] + x² (c[3] + …)). Half as many operations wait
/// for one another.
#[inline(always)]
fn even_odd_f32<L: Lanes, const N: usize>(
    lanes: L,
    x: L::F32,
    square: L::F32,
    coefficients: &[f32; N],
) -> L::F32 {
    let mut even = lanes.f32(coefficients[(N - 1) & !1]);
    let mut odd = lanes.f32(coefficients[(N - 2) | 1]);
    for n in (0..N - 2).rev() {
        if n % 2 == 0 {
            even = even * square + coefficients[n];
        } else {
            odd = odd * square + coefficients[n];
        }
    }
    even + x * odd
}

/// The terms of even degree and those of odd degree apart, as with f32.
#[inline(always)]
fn even_odd_f64<L: Lanes, const N: usize>(
    lanes: L,
    x: L::F64,
    square: L::F64,
    coefficients: &[f64; N],
) -> L::F64 {
    let mut even = lanes.f64(coefficients[(N - 1) & !1]);
    let mut odd = lanes.f64(coefficients[(N - 2) | 1]);
    for n in (0..N - 2).rev() {
        if n % 2 == 0 {
            even = even * square + coefficients[n];
        } else {
            odd = odd * square + coefficients[n];
        }
    }
    even + x * odd
}
