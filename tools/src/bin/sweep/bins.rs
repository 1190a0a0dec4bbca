//! Chi-square over bins of equal probability, 2^14 where the map allows.
//!
//! A value is stored to the nearest number of its type, so a bin's edge lies in truth halfway
//! between two of them. The edges are moved there, and the probabilities with them; edges that
//! meet, as those of bf16 do, leave one bin.

use half::bf16;
use init_core::Initializer;
use init_core::initializer::{normal, truncated_normal, uniform};
use init_core::values::Element;

use crate::chance::{self, cdf, mass, upper};
use crate::draw::draw;
use crate::table::Table;

pub(crate) const BINS: usize = 1 << 14;

/// The intervals of truncated normals, each with a seed and the number of bins of its f32.
///
/// Of 2^14 bins of [3, 6] the first are 78 f32 wide, and 2^30 values would show that the map
/// displaces their boundaries by half of one (`edges` counts how far). With 2^8 bins that moves the
/// statistic by 0.2.
pub(crate) const TRUNCATED: [(u64, f64, f64, usize); 4] = [
    (1030, -2.0, 2.0, BINS),
    (1040, -0.5, 4.0, BINS),
    (1050, 3.0, 6.0, 1 << 8),
    (1060, 8.0, 9.0, BINS),
];

pub(crate) const COUNT: usize = 1 << 30;

/// The cells of the table that finds a value's bin.
const CELLS: usize = 1 << 17;

/// A type whose neighbours are known.
pub(crate) trait Stored: Element + Default + Into<f64> {
    const NAME: &'static str;

    /// Halfway between the smallest number ≥ `edge` and the one below.
    fn boundary(edge: f64) -> f64;
}

impl Stored for f32 {
    const NAME: &'static str = "f32";

    fn boundary(edge: f64) -> f64 {
        let nearest = edge as f32;
        let above = if f64::from(nearest) < edge {
            nearest.next_up()
        } else {
            nearest
        };
        f64::midpoint(above.into(), above.next_down().into())
    }
}

impl Stored for f64 {
    const NAME: &'static str = "f64";

    fn boundary(edge: f64) -> f64 {
        edge
    }
}

impl Stored for bf16 {
    const NAME: &'static str = "bf16";

    fn boundary(edge: f64) -> f64 {
        // A bf16 is an f32 without its lower half; those of one sign are in order.
        let toward_zero = f64::from(f32::from_bits((edge as f32).to_bits() & 0xffff_0000));
        let away = f64::from(f32::from_bits(
            (toward_zero.abs() as f32).to_bits() + 0x1_0000,
        ));
        f64::midpoint(toward_zero, away.copysign(edge))
    }
}

/// Bins between boundaries: as many as there are probabilities, one boundary fewer.
pub(crate) struct Bins {
    pub(crate) boundaries: Vec<f64>,
    pub(crate) probabilities: Vec<f64>,
    origin: f64,
    scale: f64,
    /// The bin of each cell's lower end.
    cells: Vec<u32>,
}

impl Bins {
    fn new(boundaries: Vec<f64>, probability: impl Fn(f64, f64) -> f64) -> Self {
        let (first, last) = (boundaries[0], boundaries[boundaries.len() - 1]);
        let ends = [&[f64::NEG_INFINITY], &boundaries[..], &[f64::INFINITY]].concat();
        let scale = CELLS as f64 / (last - first);
        let cells = (0..CELLS).map(|cell| {
            // A cell's lower end in floating point, and a little less.
            let end = first + (cell as f64 - 0.01) / scale;
            boundaries.partition_point(|&boundary| boundary < end) as u32
        });
        Self {
            probabilities: ends.windows(2).map(|w| probability(w[0], w[1])).collect(),
            origin: first,
            scale,
            cells: cells.collect(),
            boundaries,
        }
    }

    pub(crate) fn find(&self, x: f64) -> usize {
        let cell = ((x - self.origin) * self.scale) as usize;
        let mut bin = self.cells[cell.min(CELLS - 1)] as usize;
        while bin < self.boundaries.len() && x > self.boundaries[bin] {
            bin += 1;
        }
        bin
    }

    /// As many as asked for, or fewer, of a normal restricted to an interval, stored as `T`.
    pub(crate) fn of_normal<T: Stored>(low: f64, high: f64, bins: usize) -> Self {
        let whole = mass(low, high);
        let part = |from: f64, to: f64| mass(from.max(low), to.min(high)) / whole;
        let mut boundaries: Vec<f64> = (1..bins)
            .map(|bin| T::boundary(quantile(low, high, bin as f64 / bins as f64)))
            .collect();
        boundaries.dedup();
        Self::new(boundaries, part)
    }
}

/// Where the normal restricted to an interval has a part `p` of its probability below.
fn quantile(low: f64, high: f64, p: f64) -> f64 {
    let whole = mass(low, high);
    let (mut from, mut to) = (low.max(-40.0), high.min(40.0));
    for _ in 0..80 {
        let middle = f64::midpoint(from, to);
        let is_left = if low >= 1.0 {
            upper(middle) - upper(high) > whole * (1.0 - p)
        } else if high <= -1.0 {
            cdf(middle) - cdf(low) < whole * p
        } else {
            mass(low, middle) < whole * p
        };
        if is_left {
            from = middle;
        } else {
            to = middle;
        }
    }
    f64::midpoint(from, to)
}

/// The counts of all parts together.
pub(crate) fn add(parts: &[Vec<u64>]) -> Vec<u64> {
    let mut counts = vec![0; parts[0].len()];
    for part in parts {
        for (sum, count) in counts.iter_mut().zip(part) {
            *sum += count;
        }
    }
    counts
}

fn check_law<T: Stored>(
    table: &mut Table,
    law: &(impl Initializer + Sync),
    name: &str,
    seed: u64,
    bins: &Bins,
) {
    let count = table.count(COUNT);
    let empty = || vec![0_u64; bins.probabilities.len()];
    let parts = draw(
        law,
        seed,
        count,
        empty,
        |counts: &mut Vec<u64>, piece: &[T]| {
            for &value in piece {
                counts[bins.find(value.into())] += 1;
            }
        },
    );
    let counts = add(&parts);
    let z = chance::chi_square(&counts, &bins.probabilities);
    let name = format!("{}, {name}, {} bins", T::NAME, counts.len());
    table.normal(&name, count as u64, z);
}

fn check_truncated(table: &mut Table, (seed, low, high, count): (u64, f64, f64, usize)) {
    let law = truncated_normal().low(low).high(high);
    let name = format!("truncated [{low}, {high}]");
    let bins = Bins::of_normal::<f32>(low, high, count);
    check_law::<f32>(table, &law, &name, seed, &bins);
    let bins = Bins::of_normal::<f64>(low, high, BINS);
    check_law::<f64>(table, &law, &name, seed + 1, &bins);
}

pub(crate) fn check(table: &mut Table) {
    table.section("chi-square");
    let steps = |low: f64, high: f64| -> Vec<f64> {
        let width = (high - low) / BINS as f64;
        // A value on an edge belongs above.
        (1..BINS)
            .map(|bin| (low + bin as f64 * width).next_down())
            .collect()
    };
    for (seed, low, high) in [(1000, 0.0, 1.0), (1010, -1.0, 1.0)] {
        let law = uniform().low(low).high(high);
        let bins = Bins::new(steps(low, high), |_, _| 1.0 / BINS as f64);
        let name = format!("uniform [{low}, {high})");
        check_law::<f32>(table, &law, &name, seed, &bins);
        check_law::<f64>(table, &law, &name, seed + 1, &bins);
    }
    let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
    let bins = Bins::of_normal::<f32>(low, high, BINS);
    check_law::<f32>(table, &normal(), "normal", 1020, &bins);
    let bins = Bins::of_normal::<f64>(low, high, BINS);
    check_law::<f64>(table, &normal(), "normal", 1021, &bins);
    let bins = Bins::of_normal::<bf16>(low, high, BINS);
    check_law::<bf16>(table, &normal(), "normal", 1022, &bins);
    for interval in TRUNCATED {
        check_truncated(table, interval);
    }
}
