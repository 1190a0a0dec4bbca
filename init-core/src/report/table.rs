//! The report as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Measurement, Report};

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
        let mut widths = HEADINGS.map(str::len);
        for row in &rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.chars().count().max(*width);
            }
        }
        write_row(f, &HEADINGS.map(String::from), &widths)?;
        for row in &rows {
            write_row(f, row, &widths)?;
        }
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
        measured.count().to_string(),
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

/// The first column stands to the left, the others to the right.
fn write_row(
    f: &mut fmt::Formatter<'_>,
    cells: &[String; COLUMNS],
    widths: &[usize; COLUMNS],
) -> fmt::Result {
    write!(f, "{:width$}", cells[0], width = widths[0])?;
    for (cell, width) in cells.iter().zip(widths).skip(1) {
        write!(f, "  {cell:>width$}")?;
    }
    writeln!(f)
}
