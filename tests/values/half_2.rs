//! f16 and bf16: the f32 value at the same index, rounded once, held between the bounds rounded
//! inward. The oracle rounds with integers.

use half::{bf16, f16};
use init_core::initializer::{constant, normal, orthogonal, truncated_normal, uniform};
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{ErrorKind, Initializer};
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

const LENGTH: usize = 70_001;

fn filled<T: Element>(initializer: &impl Initializer, zero: T) -> Vec<T> {
    let mut values = vec![zero; LENGTH];
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    Declared::new(initializer)
        .fill(&mut Flat::new(values.as_mut_slice(), LENGTH), &mut rng)
        .unwrap();
    values
}

/// bf16 is the upper half of an f32: to nearest, ties to even.
fn to_bf16(value: f32) -> u16 {
    let bits = value.to_bits();
    ((bits + 0x7fff + (bits >> 16 & 1)) >> 16) as u16
}

/// f16 in multiples of its least step at the value's exponent, to nearest, ties to even.
fn to_f16(value: f32) -> u16 {
    let magnitude = f64::from(value.abs());
    let exponent = (i32::from((value.to_bits() >> 23) as u8) - 127).clamp(-14, 15);
    let steps = (magnitude / 2.0_f64.powi(exponent - 10)).round_ties_even() as u16;
    // With the implicit bit the steps carry into the exponent by themselves.
    let base = ((exponent + 14) as u16) << 10;
    (u16::from(value.is_sign_negative()) << 15) | (base + steps)
}

fn assert_rounded(initializer: &impl Initializer, low: f64, high: f64) {
    let single = filled(initializer, 0.0_f32);
    let half = filled(initializer, f16::ZERO);
    let brain = filled(initializer, bf16::ZERO);
    for ((single, half), brain) in single.iter().zip(half).zip(brain) {
        for (value, rounded) in [
            (half.to_f64(), f16::from_bits(to_f16(*single)).to_f64()),
            (brain.to_f64(), bf16::from_bits(to_bf16(*single)).to_f64()),
        ] {
            if (low..=high).contains(&rounded) {
                assert_eq!(value, rounded, "of {single}");
            } else {
                // Held to the nearest value inside.
                assert!((low..=high).contains(&value), "{value} of {single}");
                assert!((value - rounded).abs() < 0.01 * (high - low));
            }
        }
    }
}

#[test]
fn values_are_the_f32_values_rounded_once() {
    assert_rounded(&normal().std(0.02), f64::MIN, f64::MAX);
    assert_rounded(&normal().mean(3).std(1e-4), f64::MIN, f64::MAX);
    let below = 0.3_f64.next_down();
    assert_rounded(&uniform().low(-0.3).high(0.3), -0.3, below);
    assert_rounded(&truncated_normal().std(0.02), -0.04, 0.04);
    assert_rounded(&constant(0.1), f64::MIN, f64::MAX);
}

#[test]
fn no_value_reaches_the_upper_bound_of_a_uniform() {
    // Without the clamp about one value in 512 of bf16 would round up to 1.
    let brain = filled(&uniform(), bf16::ZERO);
    assert!(brain.iter().all(|value| value.to_f64() < 1.0));
    assert!(brain.contains(&bf16::from_bits(bf16::ONE.to_bits() - 1)));
    let half = filled(&uniform(), f16::ZERO);
    assert!(half.iter().all(|value| value.to_f64() < 1.0));
}

#[test]
fn what_a_half_cannot_hold_is_an_error() {
    let mut half = [f16::ZERO; 3];
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for error in [
        constant(65_520.0).fill(&mut half, &mut rng).unwrap_err(),
        normal().std(7_000).fill(&mut half, &mut rng).unwrap_err(),
        uniform().high(1e5).fill(&mut half, &mut rng).unwrap_err(),
        uniform()
            .low(1.0)
            .high(1.0001)
            .low(1.00001)
            .fill(&mut half, &mut rng)
            .unwrap_err(),
    ] {
        assert!(error.has(ErrorKind::NotRepresentable), "{error}");
    }
    assert_eq!(half, [f16::ZERO; 3]);
    constant(65_504.0).fill(&mut half, &mut rng).unwrap();
    assert_eq!(half, [f16::MAX; 3]);
    normal()
        .std(7_000)
        .fill(&mut [bf16::ZERO; 3], &mut rng)
        .unwrap();
}

#[test]
fn matrices_of_halves_are_made_in_f64() {
    let mut half = [[bf16::ZERO; 4]; 4];
    let mut single = [[0.0_f32; 4]; 4];
    orthogonal()
        .fill(&mut half, &mut ChaCha8Rng::seed_from_u64(2))
        .unwrap();
    orthogonal()
        .fill(&mut single, &mut ChaCha8Rng::seed_from_u64(2))
        .unwrap();
    for (half, single) in half.as_flattened().iter().zip(single.as_flattened()) {
        assert_eq!(half.to_bits(), to_bf16(*single));
    }
}
