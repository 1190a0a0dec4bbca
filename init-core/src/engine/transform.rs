//! The elementary maps: from random words to numbers.
//!
//! A map takes a fixed number of 32-bit words and gives one value or a pair. Its bits are part
//! of the value contract, so a map is written with integer operations, bit casts, conversions
//! that are exact or rounded to nearest-even, and IEEE + − × ÷ √ alone, each rounded on its
//! own: no fused multiply-add, no function of the standard library. Every operation has a
//! counterpart in the lanes of SSE2, AVX2, AVX-512 and NEON, and every choice is a select
//! between two computed values, so that the same lines can be written once more over vectors.
//!
//! Polynomials are evaluated as the two kinds of function below say, from the last coefficient
//! to the first, one rounding a product and one a sum.

#![allow(
    clippy::inline_always,
    clippy::cast_possible_wrap,
    clippy::unreadable_literal,
    reason = "a map must be inlined to become vector instructions, its casts from u32 to i32 keep \
              the bits on purpose, and coefficients are compared with their source digit by digit"
)]

mod logarithm;
pub(crate) mod normal;
pub(crate) mod truncated;
pub(crate) mod uniform;

/// c[0] + x (c[1] + x (c[2] + …)).
#[inline(always)]
fn polynomial_f32<const N: usize>(x: f32, coefficients: &[f32; N]) -> f32 {
    let mut sum = coefficients[N - 1];
    for &coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum * x + coefficient;
    }
    sum
}

/// c[0] + x (c[1] + x (c[2] + …)).
#[inline(always)]
fn polynomial_f64<const N: usize>(x: f64, coefficients: &[f64; N]) -> f64 {
    let mut sum = coefficients[N - 1];
    for &coefficient in coefficients[..N - 1].iter().rev() {
        sum = sum * x + coefficient;
    }
    sum
}

/// The terms of even degree and those of odd degree apart, each by Horner's rule in
/// `square` = x²: (c[0] + x² (c[2] + …)) + x (c[1] + x² (c[3] + …)). Half as many operations wait
/// for one another.
#[inline(always)]
fn even_odd_f32<const N: usize>(x: f32, square: f32, coefficients: &[f32; N]) -> f32 {
    let mut even = coefficients[(N - 1) & !1];
    let mut odd = coefficients[(N - 2) | 1];
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
fn even_odd_f64<const N: usize>(x: f64, square: f64, coefficients: &[f64; N]) -> f64 {
    let mut even = coefficients[(N - 1) & !1];
    let mut odd = coefficients[(N - 2) | 1];
    for n in (0..N - 2).rev() {
        if n % 2 == 0 {
            even = even * square + coefficients[n];
        } else {
            odd = odd * square + coefficients[n];
        }
    }
    even + x * odd
}
