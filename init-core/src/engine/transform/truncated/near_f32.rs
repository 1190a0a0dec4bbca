//! The inverse for intervals that come near zero, as f32.

use super::placement::Placement;
use crate::engine::lanes::Lanes;
use crate::engine::transform::logarithm::minus_log2_f32;
use crate::engine::transform::{MapF32, even_odd_f32};

// The curve C(y) = x / q, where q = Φ(x) − ½ and y = −log₂ 4p(1 − p), p = ½ − |q|. It starts at
// √2π, is even in q and so smooth in y, and grows as the root of y.

/// C for |x| ≤ 2 in powers of y, within 2^-25.5 of its value.
const CENTRAL: [f64; 7] = [
    2.506628224718285,
    0.45486820685865503,
    0.015686100437877857,
    -0.0021825926111912236,
    -9.959115884620258e-5,
    2.903848443912409e-5,
    -1.4133085632942416e-6,
];

/// C for y ≤ 9 in powers of y − 2, within 2^-28 of its value.
const INNER: [f64; 12] = [
    3.4608937020606785,
    0.49028630798829326,
    0.002183616832215195,
    -0.002043978594072427,
    0.0001067412106206452,
    1.2176701692456754e-5,
    -1.6737138686359156e-6,
    -3.152645668247241e-8,
    1.962776044285269e-8,
    -1.43154793575934e-9,
    2.2775764611849817e-11,
    9.456771306447092e-13,
];

/// C for 9 ≤ y ≤ 45.1 in powers of √y − 3.5, within 2^-25.9 of its value.
const OUTER: [f64; 12] = [
    7.769261876282004,
    2.3545003501393187,
    0.0229352299567931,
    -0.016138115640222418,
    0.009991213582680033,
    -0.004833281373586184,
    0.0014538239302881136,
    -0.00010836407250103288,
    -0.00010270714128775068,
    4.363948028991063e-5,
    -7.445260012151364e-6,
    4.918721810491138e-7,
];

/// The end of INNER, and the points that the variables are relative to.
const INNER_END: f32 = 9.0;
const INNER_ORIGIN: f32 = 2.0;
const OUTER_ORIGIN: f32 = 3.5;

/// 2^16: a distance in a placement's units is cut into two halves of 16 bits.
const HALF_RANGE: f32 = 65_536.0;

/// A curve times 2^16 units of a placement.
///
/// With t = 2^16 · unit, rounded to f64: `first` is t · c[0], rounded to f64 and then to 8
/// significant bits, halves away from zero; rest[0] is the rest of the rounded t · c[0], rest[n] is
/// t · c[n], each rounded to f64 and then to f32. The curve is `first` + rest[0] + rest[1] v +
/// rest[2] v² + …
#[derive(Debug, Clone, Copy)]
struct Curve<const M: usize> {
    first: f32,
    rest: [f32; M],
}

impl<const M: usize> Curve<M> {
    fn new(placement: &Placement, coefficients: &[f64; M]) -> Self {
        let unit = placement.unit.high * f64::from(HALF_RANGE);
        let leading = coefficients[0] * unit;
        let bits = (leading.to_bits() + (1 << 44)) & !((1 << 45) - 1);
        let first = f64::from_bits(bits);
        let mut rest = coefficients.map(|coefficient| (coefficient * unit) as f32);
        rest[0] = (leading - first) as f32;
        Self {
            first: first as f32,
            rest,
        }
    }

    #[inline(always)]
    fn rest_at<L: Lanes>(&self, lanes: L, variable: L::F32) -> L::F32 {
        even_odd_f32(lanes, variable, variable * variable, &self.rest)
    }
}

/// The position of a quantile: |q|, in units of 2^16 placement units, is `high` + `low`.
#[derive(Debug, Clone, Copy)]
struct Place<L: Lanes> {
    high: L::F32,
    low: L::F32,
    /// −log₂ 4p(1 − p).
    y: L::F32,
    /// The sign bit left of the median.
    sign: L::U32,
}

impl<L: Lanes> Place<L> {
    /// The curve at this position, `first` + `rest`, times q. `high` has at most 16 bits and
    /// `first` 8, so that their product is exact, and only the smaller ones are rounded.
    #[inline(always)]
    fn quantile(self, lanes: L, first: L::F32, rest: L::F32) -> L::F32 {
        let magnitude = self.high * first + (self.high * rest + self.low * (first + rest));
        lanes.of_bits_f32(lanes.bits_f32(magnitude) ^ self.sign)
    }
}

/// Finds the position of a quantile as [`Placement`] defines it, with N = 31.
#[derive(Debug, Clone, Copy)]
struct Finder {
    shift: u32,
    origin: u32,
    last_left: i32,
    offset: [f32; 2],
    end: [f32; 2],
    step: f32,
}

impl Finder {
    fn new(placement: &Placement) -> Self {
        let low_step = 1.0 / f64::from(HALF_RANGE);
        Self {
            shift: placement.shift,
            origin: placement.origin as u32,
            last_left: placement.last_left as i32,
            offset: placement
                .offset
                .map(|offset| (offset.high * low_step) as f32),
            end: placement.end.map(|end| end.high as f32),
            step: placement.step.high as f32,
        }
    }

    #[inline(always)]
    fn find<L: Lanes>(&self, lanes: L, word: L::U32) -> Place<L> {
        let k = word >> 1;
        // Negative where k > last_left; both lie between −1 and 2^31 − 1.
        let beyond = lanes.sub_u32(lanes.u32(self.last_left as u32), k);
        let is_right = lanes.is_negative_u32(beyond);
        let right = lanes.spread_sign_u32(beyond);
        let [left, beyond] = self.end;
        let end = lanes.select_f32(is_right, lanes.f32(beyond), lanes.f32(left));
        let [left, beyond] = self.offset;
        let offset = lanes.select_f32(is_right, lanes.f32(beyond), lanes.f32(left));
        let steps = lanes.sub_u32(k >> self.shift, lanes.u32(self.origin)) ^ !right;
        let from_end = lanes.to_f32(k ^ right >> 1);
        let p = end + from_end * self.step;
        Place {
            high: lanes.to_f32(steps >> 16),
            low: lanes.to_f32(steps & 0xffff) * (1.0 / HALF_RANGE) + offset,
            y: minus_log2_f32(lanes, p - p * p, 2),
            sign: !right & 0x8000_0000,
        }
    }
}

/// The map of an interval within ±2.
#[derive(Debug, Clone)]
pub struct CentralF32 {
    finder: Finder,
    curve: Curve<7>,
}

impl CentralF32 {
    pub(super) fn new(low: f64, high: f64) -> Self {
        let placement = Placement::new(low, high, 31);
        Self {
            finder: Finder::new(&placement),
            curve: Curve::new(&placement, &CENTRAL),
        }
    }
}

impl MapF32 for CentralF32 {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, word: L::U32) -> L::F32 {
        let place = self.finder.find(lanes, word);
        let rest = self.curve.rest_at(lanes, place.y);
        place.quantile(lanes, lanes.f32(self.curve.first), rest)
    }
}

/// The map of any other interval that comes near zero.
#[derive(Debug, Clone)]
pub struct WideF32 {
    finder: Finder,
    inner: Curve<12>,
    outer: Curve<12>,
}

impl WideF32 {
    pub(super) fn new(low: f64, high: f64) -> Self {
        let placement = Placement::new(low, high, 31);
        Self {
            finder: Finder::new(&placement),
            inner: Curve::new(&placement, &INNER),
            outer: Curve::new(&placement, &OUTER),
        }
    }
}

impl MapF32 for WideF32 {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, word: L::U32) -> L::F32 {
        let place = self.finder.find(lanes, word);
        let mut first = lanes.f32(self.inner.first);
        let mut rest = self.inner.rest_at(lanes, place.y - INNER_ORIGIN);
        let is_outer = lanes.less_f32(lanes.f32(INNER_END), place.y);
        if lanes.any_32(is_outer) {
            let outer = self
                .outer
                .rest_at(lanes, lanes.sqrt_f32(place.y) - OUTER_ORIGIN);
            first = lanes.select_f32(is_outer, lanes.f32(self.outer.first), first);
            rest = lanes.select_f32(is_outer, outer, rest);
        }
        place.quantile(lanes, first, rest)
    }
}

#[cfg(test)]
mod tests {
    use crate::number::contract::assert_f64;

    #[test]
    fn the_contract_gives_these_coefficients() {
        assert_f64("CENTRAL_F32", &super::CENTRAL);
        assert_f64("INNER_F32", &super::INNER);
        assert_f64("OUTER_F32", &super::OUTER);
    }
}
