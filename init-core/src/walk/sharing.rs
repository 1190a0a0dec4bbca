//! The other paths of what is shared: which entries of a walk lie in something that is met again.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{FirstPlace, Shared};
use crate::parameter::SharedId;

/// What a walk has met that is shared, and which of its entries lie in it. The entries are
/// counted in the order of the walk.
#[derive(Debug, Default)]
pub(crate) struct Sharing {
    subtrees: BTreeMap<SharedId, Subtree>,
    /// Those that the walk has not come back from, and the depth of each: what is met until then
    /// is below. The deepest is last.
    open: Vec<(usize, SharedId)>,
}

/// The entries that lie in something shared.
#[derive(Debug, Clone, Copy)]
struct Subtree {
    start: usize,
    end: Option<usize>,
}

impl Sharing {
    /// Something shared was met for the first time, behind `start` entries.
    pub(crate) fn first(&mut self, depth: usize, shared: &Shared<'_>, start: usize) {
        let subtree = Subtree { start, end: None };
        self.subtrees.insert(shared.id(), subtree);
        self.open.push((depth, shared.id()));
    }

    /// The walk came back to this depth, behind `end` entries.
    pub(crate) fn left(&mut self, depth: usize, end: usize) {
        while let Some((_, id)) = self.open.pop_if(|(open, _)| *open > depth) {
            if let Some(subtree) = self.subtrees.get_mut(&id) {
                subtree.end = Some(end);
            }
        }
    }

    /// Something shared was met again, at `path`: what lies in it of all `entries`, each a path
    /// and its aliases, has another alias.
    pub(crate) fn again<'e>(
        &self,
        path: &str,
        shared: &Shared<'_>,
        first: &FirstPlace,
        entries: impl ExactSizeIterator<Item = (&'e str, &'e mut Vec<String>)>,
    ) {
        let Some(subtree) = self.subtrees.get(&shared.id()) else {
            return;
        };
        let end = subtree.end.unwrap_or(entries.len());
        // A shared parameter stands beside others in its module; a shared module is all that is
        // below it.
        let alone = shared.declared().is_some();
        for (entry, aliases) in entries.take(end).skip(subtree.start) {
            if let Some(below) = below(entry, &first.path)
                && (!alone || below.is_empty() || !first.path.is_empty())
            {
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

/// What follows `path` in `entry`, if it stands there or below it.
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
