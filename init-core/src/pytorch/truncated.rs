//! Truncated normal numbers, by rejection.

use alloc::vec;

use super::generator::{Generator, check_uniform};
use super::single::{self, BLOCK};
use crate::number::arithmetic::sqrt64;

/// The share of normal numbers between the bounds from which on they are drawn until they lie between
/// them; below it, uniform numbers are accepted by the density.
const SHARE: f64 = 0.3;

/// The deviation from which on the mass of a tail is about its density over the deviation.
const TAIL: f64 = 5.0;

impl Generator {
    /// Writes normal numbers, those outside `low` and `high` drawn anew until none is, as
    /// `torch.nn.init.trunc_normal_` of PyTorch 2.12 and later. The bounds are absolute, not multiples
    /// of `std`.
    ///
    /// Where at most 30 % of the normal numbers lie between the bounds, PyTorch accepts uniform numbers
    /// by a logarithm, and takes as long as it draws in vain: far out in a tail, forever. The last bit of
    /// that logarithm depends on the processor in PyTorch; whether a number is accepted depends on it
    /// about once in 10^8 draws.
    ///
    /// # Panics
    /// Where PyTorch raises an error, before anything is drawn: if `low > high`, if `std` is not
    /// positive, or if an argument is NaN; if a bound is infinite where at most 30 % lie between them. Also
    /// if `mean` or `std` is not in the range of f32, where PyTorch may draw forever.
    #[track_caller]
    pub fn truncated_normal(&mut self, out: &mut [f32], mean: f64, std: f64, low: f64, high: f64) {
        check(mean, std, low, high, f64::from(f32::MAX));
        fill(self, out, mean, std, (low, high));
    }
}

/// Panics for arguments that PyTorch refuses, or for which it may draw forever, of a type whose largest
/// number is `largest`.
#[track_caller]
fn check(mean: f64, std: f64, low: f64, high: f64, largest: f64) {
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
pub(super) fn is_wide(mean: f64, std: f64, bounds: (f64, f64)) -> bool {
    share(mean, std, bounds) > SHARE
}

/// The share of normal numbers between the bounds.
fn share(mean: f64, std: f64, (low, high): (f64, f64)) -> f64 {
    let below = |x: f64| f64::midpoint(1.0, libm::erf(x / core::f64::consts::SQRT_2));
    below((high - mean) / std) - below((low - mean) / std)
}

/// The logarithm of the density of the likeliest number between the bounds, relative to that of the
/// mean.
pub(super) fn log_peak(mean: f64, std: f64, (low, high): (f64, f64)) -> f64 {
    let deviation = (mean.min(high).max(low) - mean) / std;
    -0.5 * (deviation * deviation)
}

/// Truncated normal numbers of f32, of arguments that were checked.
fn fill(generator: &mut Generator, out: &mut [f32], mean: f64, std: f64, bounds: (f64, f64)) {
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
    let peak = log_peak(mean, std, bounds) as f32;
    let (mean, std) = (mean as f32, std as f32);
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
        for ((value, &drawn), &pending) in out.iter_mut().zip(&drawn).zip(&pending) {
            *value = if pending { drawn } else { *value };
        }
        generator.uniform(&mut drawn, 0.0, 1.0);
        for ((value, &unit), pending) in out.iter().zip(&drawn).zip(&mut pending) {
            *pending = *pending && is_rejected(unit, *value);
            remain |= *pending;
        }
    }
}

/// The share of uniform numbers between the bounds that are accepted: the mass between them, over
/// that of a rectangle under the peak.
pub(super) fn acceptance(mean: f64, std: f64, bounds: (f64, f64)) -> f64 {
    let (low, high) = ((bounds.0 - mean) / std, (bounds.1 - mean) / std);
    let nearest = low.max(-high).max(0.0);
    let mass_to_peak = if nearest > TAIL {
        (1.0 / nearest).min(high - low)
    } else {
        let peak = libm::exp(log_peak(mean, std, bounds)) / sqrt64(core::f64::consts::TAU);
        share(mean, std, bounds) / peak
    };
    mass_to_peak / (high - low)
}
