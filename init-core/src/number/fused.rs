//! The fused multiply-add: a · b + c, rounded once.
//!
//! Nothing of the value contract uses it. The streams of other frameworks do, whose compilers fuse.
//! Its bits are those of the instruction, where the processor has one and where it has none: not
//! those of every C library, some of which round twice near zero.

/// a · b + c, rounded once.
#[inline(never)]
pub(crate) fn fused32(a: f32, b: f32, c: f32) -> f32 {
    // The product is exact in f64, and neither it nor the sum leaves the range of f64.
    let (product, addend) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + addend;
    let part = sum - product;
    let error = (product - (sum - part)) + (addend - part);
    // Rounded to odd, the sum is rounded to f32 as the exact one is: on both sides of a tie, and where
    // f32 has fewer bits, near zero.
    let is_even = sum.to_bits() & 1 == 0;
    let odd = if is_even && error.abs() > 0.0 {
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

#[cfg(test)]
#[allow(clippy::disallowed_methods, reason = "the instruction is the oracle")]
mod tests {
    use super::*;

    /// The same sequence of numbers in every run.
    fn words() -> impl FnMut() -> u64 {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        }
    }

    #[test]
    fn the_sum_of_f32_is_rounded_once() {
        let mut word = words();
        for round in 0..200_000 {
            let [a, b, c] = core::array::from_fn(|_| f32::from_bits(word() as u32));
            // Sums near zero, near the product, and anywhere.
            let (a, c) = match round % 3 {
                0 => (a * 2.0_f32.powi(-100), c * 2.0_f32.powi(-120)),
                1 => (a, -(a * b) * (1.0 + (word() % 4) as f32 * f32::EPSILON)),
                _ => (a, c),
            };
            let (expected, found) = (a.mul_add(b, c), fused32(a, b, c));
            assert!(
                expected.to_bits() == found.to_bits() || expected.is_nan() && found.is_nan(),
                "{a:e} · {b:e} + {c:e}: {found:e} in place of {expected:e}"
            );
        }
        // Between two subnormal numbers, where the sum of f64 is a tie and the exact one is not.
        let least = f32::from_bits(1);
        assert_eq!(fused32(1.5, least, -least * 0.0), 2.0 * least);
        let above = 1.0 + f32::EPSILON;
        assert_eq!(fused32(least * 3.0, 0.5, 0.0), 2.0 * least);
        assert_eq!(
            fused32(above * 2.0_f32.powi(-75), 2.0_f32.powi(-75), 0.0),
            least
        );
    }

    #[test]
    fn the_sum_of_f64_is_rounded_once() {
        let mut word = words();
        for round in 0..200_000 {
            let [a, b, c] = core::array::from_fn(|_| f64::from_bits(word()));
            let (a, c) = match round % 3 {
                0 => (a * 2.0_f64.powi(-900), c * 2.0_f64.powi(-1000)),
                1 => (a, -(a * b) * (1.0 + (word() % 4) as f64 * f64::EPSILON)),
                _ => (a, c),
            };
            let (expected, found) = (a.mul_add(b, c), fused64(a, b, c));
            assert!(
                expected.to_bits() == found.to_bits() || expected.is_nan() && found.is_nan(),
                "{a:e} · {b:e} + {c:e}: {found:e} in place of {expected:e}"
            );
        }
    }
}
