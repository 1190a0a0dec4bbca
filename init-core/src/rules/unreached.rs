//! Rules that reach nothing: which, and what was probably meant.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::{component_matches, distance, glob_matches, glob_reaches, listed, nearest};

use super::Tag;
use super::ruled::{RuleUse, relative};
use crate::{ErrorKind, Problem};

/// A parameter that a rule could reach.
#[derive(Debug)]
pub(crate) struct Candidate<'p> {
    pub(crate) path: &'p str,
    pub(crate) module: &'p str,
    pub(crate) rank: usize,
}

/// How often each rule was used, over all instances of the type that declares it.
#[derive(Debug, Default)]
pub(crate) struct Used {
    rules: BTreeMap<(Tag<'static>, usize), Total>,
}

#[derive(Debug)]
struct Total {
    bases: BTreeSet<String>,
    reached: usize,
    won: usize,
    shared: usize,
    fault: Option<Problem>,
    /// When the rule was met first, which orders what is said.
    order: usize,
}

/// What rules that reach nothing come to.
#[derive(Debug, Default)]
pub(crate) struct Unreached {
    pub(crate) problems: Vec<Problem>,
    pub(crate) warnings: Vec<Problem>,
}

impl Used {
    pub(crate) fn add(&mut self, used: &RuleUse<'_>) {
        let order = self.rules.len();
        let key = (used.tag.clone().into_owned(), used.place);
        let total = self.rules.entry(key).or_insert_with(|| Total {
            bases: BTreeSet::new(),
            reached: 0,
            won: 0,
            shared: 0,
            fault: used.fault.clone(),
            order,
        });
        total.bases.insert(used.base.into());
        total.reached += used.reached;
        // Of a rule that reaches something one place is enough.
        while total.reached > 0 && total.bases.len() > 1 {
            total.bases.pop_last();
        }
        total.won += used.won;
        total.shared += used.shared;
    }

    /// Judges every rule, with all parameters of the model and all places where something
    /// optional or a list is empty.
    pub(crate) fn judge<'p>(
        &self,
        candidates: impl FnOnce() -> Vec<Candidate<'p>>,
        absent: &[String],
    ) -> Unreached {
        if self.rules.is_empty() {
            return Unreached::default();
        }
        let candidates = candidates();
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(_, total)| total.order);
        let mut unreached = Unreached::default();
        for ((tag, _), total) in rules {
            let base = total.bases.first().map_or("", String::as_str);
            if let Some(fault) = &total.fault {
                unreached.problems.push(fault.clone().at(base));
            } else if total.reached == 0 {
                let stands_in_the_way = total.way_blocked(tag, absent);
                let problem = total.nothing(tag, &candidates, stands_in_the_way).at(base);
                if stands_in_the_way.is_some() || total.shared > 0 {
                    unreached.warnings.push(problem);
                } else {
                    unreached.problems.push(problem);
                }
            } else if total.won == 0 {
                let problem = Problem::new(
                    ErrorKind::Rule,
                    format!(
                        "the rule {tag} never wins: later rules beside it reach all that it reaches"
                    ),
                )
                .help("remove it, or write it behind the more general ones");
                unreached.warnings.push(problem.at(base));
            }
        }
        unreached
    }
}

impl Total {
    /// What is optional or empty, and what the rule could reach if it were not.
    fn way_blocked<'a>(&self, tag: &Tag<'_>, absent: &'a [String]) -> Option<&'a str> {
        absent.iter().map(String::as_str).find(|absent| {
            self.bases
                .iter()
                .any(|base| is_below(absent, base) && glob_reaches(&tag.at, relative(absent, base)))
        })
    }

    fn nothing(
        &self,
        tag: &Tag<'_>,
        candidates: &[Candidate<'_>],
        stands_in_the_way: Option<&str>,
    ) -> Problem {
        let problem = Problem::new(
            ErrorKind::Rule,
            format!("the rule {tag} reaches no parameter"),
        );
        if self.shared > 0 {
            return problem.note(
                "it matches a shared tensor where that stands again; a shared tensor is initialized once, under its first path",
            );
        }
        let problem = match stands_in_the_way {
            Some(absent) => problem.note(format!("`{absent}` is empty in this model")),
            None => problem,
        };
        let below: Vec<(&str, &Candidate<'_>)> = candidates
            .iter()
            .filter_map(|candidate| {
                let base = self
                    .bases
                    .iter()
                    .find(|base| is_below(candidate.path, base))?;
                Some((relative(candidate.path, base), candidate))
            })
            .collect();
        explain(problem, tag, &below)
    }
}

fn is_below(path: &str, base: &str) -> bool {
    base.is_empty()
        || path
            .strip_prefix(base)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// Adds what was probably meant.
fn explain(problem: Problem, tag: &Tag<'_>, below: &[(&str, &Candidate<'_>)]) -> Problem {
    if below.is_empty() {
        return problem.note("there are no parameters below it");
    }
    let matching: Vec<&Candidate<'_>> = below
        .iter()
        .filter(|(path, _)| glob_matches(&tag.at, path))
        .map(|(_, candidate)| *candidate)
        .collect();
    if !matching.is_empty() {
        return filtered(problem, tag, &matching);
    }
    if below.iter().all(|(path, _)| path.is_empty()) {
        return problem.help("the rule stands on the parameter itself: write `at = \"**\"`");
    }
    let longer = format!("{}.**", tag.at);
    if below.iter().any(|(path, _)| glob_matches(&longer, path)) {
        return problem.help(format!(
            "`{}` is a module: write `at = {longer:?}` for all that it holds",
            tag.at
        ));
    }
    let paths: Vec<&str> = below.iter().map(|(path, _)| *path).collect();
    if let Some(corrected) = corrected(&tag.at, &paths) {
        return problem.help(format!("did you mean `at = {corrected:?}`?"));
    }
    let mut near = paths;
    near.sort_by_key(|path| distance(&tag.at, path));
    near.truncate(3);
    let near: Vec<String> = near.iter().map(|path| format!("`{path}`")).collect();
    problem.note(format!("the nearest paths are {}", near.join(", ")))
}

/// The glob matches paths, but the other words leave none of them.
fn filtered(problem: Problem, tag: &Tag<'_>, matching: &[&Candidate<'_>]) -> Problem {
    let set = |words: BTreeSet<String>| {
        let words: Vec<String> = words.into_iter().collect();
        listed(&words)
    };
    if let Some(module) = &tag.module
        && !matching.iter().any(|c| component_matches(module, c.module))
    {
        let modules: BTreeSet<&str> = matching.iter().map(|c| c.module).collect();
        let there = set(modules.iter().map(|module| format!("`{module}`")).collect());
        let problem = problem.note(format!(
            "the parameters that {:?} matches stand in {there}",
            tag.at
        ));
        return match nearest(module, modules) {
            Some(near) => problem.help(format!("did you mean `module = {near:?}`?")),
            None => problem,
        };
    }
    let ranks: BTreeSet<String> = matching.iter().map(|c| c.rank.to_string()).collect();
    problem.note(format!(
        "the parameters that {:?} matches have rank {}",
        tag.at,
        set(ranks)
    ))
}

/// The glob with each name that stands nowhere replaced by the nearest that does, if it then
/// matches something.
fn corrected(glob: &str, paths: &[&str]) -> Option<String> {
    let names: BTreeSet<&str> = paths.iter().flat_map(|path| path.split('.')).collect();
    let components: Vec<&str> = glob
        .split('.')
        .map(|component| {
            let known = names.iter().any(|name| component_matches(component, name));
            if known || component == "**" {
                Some(component)
            } else {
                nearest(component, names.iter().copied())
            }
        })
        .collect::<Option<_>>()?;
    let corrected = components.join(".");
    let spanning = format!("**.{corrected}");
    [corrected, spanning]
        .into_iter()
        .find(|glob| paths.iter().any(|path| glob_matches(glob, path)))
}
