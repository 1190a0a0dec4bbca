//! The map of f32 truncated normals, on all its words: the 2^31 integers k of their upper bits.
//!
//! A value is compared with the quantile at (k + ½) / 2^31 at both ends of each run of integers
//! that give it, to first order in the difference: the distribution function in f64, by libm's
//! error function and, beyond 4, by the continued fraction of the ratio of Mills. Errors, and
//! falls from one integer to the next, are in units in the last place of max(|x|, 2^-12 std).

use init_core::values::Law;

use crate::chance::{cdf, density, mass, upper};
use crate::table::Table;
use crate::words::{CHUNK, singles, sweep};

const INTEGERS: u64 = 1 << 31;

/// What the map promises of a value.
const BOUND: f64 = 3.0;

/// What is promised where a std that is not a power of two brings another rounding.
const SCALED_BOUND: f64 = 4.0;

/// The map is not monotone: from one integer to the next a value may fall, by no more than this.
const DEEPEST_FALL: f64 = 3.0;

/// std, and the bounds in multiples of it.
const INTERVALS: [(f64, f64, f64); 17] = [
    (1.0, -2.0, 2.0),
    (0.02, -2.0, 2.0),
    (1.0, -1.0, 1.0),
    (1.0, -3.0, 3.0),
    (1.0, -6.0, 6.0),
    (1.0, f64::NEG_INFINITY, f64::INFINITY),
    (1.0, -0.5, 4.0),
    (1.0, 0.0, 8.0),
    (1.0, 1.0, 2.0),
    (1.0, 0.1, 0.1001),
    (1.0, 2.0, f64::INFINITY),
    (1.0, 3.0, 6.0),
    (1.0, -8.0, -3.0),
    (1.0, 4.0, 5.0),
    (1.0, 8.0, 9.0),
    (1.0, 30.0, 31.0),
    (1.0, 100.0, 101.0),
];

pub(crate) fn check(table: &mut Table) {
    table.section("the map of f32 truncated normals; errors in units in the last place");
    for (std, low, high) in INTERVALS {
        check_interval(table, std, Interval { low, high });
    }
}

#[derive(Clone, Copy)]
struct Interval {
    low: f64,
    high: f64,
}

/// (1 − Φ(x)) / φ(x).
fn mills(x: f64) -> f64 {
    if x < 4.0 {
        return upper(x) / density(x);
    }
    // 1 / (x + 1 / (x + 2 / (x + 3 / …)))
    1.0 / (1..=80).rev().fold(x, |rest, n| x + f64::from(n) / rest)
}

/// (1 − Φ(x)) / (1 − Φ(origin)).
fn tail_ratio(x: f64, origin: f64) -> f64 {
    if x == f64::INFINITY {
        return 0.0;
    }
    (0.5 * (origin - x) * (origin + x)).exp() * mills(x) / mills(origin)
}

impl Interval {
    /// The quantile at (k + ½) / 2^31 less x, for every k of a run.
    fn errors(self, x: f64, integers: [u64; 2]) -> [f64; 2] {
        let Self { low, high } = self;
        let below = integers.map(|k| (k as f64 + 0.5) / INTEGERS as f64);
        let above = integers.map(|k| ((INTEGERS - 1 - k) as f64 + 0.5) / INTEGERS as f64);
        if low >= 1.0 {
            let end = tail_ratio(high, low);
            let ratio = tail_ratio(x, low);
            return above.map(|above| (ratio - end - (1.0 - end) * above) * mills(x) / ratio);
        }
        if high <= -1.0 {
            let mirrored = Self {
                low: -high,
                high: -low,
            };
            let integers = integers.map(|k| INTEGERS - 1 - k);
            return mirrored.errors(-x, integers).map(|error| -error);
        }
        let whole = mass(low, high);
        if x > 1.0 {
            let excess = upper(x) - upper(high);
            above.map(|above| (excess - whole * above) / density(x))
        } else if x < -1.0 {
            let excess = cdf(low) - cdf(x);
            below.map(|below| (excess + whole * below) / density(x))
        } else if low.abs() < 1.0 {
            let excess = -mass(low, x);
            below.map(|below| (excess + whole * below) / density(x))
        } else {
            let excess = mass(x, high);
            above.map(|above| (excess - whole * above) / density(x))
        }
    }
}

/// A unit in the last place of max(|value|, 2^-12 std).
fn unit(std: f64, value: f32) -> f64 {
    let exponent = value.abs().max((std / 4096.0) as f32).to_bits() >> 23;
    2.0_f64.powi(exponent.cast_signed() - 150)
}

/// What a part of the integers comes to.
struct Sum {
    first: f32,
    last: f32,
    count: u64,
    worst: f64,
    falls: u64,
    /// The deepest fall, in units.
    depth: f64,
    outside: u64,
    asymmetries: u64,
}

impl Sum {
    fn new() -> Self {
        Self {
            first: f32::NAN,
            last: f32::NEG_INFINITY,
            count: 0,
            worst: 0.0,
            falls: 0,
            depth: 0.0,
            outside: 0,
            asymmetries: 0,
        }
    }

    fn run(&mut self, std: f64, interval: Interval, value: f32, integers: [u64; 2]) {
        let x = f64::from(value) / std;
        // One rounding stands between a value and its x; the bounds themselves are f64.
        let (low, high) = (interval.low * std, interval.high * std);
        self.outside += u64::from(!(low..=high).contains(&f64::from(value)));
        let unit = unit(std, value) / std;
        self.follow(std, value);
        for error in interval.errors(x, integers) {
            self.worst = self.worst.max(error.abs() / unit);
        }
        if self.first.is_nan() {
            self.first = value;
        }
    }

    /// Takes the next value, and counts a fall to it.
    fn follow(&mut self, std: f64, value: f32) {
        if value < self.last {
            self.falls += 1;
            let depth = f64::from(self.last) - f64::from(value);
            self.depth = self.depth.max(depth / unit(std, value));
        }
        self.last = value;
    }

    fn chunk(&mut self, std: f64, interval: Interval, start: u64, values: &[f32; CHUNK]) {
        let mut run = (values[0], [start; 2]);
        for (&value, k) in values.iter().zip(start..) {
            if value != run.0 {
                self.run(std, interval, run.0, run.1);
                run = (value, [k; 2]);
            }
            run.1[1] = k;
        }
        self.run(std, interval, run.0, run.1);
        self.count += CHUNK as u64;
    }

    fn then(mut self, std: f64, next: &Self) -> Self {
        self.follow(std, next.first);
        self.falls += next.falls;
        self.last = next.last;
        self.count += next.count;
        self.worst = self.worst.max(next.worst);
        self.depth = self.depth.max(next.depth);
        self.outside += next.outside;
        self.asymmetries += next.asymmetries;
        self
    }
}

fn check_interval(table: &mut Table, std: f64, interval: Interval) {
    let Interval { low, high } = interval;
    let law = Law::TruncatedNormal {
        mean: 0.0,
        std,
        low: low * std,
        high: high * std,
    };
    let symmetric = low == -high;
    let parts = sweep(
        INTEGERS,
        CHUNK as u64,
        table.is_quick(),
        Sum::new,
        |sum, start| {
            let mut values = [0.0; CHUNK];
            // The last bit of the word, which is not used, is now this, now that.
            let word = |place: u64| {
                let k = start + place;
                (k << 1 | k >> 3 & 1) as u32
            };
            singles(&law, word, &mut values);
            sum.chunk(std, interval, start, &values);
            if symmetric {
                let mut mirrored = [0.0; CHUNK];
                singles(&law, |place| !word(place), &mut mirrored);
                let pairs = values.iter().zip(&mirrored);
                sum.asymmetries += pairs.filter(|&(x, y)| *x != -y).count() as u64;
            }
        },
    );
    let sum = parts
        .iter()
        .fold(Sum::new(), |sum, next| sum.then(std, next));
    let name = if std == 1.0 {
        format!("[{low}, {high}]")
    } else {
        format!("{std}·[{low}, {high}]")
    };
    let bound = if std == 1.0 { BOUND } else { SCALED_BOUND };
    table.at_most(&format!("{name}, error"), sum.count, sum.worst, bound);
    let falls = format!("{name}, the deepest of {} falls", sum.falls);
    table.at_most(&falls, sum.count, sum.depth, DEEPEST_FALL);
    table.none(&format!("{name}, outside"), sum.count, sum.outside);
    if symmetric {
        table.none(&format!("{name}, asymmetries"), sum.count, sum.asymmetries);
    }
}
