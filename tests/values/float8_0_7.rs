//! F8E4M3 and F8E5M2: the f32 value at the same index, rounded once, held between the bounds
//! rounded inward. The oracle searches the values that the definition of the format gives a type.

use float8::{F8E4M3, F8E5M2};
use init_core::initializer::{constant, normal, truncated_normal, uniform};
use init_core::values::Element;
use init_core::walk::Declared;
use init_core::{ErrorKind, Initializer};

use crate::model::{tensor, values};

const LENGTH: usize = 70_001;

/// The values of the bits without a sign, from 0 to the largest number.
fn by_definition(exponent_bits: u32, fraction_bits: u32, count: u32) -> Vec<f64> {
    let bias = (1 << (exponent_bits - 1)) - 1;
    let value = |bits: u32| {
        let exponent = (bits >> fraction_bits).cast_signed();
        let fraction = f64::from(bits & ((1 << fraction_bits) - 1)) / f64::from(1 << fraction_bits);
        match exponent {
            0 => fraction * 2_f64.powi(1 - bias),
            _ => (1.0 + fraction) * 2_f64.powi(exponent - bias),
        }
    };
    (0..count).map(value).collect()
}

/// The nearest of the values, and of two that are as near the one whose bits are even.
fn nearest(numbers: &[f64], value: f64) -> f64 {
    let magnitude = value.abs();
    let upper = numbers.partition_point(|&number| number < magnitude);
    let lower = upper.saturating_sub(1);
    let upper = upper.min(numbers.len() - 1);
    let (above, below) = (numbers[upper] - magnitude, magnitude - numbers[lower]);
    let rounds_up = above < below || (above == below && upper % 2 == 0);
    numbers[if rounds_up { upper } else { lower }].copysign(value)
}

#[track_caller]
fn check<T: Element + Default>(numbers: &[f64], law: &dyn Initializer, low: f64, high: f64) {
    let single: Vec<f32> = values(law, LENGTH);
    let narrow: Vec<f64> = (values::<T>(law, LENGTH).into_iter())
        .map(T::widen)
        .collect();
    for (single, narrow) in single.into_iter().zip(narrow) {
        let expected = nearest(numbers, single.into()).clamp(low, high);
        assert_eq!(narrow, expected, "{} of {single:e}", T::DTYPE);
    }
}

fn check_type<T: Element + Default>(numbers: &[f64]) {
    let below = |bound: f64| numbers[numbers.partition_point(|&number| number < bound) - 1];
    let at_most = |bound: f64| numbers[numbers.partition_point(|&number| number <= bound) - 1];
    let all = (f64::MIN, f64::MAX);
    check::<T>(numbers, &constant(0.1), all.0, all.1);
    check::<T>(numbers, &normal().mean(3).std(2), all.0, all.1);
    check::<T>(numbers, &normal().std(0.001), all.0, all.1);
    let law = uniform().low(-0.3).high(0.3);
    check::<T>(numbers, &law, -at_most(0.3), below(0.3));
    check::<T>(numbers, &uniform(), 0.0, below(1.0));
    // Bounds beside subnormal numbers.
    for bound in [1.0 / 64.0, 1.0 / 1024.0, 0.011] {
        let law = uniform().low(-bound).high(bound);
        check::<T>(numbers, &law, -at_most(bound), below(bound));
    }
    let law = truncated_normal().std(0.02);
    check::<T>(numbers, &law, -at_most(0.04), at_most(0.04));
}

#[test]
fn values_are_the_f32_values_rounded_once() {
    check_type::<F8E4M3>(&by_definition(4, 3, 0x7f));
    check_type::<F8E5M2>(&by_definition(5, 2, 0x7c));
}

#[test]
fn what_eight_bits_cannot_hold_is_an_error() {
    let refused = |law: &dyn Initializer| {
        let error = Declared::new(law)
            .fill(
                &mut [F8E4M3::from_bits(0); 3],
                &mut init_core::hidden::doc::rng(),
            )
            .unwrap_err();
        assert!(error.has(ErrorKind::NotRepresentable), "{error}");
        error.to_string()
    };
    let text = refused(&constant(465));
    assert!(
        text.contains("the value `465.0` is beyond the largest f8e4m3, 4.48e2"),
        "{text}"
    );
    refused(&constant(-465));
    refused(&constant(1e300));
    refused(&normal().std(50));
    refused(&uniform().low(100).high(101));

    let largest: Vec<F8E4M3> = tensor(&[3], &Declared::new(&constant(464)));
    assert!(largest.iter().all(|value| value.to_bits() == 0x7e));
    let largest: Vec<F8E5M2> = tensor(&[3], &Declared::new(&constant(-61_439)));
    assert!(largest.iter().all(|value| value.to_bits() == 0xfb));
    let error = constant(61_440).fill(
        &mut [F8E5M2::from_bits(0)],
        &mut init_core::hidden::doc::rng(),
    );
    assert!(error.unwrap_err().has(ErrorKind::NotRepresentable));
}

#[test]
fn bounds_beyond_the_range_hold_to_its_largest_number() {
    let law = truncated_normal().mean(55_000).std(100).low(0).high(1e5);
    let law = law.absolute();
    let values: Vec<F8E5M2> = values(&law, 1000);
    assert!(values.iter().all(|value| value.to_bits() == 0x7b));
    let law = truncated_normal().low(7e4).high(f64::INFINITY).absolute();
    for error in [
        law.fill(
            &mut [F8E5M2::from_bits(0)],
            &mut init_core::hidden::doc::rng(),
        ),
        law.fill(
            &mut [F8E4M3::from_bits(0)],
            &mut init_core::hidden::doc::rng(),
        ),
        law.fill(&mut [half::f16::ZERO], &mut init_core::hidden::doc::rng()),
    ] {
        assert!(error.unwrap_err().has(ErrorKind::NotRepresentable));
    }
}
