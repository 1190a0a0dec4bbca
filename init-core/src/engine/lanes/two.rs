//! Two vectors as one: the 64-bit lanes beside a vector of 32-bit lanes.

use core::ops::{Add, BitAnd, BitOr, BitXor, Div, Mul, Not, Shl, Shr, Sub};

/// The lower and the upper half of the lanes. Operations on one half do not wait for the other,
/// so that the processor is busy where a long polynomial would leave it idle.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Two<V> {
    pub(super) low: V,
    pub(super) high: V,
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
    Add add [f64 u64];
    Sub sub [f64];
    Mul mul [f64];
    Div div [];
    BitAnd bitand [u64];
    BitOr bitor [u64];
    BitXor bitxor [u64];
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
