//! Case 35, second half: values that the tensor's type cannot hold. Case 36: values below the
//! smallest normal float are values like any other.

use init_core::initializer::{
    constant, identity, normal, orthogonal, sparse, truncated_normal, uniform, xavier_normal,
};
use init_core::walk::Declared;
use init_core::{ErrorKind, Initializer};

use crate::{Guarded, UNTOUCHED, Watched, refused, refused_matrix};

const HELP: &str = "\n  help: scale it down, or use a wider type";

#[track_caller]
fn not_representable(initializer: &dyn Initializer) {
    let declared = Declared::new(initializer);
    let mut model = Guarded::new([[UNTOUCHED; 4]; 4], &declared);
    let error = Watched::new().refused(&mut model);
    assert!(error.has(ErrorKind::NotRepresentable), "{error}");
    assert_eq!(model.tensor, [[UNTOUCHED; 4]; 4]);
}

#[test]
fn a_constant_beyond_the_largest_float_is_refused() {
    not_representable(&constant(1e39));
    not_representable(&constant(-1e39));
    let text = refused_matrix(&constant(2e300));
    assert!(text.ends_with(&format!(
        " is beyond the largest f32, 3.4028234663852886e38{HELP}"
    )));
}

/// What lies less than half a step beyond the largest float rounds to it.
#[test]
fn the_edge_of_the_largest_float_is_where_rounding_has_it() {
    let largest = f64::from(f32::MAX);
    let half_a_step = 2.0_f64.powi(103);
    let mut rng = init_core::hidden::doc::rng();
    let mut value = 0.0_f32;
    constant(largest).fill(&mut value, &mut rng).unwrap();
    assert_eq!(value, f32::MAX);
    constant((largest + half_a_step).next_down())
        .fill(&mut value, &mut rng)
        .unwrap();
    assert_eq!(value, f32::MAX);
    not_representable(&constant(largest + half_a_step));
}

#[test]
fn uniform_bounds_beyond_the_largest_float_are_refused() {
    not_representable(&uniform().high(1e39));
    not_representable(&uniform().low(-1e39));
}

/// Both bounds are floats, their distance is not; the map multiplies with it.
#[test]
fn a_uniform_width_beyond_the_largest_float_is_refused() {
    assert_eq!(
        refused(
            [[UNTOUCHED; 4]; 4].map(|row| row.map(f64::from)),
            &Declared::new(&uniform().low(-1.5e308).high(1.5e308))
        ),
        format!("the width `inf` is beyond the largest f64, 1.7976931348623157e308{HELP}")
    );
    not_representable(&uniform().low(-3e38).high(3e38));
}

/// The largest normal that the maps can give is less than 10.
#[test]
fn a_normal_whose_largest_values_overflow_is_refused() {
    not_representable(&normal().std(1e38));
    not_representable(&normal().mean(3.4e38).std(1e36));
    not_representable(&truncated_normal().std(3e38).low(1).high(2));
    let mut rng = init_core::hidden::doc::rng();
    let mut values = vec![0.0_f32; 10_000];
    let mut flat = init_core::parameter::Flat::new(values.as_mut_slice(), 10_000);
    normal().std(3e37).fill(&mut flat, &mut rng).unwrap();
    assert!(values.iter().all(|value| value.is_finite()));
}

/// However near the bounds are: the map multiplies with the standard deviation.
#[test]
fn a_truncated_normal_whose_std_overflows_is_refused() {
    let law = truncated_normal().std(1e39).low(-1).high(1).absolute();
    not_representable(&law);
    assert!(refused_matrix(&law).starts_with("the std `1e39` is beyond the largest f32"));
}

#[test]
fn schemes_made_on_the_host_are_held_to_the_same_limits() {
    not_representable(&identity().gain(1e39));
    not_representable(&orthogonal().gain(1e39));
    not_representable(&sparse().sparsity(0.5).std(1e38));
    not_representable(&xavier_normal().gain(1e39));
}

#[test]
fn bounds_between_two_neighbouring_floats_are_refused() {
    let step = f64::from(f32::EPSILON);
    let (low, high) = (1.0 + 0.25 * step, 1.0 + 0.75 * step);
    let expected = "no f32 lies between the bounds `1.0000000298023224` and \
                    `1.0000000894069672`\n  help: widen the bounds, or write `constant = …`";
    assert_eq!(refused_matrix(&uniform().low(low).high(high)), expected);
    let cut = truncated_normal().mean(1).low(low).high(high).absolute();
    assert_eq!(refused_matrix(&cut), expected);
    // The upper bound of a uniform law is not one of its values.
    let onto = uniform().low(low).high(1.0 + step);
    assert!(refused_matrix(&onto).starts_with("no f32 lies between the bounds"));
}

#[test]
fn bounds_around_one_float_give_that_float() {
    let step = f64::from(f32::EPSILON);
    let (low, high) = (1.0 + 0.25 * step, 1.0 + 1.75 * step);
    let mut rng = init_core::hidden::doc::rng();
    let mut tensor = [0.0_f32; 300];
    uniform()
        .low(low)
        .high(high)
        .fill(&mut tensor, &mut rng)
        .unwrap();
    assert_eq!(tensor, [1.0 + f32::EPSILON; 300]);
    let cut = truncated_normal()
        .mean(1)
        .std(0.1)
        .low(low)
        .high(high)
        .absolute();
    cut.fill(&mut tensor, &mut rng).unwrap();
    assert_eq!(tensor, [1.0 + f32::EPSILON; 300]);
}

#[test]
fn subnormal_values_are_values() {
    let mut rng = init_core::hidden::doc::rng();
    let mut tensor = [0.0_f32; 300];
    normal().std(1e-40).fill(&mut tensor, &mut rng).unwrap();
    assert!(tensor.iter().all(|value| value.abs() < f32::MIN_POSITIVE));
    let distinct: std::collections::BTreeSet<u32> = tensor.iter().map(|v| v.to_bits()).collect();
    assert!(distinct.len() > 250);
}
