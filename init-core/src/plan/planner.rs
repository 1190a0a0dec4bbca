//! The walk that makes a plan.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::guess::guesses;
use super::suspicion::suspicions;
use super::{Chosen, Entry, Plan, Selection, resolve};
use crate::error::{Error, ErrorKind, Problem};
use crate::initializer::Initializer;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::rules::{Candidate, Ruled, Rules, Used, site};
use crate::walk::sharing::Sharing;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, FirstPlace, RuleUse, Shared, Visitor};

/// Plans a model, with rules nearer to the root than its own, and for the parameters that are
/// selected.
pub(crate) fn plan<M: Initialize + ?Sized>(
    model: &M,
    rules: Option<&Rules<'_>>,
    selection: &Selection<'_>,
) -> Result<Plan, Error> {
    let mut walker = Walker::new(Planning::default());
    let rules = rules.map_or(&[][..], Rules::as_slice);
    let mut ruled = Ruled::new(rules, &mut walker);
    model.visit_parameters(&mut ruled);
    ruled.finish();
    walker.job.finish(selection)
}

#[derive(Debug, Default)]
struct Planning {
    planned: Vec<Planned>,
    /// Problems other than those of one parameter's initializer, and how many parameters had
    /// been planned by then.
    problems: Vec<(usize, Problem)>,
    paths: BTreeSet<String>,
    streams: BTreeMap<u64, String>,
    sharing: Sharing,
    absent: Vec<String>,
    used: Used,
}

/// One parameter, and what became of it.
#[derive(Debug)]
struct Planned {
    candidate: Candidate,
    aliases: Vec<String>,
    outcome: Result<Entry, Problem>,
}

impl Planning {
    fn finish(self, selection: &Selection<'_>) -> Result<Plan, Error> {
        let mut problems = selection.check(
            self.planned
                .iter()
                .flat_map(|planned| planned.aliases.iter().chain([&planned.candidate.path]))
                .map(String::as_str),
        );
        let candidates: Vec<&Candidate> = (self.planned.iter())
            .map(|planned| &planned.candidate)
            .collect();
        let unreached = self.used.judge(&candidates, &self.absent);
        problems.extend(unreached.problems);
        let mut warnings = unreached.warnings;
        let mut entries = Vec::new();
        let mut kept = BTreeSet::new();
        let mut others = self.problems.into_iter().peekable();
        for (index, planned) in self.planned.into_iter().enumerate() {
            while let Some((_, problem)) = others.next_if(|(before, _)| *before <= index) {
                problems.push(problem);
            }
            if !selection.wants(&planned.candidate.path, &planned.aliases) {
                kept.insert(planned.candidate.path);
                continue;
            }
            match planned.outcome {
                Ok(mut entry) => {
                    entry.aliases = planned.aliases;
                    entries.push(entry);
                }
                Err(problem) => problems.push(problem),
            }
        }
        problems.extend(others.map(|(_, problem)| problem));
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        warnings.extend(suspicions(&entries));
        warnings.extend(guesses(&entries));
        Ok(Plan {
            entries,
            kept,
            warnings,
        })
    }

    fn register(&mut self, path: &str, stream: u64) {
        if !self.paths.insert(path.into()) {
            self.fail(path.into(), Problem::duplicate_path());
            return;
        }
        if let Some(other) = self.streams.insert(stream, path.into()) {
            let problem = Problem::new(
                ErrorKind::DuplicateStream,
                format!("it has the stream of `{other}`, so both would get the same values"),
            )
            .help("give one of them another `stream = \"…\"`");
            self.fail(path.into(), problem);
        }
    }
}

impl Job for Planning {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push((self.planned.len(), problem.at(&path)));
    }

    fn absent(&mut self, path: String) {
        self.absent.push(path);
    }

    fn rule(&mut self, rule: &RuleUse<'_>) {
        self.used.add(rule);
    }

    fn first(&mut self, depth: usize, shared: &Shared<'_>) {
        self.sharing.first(depth, shared, self.planned.len());
    }

    fn left(&mut self, depth: usize) {
        self.sharing.left(depth, self.planned.len());
    }

    fn again(&mut self, path: String, shared: &Shared<'_>, first: FirstPlace) {
        let here = shared.declared().map(Declared::describe);
        // `parameter` leaves the initializer open, and a shared tensor has one elsewhere.
        let open = shared.declared().is_some_and(Declared::gives_way);
        if let (Some(here), Some(there)) = (&here, &first.declared)
            && here != there
            && !open
            && !first.is_open
        {
            let problem = Problem::new(
                ErrorKind::Conflict,
                format!(
                    "one shared tensor is declared twice: `{there}` at `{}` and `{here}` here",
                    first.path
                ),
            )
            .help("declare the same at both places");
            self.fail(path, problem);
            return;
        }
        let entries = (self.planned.iter_mut())
            .map(|planned| (&*planned.candidate.path, &mut planned.aliases));
        self.sharing.again(&path, shared, &first, entries);
    }
}

impl Visitor for Walker<Planning> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let stream = self.trail.stream_of(component);
        if let Err(problem) = component.check() {
            self.job.fail(path, problem);
            return;
        }
        self.job.register(&path, stream);
        let outcome = resolve(tensor, declared).map(|resolved| {
            let (chosen_by, overruled) = Chosen::of(declared);
            Entry {
                module: self.trail.current_module().map(Cow::Borrowed),
                stream,
                shape: resolved.shape,
                axes: resolved.axes,
                dtype: tensor.dtype(),
                initializer: declared
                    .initializer()
                    .map(Initializer::describe)
                    .unwrap_or_default(),
                chosen_by,
                overruled,
                counts_fans: resolved.counts_fans,
                law: resolved.fill.law(),
                rehearse: resolved.fill.is_foreign(),
                buffer: declared.is_buffer(),
                aliases: Vec::new(),
                path: path.clone(),
            }
        });
        let outcome = outcome.map_err(|problem| explained(problem, declared).at(&path));
        self.job.planned.push(Planned {
            candidate: Candidate {
                path,
                site: site(&self.trail, &tensor.shape()),
            },
            aliases: Vec::new(),
            outcome,
        });
    }
}

/// A problem, with the rule that led to it.
fn explained(problem: Problem, declared: &Declared<'_>) -> Problem {
    match declared.ruling() {
        Some(ruling) => problem.note(format!(
            "its initializer is that of the rule {}",
            ruling.tag
        )),
        None => problem,
    }
}
