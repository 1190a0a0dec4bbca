//! Where in the file the values of each tensor are.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::short;
use safetensors_0_8::Dtype;

use super::Load;
use super::find::{Finder, Leaf};
use super::fit::{Source, fit};
use super::remedy::as_glob;
use crate::error::{ErrorKind, Problem};
use crate::safetensors::Loaded;
use crate::safetensors::archive::Archive;
use crate::safetensors::inventory::Item;

impl Load<'_> {
    /// Where in the file the values of each tensor are.
    pub(super) fn assign(
        &self,
        wholes: &[Item],
        items: &[Item],
        archive: &mut Archive,
        all_known: bool,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Option<Source>>, Loaded) {
        let mut finder = Finder::new(&self.options, archive, wholes);
        let found: Vec<_> = wholes.iter().map(|item| finder.find(item)).collect();
        if all_known && problems.is_empty() {
            problems.extend(finder.unused());
        }
        // A process may have saved its part as a model of its own.
        let parts = views(items, Item::of_part);
        let mut alone: Vec<_> = items.iter().map(|_| None).collect();
        if let Cow::Owned(parts) = &parts {
            let mut finder = Finder::new(&self.options, archive, parts);
            for (alone, (item, part)) in alone.iter_mut().zip(items.iter().zip(parts)) {
                *alone = item.part.is_some().then(|| finder.find(part));
            }
        }
        let mut used = BTreeSet::new();
        let mut loaded = Loaded {
            names: Vec::new(),
            missing: Vec::new(),
            surplus: Vec::new(),
            bytes: 0,
        };
        let mut sources = Vec::with_capacity(items.len());
        for (place, (item, found)) in wholes.iter().zip(found).enumerate() {
            let all = [Some(&found), alone[place].as_ref()];
            let leaves = all.into_iter().flatten().flatten().flatten().flatten();
            used.extend(leaves.map(|leaf| leaf.name.clone()));
            let mut source = None;
            if item.is_wanted(&self.options.selection) {
                let of_whole = found.and_then(|found| self.source(item, &found, archive));
                let fitting = of_whole.or_else(|problem| {
                    let alone = alone[place].take().and_then(Result::ok);
                    let fitting = alone.map(|found| self.source(&parts[place], &found, archive));
                    fitting.and_then(Result::ok).ok_or(problem)
                });
                match fitting {
                    Ok(Some(fitting)) => {
                        loaded.names.push(item.path.clone());
                        source = Some(fitting);
                    }
                    Ok(None) => loaded.missing.push(item.path.clone()),
                    Err(problem) => problems.push(problem.at(&item.path)),
                }
            }
            sources.push(source);
        }
        loaded.surplus = (archive.names().filter(|&name| !used.contains(name)))
            .map(String::from)
            .collect();
        (sources, loaded)
    }

    /// The values of a tensor, if all that the file has of it fits and is the same.
    fn source(
        &self,
        item: &Item,
        found: &[Vec<Leaf>],
        archive: &mut Archive,
    ) -> Result<Option<Source>, Problem> {
        let allowed = self.options.allowed(item);
        let file = archive.name();
        let mut sources = Vec::with_capacity(found.len());
        for leaves in found {
            let source = fit(item, leaves, &allowed, &file)?;
            let pieces = source.pieces.iter();
            for piece in pieces.filter(|piece| piece.place.dtype == Dtype::BOOL) {
                for slice in source.slices(piece) {
                    archive.check_booleans(&piece.name, &piece.place, &slice.cut)?;
                }
            }
            sources.push(source);
        }
        let mut sources = sources.into_iter();
        let Some(first) = sources.next() else {
            return Ok(None);
        };
        for other in sources {
            let mut same = first.pieces.len() == other.pieces.len();
            for (a, b) in first.pieces.iter().zip(&other.pieces) {
                same = same && a.region == b.region;
                for slice in first.slices(a) {
                    same = same && archive.same(&a.place, &b.place, &slice.cut)?;
                }
            }
            if !same {
                return Err(conflict(&first, &other, &file));
            }
        }
        Ok(Some(first))
    }
}

/// Other views of the tensors, where a process holds parts of some.
pub(super) fn views(items: &[Item], view: fn(&Item) -> Item) -> Cow<'_, [Item]> {
    if items.iter().any(|item| item.part.is_some()) {
        Cow::Owned(items.iter().map(view).collect())
    } else {
        Cow::Borrowed(items)
    }
}

fn conflict(first: &Source, other: &Source, file: &str) -> Problem {
    let name = |source: &Source| {
        source
            .pieces
            .first()
            .map_or("", |piece| &piece.name)
            .to_string()
    };
    let (first, other) = (name(first), name(other));
    let problem = Problem::new(
        ErrorKind::Conflict,
        format!(
            "one tensor is shared here, but `{}` and `{}` in `{file}` differ",
            short(&first),
            short(&other)
        ),
    );
    match (as_glob(&first), as_glob(&other)) {
        (Some(first), Some(other)) => problem
            .help(format!(
                "to take `{first}`, leave the other out: `Load::new().ignore({other:?})`"
            ))
            .note(format!(
                "`ignore({first:?})` takes `{other}`; for both give the model two tensors"
            )),
        _ => problem.help("give the model two tensors, or leave one of them out of the file"),
    }
}
