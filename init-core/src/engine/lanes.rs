//! The operations that all maps consist of, over as many values at once as a register holds.
//!
//! A map is written once, over [`Lanes`]. With [`Scalar`] it is the reference, one value at a
//! time; with the vectors of [`vector`] it is a kernel. Both give the same bits, because every
//! operation here is exact or rounded to nearest-even on its own, whatever the width.

use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Shl, Shr, Sub};

use crate::number::arithmetic::{sqrt32, sqrt64};
use crate::number::fused::fused32;

pub(crate) mod pair;
#[cfg(feature = "simd")]
pub(super) mod vector;

/// Floats of type `E`.
pub trait Float<E>:
    Copy
    + Add<Output = Self>
    + Add<E, Output = Self>
    + Sub<Output = Self>
    + Sub<E, Output = Self>
    + Mul<Output = Self>
    + Mul<E, Output = Self>
    + Div<Output = Self>
{
}

impl<E, V> Float<E> for V where
    V: Copy
        + Add<Output = V>
        + Add<E, Output = V>
        + Sub<Output = V>
        + Sub<E, Output = V>
        + Mul<Output = V>
        + Mul<E, Output = V>
        + Div<Output = V>
{
}

/// Words of type `E`. Sums are operations of [`Lanes`], because those of `u32` are checked.
pub trait Word<E>:
    Copy
    + BitAnd<Output = Self>
    + BitAnd<E, Output = Self>
    + BitOr<Output = Self>
    + BitOr<E, Output = Self>
    + BitXor<Output = Self>
    + BitXor<E, Output = Self>
    + Not<Output = Self>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
{
}

impl<E, V> Word<E> for V where
    V: Copy
        + BitAnd<Output = V>
        + BitAnd<E, Output = V>
        + BitOr<Output = V>
        + BitOr<E, Output = V>
        + BitXor<Output = V>
        + BitXor<E, Output = V>
        + Not<Output = V>
        + Shl<u32, Output = V>
        + Shr<u32, Output = V>
{
}

/// A width of vectors, and their operations other than the operators.
///
/// There are as many 64-bit lanes as 32-bit ones.
pub trait Lanes: Copy {
    type U32: Word<u32>;
    type U64: Word<u64>;
    type F32: Float<f32>;
    type F64: Float<f64>;
    type Mask32: Copy;
    type Mask64: Copy;

    fn u32(self, value: u32) -> Self::U32;
    fn u64(self, value: u64) -> Self::U64;
    fn f32(self, value: f32) -> Self::F32;
    fn f64(self, value: f64) -> Self::F64;

    /// a + b, modulo 2^32.
    fn add_u32(self, a: Self::U32, b: Self::U32) -> Self::U32;
    /// a − b, modulo 2^32.
    fn sub_u32(self, a: Self::U32, b: Self::U32) -> Self::U32;
    /// a − b, modulo 2^64.
    fn sub_u64(self, a: Self::U64, b: Self::U64) -> Self::U64;
    /// Rotates each word to the left.
    fn rotate_left_u32(self, words: Self::U32, distance: u32) -> Self::U32;

    fn sqrt_f32(self, x: Self::F32) -> Self::F32;
    fn sqrt_f64(self, x: Self::F64) -> Self::F64;

    /// a · b + c, rounded once. No law of the value contract uses it.
    fn fused_f32(self, a: Self::F32, b: Self::F32, c: Self::F32) -> Self::F32;

    fn bits_f32(self, x: Self::F32) -> Self::U32;
    fn bits_f64(self, x: Self::F64) -> Self::U64;
    fn of_bits_f32(self, bits: Self::U32) -> Self::F32;
    fn of_bits_f64(self, bits: Self::U64) -> Self::F64;

    /// The float nearest to a word that is read as a signed integer.
    fn to_f32(self, integers: Self::U32) -> Self::F32;
    /// The float that is equal to a word read as a signed integer, of at most 2^51 in size.
    fn to_f64(self, integers: Self::U64) -> Self::F64;

    /// Where the top bit is set.
    fn is_negative_u32(self, words: Self::U32) -> Self::Mask32;
    /// Where the top bit is set.
    fn is_negative_u64(self, words: Self::U64) -> Self::Mask64;
    /// All ones where the top bit is set.
    fn spread_sign_u32(self, words: Self::U32) -> Self::U32;
    /// All ones where the top bit is set.
    fn spread_sign_u64(self, words: Self::U64) -> Self::U64;

    fn less_f32(self, a: Self::F32, b: Self::F32) -> Self::Mask32;
    fn less_f64(self, a: Self::F64, b: Self::F64) -> Self::Mask64;

    fn select_f32(self, mask: Self::Mask32, then: Self::F32, otherwise: Self::F32) -> Self::F32;
    fn select_f64(self, mask: Self::Mask64, then: Self::F64, otherwise: Self::F64) -> Self::F64;

    fn any_32(self, mask: Self::Mask32) -> bool;
    fn any_64(self, mask: Self::Mask64) -> bool;

    /// The words, with zeros above.
    fn widen(self, words: Self::U32) -> Self::U64;
    /// The values, rounded to nearest-even.
    fn narrow(self, values: Self::F64) -> Self::F32;
}

/// Lanes that fill one register: they are loaded, stored, and have code of their own.
pub trait Register: Lanes {
    /// The number of lanes, a divisor of 16.
    const COUNT: usize;

    /// Calls a function that is compiled for these lanes.
    fn call<R>(self, function: impl FnOnce() -> R) -> R;

    fn load_u32(self, from: &[u32]) -> Self::U32;
    fn store_u32(self, words: Self::U32, to: &mut [u32]);
    fn store_f32(self, values: Self::F32, to: &mut [f32]);
    fn store_f64(self, values: Self::F64, to: &mut [f64]);

    /// A register of f64, for loops over f64 alone.
    type Reals: Copy
        + Add<Output = Self::Reals>
        + Sub<Output = Self::Reals>
        + Mul<Output = Self::Reals>;
    /// The number of f64 in a register, a divisor of 8.
    const REALS: usize;
    /// True where there are 32 registers, not 16.
    const MANY: bool;

    fn real(self, value: f64) -> Self::Reals;
    fn load_reals(self, from: &[f64]) -> Self::Reals;
    fn store_reals(self, values: Self::Reals, to: &mut [f64]);
}

/// One value at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar;

impl Lanes for Scalar {
    type U32 = u32;
    type U64 = u64;
    type F32 = f32;
    type F64 = f64;
    type Mask32 = bool;
    type Mask64 = bool;

    #[inline(always)]
    fn u32(self, value: u32) -> u32 {
        value
    }

    #[inline(always)]
    fn u64(self, value: u64) -> u64 {
        value
    }

    #[inline(always)]
    fn f32(self, value: f32) -> f32 {
        value
    }

    #[inline(always)]
    fn f64(self, value: f64) -> f64 {
        value
    }

    #[inline(always)]
    fn add_u32(self, a: u32, b: u32) -> u32 {
        a.wrapping_add(b)
    }

    #[inline(always)]
    fn sub_u32(self, a: u32, b: u32) -> u32 {
        a.wrapping_sub(b)
    }

    #[inline(always)]
    fn sub_u64(self, a: u64, b: u64) -> u64 {
        a.wrapping_sub(b)
    }

    #[inline(always)]
    fn rotate_left_u32(self, words: u32, distance: u32) -> u32 {
        words.rotate_left(distance)
    }

    #[inline(always)]
    fn sqrt_f32(self, x: f32) -> f32 {
        sqrt32(x)
    }

    #[inline(always)]
    fn sqrt_f64(self, x: f64) -> f64 {
        sqrt64(x)
    }

    #[inline(always)]
    fn fused_f32(self, a: f32, b: f32, c: f32) -> f32 {
        fused32(a, b, c)
    }

    #[inline(always)]
    fn bits_f32(self, x: f32) -> u32 {
        x.to_bits()
    }

    #[inline(always)]
    fn bits_f64(self, x: f64) -> u64 {
        x.to_bits()
    }

    #[inline(always)]
    fn of_bits_f32(self, bits: u32) -> f32 {
        f32::from_bits(bits)
    }

    #[inline(always)]
    fn of_bits_f64(self, bits: u64) -> f64 {
        f64::from_bits(bits)
    }

    #[inline(always)]
    fn to_f32(self, integers: u32) -> f32 {
        integers.cast_signed() as f32
    }

    #[inline(always)]
    fn to_f64(self, integers: u64) -> f64 {
        integers.cast_signed() as f64
    }

    #[inline(always)]
    fn is_negative_u32(self, words: u32) -> bool {
        words.cast_signed() < 0
    }

    #[inline(always)]
    fn is_negative_u64(self, words: u64) -> bool {
        words.cast_signed() < 0
    }

    #[inline(always)]
    fn spread_sign_u32(self, words: u32) -> u32 {
        (words.cast_signed() >> 31) as u32
    }

    #[inline(always)]
    fn spread_sign_u64(self, words: u64) -> u64 {
        (words.cast_signed() >> 63) as u64
    }

    #[inline(always)]
    fn less_f32(self, a: f32, b: f32) -> bool {
        a < b
    }

    #[inline(always)]
    fn less_f64(self, a: f64, b: f64) -> bool {
        a < b
    }

    #[inline(always)]
    fn select_f32(self, mask: bool, then: f32, otherwise: f32) -> f32 {
        if mask { then } else { otherwise }
    }

    #[inline(always)]
    fn select_f64(self, mask: bool, then: f64, otherwise: f64) -> f64 {
        if mask { then } else { otherwise }
    }

    #[inline(always)]
    fn any_32(self, mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn any_64(self, mask: bool) -> bool {
        mask
    }

    #[inline(always)]
    fn widen(self, words: u32) -> u64 {
        u64::from(words)
    }

    #[inline(always)]
    fn narrow(self, values: f64) -> f32 {
        values as f32
    }
}

impl Register for Scalar {
    const COUNT: usize = 1;

    #[inline(always)]
    fn call<R>(self, function: impl FnOnce() -> R) -> R {
        function()
    }

    #[inline(always)]
    fn load_u32(self, from: &[u32]) -> u32 {
        from[0]
    }

    #[inline(always)]
    fn store_u32(self, words: u32, to: &mut [u32]) {
        to[0] = words;
    }

    #[inline(always)]
    fn store_f32(self, values: f32, to: &mut [f32]) {
        to[0] = values;
    }

    #[inline(always)]
    fn store_f64(self, values: f64, to: &mut [f64]) {
        to[0] = values;
    }
    type Reals = f64;
    const REALS: usize = 1;
    const MANY: bool = false;

    #[inline(always)]
    fn real(self, value: f64) -> f64 {
        value
    }

    #[inline(always)]
    fn load_reals(self, from: &[f64]) -> f64 {
        from[0]
    }

    #[inline(always)]
    fn store_reals(self, values: f64, to: &mut [f64]) {
        to[0] = values;
    }
}
