//! The plan as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Entry, Plan, Source};
use crate::Law;
use crate::table::{self, counted, grouped};

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
        let rows: Vec<[String; 7]> = self.entries.iter().map(row).collect();
        table::write(f, HEADINGS, 6, &rows)?;
        f.write_str(&self.totals())?;
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

impl Plan {
    /// How much there is of everything.
    pub(super) fn totals(&self) -> String {
        let mut text = format!(
            "{}, {}",
            counted(self.parameters(), "parameter"),
            counted(self.values(), "value")
        );
        if self.buffers() > 0 {
            text.push_str("; ");
            text.push_str(&counted(self.buffers(), "buffer"));
        }
        if !self.kept.is_empty() {
            text.extend(["; ", &grouped(self.kept.len()), " left as they are"]);
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

/// The initializer, with the glob of the rule that chose it.
fn initializer(entry: &Entry) -> String {
    match entry.source() {
        Source::Rule { at, .. } => format!("{} (at {at:?})", entry.initializer()),
        Source::Field { .. } => entry.initializer().into(),
    }
}

/// What the values will be, in a few characters.
pub(super) fn described(law: &Law) -> String {
    match *law {
        Law::Constant(value) => format!("{value}"),
        Law::Uniform { low, high } if low == -high => format!("±{}", short(high)),
        Law::Uniform { low, high } => format!("{} to {}", short(low), short(high)),
        Law::Normal { mean: 0.0, std }
        | Law::Made {
            moments: Some((_, std)),
            ..
        } => format!("std {}", short(std)),
        Law::Normal { mean, std } => format!("mean {} std {}", short(mean), short(std)),
        Law::TruncatedNormal { low, high, .. } => format!(
            "std {} in {} to {}",
            short(law.std().unwrap_or(f64::NAN)),
            short(low),
            short(high)
        ),
        Law::Made { moments: None, .. } => "made".into(),
        Law::Drawn => "drawn".into(),
        Law::Poison => "NaN".into(),
    }
}

/// Four significant digits, without trailing zeros.
fn short(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-4..1e6).contains(&magnitude) {
        return format!("{value:.3e}");
    }
    let mut decimals = 3;
    let mut scale = magnitude;
    while scale != 0.0 && scale < 1.0 {
        scale *= 10.0;
        decimals += 1;
    }
    let mut text = format!("{value:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    text
}
