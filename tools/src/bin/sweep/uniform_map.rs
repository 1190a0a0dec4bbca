//! The map of f32 uniforms, on all its words. The oracle is the definition in f64: of [0, 1) a
//! value is exact, of another interval within two units in the last place of the larger bound.

use init_core::values::Law;

use crate::table::Table;
use crate::words::{CHUNK, singles, sweep};

/// Intervals with all kinds of rounding.
const INTERVALS: [(f64, f64); 5] = [
    (0.0, 1.0),
    (-1.0, 1.0),
    (-0.05, 0.05),
    (1.0, 1.000_001),
    (-3.0, 1e4),
];

pub(crate) fn check(table: &mut Table) {
    table.section("the map of f32 uniforms; errors in units of the larger bound's last place");
    for (low, high) in INTERVALS {
        check_interval(table, low, high);
    }
}

struct Sum {
    last: f32,
    worst: f64,
    falls: u64,
    outside: u64,
    count: u64,
}

fn check_interval(table: &mut Table, low: f64, high: f64) {
    let law = Law::Uniform { low, high };
    let exponent = (low.abs().max(high.abs()) as f32).next_down().to_bits() >> 23;
    let unit = 2.0_f64.powi(exponent.cast_signed() - 150);
    let account = || Sum {
        last: f32::NEG_INFINITY,
        worst: 0.0,
        falls: 0,
        outside: 0,
        count: 0,
    };
    let step = |sum: &mut Sum, start: u64| {
        let mut values = [0.0; CHUNK];
        singles(&law, |place| (start + place) as u32, &mut values);
        for (word, &value) in (start..).zip(&values) {
            let exact = low + (high - low) * ((word >> 8) as f64 / 16_777_216.0);
            let error = (f64::from(value) - exact).abs();
            sum.worst = if error > sum.worst { error } else { sum.worst };
            sum.falls += u64::from(value < sum.last);
            sum.outside += u64::from(!(f64::from(value) >= low && f64::from(value) < high));
            sum.last = value;
        }
        sum.count += CHUNK as u64;
    };
    // A chunk is 128 different values, so that all tasks together begin at few of them.
    let parts = sweep(1 << 32, CHUNK as u64, table.is_quick(), account, step);
    let count = parts.iter().map(|sum| sum.count).sum();
    let worst = parts.iter().map(|sum| sum.worst).fold(0.0, f64::max) / unit;
    let bound = if (low, high) == (0.0, 1.0) { 0.0 } else { 2.0 };
    let name = format!("[{low}, {high})");
    table.at_most(&format!("{name}, error"), count, worst, bound);
    let falls = parts.iter().map(|sum| sum.falls).sum();
    table.none(&format!("{name}, falls"), count, falls);
    let outside = parts.iter().map(|sum| sum.outside).sum();
    table.none(&format!("{name}, outside"), count, outside);
}
