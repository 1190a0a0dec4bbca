//! Chi-square over bins of equal probability.
//!
//! 2^24 values in 2^14 bins, 1024 a bin: the statistic has 16383 degrees of freedom and is
//! taken as normal, critical value 5 on both sides.

use init_core::Initializer;
use init_core::initializer::{normal, truncated_normal, uniform};
use init_core::values::Element;
use libm::erfc;

use crate::assert_equal_bins;
use crate::source::watch;

const COUNT: usize = 1 << 24;
const BINS: usize = 1 << 14;

/// Φ, accurate in the lower tail.
fn cdf(x: f64) -> f64 {
    0.5 * erfc(-x * std::f64::consts::FRAC_1_SQRT_2)
}

fn check<T: Element + Default + Into<f64>>(
    law: &dyn Initializer,
    seed: u64,
    unit: impl Fn(f64) -> f64,
) {
    let mut counts = vec![0_u64; BINS];
    watch(law, seed, COUNT, |piece: &[T]| {
        for &value in piece {
            let bin = (unit(value.into()) * BINS as f64) as usize;
            counts[bin.min(BINS - 1)] += 1;
        }
    });
    assert_equal_bins(&counts, &law.describe());
}

#[test]
fn normals_fill_bins_of_equal_probability() {
    check::<f32>(&normal(), 201, cdf);
    check::<f64>(&normal(), 202, cdf);
}

#[test]
fn uniforms_fill_bins_of_equal_probability() {
    check::<f32>(&uniform(), 211, |x| x);
    check::<f64>(&uniform(), 212, |x| x);
    check::<f32>(&uniform().low(-0.05).high(0.05), 213, |x| (x + 0.05) * 10.0);
}

/// In the upper tail Φ is near 1 and loses its digits; 1 − Φ(x) = Φ(−x) keeps them.
fn truncated(low: f64, high: f64) -> impl Fn(f64) -> f64 {
    let sign = if low + high > 0.0 { -1.0 } else { 1.0 };
    let (from, to) = (cdf(sign * low), cdf(sign * high));
    move |x| (cdf(sign * x) - from) / (to - from)
}

#[test]
fn truncated_normals_fill_bins_of_equal_probability() {
    for (seed, low, high) in [(221, -2.0, 2.0), (222, -0.5, 4.0), (223, 3.0, 6.0)] {
        let law = truncated_normal().low(low).high(high);
        check::<f32>(&law, seed, truncated(low, high));
        check::<f64>(&law, seed + 10, truncated(low, high));
    }
}
