//! Lanes of a processor's vectors, through the safe interface of fearless_simd.
//!
//! Every function is inlined into the code that [`Simd::vectorize`] compiles for the
//! processor's level. The library's approximate functions are not used, nor is the fused one that may round twice.

use fearless_simd::{
    Bytes, Select, Simd, SimdBase, SimdFloat, SimdInt, SimdMask, SimdNarrow, SimdWiden,
};

use super::pair::Two;
use super::{Lanes, Register};

/// The vectors of the level `S`, of that level's own width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vector<S>(pub(crate) S);

impl<S: Simd> Lanes for Vector<S> {
    type U32 = S::u32s;
    type U64 = Two<S::u64s>;
    type F32 = S::f32s;
    type F64 = Two<S::f64s>;
    type Mask32 = S::mask32s;
    type Mask64 = Two<S::mask64s>;

    #[inline(always)]
    fn u32(self, value: u32) -> S::u32s {
        S::u32s::splat(self.0, value)
    }

    #[inline(always)]
    fn u64(self, value: u64) -> Two<S::u64s> {
        Two::both(S::u64s::splat(self.0, value))
    }

    #[inline(always)]
    fn f32(self, value: f32) -> S::f32s {
        S::f32s::splat(self.0, value)
    }

    #[inline(always)]
    fn f64(self, value: f64) -> Two<S::f64s> {
        Two::both(S::f64s::splat(self.0, value))
    }

    #[inline(always)]
    fn add_u32(self, a: S::u32s, b: S::u32s) -> S::u32s {
        a + b
    }

    #[inline(always)]
    fn sub_u32(self, a: S::u32s, b: S::u32s) -> S::u32s {
        a - b
    }

    #[inline(always)]
    fn sub_u64(self, a: Two<S::u64s>, b: Two<S::u64s>) -> Two<S::u64s> {
        a - b
    }

    #[inline(always)]
    fn rotate_left_u32(self, words: S::u32s, distance: u32) -> S::u32s {
        words << distance | words >> (32 - distance)
    }

    #[inline(always)]
    fn sqrt_f32(self, x: S::f32s) -> S::f32s {
        x.sqrt()
    }

    #[inline(always)]
    fn sqrt_f64(self, x: Two<S::f64s>) -> Two<S::f64s> {
        Two {
            low: x.low.sqrt(),
            high: x.high.sqrt(),
        }
    }

    #[inline(always)]
    fn fused_f32(self, a: S::f32s, b: S::f32s, c: S::f32s) -> S::f32s {
        a.mul_add_precise(b, c)
    }

    #[inline(always)]
    fn bits_f32(self, x: S::f32s) -> S::u32s {
        x.bitcast()
    }

    #[inline(always)]
    fn bits_f64(self, x: Two<S::f64s>) -> Two<S::u64s> {
        Two {
            low: x.low.bitcast(),
            high: x.high.bitcast(),
        }
    }

    #[inline(always)]
    fn of_bits_f32(self, bits: S::u32s) -> S::f32s {
        bits.bitcast()
    }

    #[inline(always)]
    fn of_bits_f64(self, bits: Two<S::u64s>) -> Two<S::f64s> {
        Two {
            low: bits.low.bitcast(),
            high: bits.high.bitcast(),
        }
    }

    #[inline(always)]
    fn to_f32(self, integers: S::u32s) -> S::f32s {
        integers.bitcast::<S::i32s>().to_float()
    }

    #[inline(always)]
    fn to_f64(self, integers: Two<S::u64s>) -> Two<S::f64s> {
        // Added to the bits of 1.5 · 2^52, an integer counts units in the last place.
        const ORIGIN: f64 = 6_755_399_441_055_744.0;
        self.of_bits_f64(integers + ORIGIN.to_bits()) - ORIGIN
    }

    #[inline(always)]
    fn is_negative_u32(self, words: S::u32s) -> S::mask32s {
        words.bitcast::<S::i32s>().simd_lt(0)
    }

    #[inline(always)]
    fn is_negative_u64(self, words: Two<S::u64s>) -> Two<S::mask64s> {
        Two {
            low: words.low.bitcast::<S::i64s>().simd_lt(0),
            high: words.high.bitcast::<S::i64s>().simd_lt(0),
        }
    }

    #[inline(always)]
    fn spread_sign_u32(self, words: S::u32s) -> S::u32s {
        (words.bitcast::<S::i32s>() >> 31).bitcast()
    }

    #[inline(always)]
    fn spread_sign_u64(self, words: Two<S::u64s>) -> Two<S::u64s> {
        Two {
            low: (words.low.bitcast::<S::i64s>() >> 63).bitcast(),
            high: (words.high.bitcast::<S::i64s>() >> 63).bitcast(),
        }
    }

    #[inline(always)]
    fn less_f32(self, a: S::f32s, b: S::f32s) -> S::mask32s {
        a.simd_lt(b)
    }

    #[inline(always)]
    fn less_f64(self, a: Two<S::f64s>, b: Two<S::f64s>) -> Two<S::mask64s> {
        Two {
            low: a.low.simd_lt(b.low),
            high: a.high.simd_lt(b.high),
        }
    }

    #[inline(always)]
    fn select_f32(self, mask: S::mask32s, then: S::f32s, otherwise: S::f32s) -> S::f32s {
        mask.select(then, otherwise)
    }

    #[inline(always)]
    fn select_f64(
        self,
        mask: Two<S::mask64s>,
        then: Two<S::f64s>,
        otherwise: Two<S::f64s>,
    ) -> Two<S::f64s> {
        Two {
            low: mask.low.select(then.low, otherwise.low),
            high: mask.high.select(then.high, otherwise.high),
        }
    }

    #[inline(always)]
    fn any_32(self, mask: S::mask32s) -> bool {
        mask.any_true()
    }

    #[inline(always)]
    fn any_64(self, mask: Two<S::mask64s>) -> bool {
        (mask.low | mask.high).any_true()
    }

    #[inline(always)]
    fn widen(self, words: S::u32s) -> Two<S::u64s> {
        let (low, high) = SimdWiden::widen(words);
        Two { low, high }
    }

    #[inline(always)]
    fn narrow(self, values: Two<S::f64s>) -> S::f32s {
        SimdNarrow::narrow(values.low, values.high)
    }
}

impl<S: Simd> Register for Vector<S> {
    const COUNT: usize = <S::u32s as SimdBase<S>>::LEN;

    #[inline(always)]
    fn call<R>(self, function: impl FnOnce() -> R) -> R {
        self.0.vectorize(function)
    }

    #[inline(always)]
    fn load_u32(self, from: &[u32]) -> S::u32s {
        S::u32s::from_slice(self.0, from)
    }

    #[inline(always)]
    fn store_u32(self, words: S::u32s, to: &mut [u32]) {
        words.store_slice(to);
    }

    #[inline(always)]
    fn store_f32(self, values: S::f32s, to: &mut [f32]) {
        values.store_slice(to);
    }

    #[inline(always)]
    fn store_f64(self, values: Two<S::f64s>, to: &mut [f64]) {
        let (low, high) = to.split_at_mut(Self::COUNT / 2);
        values.low.store_slice(low);
        values.high.store_slice(high);
    }
    type Reals = S::f64s;
    const REALS: usize = <S::f64s as SimdBase<S>>::LEN;
    const MANY: bool = Self::REALS == 8 || cfg!(target_arch = "aarch64");

    #[inline(always)]
    fn real(self, value: f64) -> S::f64s {
        S::f64s::splat(self.0, value)
    }

    #[inline(always)]
    fn load_reals(self, from: &[f64]) -> S::f64s {
        S::f64s::from_slice(self.0, from)
    }

    #[inline(always)]
    fn store_reals(self, values: S::f64s, to: &mut [f64]) {
        values.store_slice(to);
    }
}
