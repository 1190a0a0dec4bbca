//! The deviation of measured values from those that a plan promised.

use super::moments::Moments;
use crate::law::Law;
use crate::number::arithmetic::sqrt64;
use crate::plan::Entry;

/// The kurtosis of a normal law.
const NORMAL: f64 = 3.0;

/// The kurtosis of a uniform law.
const UNIFORM: f64 = 1.8;

/// The relative difference up to which the root mean square of a matrix made as a whole is
/// the promised one.
const MADE: f64 = 1e-5;

/// The distance between the promised and the measured law, in standard errors.
///
/// A value that is not random has no standard error: a constant with any other value in it, and a
/// value beyond the bounds of its law, deviate infinitely.
/// and a value beyond the bounds of its law, deviate infinitely.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Deviation {
    mean: f64,
    spread: f64,
}

impl Deviation {
    const NONE: Self = Self {
        mean: 0.0,
        spread: 0.0,
    };
    const INFINITE: Self = Self {
        mean: f64::INFINITY,
        spread: f64::INFINITY,
    };

    /// The deviation of the mean: (mean − promised) · √n / σ.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The deviation of the variance, as the normal quantile of the same probability.
    ///
    /// The mean square about the promised mean has the variance (κ − 1) σ⁴ / n, where κ is the
    /// kurtosis: 3 for a normal law, 1.8 for a uniform one, that of the values themselves for
    /// others (at least 1.8). It is compared with the chi-square law of that variance, of
    /// 2n / (κ − 1) degrees of freedom, whose cube root is nearly normal (Wilson and Hilferty,
    /// 1931): for a normal law this is the chi-square test, also for a few values.
    ///
    /// For a matrix made as a whole, a relative difference of up to 1e-5 of the root mean square
    /// counts as zero.
    pub fn spread(&self) -> f64 {
        self.spread
    }

    /// The larger of both, without its sign.
    pub fn largest(&self) -> f64 {
        self.mean.abs().max(self.spread.abs())
    }

    /// `None` where nothing is promised. `kept` tells of integers whether all are the promised one.
    pub(super) fn of(measured: &Moments, entry: &Entry, kept: bool) -> Option<Self> {
        let law = entry.law();
        let (mean, std) = (law.mean()?, law.std()?);
        if measured.count() == 0 {
            return None;
        }
        let holds = if let Law::Integer(_) = law {
            kept
        } else if std == 0.0 {
            let stored = entry.dtype().stored(mean);
            (measured.min(), measured.max()) == (stored, stored)
        } else {
            within_bounds(measured, law)
        };
        if !holds || !measured.mean().is_finite() {
            return Some(Self::INFINITE);
        }
        if std == 0.0 {
            return Some(Self::NONE);
        }
        let count = measured.count() as f64;
        let ratio = measured.mean_square() / (std * std);
        let exact = matches!(law, Law::Made { .. }) && (sqrt64(ratio) - 1.0).abs() <= MADE;
        let kurtosis = match law {
            Law::Normal { .. } => NORMAL,
            Law::Uniform { .. } => UNIFORM,
            _ => measured.kurtosis().max(UNIFORM),
        };
        Some(Self {
            mean: (measured.mean() - mean) * sqrt64(count) / std,
            spread: if exact {
                0.0
            } else {
                chi_square_quantile(ratio, 2.0 * count / (kurtosis - 1.0))
            },
        })
    }
}

/// Bounds are rounded inward to the tensor's type, so the law's own bounds hold for stored values.
fn within_bounds(measured: &Moments, law: &Law) -> bool {
    let Some((low, high)) = law.bounds() else {
        return true;
    };
    let below = match law {
        Law::Uniform { .. } => measured.max() < high,
        _ => measured.max() <= high,
    };
    low <= measured.min() && below
}

/// The normal quantile of a chi-square variable of `freedom` degrees, divided by them.
fn chi_square_quantile(ratio: f64, freedom: f64) -> f64 {
    let variance = 2.0 / (9.0 * freedom);
    (libm::cbrt(ratio) - (1.0 - variance)) / sqrt64(variance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_chi_square() {
        // Upper and lower 0.1 % points of chi-square: 29.588 and 1.479 for 10 degrees,
        // 149.449 and 61.918 for 100; the normal's are ±3.0902.
        for (square, freedom, normal) in [
            (29.588, 10.0, 3.0902),
            (1.479, 10.0, -3.0902),
            (149.449, 100.0, 3.0902),
            (61.918, 100.0, -3.0902),
        ] {
            let quantile = chi_square_quantile(square / freedom, freedom);
            assert!((quantile - normal).abs() < 0.1, "{quantile} for {square}");
        }
    }
}
