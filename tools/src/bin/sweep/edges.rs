//! Where the map of f32 truncated normals puts the boundaries of 2^14 bins of equal probability,
//! counted over all its words: not a sample, but the law itself that draws follow.
//!
//! The part of the words below a boundary is compared with its probability. The difference over
//! the density is how far the boundary is displaced, in units in the last place of
//! max(|x|, 2^-12); half a word is taken off, as words are no finer.
//!
//! What the displacements add to a chi-square is known as well: the bins that `bins` draws are as
//! many as leave its statistic where it is.

use init_core::values::Law;

use crate::bins::{self, BINS, Bins, TRUNCATED};
use crate::chance::{density, mass, sum_of_squares};
use crate::table::Table;
use crate::words::{CHUNK, singles, sweep};

const INTEGERS: u64 = 1 << 31;

/// What the map promises of a value.
const BOUND: f64 = 3.0;

/// How far the map may move a statistic of `bins`, which is standard normal.
const MOVED: f64 = 0.5;

/// The values that `bins` draws.
const DRAWN: f64 = bins::COUNT as f64;

/// Counts all words. No sample can take their place, so that a quick run leaves this out.
pub(crate) fn check(table: &mut Table) {
    if table.is_quick() {
        return;
    }
    table.section("boundaries of 2^14 bins of f32 truncated normals; displaced by units");
    for (_, low, high, drawn) in TRUNCATED {
        let bins = Bins::of_normal::<f32>(low, high, BINS);
        let counts = count(low, high, &bins);
        let displaced = displacements(low, high, &bins, &counts);
        let count = displaced.len() as f64;
        let worst = displaced.iter().fold(0.0, |worst, d| d.abs().max(worst));
        let square = displaced.iter().map(|d| d * d).sum::<f64>() / count;
        let name = format!("[{low}, {high}], root mean square {:.3}", square.sqrt());
        table.at_most(&name, INTEGERS, worst, BOUND);
        let [all, some] =
            [BINS, drawn].map(|many| moved(&counts, &bins.probabilities, BINS / many));
        let name = format!("[{low}, {high}], z of {drawn} bins (of {BINS}: {all:.2})");
        table.at_most(&name, INTEGERS, some, MOVED);
    }
}

/// What the statistic of a chi-square is expected to be for the map's law, with bins that are each
/// made of `group`.
fn moved(counts: &[u64], probabilities: &[f64], group: usize) -> f64 {
    let groups = counts.chunks(group).zip(probabilities.chunks(group));
    let square = groups.map(|(counts, probabilities)| {
        let part = counts.iter().sum::<u64>() as f64 / INTEGERS as f64;
        let probability = probabilities.iter().sum::<f64>();
        DRAWN * (part - probability).powi(2) / probability
    });
    let freedom = counts.len().div_ceil(group) - 1;
    sum_of_squares(freedom as f64 + square.sum::<f64>(), freedom)
}

fn displacements(low: f64, high: f64, bins: &Bins, counts: &[u64]) -> Vec<f64> {
    let whole = mass(low, high);
    let half = 0.5 / INTEGERS as f64;
    let (mut found, mut expected) = (0, 0.0);
    let parts = counts.iter().zip(&bins.probabilities);
    let displacement = |(&boundary, (&count, probability)): (&f64, (&u64, &f64))| {
        found += count;
        expected += probability;
        let excess = found as f64 / INTEGERS as f64 - expected;
        let size = boundary.abs().max(1.0 / 4096.0) as f32;
        let unit = 2.0_f64.powi((size.to_bits() >> 23).cast_signed() - 150);
        (excess.abs() - half).max(0.0).copysign(excess) * whole / density(boundary) / unit
    };
    bins.boundaries
        .iter()
        .zip(parts)
        .map(displacement)
        .collect()
}

/// How many of all words have their values in each bin.
fn count(low: f64, high: f64, bins: &Bins) -> Vec<u64> {
    let law = Law::TruncatedNormal {
        mean: 0.0,
        std: 1.0,
        low,
        high,
    };
    let empty = || vec![0_u64; bins.probabilities.len()];
    let parts = sweep(
        INTEGERS,
        CHUNK as u64,
        false,
        empty,
        |counts: &mut Vec<u64>, start| {
            let mut values = [0.0; CHUNK];
            singles(&law, |place| ((start + place) << 1) as u32, &mut values);
            for &value in &values {
                counts[bins.find(value.into())] += 1;
            }
        },
    );
    bins::add(&parts)
}
