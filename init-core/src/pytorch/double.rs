//! Numbers of f64, and the normal numbers of small tensors, which PyTorch computes in f64 whatever
//! their type. The elementary functions are libm's, which may differ from those of the C library that
//! PyTorch is linked to in the last bit of f64: of an f32, a difference shows once in a billion
//! values.

use crate::engine::mersenne_twister::MersenneTwister;
use crate::number::arithmetic::sqrt64;

/// The next two words, the first one above the second.
pub(super) fn words(twister: &mut MersenneTwister) -> u64 {
    let (high, low) = (twister.word(), twister.word());
    u64::from(high) << 32 | u64::from(low)
}

/// A number in [0, 1), a multiple of 2^-53, from two words.
pub(super) fn unit(twister: &mut MersenneTwister) -> f64 {
    const SPAN: u64 = 1 << 53;
    (words(twister) % SPAN) as f64 / SPAN as f64
}

/// A standard normal number, and one that is kept for the next call.
pub(super) fn normal(twister: &mut MersenneTwister, kept: &mut Option<f64>) -> f64 {
    if let Some(normal) = kept.take() {
        return normal;
    }
    let (first, second) = (unit(twister), unit(twister));
    let radius = sqrt64(-2.0 * libm::log1p(-second));
    let angle = core::f64::consts::TAU * first;
    *kept = Some(radius * libm::sin(angle));
    radius * libm::cos(angle)
}
