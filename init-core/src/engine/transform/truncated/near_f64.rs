//! The inverse for intervals that come near zero, as f64.

use super::placement::Placement;
use crate::engine::lanes::Lanes;
use crate::engine::transform::logarithm::{minus_two_ln_f64, split_f64};
use crate::engine::transform::{MapF64, even_odd_f64};
use crate::number::double_double::DoubleDouble;

// The curve C(y) = x / q, where q = Φ(x) − ½ and y = −2 ln 4p(1 − p), p = ½ − |q|. The constant
// term is c[0] + c[1], the coefficient of the n-th power c[n + 1].

/// C for y ≤ 9 in powers of y − 1.5, within 2^-56 of its value.
const INNER: [f64; 24] = [
    3.014309457545829,
    -1.1246368349852161e-17,
    0.34684501035671816,
    0.004288125489746157,
    -0.000866687792527559,
    8.609507585944769e-6,
    3.868765144329541e-6,
    -1.362412207156475e-7,
    -1.7470643029988613e-8,
    1.1083115626752715e-9,
    7.41228686018582e-11,
    -7.67887912778363e-12,
    -2.7054966420223385e-13,
    4.9070648213020846e-14,
    6.186158640097129e-16,
    -2.9527773927756113e-16,
    2.404993289781254e-18,
    1.4011155745046669e-18,
    4.625894419834277e-20,
    -2.660430840724684e-20,
    2.6922228617837864e-21,
    -1.3994528861808116e-22,
    3.934848999166434e-24,
    -4.7909909585452377e-26,
];

/// C for 9 ≤ y ≤ 32 in powers of √y − 3.5, within 2^-55.9 of its value.
const MIDDLE: [f64; 24] = [
    6.537307484085573,
    -3.854772841545782e-17,
    1.9608890269099946,
    0.05319008758779215,
    -0.03307433114983906,
    0.013667668943024644,
    -0.0023995890480457646,
    -0.0008846649581303086,
    0.0006393769334804421,
    -7.531431899546713e-5,
    -6.744382240168471e-5,
    2.913861530925041e-5,
    1.2886545530180022e-6,
    -4.219276600994107e-6,
    9.262595326922161e-7,
    3.141528217321592e-7,
    -2.0415504410015626e-7,
    9.320722871934876e-9,
    3.1507118136440454e-8,
    -1.6731929722347862e-8,
    4.6377440220488965e-9,
    -7.822422797035917e-10,
    7.657273302863056e-11,
    -3.370500649645807e-12,
];

/// C for 32 ≤ y ≤ 106.8 in powers of √y − 7, within 2^-57.5 of its value.
const OUTER: [f64; 24] = [
    13.574006219239223,
    -8.305963714683654e-16,
    2.020625477176276,
    -0.00014866920789698734,
    -0.00023081468067106872,
    5.7358051091562244e-5,
    -1.055039563807478e-5,
    1.7296978454396508e-6,
    -2.7293184226432696e-7,
    4.653764987855884e-8,
    -1.0563534829406152e-8,
    3.435720839348871e-9,
    -1.2925014936522655e-9,
    4.6175551814161893e-10,
    -1.4313465247559884e-10,
    3.613650630315151e-11,
    -6.52520266462908e-12,
    3.9589028864385423e-13,
    2.4211664464223865e-13,
    -1.090571892051856e-13,
    2.4824825703280826e-14,
    -3.4591944228780495e-15,
    2.7967774688225604e-16,
    -1.0103529217544469e-17,
];

/// The ends of INNER and MIDDLE, and the points that the variables are relative to.
const INNER_END: f64 = 9.0;
const MIDDLE_END: f64 = 32.0;
const INNER_ORIGIN: f64 = 1.5;
const MIDDLE_ORIGIN: f64 = 3.5;
const OUTER_ORIGIN: f64 = 7.0;

/// 2^32: a distance in a placement's units is cut into two halves of 32 bits.
const HALF_RANGE: f64 = 4_294_967_296.0;

/// A curve times 2^32 units of a placement.
///
/// With t = 2^32 · unit: `first` is t (c[0] + c[1]), rounded to f64 and then to 21 significant
/// bits, halves away from zero; rest[0] is the rest of t (c[0] + c[1]), rest[n] is t, rounded to
/// f64, times c[n + 1], each rounded to f64. The curve is `first` + rest[0] + rest[1] v + rest[2]
/// v² + …
#[derive(Debug, Clone, Copy)]
struct Curve {
    first: f64,
    rest: [f64; 23],
}

impl Curve {
    fn new(placement: &Placement, coefficients: &[f64; 24]) -> Self {
        let unit = placement.unit.scaled(HALF_RANGE);
        let leading = DoubleDouble {
            high: coefficients[0],
            low: coefficients[1],
        } * unit;
        let first = f64::from_bits((leading.high.to_bits() + (1 << 31)) & !((1 << 32) - 1));
        let mut rest = [(leading - first.into()).high; 23];
        for (rest, coefficient) in rest[1..].iter_mut().zip(&coefficients[2..]) {
            *rest = coefficient * unit.high;
        }
        Self { first, rest }
    }

    #[inline(always)]
    fn rest_at<L: Lanes>(&self, lanes: L, variable: L::F64) -> L::F64 {
        even_odd_f64(lanes, variable, variable * variable, &self.rest)
    }
}

/// The position of a quantile: |q|, in units of 2^32 placement units, is `high` + `low`.
#[derive(Debug, Clone, Copy)]
struct Place<L: Lanes> {
    high: L::F64,
    low: L::F64,
    /// −2 ln 4p(1 − p).
    y: L::F64,
    /// The sign bit left of the median.
    sign: L::U64,
}

/// The map of an interval that comes near zero, with the constants of [`Placement`] for N = 63.
#[derive(Debug, Clone)]
pub struct WideF64 {
    shift: u32,
    origin: u64,
    last_left: i64,
    offset: [f64; 2],
    end: [f64; 2],
    step: f64,
    inner: Curve,
    middle: Curve,
    outer: Curve,
}

/// The lower half of a word.
const LOW: u64 = 0xffff_ffff;

/// An integer below 2^64, rounded to nearest-even once: its halves and their scaling are exact.
#[inline(always)]
pub(super) fn rounded<L: Lanes>(lanes: L, integer: L::U64) -> L::F64 {
    lanes.to_f64(integer >> 32) * HALF_RANGE + lanes.to_f64(integer & LOW)
}

impl WideF64 {
    pub(super) fn new(low: f64, high: f64) -> Self {
        let placement = Placement::new(low, high, 63);
        let low_step = 1.0 / HALF_RANGE;
        Self {
            shift: placement.shift,
            origin: placement.origin,
            last_left: placement.last_left,
            offset: placement.offset.map(|offset| offset.high * low_step),
            end: placement.end.map(|end| end.high),
            step: placement.step.high,
            inner: Curve::new(&placement, &INNER),
            middle: Curve::new(&placement, &MIDDLE),
            outer: Curve::new(&placement, &OUTER),
        }
    }

    #[inline(always)]
    fn find<L: Lanes>(&self, lanes: L, word: L::U64) -> Place<L> {
        let k = word >> 1;
        // Negative where k > last_left; both lie between −1 and 2^63 − 1.
        let beyond = lanes.sub_u64(lanes.u64(self.last_left as u64), k);
        let is_right = lanes.is_negative_u64(beyond);
        let right = lanes.spread_sign_u64(beyond);
        let [left, beyond] = self.end;
        let end = lanes.select_f64(is_right, lanes.f64(beyond), lanes.f64(left));
        let [left, beyond] = self.offset;
        let offset = lanes.select_f64(is_right, lanes.f64(beyond), lanes.f64(left));
        let steps = lanes.sub_u64(k >> self.shift, lanes.u64(self.origin)) ^ !right;
        let from_end = rounded(lanes, k ^ right >> 1);
        let p = end + from_end * self.step;
        Place {
            high: lanes.to_f64(steps >> 32),
            low: lanes.to_f64(steps & LOW) * (1.0 / HALF_RANGE) + offset,
            y: minus_two_ln_f64(lanes, split_f64(lanes, p - p * p, 2)),
            sign: !right & 1 << 63,
        }
    }
}

impl MapF64 for WideF64 {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, first: L::U64, second: L::U64) -> L::F64 {
        let place = self.find(lanes, first << 32 | second);
        let mut first = lanes.f64(self.inner.first);
        let mut rest = self.inner.rest_at(lanes, place.y - INNER_ORIGIN);
        for (begin, curve, origin) in [
            (INNER_END, &self.middle, MIDDLE_ORIGIN),
            (MIDDLE_END, &self.outer, OUTER_ORIGIN),
        ] {
            let is_beyond = lanes.less_f64(lanes.f64(begin), place.y);
            if !lanes.any_64(is_beyond) {
                break;
            }
            let variable = lanes.sqrt_f64(place.y) - origin;
            first = lanes.select_f64(is_beyond, lanes.f64(curve.first), first);
            rest = lanes.select_f64(is_beyond, curve.rest_at(lanes, variable), rest);
        }
        // `high` has at most 32 bits and `first` 21: their product is exact.
        let magnitude = place.high * first + (place.high * rest + place.low * (first + rest));
        lanes.of_bits_f64(lanes.bits_f64(magnitude) ^ place.sign)
    }
}

#[cfg(test)]
mod tests {
    use crate::number::contract::assert_f64;

    #[test]
    fn the_contract_gives_these_coefficients() {
        assert_f64("INNER_F64", &super::INNER);
        assert_f64("MIDDLE_F64", &super::MIDDLE);
        assert_f64("OUTER_F64", &super::OUTER);
    }
}
