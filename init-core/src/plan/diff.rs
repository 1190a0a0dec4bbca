//! The differences of two plans of a model.

mod compare;
mod markdown;
mod show;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::slice;

use super::{Entry, Plan};

/// The changes of a plan against an earlier one: made by [`Plan::diff`].
///
/// Displayed, it lists for each parameter whether its values change and which properties differ. For a
/// pull request it is a table of Markdown ([`to_markdown`](Diff::to_markdown)), or a page of HTML
/// (`to_html`, feature `html`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    changes: Vec<Change>,
}

/// One parameter that differs between two plans.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    path: String,
    earlier_path: Option<String>,
    kind: ChangeKind,
    differences: Vec<Difference>,
    values: bool,
}

/// The kind of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// Only the later plan has it.
    Added,
    /// Only the earlier plan has it.
    Removed,
    /// The later plan leaves it as it is, the earlier one initialized it.
    Kept,
    /// The later plan initializes it, the earlier one left it as it is.
    Initialized,
    /// Its path differs, its stream is the same.
    Renamed,
    /// Its path is the same.
    Changed,
}

/// One aspect in which two entries differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    aspect: Aspect,
    earlier: String,
    later: String,
}

/// The aspects in which two entries can differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Aspect {
    /// The type of the module that holds the parameter.
    Module,
    /// The lengths of the tensor's axes.
    Shape,
    /// The type of the elements.
    DType,
    /// The roles of the axes, and the numbers of weights and groups along them.
    Axes,
    /// The initializer, in the words of an attribute.
    Initializer,
    /// The law of the values, and its numbers.
    Law,
    /// The stream of the values.
    Stream,
    /// The fans that the initializer counted.
    Fans,
    /// The source of the initializer.
    ChosenBy,
    /// The sources of initializers that lost.
    Overruled,
    /// Whether it is a buffer.
    Buffer,
    /// The other paths of a shared tensor.
    Aliases,
}

impl Plan {
    /// The changes of this plan against `earlier`, parameter by parameter. The order of declaration
    /// and the warnings are not compared: neither changes a value.
    ///
    /// In a test it shows that a refactoring changed no initialization. The earlier plan is a file
    /// beside the test, written by `Plan::to_json` (feature `serde`):
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
        let now = by_path(self);
        let between = |old: &Entry, entry: &Entry, kind| {
            let same = compare::same_values(old, entry, &before, &now);
            Change::between(old, entry, kind, same)
        };
        // A parameter gone from its path may be under another one, with its stream.
        let mut gone: BTreeMap<u64, &Entry> = (earlier.entries.iter())
            .filter(|entry| !now.contains_key(entry.path()) && !self.keeps(entry.path()))
            .map(|entry| (entry.stream, entry))
            .collect();
        let mut changes = Vec::new();
        for entry in &self.entries {
            changes.extend(if let Some(old) = before.get(entry.path()) {
                between(old, entry, ChangeKind::Changed)
            } else if earlier.keeps(entry.path()) {
                Some(Change::whole(entry, ChangeKind::Initialized))
            } else if let Some(old) = gone.remove(&entry.stream) {
                between(old, entry, ChangeKind::Renamed)
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
    /// The parameters that differ, in the order of the later plan; removed ones come last.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Returns true if the plans agree about every parameter.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Returns true if a reset with the same key would leave another value anywhere: a parameter
    /// has other values, is new or gone, or is initialized in only one of the plans. Where this is
    /// false, only names or the description of the initialization differ.
    ///
    /// A plan does not contain the results of code outside the crate: another closure in `with = …`
    /// is not noticed.
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
    /// The path in the later plan; for a removed parameter, in the earlier one.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path in the earlier plan, where it differs.
    pub fn earlier_path(&self) -> Option<&str> {
        self.earlier_path.as_deref()
    }

    /// The kind of the change.
    pub fn kind(&self) -> ChangeKind {
        self.kind
    }

    /// The aspects in which the entries differ, where both plans have one.
    pub fn differences(&self) -> &[Difference] {
        &self.differences
    }

    /// Returns true if a reset with the same key would write other values.
    ///
    /// Values are compared as in the value contract: by their index in canonical order. A weight
    /// that is stored transposed, and declared so with a layout, has the same values.
    pub fn changes_values(&self) -> bool {
        self.values
    }

    /// The change of a parameter in one plan alone.
    fn whole(entry: &Entry, kind: ChangeKind) -> Self {
        Self {
            path: entry.path.clone(),
            earlier_path: None,
            kind,
            differences: Vec::new(),
            values: true,
        }
    }

    /// The change of a parameter in both plans, if they differ.
    fn between(earlier: &Entry, later: &Entry, kind: ChangeKind, same: bool) -> Option<Self> {
        let differences = compare::differences(earlier, later);
        if differences.is_empty() && same && kind == ChangeKind::Changed {
            return None;
        }
        Some(Self {
            path: later.path.clone(),
            earlier_path: Some(&earlier.path)
                .filter(|path| **path != later.path)
                .cloned(),
            kind,
            differences,
            values: !same,
        })
    }
}

impl Difference {
    /// The aspect that differs.
    pub fn aspect(&self) -> Aspect {
        self.aspect
    }

    /// The aspect in the earlier plan, for people.
    pub fn earlier(&self) -> &str {
        &self.earlier
    }

    /// The aspect in the later plan, for people.
    pub fn later(&self) -> &str {
        &self.later
    }
}
