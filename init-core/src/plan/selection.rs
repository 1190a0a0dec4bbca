//! Which parameters of a model a reset is for.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::{distance, glob_fault, glob_matches, nearest};

use crate::error::{ErrorKind, Problem};

/// Which parameters of a model a reset is for: all, unless something else is said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection<'s> {
    pub(crate) only: Vec<Cow<'s, str>>,
    pub(crate) except: Vec<Cow<'s, str>>,
    /// What has values already, by name.
    pub(crate) loaded: Option<BTreeSet<String>>,
}

impl Selection<'_> {
    /// Whether a parameter is selected, under its path or another at which it is shared.
    pub(crate) fn wants(&self, path: &str, aliases: &[String]) -> bool {
        let any =
            |holds: &dyn Fn(&str) -> bool| holds(path) || aliases.iter().any(|alias| holds(alias));
        let matched =
            |globs: &[Cow<'_, str>]| any(&|path| globs.iter().any(|glob| glob_matches(glob, path)));
        let loaded = |names: &BTreeSet<String>| any(&|path| names.contains(path));
        (self.only.is_empty() || matched(&self.only))
            && !matched(&self.except)
            && !self.loaded.as_ref().is_some_and(loaded)
    }

    /// Globs that are wrong or match nothing, and loaded names that the model does not have.
    pub(crate) fn check<'p>(&self, paths: impl Iterator<Item = &'p str>) -> Vec<Problem> {
        let only = self.only.iter().map(|glob| ("only", glob));
        let mut globs = only
            .chain(self.except.iter().map(|glob| ("except", glob)))
            .peekable();
        if globs.peek().is_none() && self.loaded.is_none() {
            return Vec::new();
        }
        let paths: Vec<&str> = paths.collect();
        let mut problems: Vec<Problem> = globs
            .filter_map(|(word, glob)| unmatched(word, glob, &paths))
            .collect();
        let known: BTreeSet<&str> = paths.iter().copied().collect();
        for name in self.loaded.iter().flatten() {
            if !known.contains(name.as_str()) {
                let problem = Problem::new(
                    ErrorKind::Selection,
                    format!("`{name}` was loaded, but the model has no parameter of this name"),
                );
                problems.push(near(problem, name, &paths));
            }
        }
        problems
    }
}

fn unmatched(word: &str, glob: &str, paths: &[&str]) -> Option<Problem> {
    if let Some(fault) = glob_fault(glob) {
        let problem = Problem::new(ErrorKind::Selection, format!("the glob {glob:?} {fault}"));
        return Some(problem.help(fault.help()));
    }
    let matches = |glob: &str| paths.iter().any(|path| glob_matches(glob, path));
    if matches(glob) {
        return None;
    }
    let problem = Problem::new(
        ErrorKind::Selection,
        format!("`{word}({glob:?})` matches no parameter"),
    );
    let longer = format!("{glob}.**");
    Some(if matches(&longer) {
        problem.help(format!(
            "`{glob}` is a module: write {longer:?} for all that it holds"
        ))
    } else {
        near(problem, glob, paths)
    })
}

fn near(problem: Problem, name: &str, paths: &[&str]) -> Problem {
    match nearest(name, paths.iter().copied()) {
        Some(path) => problem.help(format!("did you mean `{path}`?")),
        None => match paths.iter().min_by_key(|path| distance(name, path)) {
            Some(path) => problem.note(format!("the nearest path is `{path}`")),
            None => problem.note("the model has no parameters"),
        },
    }
}
