//! The standard deviation of the values of a truncated normal with a given standard deviation.
//!
//! 2^22 = 4,194,304 values each; the standard error of their variance is at most 1.4e-3 of it,
//! while the variance of the law before truncation is larger by a tenth or more.

use init_core::initializer::{StdOf, TruncatedNormal, truncated_normal};
use init_core::values::Element;

use crate::assert_chance;
use crate::source::watch;

const COUNT: usize = 1 << 22;

fn check<T: Element + Default + Into<f64>>(seed: u64, std: f64, law: TruncatedNormal) {
    let law = law.std(std).std_of(StdOf::Truncated);
    let mut values: Vec<f64> = Vec::with_capacity(COUNT);
    watch(&law, seed, COUNT, |piece: &[T]| {
        values.extend(piece.iter().map(|&value| -> f64 { value.into() }));
    });
    let count = COUNT as f64;
    let mean = values.iter().sum::<f64>() / count;
    let power = |exponent| {
        let powers = values.iter().map(|x| ((x - mean) / std).powi(exponent));
        powers.sum::<f64>() / count
    };
    let (variance, fourth) = (power(2), power(4));
    let error = ((fourth - 1.0) / count).sqrt();
    let what = format!("{law:?}");
    assert!(error < 1.4e-3, "{what}: standard error {error}");
    assert_chance((variance - 1.0) / error, &what);
}

#[test]
fn what_is_written_has_the_std_asked_for() {
    let cut = |low: f64, high: f64| truncated_normal().low(low).high(high);
    let infinity = f64::INFINITY;
    check::<f32>(131, 0.02, truncated_normal());
    check::<f64>(132, 0.7, cut(-1.0, 3.0).mean(0.3));
    check::<f32>(133, 0.5, cut(-infinity, 1.5));
    check::<f32>(134, 1.0, cut(5.0, infinity));
    check::<f32>(135, 0.02, cut(-0.04, 0.04).absolute());
    check::<f64>(136, 0.577, cut(-1.0, 1.0).absolute());
    check::<f32>(137, 0.7, cut(-1.0, 3.0).mean(0.3).absolute());
    check::<f32>(138, 0.5, cut(0.0, infinity).absolute());
    check::<f64>(139, 0.125, cut(-infinity, 4.0).mean(10).absolute());
    check::<f32>(140, 0.1, cut(3.0, 4.0).absolute());
}
