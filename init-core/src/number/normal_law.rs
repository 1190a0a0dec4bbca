//! The functions of the normal distribution from which a plan's constants are computed.
//!
//! Speed does not matter here, the same bits on every processor do: everything is built from IEEE +
//! − × ÷ and bit operations.

#![allow(
    dead_code,
    reason = "the functions are a set; which of them the fills need is the fills' affair"
)]

use alloc::vec::Vec;

use super::double_double::{DoubleDouble, nearest, power_of_two};

use super::arithmetic::sqrt64;

/// ln 2π.
pub(crate) const LN_2PI: DoubleDouble = DoubleDouble {
    high: 1.837_877_066_409_345_6,
    low: -7.756_588_316_134_483e-17,
};

/// 1 / √2π.
const DENSITY_AT_ZERO: DoubleDouble = DoubleDouble {
    high: 0.398_942_280_401_432_7,
    low: -2.492_327_202_277_73e-17,
};

/// From here on the continued fraction of the tail is used, below it the series of the centre.
const TAIL: f64 = 3.0;

/// ln x for a positive, finite x; −∞ for 0.
pub(crate) fn ln(x: f64) -> f64 {
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    DoubleDouble::from(x).ln().high
}

/// ln(1 + x) for a finite x > −1, without loss near zero; −∞ for −1.
pub(crate) fn ln_1p(x: f64) -> f64 {
    if x == -1.0 {
        return f64::NEG_INFINITY;
    }
    (DoubleDouble::ONE + x.into()).ln().high
}

/// e^x, within about one unit in the last place.
pub(crate) fn exp(x: f64) -> f64 {
    // ln 2 in two parts, the first with so few bits that its multiples are exact.
    const LN_2_HIGH: f64 = 0.693_147_180_369_123_8;
    const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
    if x > 709.782_712_893_384 {
        return f64::INFINITY;
    }
    if x < -745.133_219_101_941_2 {
        return 0.0;
    }
    let exponent = nearest(x * core::f64::consts::LOG2_E);
    let rest = (x - exponent * LN_2_HIGH) - exponent * LN_2_LOW;
    let mut sum = 1.0;
    for n in (2..=14).rev() {
        sum = 1.0 + rest * sum / f64::from(n);
    }
    let exponent = exponent as i32;
    (1.0 + rest * sum) * power_of_two(exponent / 2) * power_of_two(exponent - exponent / 2)
}

/// e^x − 1, without loss near zero.
pub(crate) fn exp_m1(x: f64) -> f64 {
    if x > 690.0 {
        return exp(x);
    }
    DoubleDouble::from(x).exp_m1().high
}

/// The density at x.
fn density(x: f64) -> DoubleDouble {
    DENSITY_AT_ZERO * (-DoubleDouble::square(x)).scaled(0.5).exp()
}

/// Φ(x) − ½.
pub(crate) fn centred_cdf(x: f64) -> DoubleDouble {
    let distance = x.abs();
    let half = if distance < TAIL {
        // φ(x) (x + x³/3 + x⁵/15 + …): every term is positive. 90 terms are enough below 3.
        let square = DoubleDouble::square(x);
        let mut sum = DoubleDouble::ONE;
        for n in (1..90).rev() {
            sum = DoubleDouble::ONE + sum * square / f64::from(2 * n + 1).into();
        }
        density(x) * sum * distance.into()
    } else {
        DoubleDouble::HALF - upper_tail(distance)
    };
    if x < 0.0 { -half } else { half }
}

/// (1 − Φ(x)) / φ(x) for x ≥ 3: the continued fraction 1 / (x + 1 / (x + 2 / (x + …))).
fn mills_ratio(x: f64) -> DoubleDouble {
    let mut fraction = DoubleDouble::from(x);
    for n in (1..200).rev() {
        fraction = DoubleDouble::from(x) + DoubleDouble::from(f64::from(n)) / fraction;
    }
    DoubleDouble::ONE / fraction
}

/// 1 − Φ(x), relatively accurate until it underflows.
pub(crate) fn upper_tail(x: f64) -> DoubleDouble {
    if x < TAIL {
        DoubleDouble::HALF - centred_cdf(x)
    } else if x > 40.0 {
        DoubleDouble::ZERO
    } else {
        density(x) * mills_ratio(x)
    }
}

/// ln(1 − Φ(x)) for |x| ≤ 10^154.
pub(crate) fn ln_upper_tail(x: f64) -> DoubleDouble {
    if x < TAIL {
        return if x < 0.0 {
            DoubleDouble::ONE - upper_tail(-x)
        } else {
            upper_tail(x)
        }
        .ln();
    }
    let half_square = DoubleDouble::square(x * 0.5).scaled(2.0);
    mills_ratio(x).ln() - LN_2PI.scaled(0.5) - half_square
}

/// Φ(high) − Φ(low), from the side on which nothing cancels.
pub(crate) fn interval(low: f64, high: f64) -> DoubleDouble {
    if low > 1.0 {
        upper_tail(low) - upper_tail(high)
    } else if high < -1.0 {
        upper_tail(-high) - upper_tail(-low)
    } else {
        centred_cdf(high) - centred_cdf(low)
    }
}

/// Φ(x).
pub(crate) fn normal_cdf(x: f64) -> f64 {
    upper_tail(-x).high
}

/// 1 − Φ(x).
pub(crate) fn normal_sf(x: f64) -> f64 {
    upper_tail(x).high
}

/// ln(1 − Φ(x)) for x ≤ 10^154 and for ±∞.
pub(crate) fn ln_normal_sf(x: f64) -> f64 {
    if x == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    ln_upper_tail(x).high
}

/// Φ(high) − Φ(low) for low ≤ high.
pub(crate) fn normal_interval(low: f64, high: f64) -> f64 {
    interval(low, high).high
}

/// The nodes and weights of the Gauss–Legendre rule with 16 points on [−1, 1], one half each.
pub(super) const GAUSS_LEGENDRE: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// The mean and the standard deviation of the standard normal restricted to [low, high], for
/// low < high, either of which may be infinite.
///
/// The quadrature runs over the density divided by its largest value in the interval and over
/// distances from the position of that value, so that no two large numbers are subtracted. The
/// standard deviation is part of the value contract, step by step.
pub(crate) fn truncated_moments(low: f64, high: f64) -> (f64, f64) {
    const PANELS: u32 = 8;
    const POINTS: usize = 2 * PANELS as usize * GAUSS_LEGENDRE.len();
    let mode = 0.0_f64.max(low).min(high);
    // Where the density has fallen by e^-45 from the mode, d |mode| + d² / 2 = 45.
    let reach = 90.0 / (mode.abs() + sqrt64(mode * mode + 90.0));
    let start = (low - mode).max(-reach);
    let end = (high - mode).min(reach);
    let half_panel = (end - start) / f64::from(2 * PANELS);
    // The positions at which the rule evaluates, and the scaled density there times the weight.
    let mut points = Vec::with_capacity(POINTS);
    for panel in 0..PANELS {
        let centre = start + half_panel * f64::from(2 * panel + 1);
        for (node, weight) in GAUSS_LEGENDRE {
            for offset in [-node * half_panel, node * half_panel] {
                let distance = centre + offset;
                let scaled = weight * exp(-distance * (mode + 0.5 * distance));
                points.push((distance, scaled));
            }
        }
    }
    let moments = |origin: f64| {
        let (mut mass, mut first, mut second) = (0.0, 0.0, 0.0);
        for &(distance, scaled) in &points {
            let from_origin = distance - origin;
            mass += scaled;
            first += scaled * from_origin;
            second += scaled * from_origin * from_origin;
        }
        (first / mass, second / mass)
    };
    let (distance, _) = moments(0.0);
    let (_, variance) = moments(distance);
    let mean = if low == -high { 0.0 } else { mode + distance };
    (mean, sqrt64(variance))
}

#[cfg(test)]
mod tests;
