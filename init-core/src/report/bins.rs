//! The values of a tensor, counted in bins in one pass.
//!
//! The range of the values is known at the end only. So the width of a bin is a power of two and each
//! edge a multiple of it: where the values outgrow the bins, pairs of bins become one, and every count
//! stays exact. The bins are a function of the smallest and the largest value alone.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::histogram::Histogram;
use crate::number::double_double::power_of_two;

/// The number of bins while values are counted.
const FINE: usize = 1024;

/// log₂ of [`FINE`].
const FINE_BITS: i32 = 10;

/// The number of values whose range is taken at once, while they are near the processor.
const CHUNK: usize = 1024;

/// The exponent of the narrowest bin, whose width has an inverse.
const NARROWEST: i32 = -1022;

/// log₂ of the largest position of a bin, in widths from 0: its edge is a number of f64.
const FARTHEST_BITS: i32 = 52;

/// The counts of the finite values so far.
#[derive(Debug)]
pub(super) struct Bins {
    /// The smallest and the largest value.
    range: Option<(f64, f64)>,
    /// The number of values, as long as all are the same.
    same: u64,
    /// A bin is 2^exponent wide.
    exponent: i32,
    /// The position of the first bin, in widths from 0.
    first: i64,
    /// Empty as long as all values are the same.
    counts: Vec<u64>,
}

impl Bins {
    pub(super) fn new() -> Self {
        Self {
            range: None,
            same: 0,
            exponent: NARROWEST,
            first: 0,
            counts: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, values: &[f64]) {
        for chunk in values.chunks(CHUNK) {
            self.add_chunk(chunk);
        }
    }

    fn add_chunk(&mut self, values: &[f64]) {
        // Adding 0 makes −0 the same as 0.
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut all_finite = true;
        for &x in values {
            all_finite &= x.is_finite();
            low = if x < low { x } else { low };
            high = if x > high { x } else { high };
        }
        if all_finite && !values.is_empty() {
            self.add_finite(values, (low + 0.0, high + 0.0));
            return;
        }
        let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        if !finite.is_empty() {
            self.add_chunk(&finite);
        }
    }

    /// Counts values, none of which is beyond these bounds.
    fn add_finite(&mut self, values: &[f64], (low, high): (f64, f64)) {
        let before = self.range;
        let (low, high) = before.map_or((low, high), |(a, b)| (a.min(low), b.max(high)));
        self.range = Some((low, high));
        if low == high {
            self.same += values.len() as u64;
            return;
        }
        if before != self.range {
            self.cover(low, high);
            if let Some((value, _)) = before.filter(|_| self.same > 0) {
                let place = position(value, self.exponent) - self.first;
                self.counts[place as usize] += self.same;
                self.same = 0;
            }
        }
        let (scale, first) = (power_of_two(-self.exponent), self.first);
        // There are as many once `cover` was called.
        if let Some(counts) = self.counts.first_chunk_mut::<FINE>() {
            for &x in values {
                counts[(floor(x * scale) - first) as usize % FINE] += 1;
            }
        }
    }

    /// Widens the bins, or moves them, so that they hold both values.
    fn cover(&mut self, low: f64, high: f64) {
        let exponent = exponent_for(low, high);
        let first = position(low, exponent);
        let mut counts = alloc::vec![0; FINE];
        let doublings = (exponent - self.exponent).clamp(0, 63);
        for (position, &count) in (self.first..).zip(&self.counts) {
            if count > 0 {
                counts[((position >> doublings) - first) as usize] += count;
            }
        }
        (self.exponent, self.first, self.counts) = (exponent, first, counts);
    }

    /// The bins that show most: none where there is no finite value.
    pub(super) fn finish(self) -> Option<Box<Histogram>> {
        let (low, _) = self.range?;
        if self.counts.is_empty() {
            return Some(Box::new(Histogram::of_one(low, self.same)));
        }
        Some(Box::new(Histogram::of(
            &self.counts,
            self.first,
            self.exponent,
        )))
    }
}

/// The exponent of the narrowest bins that are few enough to hold both values.
fn exponent_for(low: f64, high: f64) -> i32 {
    // Halves, of which the difference is finite.
    let spread = exponent_of(high * 0.5 - low * 0.5) + 1 - FINE_BITS;
    let far = exponent_of(low.abs().max(high.abs())) - FARTHEST_BITS;
    let mut exponent = spread.max(far).max(NARROWEST);
    while (position(high, exponent) - position(low, exponent)) >> FINE_BITS > 0 {
        exponent += 1;
    }
    exponent
}

/// ⌊log₂ x⌋ of a positive number; −1023 below the normal ones.
fn exponent_of(x: f64) -> i32 {
    ((x.to_bits() >> 52) & 0x7ff) as i32 - 1023
}

/// The position of a value's bin.
fn position(x: f64, exponent: i32) -> i64 {
    floor(x * power_of_two(-exponent))
}

/// ⌊x⌋ for |x| < 2^63.
fn floor(x: f64) -> i64 {
    let whole = x as i64;
    whole - i64::from(x < whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn histogram(values: &[f64]) -> Histogram {
        let mut bins = Bins::new();
        bins.add(values);
        *bins.finish().expect("there are values")
    }

    /// Each bin has as many values as a search of its own finds in it.
    fn check(values: &[f64]) -> Histogram {
        let found = histogram(values);
        let end = found.low() + found.width() * found.counts().len() as f64;
        let within = |low: f64, high: f64| {
            let inside = |x: &&f64| **x >= low && **x < high;
            values.iter().filter(inside).count() as u64
        };
        for (bin, &count) in found.counts().iter().enumerate() {
            let low = found.low() + found.width() * bin as f64;
            assert_eq!(count, within(low, low + found.width()), "bin {bin}");
        }
        assert_eq!(found.below(), within(f64::NEG_INFINITY, found.low()));
        assert_eq!(found.above(), within(end, f64::INFINITY));
        // The order does not matter, nor do the pieces.
        let mut pieces = Bins::new();
        for piece in values.rchunks(7) {
            pieces.add(piece);
        }
        assert_eq!(pieces.finish().as_deref(), Some(&found));
        found
    }

    #[test]
    fn each_bin_has_its_values() {
        let wave = |n: i32| f64::from(n * n % 1009) / 1009.0;
        let ramp: Vec<f64> = (0..4000).map(|n| wave(n) - 0.25).collect();
        let found = check(&ramp);
        assert!((16..=96).contains(&found.counts().len()), "{found:?}");
        // Growing by magnitudes, so that bins are joined again and again.
        let growing: Vec<f64> = (0..2000).map(|n| wave(n) * f64::from(n).powi(9)).collect();
        check(&growing);
        let shrinking: Vec<f64> = growing.iter().rev().map(|x| -x).collect();
        check(&shrinking);
    }

    #[test]
    fn no_range_is_too_narrow_or_too_wide() {
        for values in [
            [1.0, 1.0 + f64::EPSILON],
            [0.0, f64::from_bits(1)],
            [-1e-310, 1e-300],
            [-1e-320, 0.1],
            [-1e9, -1e9 + 1e-6],
            [f64::MAX.next_down(), f64::MAX],
        ] {
            assert_eq!(check(&values).counts().iter().sum::<u64>(), 2, "{values:?}");
        }
        let widest = histogram(&[f64::MIN, 0.0, f64::MAX]);
        assert_eq!(widest.counts().iter().sum::<u64>(), 3);
    }

    #[test]
    fn far_values_do_not_flatten_the_others() {
        let mut values: Vec<f64> = (0..5000).map(|n| f64::from(n % 100)).collect();
        values.extend([-600.0, 900.0]);
        let found = check(&values);
        assert_eq!((found.below(), found.above()), (1, 1));
        assert!(found.counts().len() > 20, "{found:?}");
    }

    #[test]
    fn equal_values_are_one_bin() {
        let found = histogram(&alloc::vec![0.5; 3000]);
        assert_eq!(
            (found.low(), found.width(), found.counts()),
            (0.5, 0.0, &[3000][..])
        );
        assert_eq!(histogram(&[0.0, -0.0]).counts(), [2]);
    }

    #[test]
    fn only_finite_values_are_counted() {
        let found = histogram(&[f64::NAN, 1.0, f64::INFINITY, 2.0, f64::NEG_INFINITY]);
        assert_eq!(found.counts().iter().sum::<u64>(), 2);
        let mut bins = Bins::new();
        bins.add(&[f64::NAN]);
        bins.add(&[]);
        assert_eq!(bins.finish(), None);
    }
}
