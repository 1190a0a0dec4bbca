//! The position of an interval on the scale of probabilities, in units of the random integer.

use crate::number::double_double::{Digits, DoubleDouble, power_of_two};
use crate::number::normal_law::Probabilities;

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
#[derive(Debug, Clone, Copy, PartialEq)]
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

/// That of ±2, the bounds of most truncated normals.
const AT_TWO_31: Placement = at_two(1 << 30, TAIL_31, STEP_31);
const AT_TWO_63: Placement = at_two(1 << 62, TAIL_63, STEP_63);
const TAIL_31: DoubleDouble = DoubleDouble {
    high: 0.022750132170415997,
    low: -1.4605576122206059e-18,
};
const STEP_31: DoubleDouble = DoubleDouble {
    high: 4.4447357584891915e-10,
    low: 1.289859703592002e-27,
};
const TAIL_63: DoubleDouble = DoubleDouble {
    high: 0.02275013194817921,
    low: -1.3332327764629551e-18,
};
const STEP_63: DoubleDouble = DoubleDouble {
    high: 1.0348706875204089e-19,
    low: 3.0031886501051533e-37,
};

/// An interval that is symmetric about zero, between whose ends and the median lie `half` integers.
const fn at_two(half: u64, end: DoubleDouble, step: DoubleDouble) -> Placement {
    Placement {
        shift: 0,
        origin: half,
        last_left: half as i64 - 1,
        offset: [DoubleDouble::HALF; 2],
        end: [end; 2],
        unit: step,
        step,
    }
}

impl Placement {
    /// The placement of [low, high] for an integer of `bits` bits: 31 or 63.
    pub(super) fn new(low: f64, high: f64, bits: i32) -> Self {
        if (low, high) == (-2.0, 2.0) {
            return if bits == 31 { AT_TWO_31 } else { AT_TWO_63 };
        }
        #[cfg(feature = "std")]
        return seen::or_else([low, high], bits, || Self::computed(low, high, bits));
        #[cfg(not(feature = "std"))]
        Self::computed(low, high, bits)
    }

    fn computed(low: f64, high: f64, bits: i32) -> Self {
        // An interval of less mass lies closer to zero. Its mass could underflow; any finite value
        // serves, as the caller's clamp gives it an end of the interval.
        const LEAST_MASS: f64 = 1e-280;
        // The fraction in `offset` has all the digits that 63 bits before the point leave it.
        let digits = if bits == 31 {
            Digits::Hundred
        } else {
            Digits::All
        };
        let at_high = Probabilities::at(high, digits);
        let at_low = if low == -high {
            at_high.mirrored()
        } else {
            Probabilities::at(low, digits)
        };
        let mass = at_low.to(&at_high);
        if mass.high < LEAST_MASS {
            return Self::computed(-1.0, 1.0, bits);
        }
        let span = power_of_two(bits);
        let step = mass.scaled(1.0 / span);
        let half_step = step.scaled(0.5);
        let mut place = (-at_low.centred / mass).scaled(span);
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
            end: [at_low.below + half_step, at_high.above + half_step],
            unit,
            step,
        }
    }
}

/// The placements that a thread has computed last: the tensors of a model have few bounds.
#[cfg(feature = "std")]
mod seen {
    use core::cell::RefCell;

    use super::Placement;

    const KEPT: usize = 8;

    /// The bounds and the number of bits, and the placement.
    type Entry = ([u64; 2], i32, Placement);

    struct Seen {
        entries: [Option<Entry>; KEPT],
        next: usize,
    }

    std::thread_local! {
        static SEEN: RefCell<Seen> = const {
            RefCell::new(Seen { entries: [None; KEPT], next: 0 })
        };
    }

    pub(super) fn or_else(
        bounds: [f64; 2],
        bits: i32,
        compute: impl FnOnce() -> Placement,
    ) -> Placement {
        let bounds = bounds.map(f64::to_bits);
        SEEN.with_borrow_mut(|seen| {
            let known = (seen.entries.iter().flatten())
                .find(|(known, known_bits, _)| (*known, *known_bits) == (bounds, bits));
            if let Some((.., placement)) = known {
                return *placement;
            }
            let placement = compute();
            seen.entries[seen.next] = Some((bounds, bits, placement));
            seen.next = (seen.next + 1) % KEPT;
            placement
        })
    }
}

/// An integer of less than 65 bits, modulo 2^64: both parts of it are integers.
fn integer(whole: DoubleDouble) -> u64 {
    (whole.high as i128 as u64).wrapping_add(whole.low as i64 as u64)
}

#[cfg(test)]
mod tests {
    use super::{AT_TWO_31, AT_TWO_63, Placement};

    #[test]
    fn the_constants_of_two_are_those_that_are_computed() {
        assert_eq!(AT_TWO_31, Placement::computed(-2.0, 2.0, 31));
        assert_eq!(AT_TWO_63, Placement::computed(-2.0, 2.0, 63));
    }
}
