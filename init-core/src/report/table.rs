//! The report as an aligned table, and as one of Markdown.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Measurement, Report};
use crate::show::text_table::{counted, grouped};
use crate::show::{markdown, text_table};

const COLUMNS: usize = 9;

const HEADINGS: [&str; COLUMNS] = [
    "path",
    "count",
    "mean",
    "std",
    "promised std",
    "min",
    "max",
    "deviation",
    "hash",
];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.entries.iter().map(row);
        if f.alternate() {
            let pictures = self.entries.iter().map(picture);
            text_table::write_with(f, HEADINGS, 1, rows, "histogram", pictures)?;
        } else {
            let rows: Vec<[String; COLUMNS]> = rows.collect();
            text_table::write(f, HEADINGS, 1, &rows)?;
        }
        for line in self.summary() {
            writeln!(f, "{line}")?;
        }
        write!(f, "hash {:016x}", self.hash())
    }
}

impl Report {
    /// The report as a table of GitHub Flavored Markdown, followed by the lines that its `Display`
    /// has after the table.
    pub fn to_markdown(&self) -> String {
        let rows: Vec<[String; COLUMNS]> = (self.entries.iter())
            .map(|measured| {
                let mut cells = row(measured);
                cells[0] = markdown::code(measured.path());
                cells[COLUMNS - 1] = markdown::code(&cells[COLUMNS - 1]);
                cells
            })
            .collect();
        let mut text = markdown::table(HEADINGS, 1, &rows);
        for line in self.summary() {
            text.extend(["\n", &markdown::prose(&line), "\n"]);
        }
        text + &format!("\nhash `{:016x}`\n", self.hash())
    }

    /// The lines about the whole report, except its hash.
    fn summary(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(framework) = &self.values_of {
            lines.push(format!("values of {framework}"));
        }
        for measured in &self.entries {
            let (nans, infinities) = (measured.nan_count(), measured.infinite_count());
            if nans + infinities > 0 {
                lines.push(format!(
                    "warning: `{}` holds {} and {}",
                    measured.path(),
                    counted(nans, "NaN"),
                    counted(infinities, "infinite value"),
                ));
            }
        }
        if let Some(worst) = self.worst()
            && let Some(deviation) = worst.deviation()
        {
            let largest = deviation.largest();
            lines.push(format!(
                "largest deviation {largest:.2} standard errors, `{}`",
                worst.path()
            ));
        }
        lines
    }
}

fn picture(measured: &Measurement) -> String {
    (measured.histogram()).map_or_else(String::new, ToString::to_string)
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
        format!("{:016x}", measured.hash()),
    ]
}

/// Four significant digits; small whole numbers as they are.
fn number(value: f64) -> String {
    if value.abs() < 1e4 && value as i32 as f64 == value {
        return (value as i32).to_string();
    }
    format!("{value:.3e}")
}
