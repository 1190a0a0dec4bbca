//! Truncated normal values: quantiles, checked by the distribution function, which is computed
//! here from libm's `erfc` in f64.

use init_core::initializer::truncated_normal;
use libm::erfc;
use serde_json::Value;

use crate::model::{KEY, assert_same, values};
use crate::reference::{words_f32, words_f64};

/// The probability beyond x.
fn beyond(x: f64) -> f64 {
    0.5 * erfc(x * std::f64::consts::FRAC_1_SQRT_2)
}

/// How far x is from the u-quantile of a standard normal cut at `low` and `high`, where
/// u = `below` and 1 − u = `above`, each to the last place. Everything is counted from the end
/// of the line that is nearer, so that no digits are lost.
fn error(x: f64, [low, high]: [f64; 2], [below, above]: [f64; 2]) -> f64 {
    let mass = if low + high > 0.0 {
        beyond(low) - beyond(high)
    } else {
        beyond(-high) - beyond(-low)
    };
    let from_low = beyond(-low) + below * mass;
    let from_high = beyond(high) + above * mass;
    let density = (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt();
    let probability = if from_low < from_high {
        beyond(-x) - from_low
    } else {
        beyond(x) - from_high
    };
    (probability / density).abs()
}

/// Near the median the probabilities are known to the last place of 1/2, far from it to the
/// last places of their own.
fn tolerance(x: f64) -> f64 {
    4e-16 + 2e-15 * x.abs()
}

/// The quantiles of mpmath, at 40 digits.
#[test]
fn the_reference_has_the_quantiles_of_mpmath() {
    let data: Value =
        serde_json::from_str(include_str!("../data/truncated-normal.json")).expect("JSON");
    let mut count = 0;
    for case in data["cases"].as_array().unwrap() {
        let cut = ["low", "high"].map(|key| case[key].as_f64().unwrap());
        for pair in case["quantiles"].as_array().unwrap() {
            let [u, x] = [0, 1].map(|k| pair[k].as_str().unwrap().parse::<f64>().unwrap());
            let error = error(x, cut, [u, 1.0 - u]);
            assert!(
                error <= tolerance(x),
                "{cut:?} {u}: {x} is off by {error:e}"
            );
            count += 1;
        }
    }
    assert_eq!(count, 240);
}

const CUTS: [[f64; 2]; 16] = [
    [-2.0, 2.0],
    [-1.0, 1.0],
    [-0.001, 0.001],
    [-3.0, 3.0],
    [-6.0, 6.0],
    [-2.0, 0.5],
    [-0.5, 4.0],
    [0.0, 8.0],
    [1.0, 2.0],
    [-8.0, -3.0],
    [3.0, 6.0],
    [4.0, 5.0],
    [8.0, 9.0],
    [-20.0, -19.0],
    [f64::NEG_INFINITY, 1.0],
    [5.0, f64::INFINITY],
];

const LENGTH: usize = 16 * 1024;

/// u = (k + ½)/2^31 for the upper 31 bits k of a word; three steps of max(|x|, 2^-12) and half
/// a step for the last rounding.
#[test]
fn f32_values_are_quantiles_of_31_bits() {
    let words = words_f32(KEY, "w", LENGTH);
    for cut @ [low, high] in CUTS {
        let law = truncated_normal().low(low).high(high);
        let found: Vec<f32> = values(&law, LENGTH);
        for (&word, &found) in words.iter().zip(&found) {
            let unit = |k: u32| (f64::from(k >> 1) + 0.5) * 2.0_f64.powi(-31);
            let found = f64::from(found);
            let error = error(found, cut, [unit(word), unit(!word)]);
            let exponent = found.abs().max(2.0_f64.powi(-12)).log2().floor() as i32;
            let steps = error / 2.0_f64.powi(exponent - 23);
            assert!(
                steps <= 3.5,
                "{cut:?} {word:#x}: {found:e} is off by {steps} steps"
            );
        }
    }
}

/// u = (k + ½)/2^63 for the upper 63 bits k of two words.
#[test]
fn f64_values_are_quantiles_of_63_bits() {
    let words = words_f64(KEY, "w", LENGTH);
    for cut @ [low, high] in CUTS {
        let law = truncated_normal().low(low).high(high);
        let found: Vec<f64> = values(&law, LENGTH);
        for (&[first, second], &found) in words.iter().zip(&found) {
            let word = u64::from(first) << 32 | u64::from(second);
            let unit = |k: u64| ((k >> 1) as f64 + 0.5) * 2.0_f64.powi(-63);
            let error = error(found, cut, [unit(word), unit(!word)]);
            assert!(
                error <= tolerance(found),
                "{cut:?} {word:#x}: {found:e} is off by {error:e}"
            );
        }
    }
}

/// mean + std·x in the stored type, held between the bounds.
#[test]
fn mean_and_std_are_an_affine_map_held_between_the_bounds() {
    for (mean, std) in [(0.0, 0.02), (3.0, 0.1), (-0.1, 1e-3), (0.1, 7.0)] {
        let law = truncated_normal().mean(mean).std(std);
        let standard: Vec<f32> = values(&truncated_normal(), 5000);
        let (low, high) = (mean - 2.0 * std, mean + 2.0 * std);
        let found: Vec<f32> = values(&law, 5000);
        for (&x, &found) in standard.iter().zip(&found) {
            assert!((low..=high).contains(&f64::from(found)));
            let expected = mean as f32 + std as f32 * x;
            // At the ends a value is moved onto the bound; elsewhere the multiples of std may
            // differ from ±2 by a rounding.
            let error = (f64::from(found) - f64::from(expected)).abs();
            assert!(
                error <= 1e-6 * (mean.abs() + 2.0 * std),
                "{found} is not {expected}"
            );
        }
    }
}

/// A bound that cuts nothing off changes nothing.
#[test]
fn infinite_bounds_are_those_of_the_whole_line() {
    let open = truncated_normal()
        .low(f64::NEG_INFINITY)
        .high(f64::INFINITY);
    let wide = truncated_normal().low(-40).high(40);
    assert_same(
        &values::<f32>(&open, 3000),
        &values::<f32>(&wide, 3000),
        "f32",
    );
    let found: Vec<f64> = values(&open, 3000);
    for (&[first, second], found) in words_f64(KEY, "w", 3000).iter().zip(found) {
        let word = u64::from(first) << 32 | u64::from(second);
        let unit = |k: u64| ((k >> 1) as f64 + 0.5) * 2.0_f64.powi(-63);
        let error = error(
            found,
            [f64::NEG_INFINITY, f64::INFINITY],
            [unit(word), unit(!word)],
        );
        assert!(
            error <= tolerance(found),
            "{word:#x}: {found:e} is off by {error:e}"
        );
    }
}

/// Bounds as values are the bounds as multiples.
#[test]
fn absolute_bounds_give_the_same_values() {
    let multiples = truncated_normal().mean(1).std(0.5).low(-2).high(1);
    let absolute = truncated_normal()
        .mean(1)
        .std(0.5)
        .low(0)
        .high(1.5)
        .absolute();
    assert_same(
        &values::<f32>(&multiples, 3000),
        &values::<f32>(&absolute, 3000),
        "f32",
    );
    assert_same(
        &values::<f64>(&multiples, 3000),
        &values::<f64>(&absolute, 3000),
        "f64",
    );
}

/// Beyond a the law is exponential with rate a: x = a + t/a − t²/2a³ − t/a³ + …, with
/// t = −ln(1 − u).
#[test]
fn far_beyond_every_float_of_the_tail_values_are_exponential() {
    for a in [100.0_f64, 1e4, 9e5] {
        let law = truncated_normal().low(a).high(f64::INFINITY);
        let found: Vec<f64> = values(&law, 3000);
        for (&[first, second], found) in words_f64(KEY, "w", 3000).iter().zip(found) {
            let word = u64::from(first) << 32 | u64::from(second);
            let above = ((!word >> 1) as f64 + 0.5) * 2.0_f64.powi(-63);
            let t = -above.ln();
            let beyond = t / a - (t * t / 2.0 + t) / a.powi(3);
            let error = (found - a - beyond).abs();
            assert!(
                error <= 4.0 * f64::EPSILON * a + 1e-5 * beyond,
                "{a} {t}: {found}"
            );
        }
        let law = truncated_normal().low(f64::NEG_INFINITY).high(-a);
        assert!(
            values::<f32>(&law, 3000)
                .iter()
                .all(|&x| f64::from(x) <= -a && x.is_finite())
        );
    }
}
