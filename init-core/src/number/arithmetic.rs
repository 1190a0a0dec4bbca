//! The one elementary function that every processor rounds alike: the square root.
//!
//! IEEE 754 demands a correctly rounded square root, so the processor's own and libm's give
//! the same bits. Sines, logarithms and exponentials carry no such promise and are not used.

#![allow(
    clippy::inline_always,
    reason = "they stand for one instruction in a loop"
)]

/// √x, correctly rounded; NaN for a negative x.
#[inline(always)]
pub(crate) fn sqrt32(x: f32) -> f32 {
    #[cfg(feature = "std")]
    {
        x.sqrt()
    }
    #[cfg(not(feature = "std"))]
    {
        libm::sqrtf(x)
    }
}

/// √x, correctly rounded; NaN for a negative x.
#[inline(always)]
pub(crate) fn sqrt64(x: f64) -> f64 {
    #[cfg(feature = "std")]
    {
        x.sqrt()
    }
    #[cfg(not(feature = "std"))]
    {
        libm::sqrt(x)
    }
}
