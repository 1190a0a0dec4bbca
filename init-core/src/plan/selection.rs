//! The parameters of a model that a reset is for.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::bad_glob;
use init_grammar::{Suggester, glob_fault, glob_matches, glob_reaches, short};

use super::{Entry, Part};
use crate::error::{ErrorKind, Problem};

/// The parameters of a model that a reset is for: all by default.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection<'s> {
    pub(crate) only: Vec<Cow<'s, str>>,
    pub(crate) except: Vec<Cow<'s, str>>,
    /// The names of parameters that have values already.
    pub(crate) loaded: Option<BTreeSet<String>>,
    /// The parameters of which only a part is selected, by path.
    pub(crate) parts: BTreeMap<String, Part>,
    /// A parameter whose part was asked for along two axes.
    pub(crate) crossed: Option<String>,
}

impl Selection<'_> {
    /// All parameters but those of these paths.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn all_but(paths: BTreeSet<String>) -> Self {
        Self {
            loaded: Some(paths),
            ..Self::default()
        }
    }

    /// Whether nothing is left out.
    pub(crate) fn is_all(&self) -> bool {
        let Self {
            only,
            except,
            loaded,
            parts,
            crossed,
        } = self;
        let globs = only.is_empty() && except.is_empty();
        globs && loaded.is_none() && parts.is_empty() && crossed.is_none()
    }

    /// Whether a parameter is selected, under its path or another at which it is shared.
    pub(crate) fn wants(&self, path: &str, aliases: &[String]) -> bool {
        let any =
            |holds: &dyn Fn(&str) -> bool| holds(path) || aliases.iter().any(|alias| holds(alias));
        let matched =
            |globs: &[Cow<'_, str>]| any(&|path| globs.iter().any(|glob| glob_matches(glob, path)));
        let loaded = |names: &BTreeSet<String>| any(&|path| names.contains(path));
        let in_part = any(&|path| self.parts.contains_key(path));
        (self.only.is_empty() && self.parts.is_empty() || matched(&self.only) || in_part)
            && !matched(&self.except)
            && !self.loaded.as_ref().is_some_and(loaded)
    }

    /// Restricts entries to the parts that are selected.
    pub(super) fn cut(&self, entries: &mut [Entry]) -> Vec<Problem> {
        let mut problems = Vec::new();
        for entry in entries {
            let mut names = core::iter::once(&entry.path).chain(&entry.aliases);
            let Some(part) = names.find_map(|name| self.parts.get(name)) else {
                continue;
            };
            let checked = match entry.shard() {
                Some(shard) => Err(Part::of_shard(shard)),
                None => part.check(entry.shape(), entry.dtype),
            };
            match checked {
                Ok(()) => entry.part = Some(Box::new(part.clone())),
                Err(problem) => problems.push(problem.at(&entry.path)),
            }
        }
        if let Some(path) = &self.crossed {
            let text = "its part is asked for along two axes";
            let problem = Problem::new(ErrorKind::Selection, text)
                .help("call `part` with one axis, and reset once for each axis");
            problems.push(problem.at(path));
        }
        problems
    }

    /// Whether a parameter has a loaded value under this path.
    pub(super) fn is_loaded(&self, path: &str) -> bool {
        (self.loaded.as_ref()).is_some_and(|names| names.contains(path))
    }

    /// Globs that are wrong or match nothing, and loaded names that the model does not have. What
    /// may be in something `hidden`, whose parameters are not known, is left alone.
    pub(crate) fn check<'p>(
        &self,
        paths: impl Iterator<Item = &'p str>,
        hidden: &[String],
    ) -> Vec<Problem> {
        let only = self.only.iter().map(|glob| ("only", glob));
        let mut globs = only
            .chain(self.except.iter().map(|glob| ("except", glob)))
            .peekable();
        if globs.peek().is_none() && self.loaded.is_none() && self.parts.is_empty() {
            return Vec::new();
        }
        let paths: Vec<&str> = paths.collect();
        let suggester = Suggester::new(paths.iter().copied());
        let mut problems: Vec<Problem> = globs
            .filter(|(_, glob)| glob_fault(glob).is_some() || !is_hidden(glob, hidden))
            .filter_map(|(word, glob)| unmatched(word, glob, &paths, &suggester))
            .collect();
        for path in self.parts.keys() {
            if !suggester.candidates().contains(path.as_str()) && !is_hidden(path, hidden) {
                let text = format!("`part` of `{}`, which is not a parameter", short(path));
                let problem = Problem::new(ErrorKind::Selection, text);
                problems.push(near(problem, path, &suggester));
            }
        }
        self.check_loaded(problems, &suggester, hidden)
    }

    /// Adds the problems of the loaded names to those of globs.
    fn check_loaded(
        &self,
        mut problems: Vec<Problem>,
        suggester: &Suggester<'_>,
        hidden: &[String],
    ) -> Vec<Problem> {
        for name in self.loaded.iter().flatten() {
            let is_known = suggester.candidates().contains(name.as_str());
            if !is_known && !is_hidden(name, hidden) {
                let problem = Problem::new(
                    ErrorKind::Selection,
                    format!(
                        "`{}` was loaded, but the model has no parameter of this name",
                        short(name)
                    ),
                );
                problems.push(near(problem, name, suggester));
            }
        }
        problems
    }
}

/// Whether a glob, or a name, could be that of a parameter in something hidden.
fn is_hidden(glob: &str, hidden: &[String]) -> bool {
    hidden.iter().any(|path| glob_reaches(glob, path))
}

fn unmatched(word: &str, glob: &str, paths: &[&str], suggester: &Suggester<'_>) -> Option<Problem> {
    if let Some(fault) = glob_fault(glob) {
        return Some(Problem::of(ErrorKind::Selection, bad_glob(glob, fault)));
    }
    let matches = |glob: &str| paths.iter().any(|path| glob_matches(glob, path));
    if matches(glob) {
        return None;
    }
    let problem = Problem::new(
        ErrorKind::Selection,
        format!("`{word}({:?})` matches no parameter", short(glob)),
    );
    let longer = format!("{glob}.**");
    Some(if matches(&longer) {
        problem.help(format!(
            "`{}` is a module: write {:?} for all that it holds",
            short(glob),
            short(&longer)
        ))
    } else {
        near(problem, glob, suggester)
    })
}

/// The problem with the path that was probably meant, as long as the suggester looks for one.
fn near(problem: Problem, name: &str, suggester: &Suggester<'_>) -> Problem {
    if suggester.candidates().is_empty() {
        return problem.note("the model has no parameters");
    }
    if let Some(path) = suggester.nearest(name) {
        return problem.help(format!("did you mean `{path}`?"));
    }
    match suggester.closest(name, 1).first() {
        Some(path) => problem.note(format!("the nearest path is `{path}`")),
        None => problem,
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use init_grammar::Suggester;

    use super::Selection;

    /// 2,000 names on 2,000 paths: 4,000,000 pairs.
    #[test]
    fn many_loaded_names_share_one_budget() {
        let names = |prefix: &str| -> Vec<String> {
            (0..2000)
                .map(|k| format!("{prefix}layers.{k}.weight"))
                .collect()
        };
        let paths = names("");
        let selection = Selection {
            loaded: Some(names("m.").into_iter().collect()),
            ..Selection::default()
        };
        let suggester = Suggester::new(paths.iter().map(String::as_str));
        let problems = selection.check_loaded(Vec::new(), &suggester, &[]);
        assert_eq!(problems.len(), 2000);
        assert!(problems[0].help_text().is_some());
        let distances = suggester.distances();
        assert!((1000..2_000_000).contains(&distances), "{distances}");
    }
}
