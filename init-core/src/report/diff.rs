//! The differences of two reports.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Measurement, Report};
use crate::law::{described, short};
use crate::show::markdown::{code, prose, table};
use crate::show::text_table::{counted, grouped};

const HEADINGS: [&str; 7] = ["tensor", "values", "mean", "std", "min", "max", "law"];

/// The tensors whose values differ between two reports, or what is promised of them: made by
/// [`Report::diff`].
///
/// Displayed, it lists what changed, and by how much.
#[derive(Debug, Clone, PartialEq)]
pub struct Diff {
    changes: Vec<Change>,
    /// The number of tensors in both reports that are the same.
    same: usize,
}

/// One tensor that differs between two reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    earlier: Option<Measurement>,
    later: Option<Measurement>,
}

impl Report {
    /// The changes of this report against `earlier`, tensor by tensor: what training did, or another
    /// initialization.
    ///
    /// ```
    /// use init_core::{Initialize, Report, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Gate {
    ///     #[init(constant = 0.5)]
    ///     weight: [f32; 64],
    ///     #[init(zeros)]
    ///     bias: [f32; 64],
    /// }
    ///
    /// let mut gate = Gate { weight: [0.0; 64], bias: [0.0; 64] };
    /// let plan = Reset::seed(1).run(&mut gate)?;
    /// let before = Report::measure(&plan, &gate)?;
    /// gate.weight[0] = 0.75;
    /// let diff = Report::measure(&plan, &gate)?.diff(&before);
    /// assert_eq!(diff.to_string(), "\
    /// `weight`: other values
    ///   mean: 0.5 → 0.5039
    ///   std: 0 → 0.031
    ///   max: 0.5 → 0.75
    /// 1 of 2 tensors changed");
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn diff(&self, earlier: &Self) -> Diff {
        let entries = earlier.entries().iter();
        let mut before: BTreeMap<&str, &Measurement> =
            entries.map(|own| (own.path(), own)).collect();
        let (mut changes, mut same) = (Vec::new(), 0);
        for later in self.entries() {
            let earlier = before.remove(later.path());
            let is_same = earlier.is_some_and(|earlier| {
                earlier.hash() == later.hash() && earlier.entry().law() == later.entry().law()
            });
            if is_same {
                same += 1;
                continue;
            }
            changes.push(Change {
                earlier: earlier.cloned(),
                later: Some(later.clone()),
            });
        }
        let gone = (earlier.entries().iter()).filter(|own| before.contains_key(own.path()));
        changes.extend(gone.map(|own| Change {
            earlier: Some(own.clone()),
            later: None,
        }));
        Diff { changes, same }
    }
}

impl Diff {
    /// The tensors that differ, in the order of the later report; those that are gone come last.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns true if the reports agree about every tensor.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The diff as a table of GitHub Flavored Markdown, followed by its totals: for a pull request.
    pub fn to_markdown(&self) -> String {
        let row = |change: &Change| {
            let mut cells = [const { String::new() }; HEADINGS.len()];
            cells[0] = code(change.path());
            cells[1] = change.verdict().into();
            for (cell, figure) in cells[2..6].iter_mut().zip(change.figures()) {
                *cell = figure.between();
            }
            cells[6] = change.laws().map_or_else(String::new, |laws| prose(&laws));
            cells
        };
        let rows: Vec<_> = self.changes.iter().map(row).collect();
        let totals = self.totals();
        if rows.is_empty() {
            return totals + "\n";
        }
        [table(HEADINGS, 2, &rows), "\n".into(), totals, "\n".into()].concat()
    }

    /// The number of tensors that differ.
    pub(crate) fn totals(&self) -> String {
        let all = counted(self.changes.len() + self.same, "tensor");
        format!("{} of {all} changed", grouped(self.changes.len()))
    }
}

impl Change {
    /// The path of the tensor.
    pub fn path(&self) -> &str {
        let own = self.later.as_ref().or(self.earlier.as_ref());
        own.map_or("", Measurement::path)
    }

    /// The measurement in the earlier report; `None` of a new tensor.
    pub fn earlier(&self) -> Option<&Measurement> {
        self.earlier.as_ref()
    }

    /// The measurement in the later report; `None` of a tensor that is gone.
    pub fn later(&self) -> Option<&Measurement> {
        self.later.as_ref()
    }

    /// Returns true if any value differs, by the hashes of the values.
    pub fn changes_values(&self) -> bool {
        self.earlier.as_ref().map(Measurement::hash) != self.later.as_ref().map(Measurement::hash)
    }

    /// The change in a few words.
    pub(crate) fn verdict(&self) -> &'static str {
        match (&self.earlier, &self.later) {
            (None, _) => "new",
            (_, None) => "gone",
            _ if self.changes_values() => "other values",
            _ => "the same values",
        }
    }

    /// Mean, standard deviation and range.
    pub(crate) fn figures(&self) -> [Figure; 4] {
        let figure = |name, of: fn(&Measurement) -> f64| Figure {
            name,
            earlier: self.earlier.as_ref().map(of),
            later: self.later.as_ref().map(of),
        };
        [
            figure("mean", Measurement::mean),
            figure("std", Measurement::std),
            figure("min", Measurement::min),
            figure("max", Measurement::max),
        ]
    }

    /// The laws, where they differ.
    pub(crate) fn laws(&self) -> Option<String> {
        let [earlier, later] = [self.earlier.as_ref()?, self.later.as_ref()?];
        let [earlier, later] = [earlier, later].map(|own| described(own.entry().law()));
        (earlier != later).then(|| format!("{earlier} → {later}"))
    }
}

/// One number in both reports.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Figure {
    name: &'static str,
    earlier: Option<f64>,
    later: Option<f64>,
}

impl Figure {
    #[cfg(feature = "html")]
    pub(crate) fn name(&self) -> &'static str {
        self.name
    }

    /// Both numbers, or the one that there is or that both are.
    pub(crate) fn between(&self) -> String {
        let shown = [self.earlier, self.later].map(|number| number.map(short));
        match shown {
            [Some(earlier), Some(later)] if earlier != later => {
                format!("{earlier} → {later}{}", self.ratio())
            }
            [one, other] => other.or(one).unwrap_or_default(),
        }
    }

    /// The ratio of two standard deviations, of which neither is 0.
    fn ratio(&self) -> String {
        match (self.earlier, self.later) {
            (Some(earlier), Some(later)) if self.name == "std" && earlier > 0.0 && later > 0.0 => {
                format!(" (× {})", short(later / earlier))
            }
            _ => String::new(),
        }
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        f.write_str(&self.totals())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path(), self.verdict())?;
        for figure in self.figures() {
            let between = figure.between();
            if between.contains('→') {
                write!(f, "\n  {}: {between}", figure.name)?;
            }
        }
        if let Some(laws) = self.laws() {
            write!(f, "\n  law: {laws}")?;
        }
        Ok(())
    }
}
