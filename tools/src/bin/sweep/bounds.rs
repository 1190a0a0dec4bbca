//! Truncated normals: no value outside, and the mean and standard deviation of mpmath's table.

use init_core::initializer::truncated_normal;
use init_core::values::Element;
use serde_json::Value;

use crate::draw::draw;
use crate::table::Table;

const COUNT: usize = 1 << 30;

/// The powers are those of (x − mean) / std.
#[derive(Default, Clone, Copy)]
struct Sum {
    outside: u64,
    powers: [f64; 4],
}

fn check_interval<T: Element + Default + Into<f64>>(
    table: &mut Table,
    name: &str,
    seed: u64,
    [low, high]: [f64; 2],
    [mean, std]: [f64; 2],
) {
    let count = table.count(COUNT);
    let law = truncated_normal().low(low).high(high);
    let inverse = 1.0 / std;
    let step = |sum: &mut Sum, piece: &[T]| {
        let [mut first, mut second, mut third, mut fourth] = [0.0; 4];
        let mut outside = 0;
        for &value in piece {
            let value: f64 = value.into();
            outside += u64::from(!(value >= low && value <= high));
            let x = (value - mean) * inverse;
            let square = x * x;
            first += x;
            second += square;
            third += square * x;
            fourth += square * square;
        }
        sum.outside += outside;
        for (sum, piece) in sum.powers.iter_mut().zip([first, second, third, fourth]) {
            *sum += piece;
        }
    };
    let parts = draw(&law, seed, count, Sum::default, step);
    let n = count as f64;
    let power = |k: usize| parts.iter().map(|sum| sum.powers[k]).sum::<f64>() / n;
    let outside = parts.iter().map(|sum| sum.outside).sum();
    let name = format!("{name}, [{low}, {high}]");
    table.none(&format!("{name}, outside"), count as u64, outside);
    let z = power(0) * n.sqrt();
    table.normal(&format!("{name}, mean"), count as u64, z);
    // The standard error of a variance, from the fourth moment found.
    let z = (power(1) - 1.0) / (power(3) - 1.0).sqrt() * n.sqrt();
    table.normal(&format!("{name}, std"), count as u64, z);
}

pub(crate) fn check(table: &mut Table) {
    table.section("bounds and moments of truncated normals");
    let figures = include_str!("../../../../tests/data/truncated-normal.json");
    let figures: Value = serde_json::from_str(figures).expect("JSON");
    let cases = figures["cases"].as_array().expect("a list of cases");
    for (case, seed) in cases.iter().zip((3000..).step_by(10)) {
        let bounds = ["low", "high"].map(|key| case[key].as_f64().expect("a number"));
        let moments = ["mean", "std"].map(|key| {
            let digits = case[key].as_str().expect("a string");
            digits.parse::<f64>().expect("a number")
        });
        check_interval::<f32>(table, "f32", seed, bounds, moments);
        check_interval::<f64>(table, "f64", seed + 1, bounds, moments);
    }
}
