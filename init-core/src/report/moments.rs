//! Count, mean, spread and range of values that come in pieces.

use crate::number::arithmetic::sqrt64;

/// The number of values whose mean is taken at once, while they are near the processor.
const CHUNK: usize = 1024;

/// The number of partial sums that a processor can add side by side.
const LANES: usize = 8;

/// The statistics of the values seen so far.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moments {
    count: usize,
    mean: f64,
    /// Σ (x − mean)².
    squares: f64,
    /// The promised mean, or 0.
    center: f64,
    /// Σ (x − center)⁴.
    fourths: f64,
    min: f64,
    max: f64,
    nans: usize,
    infinities: usize,
}

impl Moments {
    pub(super) fn about(center: f64) -> Self {
        Self {
            count: 0,
            mean: f64::NAN,
            squares: f64::NAN,
            center,
            fourths: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            nans: 0,
            infinities: 0,
        }
    }

    pub(super) fn add(&mut self, values: &[f64]) {
        for chunk in values.chunks(CHUNK) {
            self.add_chunk(chunk);
        }
    }

    /// Computes the mean and the squares of the chunk, then joins them to those of the values
    /// before (Chan and others, 1979), so that no large sums cancel.
    fn add_chunk(&mut self, values: &[f64]) {
        let min = values
            .iter()
            .fold(f64::INFINITY, |min, &x| if x < min { x } else { min });
        let max = values
            .iter()
            .fold(f64::NEG_INFINITY, |max, &x| if x > max { x } else { max });
        let count = values.len() as f64;
        let total = sum(values, |x| x);
        // A finite sum has finite terms.
        if !total.is_finite() {
            self.nans += values.iter().filter(|x| x.is_nan()).count();
            self.infinities += values.iter().filter(|x| x.is_infinite()).count();
        }
        // The mean of equal values is that value, without a rounding error.
        let mean = if min == max && !total.is_nan() {
            min
        } else {
            total / count
        };
        let squares = sum(values, |x| (x - mean) * (x - mean));
        let center = self.center;
        self.fourths += sum(values, |x| {
            let square = (x - center) * (x - center);
            square * square
        });
        if self.count == 0 {
            (self.mean, self.squares) = (mean, squares);
        } else {
            let before = self.count as f64;
            let difference = mean - self.mean;
            let share = count / (before + count);
            self.mean += difference * share;
            self.squares += squares + difference * difference * before * share;
        }
        self.count += values.len();
        self.min = self.min.min(min);
        self.max = self.max.max(max);
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn mean(&self) -> f64 {
        self.mean
    }

    pub(super) fn std(&self) -> f64 {
        sqrt64(self.squares / self.count as f64)
    }

    /// The mean of the squared distances to the promised mean.
    pub(super) fn mean_square(&self) -> f64 {
        let off = self.mean - self.center;
        self.squares / self.count as f64 + off * off
    }

    /// The kurtosis about the promised mean.
    pub(super) fn kurtosis(&self) -> f64 {
        let square = self.mean_square();
        self.fourths / self.count as f64 / (square * square)
    }

    pub(super) fn min(&self) -> f64 {
        self.min
    }

    pub(super) fn max(&self) -> f64 {
        self.max
    }

    pub(super) fn nans(&self) -> usize {
        self.nans
    }

    pub(super) fn infinities(&self) -> usize {
        self.infinities
    }
}

/// Σ f(x).
fn sum(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let mut sums = [0.0; LANES];
    let chunks = values.chunks_exact(LANES);
    let rest: f64 = chunks.remainder().iter().map(|&x| f(x)).sum();
    for chunk in chunks {
        for (sum, &x) in sums.iter_mut().zip(chunk) {
            *sum += f(x);
        }
    }
    rest + sums.iter().sum::<f64>()
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn pieces_of_any_length_give_the_same_moments() {
        let values: Vec<f64> = (0..5000).map(|k| 1e9 + f64::from(k % 7)).collect();
        let mut whole = Moments::about(0.0);
        whole.add(&values);
        let mut pieces = Moments::about(0.0);
        for piece in values.chunks(3) {
            pieces.add(piece);
        }
        let mean = values.iter().map(|x| x - 1e9).sum::<f64>() / 5000.0;
        let square = values.iter().map(|x| (x - 1e9 - mean).powi(2)).sum::<f64>() / 5000.0;
        for moments in [&whole, &pieces] {
            assert!((moments.mean() - 1e9 - mean).abs() < 1e-6);
            assert!((moments.std() - square.sqrt()).abs() < 1e-6);
            assert_eq!((moments.min(), moments.max()), (1e9, 1e9 + 6.0));
        }
    }

    #[test]
    fn nan_and_infinity_are_not_lost() {
        let mut moments = Moments::about(0.0);
        moments.add(&[1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX]);
        moments.add(&[f64::MAX; 4]);
        assert!(moments.mean().is_nan());
        assert_eq!((moments.nans(), moments.infinities()), (1, 2));
    }
}
