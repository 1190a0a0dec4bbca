//! The rules that reach nothing, and what was probably meant.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::Message;
use init_grammar::{Budget, Site, Surroundings};

use super::ruled::relative;
use crate::error::{ErrorKind, Problem};
use crate::walk::{RuleUse, Tag};

/// A parameter that a rule could reach.
#[derive(Debug)]
pub(crate) struct Candidate<'p> {
    pub(crate) path: &'p str,
    pub(crate) site: Site<'p>,
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
    following: usize,
    shared: usize,
    fault: Option<Problem>,
    /// When the rule was met first: the order of the messages.
    order: usize,
}

/// The rules that reach nothing, as problems and as warnings.
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
            following: 0,
            shared: 0,
            fault: None,
            order,
        });
        if total.fault.is_none() {
            total.fault = used.fault.clone().map(|fault| fault.at(used.base));
        }
        total.bases.insert(used.base.into());
        total.reached += used.reached;
        // Of a rule that reaches something one base is enough.
        while total.reached > 0 && total.bases.len() > 1 {
            total.bases.pop_last();
        }
        total.won += used.won;
        total.following += used.following;
        total.shared += used.shared;
    }

    /// Judges every rule, with all parameters of the model and the paths of all that is absent: an
    /// optional value or a list that is empty. A rule that could reach a parameter in something
    /// `hidden`, whose parameters are not known, is left alone.
    pub(crate) fn judge<'p>(
        &self,
        candidates: impl FnOnce() -> Vec<Candidate<'p>>,
        absent: &[String],
        hidden: &[String],
    ) -> Unreached {
        if self.rules.is_empty() {
            return Unreached::default();
        }
        let (candidates, budget) = (candidates(), Budget::default());
        // Rules with the same bases have the same parameters below them.
        let mut known: BTreeMap<&BTreeSet<String>, Surroundings<'_>> = BTreeMap::new();
        let mut rules: Vec<_> = self.rules.iter().collect();
        rules.sort_by_key(|(_, total)| total.order);
        let mut unreached = Unreached::default();
        for ((tag, _), total) in rules {
            let base = total.bases.first().map_or("", String::as_str);
            if let Some(fault) = &total.fault {
                unreached.problems.push(fault.clone());
            } else if tag.by_default {
                // A preset has rules for layers that this model lacks.
            } else if total.reached == 0 {
                if total.way_blocked(tag, hidden).is_some() {
                    continue;
                }
                let stands_in_the_way = total.way_blocked(tag, absent);
                let surroundings = (known.entry(&total.bases))
                    .or_insert_with(|| total.surroundings(&candidates, absent, &budget));
                let problem = total.nothing(tag, surroundings, stands_in_the_way).at(base);
                if stands_in_the_way.is_some() || total.shared > 0 {
                    unreached.warnings.push(problem);
                } else {
                    unreached.problems.push(problem);
                }
            } else if total.won == 0 && total.following == total.reached {
                let problem = Problem::new(
                    ErrorKind::Rule,
                    format!(
                        "the rule {tag} gives nothing: all that it reaches has the values of another parameter"
                    ),
                )
                .help("write it for that parameter, or remove it");
                unreached.warnings.push(problem.at(base));
            } else if total.won == 0 {
                let problem = Problem::new(
                    ErrorKind::Rule,
                    format!(
                        "the rule {tag} never wins: later rules beside it reach all that it reaches"
                    ),
                )
                .help("remove it, or write it after the more general ones");
                unreached.warnings.push(problem.at(base));
            }
        }
        unreached
    }
}

impl Total {
    /// The path of something absent or hidden in which the rule could reach a parameter if it were
    /// there.
    fn way_blocked<'a>(&self, tag: &Tag<'_>, paths: &'a [String]) -> Option<&'a str> {
        paths
            .iter()
            .map(String::as_str)
            .find(|path| (self.above(path)).any(|base| tag.filter.reaches(relative(path, base))))
    }

    fn nothing(
        &self,
        tag: &Tag<'_>,
        surroundings: &Surroundings<'_>,
        stands_in_the_way: Option<&str>,
    ) -> Problem {
        let message = Message::bare(format!("the rule {tag} reaches no parameter"));
        if self.shared > 0 {
            let note = "it matches a shared tensor only under a further path; a shared tensor is initialized once, under its first path";
            return Problem::of(ErrorKind::Rule, message.note(note));
        }
        let message = match stands_in_the_way {
            Some(absent) => message.note(format!("`{absent}` is empty in this model")),
            None => message,
        };
        let message = surroundings.explain(&tag.filter, message);
        Problem::of(ErrorKind::Rule, message)
    }

    /// The parameters, and what is absent, below the points where the rule is declared.
    fn surroundings<'p>(
        &self,
        candidates: &[Candidate<'p>],
        absent: &'p [String],
        budget: &Budget,
    ) -> Surroundings<'p> {
        let below: Vec<(&str, Site<'_>)> = (candidates.iter())
            .filter_map(|candidate| Some((self.below(candidate.path)?, candidate.site)))
            .collect();
        let absent: Vec<&str> = absent.iter().filter_map(|path| self.below(path)).collect();
        Surroundings::new(&below, &absent, budget)
    }

    /// The path from where the rule is declared, if it leads from there.
    fn below<'p>(&self, path: &'p str) -> Option<&'p str> {
        let base = self.above(path).next()?;
        Some(relative(path, base))
    }

    /// The points where the rule is declared that a path is at or below, the uppermost first.
    fn above<'p>(&self, path: &'p str) -> impl Iterator<Item = &'p str> {
        let dots = path.match_indices('.').map(|(dot, _)| dot);
        let ends = core::iter::once(0).chain(dots).chain([path.len()]);
        let mut bases = ends.map(|end| &path[..end]);
        core::iter::from_fn(move || bases.find(|base| self.bases.contains(*base)))
    }
}
