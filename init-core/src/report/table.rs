//! The report as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Measurement, Report};
use crate::table::{self, grouped};

const COLUMNS: usize = 8;

const HEADINGS: [&str; COLUMNS] = [
    "path",
    "count",
    "mean",
    "std",
    "promised std",
    "min",
    "max",
    "deviation",
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: Vec<[String; COLUMNS]> = self.entries.iter().map(row).collect();
        table::write(f, HEADINGS, 1, &rows)?;
        if let Some(worst) = self.worst()
            && let Some(deviation) = worst.deviation()
        {
            let largest = deviation.largest();
            writeln!(
                f,
                "largest deviation {largest:.2} standard errors, `{}`",
                worst.path()
            )?;
        }
        write!(f, "hash {:016x}", self.hash())
    }
}

fn row(measured: &Measurement) -> [String; COLUMNS] {
    let law = measured.entry().law();
    if measured.count() == 0 {
        let mut empty = [const { String::new() }; COLUMNS];
        empty[0] = measured.path().into();
        empty[1] = "0".into();
        return empty;
    }
    [
        measured.path().into(),
        grouped(measured.count()),
        number(measured.mean()),
        number(measured.std()),
        law.std().map_or_else(|| "-".into(), number),
        number(measured.min()),
        number(measured.max()),
        match measured.deviation() {
            None => "-".into(),
            Some(deviation) if law.std() == Some(0.0) && deviation.largest() == 0.0 => {
                "exact".into()
            }
            Some(deviation) => format!("{:.2}", deviation.largest()),
        },
    ]
}

/// Four significant digits; small whole numbers as they are.
fn number(value: f64) -> String {
    if value.abs() < 1e4 && value as i32 as f64 == value {
        return (value as i32).to_string();
    }
    format!("{value:.3e}")
}
