//! Means, standard deviations, third and fourth moments.
//!
//! 2^25 = 33,554,432 values each: the standard error of a standard deviation is 1.2e-4 of it
//! for normals (less for the others), so an error of 0.1 % is 8 standard errors or more and
//! cannot hide behind a critical value of 5.

use init_core::Initializer;
use init_core::initializer::{normal, truncated_normal, uniform};
use init_core::values::Element;
use serde_json::Value;

use crate::assert_chance;
use crate::source::watch;

const COUNT: usize = 1 << 25;

/// The means of the first four powers of (x − shift) / scale.
fn powers<T: Element + Default + Into<f64>>(
    law: &dyn Initializer,
    seed: u64,
    shift: f64,
    scale: f64,
) -> [f64; 4] {
    let mut sums = [0.0; 4];
    let inverse = 1.0 / scale;
    watch(law, seed, COUNT, |piece: &[T]| {
        let [mut first, mut second, mut third, mut fourth] = [0.0; 4];
        for &value in piece {
            let x = (value.into() - shift) * inverse;
            let square = x * x;
            first += x;
            second += square;
            third += square * x;
            fourth += square * square;
        }
        for (sum, piece) in sums.iter_mut().zip([first, second, third, fourth]) {
            *sum += piece;
        }
    });
    sums.map(|sum| sum / COUNT as f64)
}

/// Standardized values: mean 0, variance 1, and the third and fourth moments given.
fn check<T: Element + Default + Into<f64>>(
    law: &dyn Initializer,
    seed: u64,
    [mean, std]: [f64; 2],
    [third, fourth, sixth, eighth]: [f64; 4],
) {
    let what = law.describe();
    let found = powers::<T>(law, seed, mean, std);
    let n = (COUNT as f64).sqrt();
    assert_chance(found[0] * n, &format!("{what}: mean"));
    let spread = (fourth - 1.0).sqrt();
    assert_chance((found[1] - 1.0) / spread * n, &format!("{what}: variance"));
    let spread = (sixth - third * third).sqrt();
    assert_chance(
        (found[2] - third) / spread * n,
        &format!("{what}: third moment"),
    );
    let spread = (eighth - fourth * fourth).sqrt();
    assert_chance(
        (found[3] - fourth) / spread * n,
        &format!("{what}: fourth moment"),
    );
}

/// 1·3·5·… of a standard normal.
const NORMAL: [f64; 4] = [0.0, 3.0, 15.0, 105.0];

/// 3^k / (2k + 1) of a uniform law with variance 1.
const UNIFORM: [f64; 4] = [0.0, 9.0 / 5.0, 27.0 / 7.0, 81.0 / 9.0];

#[test]
fn normals_have_the_moments_of_a_normal() {
    check::<f32>(&normal(), 101, [0.0, 1.0], NORMAL);
    check::<f64>(&normal(), 102, [0.0, 1.0], NORMAL);
    check::<f32>(&normal().mean(-3).std(0.02), 103, [-3.0, 0.02], NORMAL);
}

#[test]
fn uniforms_have_the_moments_of_a_rectangle() {
    let std = 1.0 / 12.0_f64.sqrt();
    check::<f32>(&uniform(), 111, [0.5, std], UNIFORM);
    check::<f64>(&uniform().low(-5).high(2), 112, [-1.5, 7.0 * std], UNIFORM);
}

/// Mean and std are those of mpmath; the spread of the variance comes from the sample.
fn check_truncated<T: Element + Default + Into<f64>>(seed: u64, low: f64, high: f64) {
    let data: Value =
        serde_json::from_str(include_str!("../data/truncated-normal.json")).expect("JSON");
    let case = data["cases"]
        .as_array()
        .unwrap()
        .iter()
        .find(|case| case["low"].as_f64() == Some(low) && case["high"].as_f64() == Some(high));
    let [mean, std] = ["mean", "std"].map(|key| {
        let figure: f64 = case.expect("a known case")[key]
            .as_str()
            .unwrap()
            .parse()
            .unwrap();
        figure
    });
    let law = truncated_normal().low(low).high(high);
    let found = powers::<T>(&law, seed, mean, std);
    let n = (COUNT as f64).sqrt();
    assert_chance(found[0] * n, &format!("[{low}, {high}]: mean"));
    let spread = (found[3] - 1.0).sqrt();
    assert_chance(
        (found[1] - 1.0) / spread * n,
        &format!("[{low}, {high}]: variance"),
    );
    assert!((found[1].sqrt() - 1.0).abs() < 1e-3);
}

#[test]
fn truncated_normals_have_their_mean_and_variance() {
    check_truncated::<f32>(121, -2.0, 2.0);
    check_truncated::<f64>(122, -2.0, 2.0);
    check_truncated::<f32>(123, -0.5, 4.0);
    check_truncated::<f64>(124, 3.0, 6.0);
    check_truncated::<f32>(125, -8.0, -3.0);
}
