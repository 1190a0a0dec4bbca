//! What chance allows: the normal law, and statistics brought to its scale.

use std::f64::consts::{FRAC_1_SQRT_2, TAU};

use libm::{erf, erfc, lgamma};

/// Φ, accurate in the lower tail.
pub(crate) fn cdf(x: f64) -> f64 {
    0.5 * erfc(-x * FRAC_1_SQRT_2)
}

/// 1 − Φ, accurate in the upper tail.
pub(crate) fn upper(x: f64) -> f64 {
    cdf(-x)
}

/// The density of the standard normal.
pub(crate) fn density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / TAU.sqrt()
}

/// The probability of a standard normal between two numbers, accurate wherever they lie.
pub(crate) fn mass(low: f64, high: f64) -> f64 {
    if low > 0.5 {
        upper(low) - upper(high)
    } else if high < -0.5 {
        cdf(high) - cdf(low)
    } else {
        0.5 * (erf(high * FRAC_1_SQRT_2) - erf(low * FRAC_1_SQRT_2))
    }
}

/// The number that a standard normal exceeds with probability `p`.
pub(crate) fn exceeded_with(p: f64) -> f64 {
    let (mut low, mut high) = (-38.0, 38.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if upper(middle) > p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Pearson's statistic, brought to the scale of a standard normal by the transform of Wilson and
/// Hilferty.
pub(crate) fn chi_square(counts: &[u64], probabilities: &[f64]) -> f64 {
    let n = counts.iter().sum::<u64>() as f64;
    let square = counts.iter().zip(probabilities).map(|(&count, p)| {
        let expected = n * p;
        (count as f64 - expected).powi(2) / expected
    });
    sum_of_squares(square.sum(), counts.len() - 1)
}

/// A sum of `freedom` squares of standard normals, on the scale of one.
pub(crate) fn sum_of_squares(square: f64, freedom: usize) -> f64 {
    let freedom = freedom as f64;
    let spread = 2.0 / (9.0 * freedom);
    ((square / freedom).cbrt() - (1.0 - spread)) / spread.sqrt()
}

/// A count of rare events, on the scale of a standard normal: from the exact probability of one
/// as far off where few are expected.
pub(crate) fn poisson(found: u64, expected: f64) -> f64 {
    if expected > 1000.0 {
        return (found as f64 - expected) / expected.sqrt();
    }
    let probability =
        |count: u64| (count as f64 * expected.ln() - expected - lgamma(count as f64 + 1.0)).exp();
    if found as f64 > expected {
        exceeded_with((found..found + 2000).map(probability).sum::<f64>().min(0.5))
    } else {
        -exceeded_with((0..=found).map(probability).sum::<f64>().min(0.5))
    }
}
