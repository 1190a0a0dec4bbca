//! Random intervals: those that are refused, and the values of the others.

use init_core::ErrorKind;
use init_core::initializer::{truncated_normal, uniform};
use init_core::parameter::Flat;
use init_core::walk::Declared;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::model::{KEY, assert_same, fill, values};
use crate::reference::{unit_f32, unit_f64, words_f32, words_f64};
use crate::uniform::{at_least, below};

const LENGTH: usize = 600;

/// Floats of every magnitude, and such as lie a few steps of f32 from each other.
fn bounds() -> impl Strategy<Value = (f64, f64)> {
    let singles = (any::<f32>(), any::<f32>()).prop_map(|(a, b)| (f64::from(a), f64::from(b)));
    let wide = (any::<f64>(), any::<f64>());
    let near = (any::<f32>(), -4.0..4.0_f64, 0.0..4.0_f64).prop_map(|(centre, start, width)| {
        let step = f64::from(centre.abs().next_up()) - f64::from(centre.abs());
        let low = f64::from(centre) + start * step;
        (low, low + width * step)
    });
    let usual = (-10.0..10.0_f64, 1e-3..10.0_f64).prop_map(|(low, width)| (low, low + width));
    prop_oneof![singles, wide, near, usual]
}

/// Whether a law between these bounds is one, and f32 can hold it.
fn holds_f32(low: f64, high: f64) -> bool {
    low.is_finite()
        && high.is_finite()
        && low < high
        && [low, high, high - low]
            .iter()
            .all(|&value| (value as f32).is_finite())
        && at_least(low) <= below(high)
}

fn config(seed: u64) -> ProptestConfig {
    ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(config(1))]

    #[test]
    fn uniforms_between_any_bounds_are_refused_or_right((low, high) in bounds()) {
        let law = uniform().low(low).high(high);
        if holds_f32(low, high) {
            let (lowest, highest) = (at_least(low), below(high));
            let (first, width) = (low as f32, (high - low) as f32);
            let expected: Vec<f32> = words_f32(KEY, "w", LENGTH)
                .into_iter()
                .map(|word| (first + width * unit_f32(word)).clamp(lowest, highest))
                .collect();
            assert_same(&values(&law, LENGTH), &expected, "f32");
        } else {
            let mut memory = [7.0_f32; 4];
            let mut rng = init_core::hidden::doc::rng();
            let mut tensor = Flat::new(memory.as_mut_slice(), 4);
            let error = Declared::new(&law).fill(&mut tensor, &mut rng).unwrap_err();
            prop_assert!(error.has(ErrorKind::Argument) || error.has(ErrorKind::NotRepresentable));
            prop_assert_eq!(memory, [7.0; 4]);
        }
        if low < high && (high - low).is_finite() {
            let expected: Vec<f64> = words_f64(KEY, "w", LENGTH)
                .into_iter()
                .map(|words| (low + (high - low) * unit_f64(words)).clamp(low, high.next_down()))
                .collect();
            assert_same(&values(&law, LENGTH), &expected, "f64");
        }
    }
}

proptest! {
    #![proptest_config(config(2))]

    #[test]
    fn truncated_normals_stay_between_any_bounds(
        mean in -10.0..10.0_f64,
        log_std in -12.0..12.0_f64,
        low in -40.0..40.0_f64,
        log_width in -9.0..2.0_f64,
        open in 0..4_u8,
    ) {
        let std = log_std.exp();
        let mut cut = [mean + low * std, mean + (low + log_width.exp()) * std];
        if open & 1 == 1 {
            cut[0] = f64::NEG_INFINITY;
        }
        if open & 2 == 2 {
            cut[1] = f64::INFINITY;
        }
        prop_assume!(cut[0] < cut[1]);
        let law = truncated_normal().mean(mean).std(std).low(cut[0]).high(cut[1]).absolute();
        let mut memory = vec![f64::NAN; LENGTH];
        fill(Flat::new(memory.as_mut_slice(), LENGTH), &Declared::new(&law), KEY);
        for &value in &memory {
            prop_assert!(value.is_finite() && cut[0] <= value && value <= cut[1]);
        }
        // Where f32 has no value between the bounds, the plan says so.
        if (cut[0] as f32) < (cut[1] as f32) {
            let mut memory = vec![f32::NAN; LENGTH];
            let mut rng = init_core::hidden::doc::rng();
            let mut tensor = Flat::new(memory.as_mut_slice(), LENGTH);
            match Declared::new(&law).fill(&mut tensor, &mut rng) {
                Ok(()) => {
                    for value in memory.into_iter().map(f64::from) {
                        prop_assert!(value.is_finite() && cut[0] <= value && value <= cut[1]);
                    }
                }
                Err(error) => prop_assert!(error.has(ErrorKind::NotRepresentable)),
            }
        }
    }
}
