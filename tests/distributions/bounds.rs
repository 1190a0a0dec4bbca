//! No value crosses its bounds: 11 laws, 2^24 draws each, 184,549,376 in all.

use init_core::Initializer;
use init_core::initializer::{truncated_normal, uniform};
use init_core::values::Element;

use crate::source::watch;

const COUNT: usize = 1 << 24;

/// The smallest and the largest value.
fn extremes<T: Element + Default + Into<f64>>(law: &dyn Initializer, seed: u64) -> (f64, f64) {
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    watch(law, seed, COUNT, |piece: &[T]| {
        for &value in piece {
            let value: f64 = value.into();
            least = if value < least { value } else { least };
            most = if value > most { value } else { most };
            debug_assert!(!value.is_nan());
        }
    });
    (least, most)
}

/// Half-open, and the values come within one in a million of both ends.
fn check_uniform<T: Element + Default + Into<f64>>(seed: u64, low: f64, high: f64) {
    let (least, most) = extremes::<T>(&uniform().low(low).high(high), seed);
    assert!(
        least >= low && most < high,
        "[{low}, {high}): {least} to {most}"
    );
    let near = 1e-6 * (high - low);
    assert!(
        least - low < near && high - most < near,
        "[{low}, {high}): {least} to {most}"
    );
}

#[test]
fn uniforms_stay_within_their_bounds() {
    check_uniform::<f32>(401, 0.0, 1.0);
    check_uniform::<f32>(402, -0.1, 0.1);
    check_uniform::<f32>(403, 0.1, 0.7);
    check_uniform::<f64>(404, -0.1, 0.3);
    check_uniform::<f64>(405, -1e300, 1e300);
}

/// Closed; the values come near both ends of ±2, where the density is still 0.05.
fn check_truncated<T: Element + Default + Into<f64>>(seed: u64, std: f64, cut: f64) {
    let law = truncated_normal().std(std).low(-cut).high(cut);
    let (least, most) = extremes::<T>(&law, seed);
    let bound = cut * std;
    assert!(
        least >= -bound && most <= bound,
        "±{bound}: {least} to {most}"
    );
    let near = 1e-5 * bound;
    assert!(
        least + bound < near && bound - most < near,
        "±{bound}: {least} to {most}"
    );
}

#[test]
fn truncated_normals_stay_within_their_bounds() {
    check_truncated::<f32>(411, 1.0, 2.0);
    check_truncated::<f32>(412, 0.02, 2.0);
    check_truncated::<f64>(413, 0.7, 2.0);
    check_truncated::<f64>(414, 1e-3, 1.0);
}

/// Where nothing is left of the normal but its tail.
#[test]
fn truncated_tails_stay_within_their_bounds() {
    let law = truncated_normal().low(8).high(9);
    let (least, most) = extremes::<f32>(&law, 421);
    assert!(
        (8.0..8.001).contains(&least) && most > 8.8 && most <= 9.0,
        "{least} to {most}"
    );
    let law = truncated_normal().low(-6).high(-3);
    let (least, most) = extremes::<f64>(&law, 422);
    assert!((-6.0..-5.0).contains(&least), "{least}");
    assert!((-3.001..=-3.0).contains(&most), "{most}");
}
