//! The names of a strict load that only one side has.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::{Suggester, common_prefix};

use super::{Loaded, Names, short};
use crate::error::{ErrorKind, Problem};

/// The problems. If one side has a prefix before all its names, they are one problem.
pub(super) fn unmatched(loaded: &Loaded, file: &str, names: &Names<'_>) -> Vec<Problem> {
    let missing: Vec<&str> = loaded.missing.iter().map(String::as_str).collect();
    let surplus: Vec<&str> = loaded.surplus.iter().map(String::as_str).collect();
    let mut problems = Vec::new();
    let prefix = Prefix::find(&missing, &surplus, loaded.names.len());
    problems.extend((prefix.as_ref()).map(|prefix| prefix.problem(file)));
    let is_left = |name: &str, of_file| {
        (prefix.as_ref()).is_none_or(|prefix| !prefix.explains(name, of_file))
    };
    let surplus: Vec<&str> = surplus
        .iter()
        .copied()
        .filter(|name| is_left(name, true))
        .collect();
    let suggester = Suggester::new(surplus.iter().copied());
    for path in missing.iter().copied().filter(|path| is_left(path, false)) {
        let name = names.of(path);
        let problem = Problem::new(
            ErrorKind::Missing,
            format!("`{file}` has no tensor `{}`", short(&name)),
        );
        let problem = match suggester.nearest(&name) {
            Some(near) => problem.help(format!(
                "it has `{}`: give the path this name with `rename`",
                short(near)
            )),
            None => problem,
        };
        problems.push(problem.at(path));
    }
    problems.extend(surplus.iter().map(|name| {
        let name = short(name);
        Problem::new(
            ErrorKind::Surplus,
            format!("`{file}` has the tensor `{name}`, which the model does not have"),
        )
    }));
    problems
}

/// A prefix that only the names of one side have.
struct Prefix<'a> {
    text: &'a str,
    /// Whether the file has it, not the paths.
    of_file: bool,
    /// The names that have it, without it.
    names: BTreeSet<&'a str>,
}

impl<'a> Prefix<'a> {
    /// The prefix of most of the missing names, if more are loaded with it than without.
    fn find(missing: &[&'a str], surplus: &[&'a str], loaded: usize) -> Option<Self> {
        let sides = [(missing, surplus, true), (surplus, missing, false)];
        let found = sides.map(|(less, long, of_file)| {
            let (text, count) = common_prefix(less, long.iter().copied())?;
            let known: BTreeSet<&str> = less.iter().copied().collect();
            let names = long.iter().filter_map(|name| name.strip_prefix(text));
            let names = names.filter(|name| known.contains(name)).collect();
            let most = count > loaded && 2 * count >= missing.len();
            most.then_some(Self {
                text,
                of_file,
                names,
            })
        });
        found
            .into_iter()
            .flatten()
            .max_by_key(|prefix| (prefix.names.len(), prefix.of_file))
    }

    fn problem(&self, file: &str) -> Problem {
        let (count, text) = (self.names.len(), self.text);
        let (message, help) = match (text, self.of_file) {
            ("", _) => (
                format!(
                    "`{file}` has {count} of the missing tensors under their paths as they are"
                ),
                "leave out `prefix` and `rename`".into(),
            ),
            (_, true) => (
                format!(
                    "`{file}` has {count} of the missing tensors with `{text}` before their paths"
                ),
                format!("look for them there: `Load::new().prefix({text:?})`"),
            ),
            (_, false) => (
                format!(
                    "`{file}` has {count} of the missing tensors without the `{text}` of their paths"
                ),
                format!(
                    "look for them there: `Load::new().rename(|path| path.strip_prefix({text:?}).unwrap_or(path).into())`"
                ),
            ),
        };
        Problem::new(ErrorKind::Missing, message).help(help)
    }

    /// Whether the prefix explains why a name, of the file or a path, is unmatched.
    fn explains(&self, name: &str, of_file: bool) -> bool {
        let short = if of_file == self.of_file {
            name.strip_prefix(self.text)
        } else {
            Some(name)
        };
        short.is_some_and(|name| self.names.contains(name))
    }
}
