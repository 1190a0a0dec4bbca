//! The names that only one side has, and the option that would match them.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::{Suggester, common_prefix, short};

use super::options::Options;
use super::related::{Relation, Sides};
use super::remedy::as_glob;
use crate::error::{ErrorKind, Named, Problem};
use crate::safetensors::Loaded;
use crate::safetensors::archive::Archive;
use crate::safetensors::inventory::Item;

/// What only one side has.
pub(super) struct Unmatched<'a> {
    options: &'a Options<'a>,
    file: String,
    loaded: &'a Loaded,
    missing: Vec<&'a str>,
    surplus: Vec<&'a str>,
    sides: Sides<'a>,
}

impl<'a> Unmatched<'a> {
    pub(super) fn new(
        options: &'a Options<'a>,
        archive: &'a Archive,
        items: &'a [Item],
        loaded: &'a Loaded,
    ) -> Self {
        Self {
            options,
            file: archive.name(),
            loaded,
            missing: loaded.missing.iter().map(String::as_str).collect(),
            surplus: loaded.surplus.iter().map(String::as_str).collect(),
            sides: Sides::new(options, archive, items, loaded),
        }
    }

    /// The problems of a strict load. What one option would match is one problem.
    pub(super) fn problems(mut self) -> Vec<Problem> {
        let mut problems = Vec::new();
        self.prefixed(Prefix::find, &mut problems);
        self.related(&mut problems);
        if problems.is_empty() {
            self.prefixed(Prefix::find_both, &mut problems);
        }
        let suggested = self.lacking(&mut problems);
        self.left_over(&suggested, &mut problems);
        problems
    }

    /// The problem of a load that found nothing.
    pub(super) fn nothing(mut self) -> Problem {
        let mut problems = Vec::new();
        self.prefixed(Prefix::find, &mut problems);
        if let Some(problem) = problems.pop() {
            return problem;
        }
        let mut relations = self.missing.iter();
        if let Some(relation) = relations.find_map(|path| self.sides.relation(path)) {
            return relation.problem(&self.file, 1);
        }
        self.prefixed(Prefix::find_both, &mut problems);
        if let Some(problem) = problems.pop() {
            return problem;
        }
        let (file, count) = (&self.file, self.missing.len());
        let problem = Problem::new(
            ErrorKind::Missing,
            format!("`{file}` has none of the {count} tensors that are looked for"),
        )
        .help("give them their names there with `prefix`, `under` or `rename`, or write `Load::new().allow_none()` if that may be");
        if self.surplus.is_empty() {
            return problem.note("it has no tensors that could be meant");
        }
        problem
            .note(format!("they are {}", Named(&self.loaded.missing)))
            .note(format!("it has {}", Named(&self.loaded.surplus)))
    }

    /// The problem of a prefix, and nothing more of the names that it explains.
    fn prefixed(&mut self, find: FindPrefix<'a>, problems: &mut Vec<Problem>) {
        if let Some(prefix) = find(&self.missing, &self.surplus, self.loaded.names.len()) {
            problems.push(prefix.problem(&self.file));
            self.missing.retain(|path| !prefix.explains_path(path));
            self.surplus.retain(|name| !prefix.explains_name(name));
        }
    }

    /// The problems of parameters that the file has stacked, listed, whole or in parts.
    fn related(&mut self, problems: &mut Vec<Problem>) {
        let mut found: Vec<(Relation, usize)> = Vec::new();
        let mut by_help: BTreeMap<String, usize> = BTreeMap::new();
        let mut names = BTreeSet::new();
        let sides = &self.sides;
        self.missing.retain(|path| {
            let Some(mut relation) = sides.relation(path) else {
                return true;
            };
            names.append(&mut relation.names);
            let place = *(by_help.entry(relation.help.clone())).or_insert(found.len());
            if let Some((_, count)) = found.get_mut(place) {
                *count += 1;
            } else {
                found.push((relation, 1));
            }
            false
        });
        self.surplus.retain(|name| !names.contains(*name));
        let found = found.iter();
        problems.extend(found.map(|(relation, count)| relation.problem(&self.file, *count)));
    }

    /// The problems of parameters that the file lacks, and the names there that may be theirs.
    fn lacking(&self, problems: &mut Vec<Problem>) -> BTreeSet<String> {
        let suggester = Suggester::new(self.surplus.iter().copied());
        let mut suggested = BTreeSet::new();
        for path in &self.missing {
            let name = self.options.name_of(path);
            let problem = Problem::new(
                ErrorKind::Missing,
                format!("`{}` has no tensor `{}`", self.file, short(&name)),
            );
            let problem = match suggester.nearest(&name) {
                Some(near) => {
                    suggested.insert(near.into());
                    problem.help(format!(
                        "it has `{}`: give the path this name with `rename`",
                        short(near)
                    ))
                }
                None => problem,
            };
            problems.push(problem.at(path));
        }
        suggested
    }

    /// The problems of tensors that the model lacks: those of one last component, which no
    /// parameter has, are one.
    fn left_over(&self, suggested: &BTreeSet<String>, problems: &mut Vec<Problem>) {
        let known: BTreeSet<&str> = self.sides.paths().map(last_component).collect();
        let mut alike: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for name in &self.surplus {
            alike.entry(last_component(name)).or_default().push(name);
        }
        let file = &self.file;
        let surplus = |message| Problem::new(ErrorKind::Surplus, message);
        let ignore = |problem: Problem, glob: String| {
            let help = format!("leave it out: `Load::new().ignore({glob:?})`");
            problem.help(help)
        };
        for name in &self.surplus {
            let last = last_component(name);
            let others = alike.get(last).map_or(&[][..], Vec::as_slice);
            let glob = as_glob(last).map(|last| format!("**.{last}"));
            if let (true, false, Some(glob)) = (others.len() > 1, known.contains(last), glob) {
                if others[0] == *name {
                    let (count, name) = (others.len(), short(name));
                    problems.push(ignore(
                        surplus(format!(
                            "`{file}` has {count} tensors `{last}`, which the model does not have, such as `{name}`"
                        )),
                        glob,
                    ));
                }
                continue;
            }
            let shown = short(name);
            let problem = surplus(format!(
                "`{file}` has the tensor `{shown}`, which the model does not have"
            ));
            let glob = as_glob(name).filter(|_| !suggested.contains(*name));
            problems.push(match glob {
                Some(glob) => ignore(problem, glob),
                None => problem,
            });
        }
    }
}

fn last_component(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Finds a prefix among the missing and the surplus names, if so many are loaded without it.
type FindPrefix<'a> = fn(&[&'a str], &[&'a str], usize) -> Option<Prefix<'a>>;

/// What names of one side have before them in the place of what paths of the other have.
struct Prefix<'a> {
    /// Before the names of the file.
    there: &'a str,
    /// Before the paths of the model.
    here: &'a str,
    /// The names, without either.
    names: BTreeSet<&'a str>,
}

impl<'a> Prefix<'a> {
    /// The prefix of most of the missing names, if more are loaded with it than without.
    fn find(missing: &[&'a str], surplus: &[&'a str], loaded: usize) -> Option<Self> {
        let there = common_prefix(missing, surplus.iter().copied())
            .map(|(there, _)| Self::new("", there, missing, surplus));
        let here = common_prefix(surplus, missing.iter().copied())
            .map(|(here, _)| Self::new(here, "", missing, surplus));
        (there.into_iter().chain(here))
            .filter(|prefix| prefix.is_enough(missing, loaded))
            .max_by_key(|prefix| (prefix.names.len(), prefix.here.is_empty()))
    }

    /// A prefix of the file in the place of the modules that all missing paths are in.
    fn find_both(missing: &[&'a str], surplus: &[&'a str], loaded: usize) -> Option<Self> {
        let here = shared_module(missing)?;
        let inner: Vec<&str> = missing.iter().map(|path| &path[here.len()..]).collect();
        let (there, _) = common_prefix(&inner, surplus.iter().copied())?;
        let both = Self::new(here, there, missing, surplus);
        both.is_enough(missing, loaded).then_some(both)
    }

    fn is_enough(&self, missing: &[&str], loaded: usize) -> bool {
        let count = self.names.len();
        count > loaded && 2 * count >= missing.len()
    }

    fn new(here: &'a str, there: &'a str, missing: &[&'a str], surplus: &[&'a str]) -> Self {
        let paths: BTreeSet<&str> = (missing.iter())
            .filter_map(|path| path.strip_prefix(here))
            .collect();
        let names = surplus.iter().filter_map(|name| name.strip_prefix(there));
        Self {
            here,
            there,
            names: names.filter(|name| paths.contains(name)).collect(),
        }
    }

    fn problem(&self, file: &str) -> Problem {
        let (count, here, there) = (self.names.len(), self.here, self.there);
        let module = here.trim_end_matches('.');
        let (what, help) = match (here, there) {
            ("", "") => (
                "under their paths as they are".into(),
                "leave out `prefix`, `under` and `rename`".into(),
            ),
            ("", there) => (
                format!("with `{there}` before their paths"),
                format!("look for them there: `Load::new().prefix({there:?})`"),
            ),
            (here, "") => (
                format!("without the `{here}` of their paths"),
                format!("look for them there: `Load::new().under({module:?})`"),
            ),
            (here, there) => (
                format!("with `{there}` in place of the `{here}` of their paths"),
                format!("look for them there: `Load::new().under({module:?}).prefix({there:?})`"),
            ),
        };
        let message = format!("`{file}` has {count} of the missing tensors {what}");
        Problem::new(ErrorKind::Missing, message).help(help)
    }

    fn explains_path(&self, path: &str) -> bool {
        let inner = path.strip_prefix(self.here);
        inner.is_some_and(|inner| self.names.contains(inner))
    }

    fn explains_name(&self, name: &str) -> bool {
        let inner = name.strip_prefix(self.there);
        inner.is_some_and(|inner| self.names.contains(inner))
    }
}

/// The modules that all paths are in, with the dot after them.
fn shared_module<'a>(paths: &[&'a str]) -> Option<&'a str> {
    let first = paths.first()?;
    let mut ends = first.rmatch_indices('.').map(|(dot, _)| dot + 1);
    ends.find_map(|end| {
        let module = &first[..end];
        paths
            .iter()
            .all(|path| path.starts_with(module))
            .then_some(module)
    })
}
