//! The oracles are tables that mpmath computed, and the distribution function in doubled
//! precision, which knows nothing of the maps' polynomials.

#![allow(
    clippy::disallowed_methods,
    reason = "an oracle need not give the same bits everywhere"
)]

mod exact;
mod reference;

use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::engine::lanes::Scalar;
use crate::engine::transform::{MapF32, MapF64};
use crate::number::double_double::DoubleDouble;
use crate::number::normal_law::{centred_cdf, interval, ln_upper_tail, upper_tail};

impl TruncatedF32 {
    fn map(&self, word: u32) -> f32 {
        match self {
            Self::Central(map) => map.map(Scalar, word),
            Self::Wide(map) => map.map(Scalar, word),
            Self::Far(map) => MapF32::map(map, Scalar, word),
        }
    }
}

impl TruncatedF64 {
    fn map(&self, first: u32, second: u32) -> f64 {
        let (first, second) = (first.into(), second.into());
        match self {
            Self::Wide(map) => map.map(Scalar, first, second),
            Self::Far(map) => MapF64::map(map, Scalar, first, second),
        }
    }
}

const INFINITY: f64 = f64::INFINITY;
const NEG_INFINITY: f64 = f64::NEG_INFINITY;

/// The bound that the module promises.
const PROMISE: f64 = 3.0;

/// The largest error measured on all the intervals of these tests, with a small margin.
const MEASURED_F32: f64 = 2.5;
const MEASURED_F64: f64 = 2.6;

/// Intervals of every kind.
const INTERVALS: [(f64, f64); 48] = [
    (-2.0, 2.0),
    (-1.0, 1.0),
    (-0.5, 0.5),
    (-0.01, 0.01),
    (-1.5, 0.7),
    (-2.0, 1.9),
    (0.0, 2.0),
    (-2.0, 0.0),
    (1.0, 2.0),
    (-1.9, -0.2),
    (0.001, 2.0),
    (0.02, 1.5),
    (0.1, 0.1001),
    (1.9999, 2.0),
    (0.5, 0.500_000_1),
    (-1e-5, 2e-5),
    (-0.56, 1e-20),
    (-3.98, -0.458),
    (-3.0, 3.0),
    (-6.0, 6.0),
    (-8.0, 8.0),
    (-40.0, 40.0),
    (-100.0, 100.0),
    (NEG_INFINITY, INFINITY),
    (-6.0, 7.0),
    (-0.5, 4.0),
    (-4.0, 0.5),
    (0.0, 8.0),
    (NEG_INFINITY, 0.0),
    (-1.3, INFINITY),
    (0.3, INFINITY),
    (2.0, INFINITY),
    (3.999, INFINITY),
    (3.0, 6.0),
    (-8.0, -3.0),
    (2.5, 2.5001),
    (3.9, 4.1),
    (1.9, 40.0),
    (4.0, INFINITY),
    (4.0, 5.0),
    (8.0, 9.0),
    (-9.0, -8.0),
    (30.0, 31.0),
    (37.0, 38.0),
    (100.0, 101.0),
    (5.0, 5.0001),
    (NEG_INFINITY, -20.0),
    (1e4, INFINITY),
];

fn unit_f32(x: f64) -> f64 {
    let exponent = (x.abs() as f32).max(2.0_f32.powi(-12)).to_bits() >> 23;
    2.0_f64.powi(exponent as i32 - 150)
}

fn unit_f64(x: f64) -> f64 {
    let exponent = x.abs().max(2.0_f64.powi(-12)).to_bits() >> 52;
    2.0_f64.powi(exponent as i32 - 1075)
}

fn map_f64(map: &TruncatedF64, k: u64) -> f64 {
    map.map((k >> 31) as u32, (k << 1) as u32)
}

/// An interval with the data of its oracle.
struct Oracle {
    low: f64,
    high: f64,
    mass: DoubleDouble,
    below: DoubleDouble,
    above: DoubleDouble,
}

impl Oracle {
    fn new(low: f64, high: f64) -> Self {
        let (below, above) = (upper_tail(-low), upper_tail(high));
        Self {
            low,
            high,
            mass: interval(low, high),
            below,
            above,
        }
    }

    /// x less the quantile at (k + ½) / 2^bits, to first order in the difference.
    fn error(&self, k: u64, bits: i32, x: f64) -> f64 {
        let part = |k: u64| {
            let (high, low) = ((k >> 32) as f64, (k & 0xffff_ffff) as f64 + 0.5);
            (DoubleDouble::from(high * 4_294_967_296.0) + low.into()).scaled(2.0_f64.powi(-bits))
        };
        let u = part(k);
        let rest = part((1 << bits) - 1 - k);
        if self.low >= 4.0 {
            let ln_low = ln_upper_tail(self.low);
            let ratio = if self.high == INFINITY {
                DoubleDouble::ZERO
            } else {
                (ln_upper_tail(self.high) - ln_low).exp()
            };
            let target = ln_low + (ratio + (DoubleDouble::ONE - ratio) * rest).ln();
            let hazard = x + 1.0 / x; // within 2 / x³
            return (target - ln_upper_tail(x)).high / hazard;
        }
        if self.high <= -4.0 {
            return -Self::new(-self.high, -self.low).error((1 << bits) - 1 - k, bits, -x);
        }
        let excess = if x > 1.0 {
            self.above + self.mass * rest - upper_tail(x)
        } else if x < -1.0 {
            upper_tail(-x) - self.below - self.mass * u
        } else if self.low.abs() < 1.0 {
            centred_cdf(x) - centred_cdf(self.low) - self.mass * u
        } else {
            centred_cdf(x) - centred_cdf(self.high) + self.mass * rest
        };
        excess.high / ((-0.5 * x * x).exp() / (2.0 * core::f64::consts::PI).sqrt())
    }
}

/// Integers of `bits` bits: the ends, all magnitudes of the distance from both and from the
/// middle, and `count` more.
fn samples(bits: u32, count: u64) -> Vec<u64> {
    let last = (1_u64 << bits) - 1;
    let mut all = vec![0, 1, last - 1, last];
    for power in 0..bits {
        for distance in [1 << power, (1 << power) + (1 << power) / 3] {
            let distance = distance.min(last / 2);
            all.extend([
                distance,
                last - distance,
                last / 2 - distance,
                last / 2 + 1 + distance,
            ]);
        }
    }
    let mut state = 88_172_645_463_325_252_u64;
    for _ in 0..count {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        all.push(state >> (64 - bits));
    }
    all
}

#[test]
fn f64_on_every_kind_of_interval() {
    for (low, high) in INTERVALS {
        let (map, oracle) = (TruncatedF64::new(low, high), Oracle::new(low, high));
        for k in samples(63, 100) {
            let x = map_f64(&map, k);
            let error = oracle.error(k, 63, x).abs() / unit_f64(x);
            assert!(
                error < MEASURED_F64,
                "[{low}, {high}] at {k:#x}: {x}, {error} units"
            );
        }
    }
}

#[test]
fn f32_on_every_kind_of_interval() {
    for (low, high) in INTERVALS {
        let (map, oracle) = (TruncatedF32::new(low, high), Oracle::new(low, high));
        for k in samples(31, 100) {
            let x = f64::from(map.map((k << 1) as u32));
            let error = oracle.error(k, 31, x).abs() / unit_f32(x);
            assert!(
                error < MEASURED_F32,
                "[{low}, {high}] at {k:#x}: {x}, {error} units"
            );
        }
    }
}

/// f64 serves as the exact value here: it is five hundred million times finer.
#[test]
fn f32_against_f64_in_a_sweep() {
    for (low, high) in INTERVALS {
        let (map, finer) = (TruncatedF32::new(low, high), TruncatedF64::new(low, high));
        for k in (0..1_u64 << 31).step_by(99_991) {
            let x = f64::from(map.map((k << 1) as u32));
            let exact = map_f64(&finer, (2 * k + 1) << 31);
            let error = (x - exact).abs() / unit_f32(x);
            assert!(
                error < MEASURED_F32,
                "[{low}, {high}] at {k:#x}: {x}, {error} units"
            );
        }
    }
}

#[test]
fn quantiles_of_the_table() {
    for (low, high, quantiles) in reference::GRID {
        let (map, finer) = (TruncatedF32::new(low, high), TruncatedF64::new(low, high));
        for (u, quantile) in reference::PROBABILITIES.into_iter().zip(quantiles) {
            // u lies halfway between the integers k − 1 and k; where they are few on one side,
            // the quantile does not lie halfway between theirs.
            let k = (u * 2.0_f64.powi(63)) as u64;
            let x = f64::midpoint(map_f64(&finer, k - 1), map_f64(&finer, k));
            let error = (x - quantile).abs() / unit_f64(x);
            assert!(
                error < PROMISE,
                "[{low}, {high}] at {u}: {x}, {error} units"
            );
            if u.min(1.0 - u) > 1e-3 {
                let k = (u * 2.0_f64.powi(31)) as u32;
                let (before, after) = (map.map((k - 1) << 1), map.map(k << 1));
                let x = f64::midpoint(f64::from(before), f64::from(after));
                let error = (x - quantile).abs() / unit_f32(x);
                assert!(
                    error < PROMISE,
                    "[{low}, {high}] at {u}: {x}, {error} units"
                );
            }
        }
    }
}

#[test]
fn exact_quantiles() {
    for (low, high, k, quantile) in exact::EXACT {
        let x = map_f64(&TruncatedF64::new(low, high), k);
        let error = (x - quantile).abs() / unit_f64(x);
        assert!(
            error < PROMISE,
            "[{low}, {high}] at {k:#x}: {x}, {error} units"
        );
    }
}

#[test]
fn symmetric_intervals_give_opposite_values() {
    for bound in [1e-8, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0, 40.0, INFINITY] {
        let map = TruncatedF32::new(-bound, bound);
        let finer = TruncatedF64::new(-bound, bound);
        for k in samples(63, 300) {
            assert_eq!(map_f64(&finer, k), -map_f64(&finer, !k & ((1 << 63) - 1)));
            let word = (k >> 31) as u32;
            assert_eq!(map.map(word), -map.map(!word));
        }
    }
}

#[test]
fn the_last_bit_of_the_word_is_not_used() {
    for (low, high) in INTERVALS {
        let (map, finer) = (TruncatedF32::new(low, high), TruncatedF64::new(low, high));
        assert_eq!(map.map(0x1234_5678), map.map(0x1234_5679));
        assert_eq!(
            finer.map(0x1234_5678, 0x9abc_def0),
            finer.map(0x1234_5678, 0x9abc_def1)
        );
    }
}

#[test]
fn every_interval_gives_numbers() {
    let ends = [
        0.0,
        5e-324,
        1e-300,
        1e-40,
        1e-10,
        0.3,
        1.0,
        2.0,
        3.999_999,
        4.0,
        37.0,
        1e3,
        1e16,
        1e38,
        1e200,
        f64::MAX,
        INFINITY,
    ];
    let ends: Vec<f64> = ends.iter().flat_map(|&end| [end, -end]).collect();
    for &low in &ends {
        for &high in ends.iter().filter(|&&high| low < high) {
            let (map, finer) = (TruncatedF32::new(low, high), TruncatedF64::new(low, high));
            for word in [
                0,
                1,
                2,
                0x3fff_ffff,
                0x7fff_ffff,
                0x8000_0000,
                0xffff_fffe,
                u32::MAX,
            ] {
                assert!(!map.map(word).is_nan(), "[{low:e}, {high:e}] at {word:#x}");
                assert!(
                    !finer.map(word, word).is_nan(),
                    "[{low:e}, {high:e}] at {word:#x}"
                );
            }
        }
    }
}
