//! The plan as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Chosen, Entry, Follows, Plan};
use crate::law::{Law, described};
use crate::show::text_table::{counted, grouped};
use crate::show::{blocks, text_table};

const HEADINGS: [&str; 7] = [
    "path",
    "shape",
    "type",
    "initializer",
    "fan in/out",
    "values",
    "count",
];

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.entries.iter().map(row);
        if f.alternate() {
            let pictures = (self.entries.iter()).map(|entry| picture(&entry.law));
            text_table::write_with(f, HEADINGS, 6, rows, "density", pictures)?;
        } else {
            let rows: Vec<[String; 7]> = rows.collect();
            text_table::write(f, HEADINGS, 6, &rows)?;
        }
        f.write_str(&self.totals())?;
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

impl Plan {
    /// The counts of parameters, values, buffers and kept parameters, and whose the values are.
    pub(super) fn totals(&self) -> String {
        let mut text = format!(
            "{}, {}",
            counted(self.parameter_count(), "parameter"),
            counted(self.value_count(), "value")
        );
        if self.buffer_count() > 0 {
            text.push_str("; ");
            text.push_str(&counted(self.buffer_count(), "buffer"));
        }
        if !self.kept.is_empty() {
            text.extend(["; ", &grouped(self.kept.len()), " left as they are"]);
        }
        if let Some(framework) = &self.values_of {
            text.extend(["\nvalues of ", framework]);
        }
        text
    }
}

fn row(entry: &Entry) -> [String; 7] {
    let mut path = entry.path.clone();
    if entry.buffer {
        path.push_str(" (buffer)");
    }
    for alias in &entry.aliases {
        path.push_str(" = ");
        path.push_str(alias);
    }
    [
        path,
        format!("{:?}", entry.shape()),
        entry.dtype.to_string(),
        initializer(entry),
        entry.fans().map_or_else(String::new, |fans| {
            format!("{}/{}", fans.fan_in, fans.fan_out)
        }),
        described(&entry.law),
        grouped(entry.len()),
    ]
}

/// The initializer, with the glob of the rule that chose it, or the source of a default.
fn initializer(entry: &Entry) -> String {
    if let Some(Follows::SameAs { path }) = entry.follows() {
        return format!("{} (same as {path:?})", entry.initializer_and_padding());
    }
    match entry.chosen_by() {
        Chosen::Rule { at, .. } => format!("{} (at {at:?})", entry.initializer_and_padding()),
        Chosen::Default { origin, .. } => format!("{} ({origin})", entry.initializer_and_padding()),
        Chosen::Field { .. } => entry.initializer_and_padding().into_owned(),
    }
}

/// The density of a law, over the values that have one; empty where it is not known.
fn picture(law: &Law) -> String {
    const CHARACTERS: u32 = 16;
    /// How far a normal law is drawn, in standard deviations.
    const REACH: f64 = 3.0;
    let (Some(density), Some(mean), Some(std)) = (law.density(), law.mean(), law.std()) else {
        return String::new();
    };
    let (low, high) = (mean - REACH * std, mean + REACH * std);
    let (low, high) = (law.bounds()).map_or((low, high), |(least, most)| {
        (low.max(least), high.min(most))
    });
    let width = (high - low) / f64::from(CHARACTERS);
    let centre = |bin: u32| low + width * (f64::from(bin) + 0.5);
    blocks::line((0..CHARACTERS).map(|bin| density(centre(bin))))
}
