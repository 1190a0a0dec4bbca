//! What two plans of a model differ in.

mod compare;
mod show;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

use super::{Entry, Plan};

/// What a plan has that an earlier one had not: made by [`Plan::diff`].
///
/// Displayed, it says for each parameter whether its values change and what is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    changes: Vec<Change>,
}

/// One parameter that two plans do not agree about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    path: String,
    earlier_path: Option<String>,
    kind: ChangeKind,
    differences: Vec<Difference>,
    values: bool,
}

/// What happened to a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It was not there.
    Added,
    /// It is no longer there.
    Removed,
    /// It is left as it is, and was initialized.
    Kept,
    /// It is initialized, and was left as it is.
    Initialized,
    /// It has another path, and the stream that it had.
    Renamed,
    /// It has the path that it had.
    Changed,
}

/// One thing in which two entries differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    aspect: Aspect,
    earlier: String,
    later: String,
}

/// In what two entries can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The type of the module that holds the parameter.
    Module,
    /// The lengths of the tensor's axes.
    Shape,
    /// The type of the elements.
    DType,
    /// Which axis is what, and how many weights or groups they hold.
    Axes,
    /// The initializer, as an attribute says it.
    Initializer,
    /// The law of the values, and its numbers.
    Law,
    /// The stream that the values come from.
    Stream,
    /// The fans that the initializer counted.
    Fans,
    /// What chose the initializer.
    ChosenBy,
    /// What would have chosen it, had it not lost.
    Overruled,
    /// Whether it is a buffer.
    Buffer,
    /// The other paths of a shared tensor.
    Aliases,
}

impl Plan {
    /// What this plan has that `earlier` had not, parameter by parameter. The order of
    /// declaration and the warnings are not compared: neither changes a value.
    ///
    /// In a test it says that a refactoring changed no initialization. The earlier plan stands
    /// beside the test, as `Plan::to_json` wrote it (feature `serde`):
    ///
    #[cfg_attr(feature = "serde", doc = "```")]
    #[cfg_attr(not(feature = "serde"), doc = "```ignore")]
    /// use init_core::{Initialize, Plan};
    ///
    /// #[derive(Initialize)]
    /// struct Net {
    ///     #[init(normal, std = 0.01)]
    ///     head: [[f32; 64]; 10],
    ///     #[init(zeros)]
    ///     bias: [f32; 10],
    /// }
    ///
    /// let plan = Net { head: [[0.0; 64]; 10], bias: [0.0; 10] }.plan()?;
    /// let file = "tests/data/net.json";
    /// # let file = std::env::temp_dir().join(format!("net-{}.json", std::process::id()));
    /// # std::fs::write(&file, plan.to_json()?.replace("0.01", "0.02"))?;
    /// let earlier = Plan::from_json(&std::fs::read_to_string(&file)?)?;
    /// # std::fs::remove_file(&file)?;
    /// let diff = plan.diff(&earlier);
    /// assert!(diff.changes_values());
    /// assert_eq!(diff.to_string(), "\
    /// `head`: other values
    ///   initializer: normal, std = 0.02 → normal, std = 0.01
    ///   law: std 0.02 → 0.01
    /// 1 changed, and the values of 1 parameter");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn diff(&self, earlier: &Self) -> Diff {
        let before: BTreeMap<&str, &Entry> = by_path(earlier);
        let now: BTreeSet<&str> = self.entries.iter().map(Entry::path).collect();
        // What is gone from its path may stand under another, with its stream.
        let mut gone: BTreeMap<u64, &Entry> = (earlier.entries.iter())
            .filter(|entry| !now.contains(entry.path()) && !self.keeps(entry.path()))
            .map(|entry| (entry.stream, entry))
            .collect();
        let mut changes = Vec::new();
        for entry in &self.entries {
            changes.extend(if let Some(old) = before.get(entry.path()) {
                Change::between(old, entry, ChangeKind::Changed)
            } else if earlier.keeps(entry.path()) {
                Some(Change::whole(entry, ChangeKind::Initialized))
            } else if let Some(old) = gone.remove(&entry.stream) {
                Change::between(old, entry, ChangeKind::Renamed)
            } else {
                Some(Change::whole(entry, ChangeKind::Added))
            });
        }
        let kept = earlier.entries.iter().filter(|old| self.keeps(old.path()));
        changes.extend(kept.map(|old| Change::whole(old, ChangeKind::Kept)));
        let removed = (earlier.entries.iter()).filter(|old| {
            gone.get(&old.stream)
                .is_some_and(|left| left.path() == old.path())
        });
        changes.extend(removed.map(|old| Change::whole(old, ChangeKind::Removed)));
        Diff { changes }
    }
}

fn by_path(plan: &Plan) -> BTreeMap<&str, &Entry> {
    (plan.entries.iter())
        .map(|entry| (entry.path(), entry))
        .collect()
}

impl Diff {
    /// The parameters that differ, in the order of the later plan; what is gone comes last.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Whether the plans say the same of every parameter.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether a reset with the same key would leave another value anywhere: a parameter has
    /// other values, is new or gone, or is initialized in only one of the plans. Where this is
    /// false, only names or what describes the initialization differ.
    ///
    /// What code outside the crate computes is not in a plan: another closure in `with = …` is
    /// not seen.
    pub fn changes_values(&self) -> bool {
        self.changes.iter().any(Change::changes_values)
    }
}

#[expect(clippy::into_iter_without_iter, reason = "`changes` gives the slice")]
impl<'d> IntoIterator for &'d Diff {
    type Item = &'d Change;
    type IntoIter = slice::Iter<'d, Change>;

    fn into_iter(self) -> Self::IntoIter {
        self.changes.iter()
    }
}

impl Change {
    /// The path in the later plan; in the earlier one, where it is gone.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path in the earlier plan, where it is another.
    pub fn earlier_path(&self) -> Option<&str> {
        self.earlier_path.as_deref()
    }

    /// What happened to the parameter.
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// In what the entries differ, where both plans have one.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Whether a reset with the same key would write other values.
    ///
    /// Values are told apart as the value contract does: by their index in canonical order. A
    /// weight that is stored transposed, and declared so with a layout, has the same values.
    pub fn changes_values(&self) -> bool {
        self.values
    }

    /// What stands in one of the plans alone.
    fn whole(entry: &Entry, kind: ChangeKind) -> Self {
        Self {
            path: entry.path.clone(),
            earlier_path: None,
            kind,
            differences: Vec::new(),
            values: true,
        }
    }

    /// What stands in both, if they differ.
    fn between(earlier: &Entry, later: &Entry, kind: ChangeKind) -> Option<Self> {
        let differences = compare::differences(earlier, later);
        if differences.is_empty() && kind == ChangeKind::Changed {
            return None;
        }
        Some(Self {
            path: later.path.clone(),
            earlier_path: Some(&earlier.path)
                .filter(|path| **path != later.path)
                .cloned(),
            kind,
            differences,
            values: !compare::same_values(earlier, later),
        })
    }
}

impl Difference {
    /// What differs.
    pub fn aspect(&self) -> Aspect {
        self.aspect
    }

    /// What the earlier plan says, for people.
    pub fn earlier(&self) -> &str {
        &self.earlier
    }

    /// What the later plan says, for people.
    pub fn later(&self) -> &str {
        &self.later
    }
}
