//! Truncated normal numbers, by rejection.

use alloc::vec;

use super::generator::{Generator, check_uniform};
use super::single::{self, BLOCK};

/// The share of normal numbers between the bounds from which on they are drawn until they lie between
/// them; below it, uniform numbers are accepted by the density.
const SHARE: f64 = 0.3;

/// Panics for arguments that PyTorch refuses, or for which it may draw forever, of a type whose largest
/// number is `largest`.
#[track_caller]
pub(super) fn check(mean: f64, std: f64, low: f64, high: f64, largest: f64) {
    assert!(
        low <= high,
        "truncated_normal: low is {low} and high is {high}, but low <= high is needed"
    );
    assert!(
        std > 0.0 && std <= largest && mean.abs() <= largest,
        "truncated_normal: mean is {mean} and std is {std}, but numbers and a positive std are needed"
    );
    if !is_wide(mean, std, (low, high)) {
        check_uniform(low, high, largest);
    }
}

/// Whether the normal numbers themselves are drawn.
fn is_wide(mean: f64, std: f64, (low, high): (f64, f64)) -> bool {
    let below = |x: f64| f64::midpoint(1.0, libm::erf(x / core::f64::consts::SQRT_2));
    below((high - mean) / std) - below((low - mean) / std) > SHARE
}

/// Truncated normal numbers of f32, of arguments that were checked.
pub(super) fn single(
    generator: &mut Generator,
    out: &mut [f32],
    mean: f64,
    std: f64,
    bounds: (f64, f64),
) {
    if is_wide(mean, std, bounds) {
        wide(
            generator,
            out,
            mean,
            std,
            (bounds.0 as f32, bounds.1 as f32),
        );
    } else {
        narrow(generator, out, mean, std, bounds);
    }
}

/// Every round draws a tensor as large, for those values alone that lie outside.
fn wide(generator: &mut Generator, out: &mut [f32], mean: f64, std: f64, bounds: (f32, f32)) {
    generator.normals(out, mean, std);
    let mut remain = single::are_outside(out, bounds);
    while remain {
        remain = if out.len() >= BLOCK {
            let scale = (mean as f32, std as f32);
            single::redraw(&mut generator.twister, out, scale, bounds)
        } else {
            let mut drawn = [0.0; BLOCK];
            let drawn = &mut drawn[..out.len()];
            generator.normals(drawn, mean, std);
            for (value, &drawn) in out.iter_mut().zip(drawn.iter()) {
                if single::are_outside(&[*value], bounds) {
                    *value = drawn;
                }
            }
            single::are_outside(out, bounds)
        };
    }
}

/// Every round draws as many candidates and as many numbers that accept them, for those values alone
/// that are not accepted yet.
fn narrow(generator: &mut Generator, out: &mut [f32], mean: f64, std: f64, bounds: (f64, f64)) {
    let (low, high) = bounds;
    let mode = (mean.min(high)).max(low);
    let peak = ((mode - mean) / std) * ((mode - mean) / std) * -0.5;
    let (mean, std, peak) = (mean as f32, std as f32, peak as f32);
    let is_rejected = |unit: f32, value: f32| {
        let deviation = (value - mean) / std;
        let density = deviation * deviation * -0.5 - peak;
        libm::log(f64::from(unit)) as f32 > density
    };
    let mut pending = vec![true; out.len()];
    let mut drawn = vec![0.0; out.len()];
    let mut remain = !out.is_empty();
    while remain {
        remain = false;
        generator.uniform(&mut drawn, low, high);
        for ((value, &drawn), _) in { out.iter_mut() }
            .zip(&drawn)
            .zip(&pending)
            .filter(|(_, pending)| **pending)
        {
            *value = drawn;
        }
        generator.uniform(&mut drawn, 0.0, 1.0);
        for ((value, &unit), pending) in out.iter().zip(&drawn).zip(&mut pending) {
            *pending = *pending && is_rejected(unit, *value);
            remain |= *pending;
        }
    }
}
