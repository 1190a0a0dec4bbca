//! The pages of `docs/coming-from`: the attribute of each line gives the law that the other framework's call
//! gives, as measured there (`tests/python/coming_from.py`).

use init_core::Reset;
use init_core::values::Law;
use serde_json::Value;

use crate::attribute::{Weight, planned, rules};
use crate::data::{number, parse, shape};

const DATA: &str = include_str!("../data/coming-from.json");

const PAGES: [(&str, &str, usize); 6] = [
    (
        "pytorch",
        include_str!("../../docs/coming-from/pytorch.md"),
        20,
    ),
    ("jax", include_str!("../../docs/coming-from/jax.md"), 21),
    ("keras", include_str!("../../docs/coming-from/keras.md"), 20),
    (
        "paddle",
        include_str!("../../docs/coming-from/paddle.md"),
        12,
    ),
    ("burn", include_str!("../../docs/coming-from/burn.md"), 12),
    (
        "candle",
        include_str!("../../docs/coming-from/candle.md"),
        9,
    ),
];

/// Of 50,000 values and more the mean and the deviation are known to 1 % of the deviation (2.3 standard
/// errors of the fewest), and a bound is come near to by 2 % of the interval.
const MEASURED: f64 = 0.01;
const NEAR: f64 = 0.02;

#[test]
fn every_line_is_planned_as_it_is_there() {
    let data = parse(DATA);
    for (page, _, count) in PAGES {
        let rows = data[page].as_array().unwrap();
        assert_eq!(rows.len(), count, "{page}");
        for row in rows {
            check(page, row);
        }
    }
}

fn check(page: &str, row: &Value) {
    let (here, shape) = (row["here"].as_str().unwrap(), shape(row));
    let what = format!("{page}: `{here}` for `{}`", row["call"].as_str().unwrap());
    let law = *planned(here, &shape).law();
    let (mean, std) = law
        .mean()
        .zip(law.std())
        .unwrap_or_else(|| moments(here, &shape));
    let (there, spread) = (number(&row["mean"]), number(&row["std"]));
    // Figures have six digits.
    let close = |found: f64, expected: f64| {
        (found - expected).abs() <= MEASURED * spread + 1e-5 * expected.abs()
    };
    assert!(
        close(mean, there) && close(std, spread),
        "{what}: mean {mean}, std {std}"
    );
    let Some((lowest, highest)) = row["min"].as_f64().zip(row["max"].as_f64()) else {
        return;
    };
    if let Some((low, high)) = law.bounds() {
        let room = NEAR * (high - low) + 1e-5 * high.abs();
        let near = |bound: f64, found: f64| (bound - found).abs() <= room;
        assert!(
            near(low, lowest) && near(high, highest),
            "{what}: [{low}, {high}]"
        );
    }
    if let Law::Normal { std, .. } = law {
        assert!(highest - mean > 3.5 * std, "{what}: it is truncated there");
    }
}

/// The mean and the deviation of values whose law promises none.
fn moments(here: &str, shape: &[usize]) -> (f64, f64) {
    let mut weight = Weight::new(shape);
    Reset::seed(1).rules(&rules(here)).run(&mut weight).unwrap();
    let count = weight.weight.len() as f64;
    let values = weight.weight.iter().map(|&value| f64::from(value));
    let mean = values.clone().sum::<f64>() / count;
    let square = values.map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean, square.sqrt())
}

#[test]
fn every_page_has_its_lines() {
    let data = parse(DATA);
    for (page, text, _) in PAGES {
        let made = data[page].as_array().unwrap().iter().map(|row| {
            let words = |key: &str| row[key].as_str().unwrap();
            let note = match words("note") {
                "" => String::from(" "),
                note => format!(" {note} "),
            };
            format!("| `{}` | `{}` |{note}|", words("call"), words("here"))
        });
        let shown = text.lines().filter(|line| line.starts_with("| `"));
        assert_eq!(
            shown.collect::<Vec<_>>(),
            made.collect::<Vec<_>>(),
            "{page}"
        );
    }
}
