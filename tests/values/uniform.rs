//! Uniform values, bit for bit.

use init_core::initializer::uniform;

use crate::model::{KEY, assert_same, values, values_at};
use crate::reference::{unit_f32, unit_f64, words_f32, words_f64};

const LENGTH: usize = 10_000;

/// The smallest f32 that is not below `bound`.
pub(crate) fn at_least(bound: f64) -> f32 {
    let nearest = bound as f32;
    if f64::from(nearest) < bound {
        nearest.next_up()
    } else {
        nearest
    }
}

/// The largest f32 below `bound`.
pub(crate) fn below(bound: f64) -> f32 {
    let nearest = bound as f32;
    if f64::from(nearest) < bound {
        nearest
    } else {
        nearest.next_down()
    }
}

#[test]
fn the_unit_interval_is_the_upper_bits_of_the_words() {
    let words = words_f32(KEY, "w", LENGTH);
    let expected: Vec<f32> = words.iter().map(|&word| unit_f32(word)).collect();
    assert_same(&values(&uniform(), LENGTH), &expected, "f32");
    let words = words_f64(KEY, "w", LENGTH);
    let expected: Vec<f64> = words.iter().map(|&words| unit_f64(words)).collect();
    assert_same(&values(&uniform(), LENGTH), &expected, "f64");
}

#[test]
fn deep_paths_and_other_keys_have_words_of_their_own() {
    let key = [0xa5; 32];
    let path = "encoder.layers.11.attention.query.weight";
    let words = words_f32(key, path, LENGTH);
    let expected: Vec<f32> = words.iter().map(|&word| unit_f32(word)).collect();
    assert_same(&values_at(&uniform(), path, key, LENGTH), &expected, "f32");
    let words = words_f64(key, path, LENGTH);
    let expected: Vec<f64> = words.iter().map(|&words| unit_f64(words)).collect();
    assert_same(&values_at(&uniform(), path, key, LENGTH), &expected, "f64");
}

/// low + width·u in the stored type, each step rounded, then held between the bounds, which
/// are rounded inward.
#[test]
fn other_intervals_are_an_affine_map_held_between_the_bounds() {
    for (low, high) in [
        (-1.0, 1.0),
        (-0.1, 0.1),
        (0.1, 0.3),
        (-3.0, 1e-3),
        (1e-30, 1e30),
        (1000.0, 1000.001),
        (-1e-40, 3e-40),
        (-0.0, 1.0),
        (-5.0, -4.999_999),
    ] {
        let law = uniform().low(low).high(high);
        let (lowest, highest) = (at_least(low), below(high));
        let (first, width) = (low as f32, (high - low) as f32);
        let expected: Vec<f32> = words_f32(KEY, "w", LENGTH)
            .into_iter()
            .map(|word| (first + width * unit_f32(word)).clamp(lowest, highest))
            .collect();
        assert_same(
            &values(&law, LENGTH),
            &expected,
            &format!("f32 [{low}, {high})"),
        );

        let expected: Vec<f64> = words_f64(KEY, "w", LENGTH)
            .into_iter()
            .map(|words| (low + (high - low) * unit_f64(words)).clamp(low, high.next_down()))
            .collect();
        assert_same(
            &values(&law, LENGTH),
            &expected,
            &format!("f64 [{low}, {high})"),
        );
    }
}

/// Three steps above 1: the affine map would round onto both ends.
#[test]
fn intervals_of_a_few_floats_hold_those_floats_and_no_others() {
    let step = f64::from(f32::EPSILON);
    let inner = uniform().low(1.0 + 0.4 * step).high(1.0 + 2.6 * step);
    for value in values::<f32>(&inner, LENGTH) {
        assert!([1.0 + step, 1.0 + 2.0 * step].contains(&f64::from(value)));
    }
    // The upper bound is a float, and is not reached.
    let open = uniform().low(1).high(1.0 + 3.0 * step);
    let found: Vec<f32> = values(&open, LENGTH);
    for expected in [1.0, 1.0 + step, 1.0 + 2.0 * step] {
        assert!(found.iter().any(|&value| f64::from(value) == expected));
    }
    assert!(
        found
            .iter()
            .all(|&value| f64::from(value) < 1.0 + 3.0 * step)
    );
    let narrow = uniform().low(1).high(1.0_f64.next_up());
    assert!(
        values::<f64>(&narrow, LENGTH)
            .iter()
            .all(|&value| value == 1.0)
    );
}
