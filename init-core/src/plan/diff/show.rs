//! A diff for people.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::{Aspect, Change, ChangeKind, Diff, Difference};
use crate::show::text_table::{counted, grouped};

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for change in &self.changes {
            writeln!(f, "{change}")?;
        }
        f.write_str(&self.totals())
    }
}

impl Diff {
    /// The numbers of changes of each kind, and of parameters whose values change.
    pub(crate) fn totals(&self) -> String {
        if self.changes.is_empty() {
            return "no differences".into();
        }
        let kinds = [
            (ChangeKind::Added, "added"),
            (ChangeKind::Removed, "removed"),
            (ChangeKind::Kept, "kept"),
            (ChangeKind::Initialized, "initialized"),
            (ChangeKind::Renamed, "renamed"),
            (ChangeKind::Changed, "changed"),
        ];
        let counts: Vec<String> = kinds
            .into_iter()
            .map(|(kind, word)| (self.changes.iter().filter(|c| c.kind == kind).count(), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{} {word}", grouped(count)))
            .collect();
        let counts = counts.join(", ");
        match self.changes.iter().filter(|c| c.values).count() {
            0 => format!("{counts}, and no value"),
            values => format!(
                "{counts}, and the values of {}",
                counted(values, "parameter")
            ),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(earlier) = &self.earlier_path {
            write!(f, "`{earlier}` → ")?;
        }
        write!(f, "`{}`: ", self.path)?;
        f.write_str(self.verdict())?;
        for difference in &self.differences {
            write!(f, "\n  {difference}")?;
        }
        Ok(())
    }
}

impl Change {
    /// The change in a few words.
    pub(crate) fn verdict(&self) -> &'static str {
        match (self.kind, self.values) {
            (ChangeKind::Added, _) => "new",
            (ChangeKind::Removed, _) => "gone",
            (ChangeKind::Kept, _) => "left as it is, and was initialized",
            (ChangeKind::Initialized, _) => "initialized, and was left as it is",
            (ChangeKind::Renamed, false) => "the same values under a new path",
            (ChangeKind::Renamed, true) => "other values under a new path",
            (ChangeKind::Changed, false) => "the same values",
            (ChangeKind::Changed, true) => "other values",
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let later = if self.aspect == Aspect::Law {
            after_common_words(&self.earlier, &self.later)
        } else {
            &self.later
        };
        write!(f, "{}: {} → {later}", self.aspect, self.earlier)
    }
}

/// `later` without the first words that it shares with `earlier`: `std 0.02 → 0.01`.
fn after_common_words<'l>(earlier: &str, later: &'l str) -> &'l str {
    let mut rest = later;
    for word in earlier.split_inclusive(' ') {
        match rest.strip_prefix(word) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => break,
        }
    }
    rest
}

impl Aspect {
    /// Whether it is shown as code: the words of an attribute, numbers in brackets.
    pub(crate) fn is_code(self) -> bool {
        matches!(
            self,
            Self::Initializer | Self::Shape | Self::Stream | Self::DType | Self::Module
        )
    }
}

impl fmt::Display for Aspect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Module => "module",
            Self::Shape => "shape",
            Self::DType => "type",
            Self::Axes => "axes",
            Self::Initializer => "initializer",
            Self::Law => "law",
            Self::Stream => "stream",
            Self::Fans => "fans",
            Self::ChosenBy => "chosen by",
            Self::Overruled => "over",
            Self::Buffer => "counted as",
            Self::Aliases => "shared with",
        })
    }
}
