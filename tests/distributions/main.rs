//! The distributions of the values: moments, bins, tails, bounds, independence, and the uniform law
//! of orthogonal matrices.
//!
//! Every test draws under a fixed key, so it gives the same answer every time; the number of values
//! and the critical value are given beside it. A statistic that is standard normal for correct
//! values may be off by [`CRITICAL`]: by chance that happens once in 1.7 million.

mod bins;
mod bounds;
mod haar;
mod independence;
mod moments;
mod orthogonal;
mod parent;
mod source;
mod tails;
#[path = "../support/watched.rs"]
mod watched;

/// The critical value of every standard normal statistic.
pub(crate) const CRITICAL: f64 = 5.0;

#[track_caller]
pub(crate) fn assert_chance(z: f64, what: &str) {
    assert!(z.abs() < CRITICAL, "{what}: {z:.2} standard errors off");
}

/// Asserts that counts fit equal probabilities. With many bins the statistic is close to
/// normal; too good a fit is as suspicious as too bad a one.
#[track_caller]
pub(crate) fn assert_equal_bins(counts: &[u64], what: &str) {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    assert!(expected >= 100.0, "{what}: too few values for so many bins");
    let square: f64 = counts
        .iter()
        .map(|&count| (count as f64 - expected).powi(2))
        .sum();
    let freedom = (counts.len() - 1) as f64;
    let z = (square / expected - freedom) / (2.0 * freedom).sqrt();
    assert_chance(z, what);
}
