//! The plan as an aligned table.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use super::{Chosen, Entry, Follows, Plan};
use crate::law::described;
use crate::show::text_table;
use crate::show::text_table::{counted, grouped};

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
        text_table::write(f, HEADINGS, 6, &rows)?;
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
