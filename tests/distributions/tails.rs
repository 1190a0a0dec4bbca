//! The numbers of normals beyond 4 and 5 standard deviations, and near 0.

use init_core::initializer::normal;
use init_core::values::Element;
use libm::erfc;

use crate::assert_chance;
use crate::source::watch;

/// Below −5, below −4, above 4, above 5, within 2^-12 of 0.
fn count<T: Element + Default + Into<f64>>(seed: u64, values: usize) -> [u64; 5] {
    let mut counts = [0_u64; 5];
    watch(&normal(), seed, values, |piece: &[T]| {
        for &value in piece {
            let x: f64 = value.into();
            let magnitude = x.abs();
            if magnitude > 4.0 {
                counts[if x < 0.0 { 1 } else { 2 }] += 1;
                if magnitude > 5.0 {
                    counts[if x < 0.0 { 0 } else { 3 }] += 1;
                }
            } else if magnitude < 1.0 / 4096.0 {
                counts[4] += 1;
            }
        }
    });
    counts
}

fn check(counts: [u64; 5], values: usize) {
    let beyond = |sigma: f64| 0.5 * erfc(sigma / std::f64::consts::SQRT_2);
    // The density at 0 is 1/√(2π), flat to 1e-8 within 2^-12.
    let near = 2.0 / 4096.0 / std::f64::consts::TAU.sqrt();
    let probabilities = [beyond(5.0), beyond(4.0), beyond(4.0), beyond(5.0), near];
    for (found, probability) in counts.into_iter().zip(probabilities) {
        let expected = probability * values as f64;
        let z = (found as f64 - expected) / expected.sqrt();
        assert_chance(
            z,
            &format!("{found} of {values} values, expected {expected:.1}"),
        );
    }
}

/// 2^27 values: 4250 are expected beyond 4 on each side, 38 beyond 5, 26145 near 0.
#[test]
fn f32_normals_have_their_tails() {
    check(count::<f32>(301, 1 << 27), 1 << 27);
}

/// 2^26 values: half of that.
#[test]
fn f64_normals_have_their_tails() {
    check(count::<f64>(302, 1 << 26), 1 << 26);
}
