//! The fused multiply-add: a · b + c, rounded once.
//!
//! Nothing of the value contract uses it. The streams of other frameworks do, whose compilers fuse.
//! Its bits are those of the instruction, where the processor has one and where it has none: not
//! those of every C library, some of which round twice near zero.

/// a · b + c, rounded once.
#[inline]
pub(crate) fn fused32(a: f32, b: f32, c: f32) -> f32 {
    // The product is exact in f64, and neither it nor the sum leaves the range of f64.
    let (product, addend) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + addend;
    let part = sum - product;
    let error = (product - (sum - part)) + (addend - part);
    // Rounded to odd, the sum is rounded to f32 as the exact one is: on both sides of a tie, and where
    // f32 has fewer bits, near zero.
    let is_even = sum.to_bits() & 1 == 0;
    let odd = if is_even && (error > 0.0 || error < 0.0) {
        if (error > 0.0) == (sum > 0.0) {
            f64::from_bits(sum.to_bits() + 1)
        } else {
            f64::from_bits(sum.to_bits() - 1)
        }
    } else {
        sum
    };
    odd as f32
}

/// a · b + c, rounded once.
#[inline]
pub(crate) fn fused64(a: f64, b: f64, c: f64) -> f64 {
    libm::fma(a, b, c)
}
