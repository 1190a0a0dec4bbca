//! The options of a load: where the file differs from the model, by globs over names.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::bad_glob;
use init_grammar::{Suggester, glob_fault, glob_matches, short};

use crate::error::{ErrorKind, Problem};
use crate::plan::Selection;
use crate::reset::{Key, Reset};
use crate::safetensors::Names;
use crate::safetensors::inventory::Item;

type Glob<'n> = Cow<'n, str>;

/// What is to be done where the file is not quite that of the model.
#[derive(Debug, Default)]
pub(super) struct Options<'n> {
    pub(super) names: Names<'n>,
    /// The module of the model that the file has, and nothing around it.
    pub(super) under: Option<String>,
    pub(super) selection: Selection<'n>,
    /// Names of the file.
    pub(super) ignored: Vec<Glob<'n>>,
    /// Lists of layers.
    pub(super) stacked: Vec<Glob<'n>>,
    pub(super) fused: Vec<Fused<'n>>,
    pub(super) layouts: Vec<(Glob<'n>, Cow<'n, str>)>,
    pub(super) squeezed: Vec<Glob<'n>>,
    pub(super) grown: Vec<(Glob<'n>, &'n Reset<'n, Key>)>,
    pub(super) rounded: bool,
    pub(super) strict: bool,
    pub(super) allow_none: bool,
}

/// A weight that one side has whole and the other in parts, by the components that differ in its
/// paths.
#[derive(Debug)]
pub(super) struct Fused<'n> {
    pub(super) whole: Cow<'n, str>,
    pub(super) parts: Vec<Cow<'n, str>>,
}

/// What the options allow for one parameter.
#[derive(Debug)]
pub(super) struct Allowed<'a> {
    pub(super) layout: Option<&'a str>,
    pub(super) squeezed: bool,
    pub(super) grown: Option<usize>,
    pub(super) rounded: bool,
}

impl Options<'_> {
    /// The name in the file of the parameter at a path.
    pub(super) fn name_of(&self, path: &str) -> String {
        let inner = self.under.as_ref().and_then(|module| {
            let rest = path.strip_prefix(module.as_str())?;
            rest.strip_prefix('.')
        });
        self.names.of(inner.unwrap_or(path))
    }

    /// Whether the file's tensor of this name counts as not there.
    pub(super) fn ignores(&self, name: &str) -> bool {
        self.ignored.iter().any(|glob| glob_matches(glob, name))
    }

    /// What they allow for a parameter; of two that differ the later one.
    pub(super) fn allowed(&self, item: &Item) -> Allowed<'_> {
        let mut layouts = self.layouts.iter().rev();
        Allowed {
            layout: (layouts.find(|(glob, _)| matches(glob, item)))
                .map(|(_, layout)| layout.as_ref()),
            squeezed: self.squeezed.iter().any(|glob| matches(glob, item)),
            grown: (self.grown.iter()).rposition(|(glob, _)| matches(glob, item)),
            rounded: self.rounded,
        }
    }

    /// Options that are wrong, or are for no parameter and no tensor of the file.
    pub(super) fn check<'f>(
        &self,
        items: &[Item],
        names: impl Iterator<Item = &'f str>,
        file: &str,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !self.ignored.is_empty() {
            let names: Vec<&str> = names.collect();
            let what = format!("tensor of `{file}`");
            let globs = self.ignored.iter().map(|glob| ("ignore", &**glob));
            problems.extend(unmatched(globs, &names, &what));
        }
        let layouts = self.layouts.iter().map(|(glob, _)| ("layout", &**glob));
        let squeezed = self.squeezed.iter().map(|glob| ("squeezed", &**glob));
        let grown = self.grown.iter().map(|(glob, _)| ("grow", &**glob));
        let globs = layouts.chain(squeezed).chain(grown);
        let paths: Vec<&str> = (items.iter())
            .flat_map(|item| item.aliases.iter().chain([&item.path]))
            .map(String::as_str)
            .collect();
        problems.extend(unmatched(globs, &paths, "parameter"));
        for glob in &self.stacked {
            problems.extend(faulty("stacked", glob));
        }
        problems.extend(self.fused.iter().filter_map(Fused::fault));
        if let Some(module) = &self.under {
            let holds = |path: &&str| {
                (path.strip_prefix(module.as_str())).is_some_and(|rest| rest.starts_with('.'))
            };
            if !paths.iter().any(holds) {
                let message = format!("`under({:?})`: the model has no such module", short(module));
                let problem = Problem::new(ErrorKind::Selection, message);
                problems.push(problem.help("write the path of a module that holds parameters"));
            }
        }
        problems
    }
}

impl Fused<'_> {
    fn fault(&self) -> Option<Problem> {
        let words = || self.parts.iter().chain([&self.whole]);
        let is_name = |word: &Cow<'_, str>| word.split('.').all(|component| !component.is_empty());
        let message = if !words().all(is_name) {
            "a name has an empty component"
        } else if self.parts.len() < 2 {
            "it needs at least two parts"
        } else if (self.parts.iter().enumerate())
            .any(|(place, part)| *part == self.whole || self.parts[..place].contains(part))
        {
            "the names must differ"
        } else {
            return None;
        };
        let message = format!("`fused({:?}, …)`: {message}", short(&self.whole));
        let help = "write the components that differ, e.g. `fused(\"qkv\", [\"q\", \"k\", \"v\"])`";
        Some(Problem::new(ErrorKind::Selection, message).help(help))
    }
}

/// Whether a glob matches one of the paths of a parameter.
fn matches(glob: &str, item: &Item) -> bool {
    let mut paths = item.aliases.iter().chain([&item.path]);
    paths.any(|path| glob_matches(glob, path))
}

fn faulty(word: &str, glob: &str) -> Option<Problem> {
    let fault = glob_fault(glob)?;
    let problem = Problem::of(ErrorKind::Selection, bad_glob(glob, fault));
    Some(problem.note(format!("it is that of `{word}`")))
}

/// The problems of globs, each with the method that took it, that are wrong or match none of
/// `names`.
fn unmatched<'g>(
    globs: impl Iterator<Item = (&'g str, &'g str)>,
    names: &[&str],
    what: &str,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (word, glob) in globs {
        if let Some(problem) = faulty(word, glob) {
            problems.push(problem);
        } else if !names.iter().any(|name| glob_matches(glob, name)) {
            let message = format!("`{word}({:?})` matches no {what}", short(glob));
            let problem = Problem::new(ErrorKind::Selection, message);
            let suggester = Suggester::new(names.iter().copied());
            problems.push(match suggester.nearest(glob) {
                Some(near) => problem.help(format!("did you mean `{}`?", short(near))),
                None => problem.help("leave it out, or write a glob that does"),
            });
        }
    }
    problems
}
