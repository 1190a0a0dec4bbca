//! Which tensors of the file a parameter's values come from, by their names alone.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use init_grammar::{glob_matches, short};

use super::options::{Fused, Options};
use crate::error::{ErrorKind, Problem};
use crate::safetensors::archive::{Archive, Place};
use crate::safetensors::inventory::Item;

/// A tensor of the file that has values of a parameter.
#[derive(Debug, Clone)]
pub(super) struct Leaf {
    pub(super) name: String,
    pub(super) place: Place,
    /// Of each axis at its front along which the layers of a list are stacked: the index of the
    /// parameter's layer, and their number.
    pub(super) leads: Vec<(usize, usize)>,
    /// The parameter's own axis along which layers are stacked that the file lists, and the index
    /// of the tensor's.
    pub(super) layer: Option<(usize, usize)>,
    pub(super) share: Share,
}

/// How much of a parameter a tensor has, along the axis of the outputs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Share {
    Whole,
    /// One of several that follow one another.
    Joined {
        first: bool,
        last: bool,
    },
    /// More than the whole, which begins `before` so many of `total`.
    Cut {
        before: usize,
        total: usize,
    },
}

type Found = Result<Option<Vec<Leaf>>, Problem>;

/// Finds the tensors of parameters, and notes which options it needed.
pub(super) struct Finder<'a> {
    options: &'a Options<'a>,
    archive: &'a Archive,
    items: BTreeMap<&'a str, &'a Item>,
    /// The number of entries of lists of the model, by their paths.
    lists: BTreeMap<String, usize>,
    used_stacked: BTreeSet<usize>,
    used_fused: BTreeSet<usize>,
}

impl<'a> Finder<'a> {
    pub(super) fn new(options: &'a Options<'a>, archive: &'a Archive, items: &'a [Item]) -> Self {
        let all = items.iter().flat_map(|item| {
            let paths = item.aliases.iter().chain([&item.path]);
            paths.map(move |path| (path.as_str(), item))
        });
        Self {
            options,
            archive,
            items: all.collect(),
            lists: BTreeMap::new(),
            used_stacked: BTreeSet::new(),
            used_fused: BTreeSet::new(),
        }
    }

    /// The tensors for each path of a parameter that the file has something for. Where it has
    /// nothing, those that were saved in its place, because they share its memory.
    pub(super) fn find(&mut self, item: &Item) -> Result<Vec<Vec<Leaf>>, Problem> {
        let mut found = Vec::new();
        let paths: Vec<&String> = [&item.path].into_iter().chain(&item.aliases).collect();
        for path in &paths {
            found.extend(self.look(path, path, 0, item, None)?);
        }
        if found.is_empty() {
            let shared =
                (paths.iter()).find_map(|path| self.archive.shared_as(&self.options.name_of(path)));
            found.extend(shared.map(|(name, place)| [leaf(name, place, None)].into()));
        }
        Ok(found)
    }

    /// Options that no parameter needed.
    pub(super) fn unused(&self) -> impl Iterator<Item = Problem> {
        let stacked = (self.options.stacked.iter().enumerate())
            .filter(|(place, _)| !self.used_stacked.contains(place))
            .map(|(_, glob)| {
                let glob = short(glob);
                format!(
                    "`stacked({glob:?})`: no list here is stacked in `{}`, and none there here",
                    self.archive.name()
                )
            });
        let fused = (self.options.fused.iter().enumerate())
            .filter(|(place, _)| !self.used_fused.contains(place))
            .map(|(_, fused)| {
                let whole = short(&fused.whole);
                format!("`fused({whole:?}, …)`: nothing is whole here and in parts in `{}`, or the reverse", self.archive.name())
            });
        (stacked.chain(fused)).map(|message| {
            Problem::new(ErrorKind::Selection, message).help("leave it out, or correct its names")
        })
    }

    /// The tensors of a path, of which what begins at `from` may name lists, and where `layer`, if
    /// it is given, has been taken out of the parameter. `original` is the path with all the
    /// numbers that are in the model.
    fn look(
        &mut self,
        path: &str,
        original: &str,
        from: usize,
        item: &Item,
        layer: Option<(usize, usize)>,
    ) -> Found {
        if let Some(own) = self.own(path, layer) {
            return Ok(Some([own].into()));
        }
        let fused = self.fused(path, original, item, layer)?;
        if fused.is_some() {
            return Ok(fused);
        }
        for end in heads(path).filter(|&end| end >= from) {
            let (head, rest) = path.split_at(end);
            let mut globs = self.options.stacked.iter();
            let Some(place) = globs.position(|glob| glob_matches(glob, head)) else {
                continue;
            };
            let found = match number(rest) {
                Some((index, after)) => {
                    let stack = format!("{head}{after}");
                    let mut found = self.look(&stack, original, end, item, layer)?;
                    let list = &original[..original.len() - rest.len()];
                    // The keys of a map may be larger than their number.
                    let count = self.count(list).max(item.entries_of(list).unwrap_or(0));
                    for leaf in found.iter_mut().flatten() {
                        leaf.leads.insert(0, (index, count));
                    }
                    found
                }
                None if layer.is_none() => self.listed(head, rest, original, item)?,
                None => None,
            };
            if found.is_some() {
                self.used_stacked.insert(place);
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The tensors of a list in the file whose layers one parameter has along an axis.
    fn listed(&mut self, head: &str, rest: &str, original: &str, item: &Item) -> Found {
        let Some(axis) = item.stack_axis() else {
            return Ok(None);
        };
        let count = item.shape[axis];
        let mut all = Vec::new();
        for index in 0..=count {
            let path = format!("{head}.{index}{rest}");
            let after = path.len() - rest.len();
            let found = self.look(&path, original, after, item, Some((axis, index)))?;
            match found {
                Some(_) if index == count => {
                    return Err(Problem::new(
                        ErrorKind::Shape,
                        format!(
                            "the tensor stacks {count} layers, and `{}` has `{}` too",
                            self.archive.name(),
                            short(&self.options.name_of(&path))
                        ),
                    )
                    .help("give it as many layers as the file has, or leave the others out with `ignore`"));
                }
                Some(leaves) => all.extend(leaves),
                None if all.is_empty() => return Ok(None),
                None if index == count => {}
                None => return Err(self.lacking(&path, &all)),
            }
        }
        Ok(Some(all))
    }

    /// The tensors of a weight that is whole on one side and in parts on the other.
    fn fused(
        &mut self,
        path: &str,
        original: &str,
        item: &Item,
        layer: Option<(usize, usize)>,
    ) -> Found {
        let options = self.options;
        for (place, fused) in options.fused.iter().enumerate() {
            if let Some(found) = self.joined(path, fused, item, layer)? {
                self.used_fused.insert(place);
                return Ok(Some(found));
            }
            for (number, part) in fused.parts.iter().enumerate() {
                let whole = renamed(path, part, &fused.whole);
                let Some(mut own) = whole.and_then(|whole| self.own(&whole, layer)) else {
                    continue;
                };
                let lengths = self.lengths(original, part, fused, layer)?;
                own.share = Share::Cut {
                    before: sum(&lengths[..number]),
                    total: sum(&lengths),
                };
                self.used_fused.insert(place);
                return Ok(Some([own].into()));
            }
        }
        Ok(None)
    }

    fn joined(
        &self,
        path: &str,
        fused: &Fused<'_>,
        item: &Item,
        layer: Option<(usize, usize)>,
    ) -> Found {
        let parts: Option<Vec<String>> = (fused.parts.iter())
            .map(|part| renamed(path, &fused.whole, part))
            .collect();
        let Some(parts) = parts else { return Ok(None) };
        let mut leaves = Vec::new();
        let mut lacks = None;
        for (number, path) in parts.iter().enumerate() {
            match self.own(path, layer) {
                Some(mut own) => {
                    own.share = Share::Joined {
                        first: number == 0,
                        last: number + 1 == parts.len(),
                    };
                    leaves.push(own);
                }
                None => lacks = Some(path),
            }
        }
        if let (false, Some(path)) = (leaves.is_empty(), lacks) {
            return Err(self.lacking(path, &leaves));
        }
        if leaves.is_empty() {
            return Ok(None);
        }
        if let Some(split) = item.split.filter(|&split| split != parts.len()) {
            let (count, whole) = (parts.len(), short(&fused.whole));
            return Err(Problem::new(
                ErrorKind::Shape,
                format!("the field has `split = {split}`, and `fused({whole:?}, …)` {count} parts"),
            )
            .help("name as many parts as the field fuses"));
        }
        Ok(Some(leaves))
    }

    /// The lengths along the axis of the outputs of all the parts, which the model has.
    fn lengths(
        &self,
        original: &str,
        part: &str,
        fused: &Fused<'_>,
        layer: Option<(usize, usize)>,
    ) -> Result<Vec<usize>, Problem> {
        let length = |other: &str| {
            let path = renamed(original, part, other)?;
            let item = self.items.get(path.as_str())?;
            let axis = item.output_axis(layer.map(|(axis, _)| axis))?;
            Some(item.shape[axis])
        };
        (fused.parts.iter())
            .map(|other| {
                length(other).ok_or_else(|| {
                    let (whole, other) = (short(&fused.whole), short(other));
                    Problem::new(
                        ErrorKind::Shape,
                        format!("it is a part of `{whole}`, and the model does not tell the length of the part `{other}`"),
                    )
                    .help("give the model all the parts, each with an axis of outputs")
                })
            })
            .collect()
    }

    fn lacking(&self, path: &str, others: &[Leaf]) -> Problem {
        let (file, name) = (self.archive.name(), self.options.name_of(path));
        let other = others.first().map_or("", |leaf| &leaf.name);
        Problem::new(
            ErrorKind::Missing,
            format!(
                "`{file}` has `{}`, but no tensor `{}`",
                short(other),
                short(&name)
            ),
        )
        .help(format!(
            "leave the parameter as it is with `except`, or `ignore({:?})`",
            short(other)
        ))
    }

    /// The tensor under the name of a path.
    fn own(&self, path: &str, layer: Option<(usize, usize)>) -> Option<Leaf> {
        let (name, place) = self.archive.get(&self.options.name_of(path))?;
        Some(leaf(name, place, layer))
    }

    /// The number of entries of a list of the model, up to the last that has a parameter.
    fn count(&mut self, list: &str) -> usize {
        if let Some(&count) = self.lists.get(list) {
            return count;
        }
        let start = format!("{list}.");
        let entries = (self.items.range(start.as_str()..))
            .map_while(|(path, _)| path.strip_prefix(&start))
            .filter_map(|rest| rest.split('.').next()?.parse().ok());
        let count = entries
            .max()
            .map_or(0, |last: usize| last.saturating_add(1));
        self.lists.insert(list.into(), count);
        count
    }
}

fn leaf(name: &str, place: &Place, layer: Option<(usize, usize)>) -> Leaf {
    Leaf {
        name: name.into(),
        place: place.clone(),
        leads: Vec::new(),
        layer,
        share: Share::Whole,
    }
}

/// The sum of lengths, which a shape without values may have of any size.
pub(super) fn sum(lengths: &[usize]) -> usize {
    lengths.iter().copied().fold(0, usize::saturating_add)
}

/// The ends of the whole components of a path, the first component first.
pub(super) fn heads(path: &str) -> impl Iterator<Item = usize> {
    let dots = path.match_indices('.').map(|(dot, _)| dot);
    dots.chain([path.len()])
}

/// The index of a layer in what follows a list, and what follows the index.
pub(super) fn number(rest: &str) -> Option<(usize, &str)> {
    let rest = rest.strip_prefix('.')?;
    let end = rest.find('.').unwrap_or(rest.len());
    let (index, after) = rest.split_at(end);
    let plain = index == "0" || !index.starts_with(['0', '+']);
    Some((index.parse().ok().filter(|_| plain)?, after))
}

/// A path with other components in the place of the last that are these.
fn renamed(path: &str, components: &str, others: &str) -> Option<String> {
    let Range { start, end } = (path.rmatch_indices(components))
        .map(|(start, found)| start..start + found.len())
        .find(|place| {
            let before = path[..place.start].ends_with('.') || place.start == 0;
            before && (path[place.end..].starts_with('.') || place.end == path.len())
        })?;
    Some(format!("{}{others}{}", &path[..start], &path[end..]))
}
