//! The inverse for intervals far from zero, in f64 for both types.

#![allow(
    clippy::many_single_char_names,
    reason = "the letters are those of the equations"
)]

use super::near_f64::rounded;
use crate::engine::lanes::Lanes;
use crate::engine::transform::logarithm::{minus_two_ln_f64, split_f64};
use crate::engine::transform::{MapF32, MapF64, polynomial_f64};
use crate::number::double_double::{DoubleDouble, power_of_two};
use crate::number::normal_law::{LN_2PI, ln_upper_tail};

/// ε(t) / t in powers of t = 1 / x² ≤ 1/16, where 1 − Φ(x) = φ(x) / x · e^(−ε(t) / 2): the
/// correction to the leading term of the tail. With it x is off by at most 2^-54.7 of its value.
const CORRECTION: [f64; 14] = [
    1.9999999998286135,
    -4.999999833157176,
    24.666601505812245,
    -176.48596542675838,
    1630.4863535767233,
    -18222.88028065936,
    231988.3812152493,
    -3105860.042591226,
    39643462.50186012,
    -437294334.5708404,
    3808140020.6660366,
    -23823730635.231194,
    93661148057.76137,
    -172227245620.01468,
];

/// The map of an interval that lies wholly at or beyond ±4.
///
/// An interval on the negative side is mirrored: the words are complemented and the sign is set
/// at the end. For 4 ≤ low < high, with ρ = (1 − Φ(high)) / (1 − Φ(low)), the tail probability
/// of a quantile is (1 − Φ(low)) · v, where v = ρ + (1 − ρ)(c + ½) / 2^N and c = 2^N − 1 − k. Its
/// −2 ln is x² + ln x² + ε(1 / x²) + ln 2π. So z = x² solves z + ln z + ε(1 / z) = y with
/// y = base − 2 ln v, base = −2 ln(1 − Φ(low)) − ln 2π.
#[derive(Debug, Clone)]
pub struct Far {
    base: f64,
    /// (1 − ρ) / 2^N.
    step: f64,
    /// ρ + step / 2.
    end: f64,
    /// All ones on the positive side, where c is the complement of k.
    complement: u64,
    /// The sign bit on the negative side.
    sign: u64,
}

impl Far {
    /// The map of [low, high] for an integer of `bits` bits.
    pub(super) fn new(low: f64, high: f64, bits: i32) -> Self {
        // Beyond, x² would overflow; the caller's clamp to the interval gives its end then.
        const LARGEST: f64 = 1e150;
        let negative = high < 0.0;
        let (low, high) = if negative { (-high, -low) } else { (low, high) };
        let (low, high) = (
            low.min(LARGEST),
            if high > LARGEST { f64::INFINITY } else { high },
        );
        let ln_low = ln_upper_tail(low);
        // ρ − 1.
        let loss = if high == f64::INFINITY {
            -DoubleDouble::ONE
        } else {
            (ln_upper_tail(high) - ln_low).exp_m1()
        };
        let step = (-loss).scaled(power_of_two(-bits));
        let end = DoubleDouble::ONE + loss + step.scaled(0.5);
        Self {
            base: (-(ln_low.scaled(2.0)) - LN_2PI).high,
            step: step.high,
            end: end.high,
            complement: if negative { 0 } else { u64::MAX },
            sign: u64::from(negative) << 63,
        }
    }

    /// The quantile that has `from_end` integers between itself and the far end.
    #[inline(always)]
    fn quantile<L: Lanes>(&self, lanes: L, from_end: L::F64) -> L::F64 {
        let one = lanes.f64(1.0);
        let v = from_end * self.step + self.end;
        let y = minus_two_ln_f64(lanes, split_f64(lanes, v, 0)) + self.base;
        // Newton's method for F(z) = z + ln z + ε(1 / z) − y, from z = y. 1 / F' is
        // x (1 − Φ(x)) / φ(x) = e^(−ε / 2), of which a short series is enough. F'' is about
        // −1 / z², and with that term a step converges cubically: three of them suffice.
        let mut z = y;
        for _ in 0..3 {
            let t = one / z;
            let epsilon = t * polynomial_f64(lanes, t, &CORRECTION);
            let ln_z = minus_two_ln_f64(lanes, split_f64(lanes, z, 0)) * -0.5;
            let h = epsilon * 0.5;
            let slope = one - h * (one - h * (lanes.f64(0.5) - h * (1.0 / 6.0)));
            let newton = ((y - z) - (ln_z + epsilon)) * slope;
            let relative = newton * t;
            z = z + (newton + relative * 0.5 * relative);
        }
        lanes.of_bits_f64(lanes.bits_f64(lanes.sqrt_f64(z)) | self.sign)
    }
}

impl MapF32 for Far {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, word: L::U32) -> L::F32 {
        let word = word ^ self.complement as u32;
        let from_end = lanes.widen(word) >> 1;
        lanes.narrow(self.quantile(lanes, lanes.to_f64(from_end)))
    }
}

impl MapF64 for Far {
    #[inline(always)]
    fn map<L: Lanes>(&self, lanes: L, first: L::U64, second: L::U64) -> L::F64 {
        let from_end = (first << 32 | second) ^ self.complement;
        self.quantile(lanes, rounded(lanes, from_end >> 1))
    }
}

#[cfg(test)]
mod tests {
    use crate::number::contract::assert_f64;

    #[test]
    fn the_contract_gives_these_coefficients() {
        assert_f64("FAR", &super::CORRECTION);
    }
}
