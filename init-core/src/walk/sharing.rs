//! The other paths of shared parameters and modules: the entries of a walk that a second holder
//! repeats.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{FirstPlace, Shared};
use crate::parameter::SharedId;

/// The shared parameters and modules that a walk has met, and the entries inside each. The entries
/// are counted in the order of the walk.
#[derive(Debug, Default)]
pub(crate) struct Sharing {
    subtrees: BTreeMap<SharedId, Subtree>,
    /// Those that the walk has not left, and the depth of each: entries met until then are inside.
    /// The deepest is last.
    open: Vec<(usize, SharedId)>,
}

/// The entries inside a shared parameter or module.
#[derive(Debug, Clone, Copy)]
struct Subtree {
    start: usize,
    end: Option<usize>,
}

impl Sharing {
    /// Notes a shared parameter or module met for the first time, after `start` entries.
    pub(crate) fn first(&mut self, depth: usize, shared: &Shared<'_>, start: usize) {
        let subtree = Subtree { start, end: None };
        self.subtrees.insert(shared.id(), subtree);
        self.open.push((depth, shared.id()));
    }

    /// Notes that the walk came back to this depth, after `end` entries.
    pub(crate) fn left(&mut self, depth: usize, end: usize) {
        while let Some((_, id)) = self.open.pop_if(|(open, _)| *open > depth) {
            if let Some(subtree) = self.subtrees.get_mut(&id) {
                subtree.end = Some(end);
            }
        }
    }

    /// Notes a shared parameter or module met again, at `path`: those of all `entries` that are inside
    /// have another alias. `names` gives the path of an entry and its aliases.
    pub(crate) fn again<E>(
        &self,
        path: &str,
        shared: &Shared<'_>,
        first: &FirstPlace,
        entries: &mut [E],
        names: impl Fn(&mut E) -> (&str, &mut Vec<String>),
    ) {
        let Some(subtree) = self.subtrees.get(&shared.id()) else {
            return;
        };
        let end = subtree.end.unwrap_or(entries.len());
        // A shared parameter has neighbours in its module; a shared module is everything below it.
        let alone = shared.declared().is_some();
        for entry in &mut entries[subtree.start..end] {
            let (entry, aliases) = names(entry);
            // The entries inside follow one another.
            let Some(below) = below(entry, &first.path) else {
                break;
            };
            if !alone || below.is_empty() || !first.path.is_empty() {
                let dot = if path.is_empty() || below.is_empty() {
                    ""
                } else {
                    "."
                };
                aliases.push(format!("{path}{dot}{below}"));
            }
        }
    }
}

/// The rest of `entry` after `path`, if `entry` is that path or below it.
fn below<'e>(entry: &'e str, path: &str) -> Option<&'e str> {
    if path.is_empty() {
        return Some(entry);
    }
    let rest = entry.strip_prefix(path)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('.')
}
