//! How many values of a tensor lie where.

use alloc::vec::Vec;
use core::fmt;

use crate::number::double_double::power_of_two;
use crate::show::blocks;

/// The most bins of a histogram.
const MOST: usize = 96;

/// The fewest, where there are as many values.
const FEWEST: usize = 8;

/// One value of so many may lie beyond the bins on either side of the middle, where others would be
/// too narrow to see.
const TAIL: u64 = 1000;

/// The number of characters in a table.
const CHARACTERS: usize = 16;

/// The finite values of a tensor, counted in bins of equal width: made by
/// [`Report::with_histograms`](super::Report::with_histograms).
///
/// Every value is counted, and none is estimated: bin k has the values from `low + k · width` up to,
/// but not including, `low + (k + 1) · width`. The width is a power of two and each edge a multiple of
/// it, so that edges are exact. Values far beyond the others are counted as
/// [`below`](Histogram::below) and [`above`](Histogram::above). Where all values are equal, there is
/// one bin of width 0.
///
/// Displayed, it is a line of up to 16 characters:
///
/// ```
/// use init_core::{Initialize, Report, Reset};
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(uniform)]
///     weight: [[f32; 64]; 64],
/// }
///
/// let mut model = Linear { weight: [[0.0; 64]; 64] };
/// let plan = Reset::seed(1).run(&mut model)?;
/// let report = Report::with_histograms(&plan, &model)?;
/// let histogram = report.entries()[0].histogram().unwrap();
/// assert_eq!(histogram.counts().iter().sum::<u64>(), 64 * 64);
/// assert_eq!((histogram.low(), histogram.width()), (0.0, 1.0 / 32.0));
/// assert_eq!(histogram.to_string().chars().count(), 16);
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram {
    low: f64,
    width: f64,
    counts: Vec<u64>,
    below: u64,
    above: u64,
}

impl Histogram {
    pub(super) fn of_one(value: f64, count: u64) -> Self {
        Self {
            low: value,
            width: 0.0,
            counts: alloc::vec![count],
            below: 0,
            above: 0,
        }
    }

    /// The bins of a few out of many, of which the first is `first` widths of 2^exponent from 0.
    pub(super) fn of(fine: &[u64], first: i64, exponent: i32) -> Self {
        let total: u64 = fine.iter().sum();
        let (start, end) = window(fine, total / TAIL);
        let most = most_bins(total);
        let place = |bin: usize| first.wrapping_add_unsigned(bin as u64);
        let (mut low, mut high) = (place(start), place(end));
        let mut doublings = 0;
        while (high - low) as usize >= most {
            (low, high) = (low >> 1, high >> 1);
            doublings += 1;
        }
        let mut counts = alloc::vec![0; (high - low + 1) as usize];
        let (mut below, mut above) = (0, 0);
        for (position, count) in (first..).zip(fine) {
            let position = position >> doublings;
            if position < low {
                below += count;
            } else if position > high {
                above += count;
            } else {
                counts[(position - low) as usize] += count;
            }
        }
        let width = power_of_two(exponent + doublings);
        Self {
            low: low as f64 * width,
            width,
            counts,
            below,
            above,
        }
    }

    /// The lower edge of the first bin.
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The width of each bin; 0 where all values are equal.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// The number of values in each bin.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The number of finite values below the first bin.
    pub fn below(&self) -> u64 {
        self.below
    }

    /// The number of finite values above the last bin.
    pub fn above(&self) -> u64 {
        self.above
    }
}

impl fmt::Display for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let group = self.counts.len().div_ceil(CHARACTERS);
        let mean = |bins: &[u64]| bins.iter().sum::<u64>() as f64 / bins.len() as f64;
        f.pad(&blocks::line(self.counts.chunks(group).map(mean)))
    }
}

/// The first and the last bin to show: those between the tails and half as many again on each side, as
/// far as there are values.
fn window(fine: &[u64], tail: u64) -> (usize, usize) {
    let from_start = |most| beyond(most, fine.iter());
    let from_end = |most| fine.len() - 1 - beyond(most, fine.iter().rev());
    let (start, end) = (from_start(tail), from_end(tail));
    let margin = (end - start).div_ceil(2);
    (
        start.saturating_sub(margin).max(from_start(0)),
        (end + margin).min(from_end(0)),
    )
}

/// The number of bins at a start that together have at most so many values.
fn beyond<'c>(most: u64, mut counts: impl Iterator<Item = &'c u64>) -> usize {
    let mut sum = 0;
    let place = counts.position(|count| {
        sum += count;
        sum > most
    });
    place.unwrap_or(0)
}

/// Twice the cube root of the number of values (Rice's rule), within bounds.
fn most_bins(total: u64) -> usize {
    let rice = 2.0 * libm::cbrt(total as f64);
    (rice as usize).clamp(FEWEST, MOST)
}
