//! Two vectors as one: the 64-bit lanes beside a vector of 32-bit lanes, or two rows of a tile.

use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Shl, Shr, Sub};

use super::Lanes;

/// The lower and the upper half of the lanes. Operations on one half do not wait for the other,
/// so that the processor is busy where a long polynomial would leave it idle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Two<V> {
    pub(crate) low: V,
    pub(crate) high: V,
}

impl<V: Copy> Two<V> {
    #[inline(always)]
    pub(super) fn both(value: V) -> Self {
        Self {
            low: value,
            high: value,
        }
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident [$($element:ty)*];)*) => {$(
        impl<V: $operator<Output = V>> $operator for Two<V> {
            type Output = Self;

            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self {
                    low: $operator::$method(self.low, other.low),
                    high: $operator::$method(self.high, other.high),
                }
            }
        }

        $(
            impl<V: $operator<$element, Output = V>> $operator<$element> for Two<V> {
                type Output = Self;

                #[inline(always)]
                fn $method(self, other: $element) -> Self {
                    Self {
                        low: $operator::$method(self.low, other),
                        high: $operator::$method(self.high, other),
                    }
                }
            }
        )*
    )*};
}
operators! {
    Add add [f32 f64 u64];
    Sub sub [f32 f64];
    Mul mul [f32 f64];
    Div div [];
    BitAnd bitand [u32 u64];
    BitOr bitor [u32 u64];
    BitXor bitxor [u32 u64];
    Shl shl [u32];
    Shr shr [u32];
}

impl<V: Not<Output = V>> Not for Two<V> {
    type Output = Self;

    #[inline(always)]
    fn not(self) -> Self {
        Self {
            low: !self.low,
            high: !self.high,
        }
    }
}

/// The lanes of two registers at once: while one waits for a result, the other works.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Twice<L>(pub(crate) L);

impl<L: Lanes> Lanes for Twice<L> {
    type U32 = Two<L::U32>;
    type U64 = Two<L::U64>;
    type F32 = Two<L::F32>;
    type F64 = Two<L::F64>;
    type Mask32 = Two<L::Mask32>;
    type Mask64 = Two<L::Mask64>;

    #[inline(always)]
    fn u32(self, value: u32) -> Self::U32 {
        Two::both(self.0.u32(value))
    }

    #[inline(always)]
    fn u64(self, value: u64) -> Self::U64 {
        Two::both(self.0.u64(value))
    }

    #[inline(always)]
    fn f32(self, value: f32) -> Self::F32 {
        Two::both(self.0.f32(value))
    }

    #[inline(always)]
    fn f64(self, value: f64) -> Self::F64 {
        Two::both(self.0.f64(value))
    }

    #[inline(always)]
    fn add_u32(self, a: Self::U32, b: Self::U32) -> Self::U32 {
        Two {
            low: self.0.add_u32(a.low, b.low),
            high: self.0.add_u32(a.high, b.high),
        }
    }

    #[inline(always)]
    fn sub_u32(self, a: Self::U32, b: Self::U32) -> Self::U32 {
        Two {
            low: self.0.sub_u32(a.low, b.low),
            high: self.0.sub_u32(a.high, b.high),
        }
    }

    #[inline(always)]
    fn sub_u64(self, a: Self::U64, b: Self::U64) -> Self::U64 {
        Two {
            low: self.0.sub_u64(a.low, b.low),
            high: self.0.sub_u64(a.high, b.high),
        }
    }

    #[inline(always)]
    fn rotate_left_u32(self, words: Self::U32, distance: u32) -> Self::U32 {
        Two {
            low: self.0.rotate_left_u32(words.low, distance),
            high: self.0.rotate_left_u32(words.high, distance),
        }
    }

    #[inline(always)]
    fn sqrt_f32(self, x: Self::F32) -> Self::F32 {
        Two {
            low: self.0.sqrt_f32(x.low),
            high: self.0.sqrt_f32(x.high),
        }
    }

    #[inline(always)]
    fn sqrt_f64(self, x: Self::F64) -> Self::F64 {
        Two {
            low: self.0.sqrt_f64(x.low),
            high: self.0.sqrt_f64(x.high),
        }
    }

    #[inline(always)]
    fn fused_f32(self, a: Self::F32, b: Self::F32, c: Self::F32) -> Self::F32 {
        Two {
            low: self.0.fused_f32(a.low, b.low, c.low),
            high: self.0.fused_f32(a.high, b.high, c.high),
        }
    }

    #[inline(always)]
    fn bits_f32(self, x: Self::F32) -> Self::U32 {
        Two {
            low: self.0.bits_f32(x.low),
            high: self.0.bits_f32(x.high),
        }
    }

    #[inline(always)]
    fn bits_f64(self, x: Self::F64) -> Self::U64 {
        Two {
            low: self.0.bits_f64(x.low),
            high: self.0.bits_f64(x.high),
        }
    }

    #[inline(always)]
    fn of_bits_f32(self, bits: Self::U32) -> Self::F32 {
        Two {
            low: self.0.of_bits_f32(bits.low),
            high: self.0.of_bits_f32(bits.high),
        }
    }

    #[inline(always)]
    fn of_bits_f64(self, bits: Self::U64) -> Self::F64 {
        Two {
            low: self.0.of_bits_f64(bits.low),
            high: self.0.of_bits_f64(bits.high),
        }
    }

    #[inline(always)]
    fn to_f32(self, integers: Self::U32) -> Self::F32 {
        Two {
            low: self.0.to_f32(integers.low),
            high: self.0.to_f32(integers.high),
        }
    }

    #[inline(always)]
    fn to_f64(self, integers: Self::U64) -> Self::F64 {
        Two {
            low: self.0.to_f64(integers.low),
            high: self.0.to_f64(integers.high),
        }
    }

    #[inline(always)]
    fn is_negative_u32(self, words: Self::U32) -> Self::Mask32 {
        Two {
            low: self.0.is_negative_u32(words.low),
            high: self.0.is_negative_u32(words.high),
        }
    }

    #[inline(always)]
    fn is_negative_u64(self, words: Self::U64) -> Self::Mask64 {
        Two {
            low: self.0.is_negative_u64(words.low),
            high: self.0.is_negative_u64(words.high),
        }
    }

    #[inline(always)]
    fn spread_sign_u32(self, words: Self::U32) -> Self::U32 {
        Two {
            low: self.0.spread_sign_u32(words.low),
            high: self.0.spread_sign_u32(words.high),
        }
    }

    #[inline(always)]
    fn spread_sign_u64(self, words: Self::U64) -> Self::U64 {
        Two {
            low: self.0.spread_sign_u64(words.low),
            high: self.0.spread_sign_u64(words.high),
        }
    }

    #[inline(always)]
    fn less_f32(self, a: Self::F32, b: Self::F32) -> Self::Mask32 {
        Two {
            low: self.0.less_f32(a.low, b.low),
            high: self.0.less_f32(a.high, b.high),
        }
    }

    #[inline(always)]
    fn less_f64(self, a: Self::F64, b: Self::F64) -> Self::Mask64 {
        Two {
            low: self.0.less_f64(a.low, b.low),
            high: self.0.less_f64(a.high, b.high),
        }
    }

    #[inline(always)]
    fn select_f32(self, mask: Self::Mask32, then: Self::F32, otherwise: Self::F32) -> Self::F32 {
        Two {
            low: self.0.select_f32(mask.low, then.low, otherwise.low),
            high: self.0.select_f32(mask.high, then.high, otherwise.high),
        }
    }

    #[inline(always)]
    fn select_f64(self, mask: Self::Mask64, then: Self::F64, otherwise: Self::F64) -> Self::F64 {
        Two {
            low: self.0.select_f64(mask.low, then.low, otherwise.low),
            high: self.0.select_f64(mask.high, then.high, otherwise.high),
        }
    }

    #[inline(always)]
    fn any_32(self, mask: Self::Mask32) -> bool {
        self.0.any_32(mask.low) || self.0.any_32(mask.high)
    }

    #[inline(always)]
    fn any_64(self, mask: Self::Mask64) -> bool {
        self.0.any_64(mask.low) || self.0.any_64(mask.high)
    }

    #[inline(always)]
    fn widen(self, words: Self::U32) -> Self::U64 {
        Two {
            low: self.0.widen(words.low),
            high: self.0.widen(words.high),
        }
    }

    #[inline(always)]
    fn narrow(self, values: Self::F64) -> Self::F32 {
        Two {
            low: self.0.narrow(values.low),
            high: self.0.narrow(values.high),
        }
    }
}
