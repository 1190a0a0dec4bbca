//! The position of an interval on the scale of probabilities, in units of the random integer.

use crate::number::double_double::{DoubleDouble, power_of_two};
use crate::number::normal_law::{centred_cdf, interval, upper_tail};

/// The constants from which a map near zero finds, for its integer k of N bits,
///
/// - the distance from the median q = Φ(x) − ½: with i = ⌊k / 2^shift⌋ − origin, q is
///   −unit · (−1 − i + offset[0]) on the left, where k ≤ `last_left`, and unit · (i + offset[1]) on
///   the right; the integer in the brackets is not negative and fits N + 1 bits;
/// - the distance from the nearer end p = ½ − |q|: end[0] + step · k on the left and
///   end[1] + step · (2^N − 1 − k) on the right.
///
/// Exact definitions, with δ = (Φ(high) − Φ(low)) / 2^N and z = (½ − Φ(low)) / δ, the position of
/// the median on the scale of k + ½: step = δ, end[0] = Φ(low) + δ / 2,
/// end[1] = 1 − Φ(high) + δ / 2, and `last_left` = ⌊z⌋ − 1, brought into −1 to 2^N − 1. Let e be
/// the distance of z from the range 0 to 2^N, zero within it. Then shift is the least number with
/// e / 2^shift ≤ 2^N: zero, unless zero lies so far outside that the bits of k that the shift drops
/// are negligible beside the distance. unit = δ · 2^shift, origin = ⌊z / 2^shift⌋,
/// offset[1] = origin + ½ − z / 2^shift, offset[0] = 1 − offset[1].
#[derive(Debug, Clone, Copy)]
pub(super) struct Placement {
    /// At most N, which drops every bit of k.
    pub(super) shift: u32,
    /// Modulo 2^64.
    pub(super) origin: u64,
    pub(super) last_left: i64,
    pub(super) offset: [DoubleDouble; 2],
    pub(super) end: [DoubleDouble; 2],
    pub(super) unit: DoubleDouble,
    pub(super) step: DoubleDouble,
}

impl Placement {
    /// The placement of [low, high] for an integer of `bits` bits.
    pub(super) fn new(low: f64, high: f64, bits: i32) -> Self {
        // An interval of less mass lies closer to zero. Its mass could underflow; any finite value
        // serves, as the caller's clamp gives it an end of the interval.
        const LEAST_MASS: f64 = 1e-280;
        let mass = interval(low, high);
        if mass.high < LEAST_MASS {
            return Self::new(-1.0, 1.0, bits);
        }
        let span = power_of_two(bits);
        let step = mass.scaled(1.0 / span);
        let half_step = step.scaled(0.5);
        let mut place = (-centred_cdf(low) / mass).scaled(span);
        // −1 and 2^N − 1 where the median lies outside.
        let last_left = if !(place - span.into()).is_negative() {
            (1 << bits) - 1
        } else if place.is_negative() {
            u64::MAX
        } else {
            integer(place.floor()).wrapping_sub(1)
        };
        let mut unit = step;
        let mut shift = 0;
        let mut distance = (-place.high).max(place.high - span);
        while distance > span {
            place = place.scaled(0.5);
            unit = unit.scaled(2.0);
            distance *= 0.5;
            shift += 1;
        }
        let origin = place.floor();
        let offset = origin + DoubleDouble::HALF - place;
        Self {
            shift: shift.min(bits as u32),
            origin: integer(origin),
            last_left: last_left as i64,
            offset: [DoubleDouble::ONE - offset, offset],
            end: [upper_tail(-low) + half_step, upper_tail(high) + half_step],
            unit,
            step,
        }
    }
}

/// An integer of less than 65 bits, modulo 2^64: both parts of it are integers.
fn integer(whole: DoubleDouble) -> u64 {
    (whole.high as i128 as u64).wrapping_add(whole.low as i64 as u64)
}
