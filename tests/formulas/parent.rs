//! The truncated normal whose `std` is that after truncation, against figures of mpmath.

use init_core::initializer::{
    Distribution, StdOf, TruncatedNormal, truncated_normal, variance_scaling,
};
use init_core::values::Law;
use serde_json::Value;

use crate::data::{number, parse};
use crate::ghost::entry;

/// Near the uniform limit σ changes up to 1,000 times as fast as what is left; what is left is
/// known to 1e-15.
const TOLERANCE: f64 = 1e-11;

/// A number, or an infinity, which JSON has as text.
fn bound(value: &Value) -> f64 {
    value
        .as_str()
        .map_or_else(|| number(value), |text| text.parse().expect("an infinity"))
}

fn figures(kind: &str) -> Vec<Value> {
    let data = parse(include_str!("../data/parent-std.json"));
    data[kind].as_array().expect("an array of cases").clone()
}

fn asked(std: f64, low: f64, high: f64) -> TruncatedNormal {
    let law = truncated_normal().std(std).low(low).high(high);
    law.std_of(StdOf::Truncated)
}

/// The mean and the std before truncation, and the bounds.
fn numbers(law: &TruncatedNormal) -> (f64, f64, f64, f64) {
    match *entry(&[3], &init_core::walk::Declared::new(law)).law() {
        Law::TruncatedNormal {
            mean,
            std,
            low,
            high,
        } => (mean, std, low, high),
        law => panic!("not a truncated normal law: {law:?}"),
    }
}

#[track_caller]
fn assert_parent(found: f64, case: &Value, scale: f64) {
    let parent: f64 = case["parent"].as_str().unwrap().parse().unwrap();
    let error = (found / (scale * parent) - 1.0).abs();
    assert!(error <= TOLERANCE, "{case}: {found}, off by {error:e}");
}

#[test]
fn absolute_bounds_stay_and_the_parent_is_widened() {
    let cases = figures("absolute");
    assert_eq!(cases.len(), 14);
    for case in &cases {
        let [asked_for, mean, low, high] =
            ["std", "mean", "low", "high"].map(|key| bound(&case[key]));
        let law = asked(asked_for, low, high).mean(mean).absolute();
        let (found_mean, std, found_low, found_high) = numbers(&law);
        assert_eq!((found_mean, found_low, found_high), (mean, low, high));
        assert_parent(std, case, 1.0);
    }
}

#[test]
fn an_absolute_law_scales_and_mirrors() {
    for case in &figures("absolute") {
        let [asked_for, mean, low, high] =
            ["std", "mean", "low", "high"].map(|key| bound(&case[key]));
        for scale in [1e-30, 0.3, 7.0, 1e30] {
            let law = asked(asked_for * scale, -high * scale, -low * scale).mean(-mean * scale);
            assert_parent(numbers(&law.absolute()).1, case, scale);
        }
    }
}

#[test]
fn bounds_in_multiples_are_multiples_of_the_parent() {
    let cases = figures("relative");
    assert_eq!(cases.len(), 9);
    for case in &cases {
        let [low, high] = ["low", "high"].map(|key| bound(&case[key]));
        for (asked_for, mean) in [(1.0, 0.0), (0.02, 0.3)] {
            let (found_mean, std, found_low, found_high) =
                numbers(&asked(asked_for, low, high).mean(mean));
            assert_parent(std, case, asked_for);
            assert_eq!(found_mean, mean);
            assert_eq!(
                (found_low, found_high),
                (mean + low * std, mean + high * std)
            );
        }
    }
}

#[test]
fn two_std_are_the_bounds_of_variance_scaling() {
    for fan in [3.0_f64, 64.0, 1000.0] {
        let scaled = variance_scaling().distribution(Distribution::TruncatedNormal);
        let scaled = init_core::walk::Declared::new(&scaled)
            .fan_in(fan)
            .fan_out(fan);
        let law = asked((1.0 / fan).sqrt(), -2.0, 2.0);
        let law = *entry(&[3], &init_core::walk::Declared::new(&law)).law();
        assert_eq!(*entry(&[3], &scaled).law(), law);
    }
}

#[test]
fn where_nothing_is_cut_the_parent_is_the_law() {
    let open = asked(0.7, f64::NEG_INFINITY, f64::INFINITY);
    assert_eq!(numbers(&open).1, 0.7);
    assert_eq!(numbers(&open.absolute()).1, 0.7);
}

#[test]
fn by_default_the_std_is_the_parents() {
    let law = truncated_normal().std(0.7);
    assert_eq!(numbers(&law), (0.0, 0.7, -1.4, 1.4));
    assert_eq!(law, law.std_of(StdOf::default()));
}
