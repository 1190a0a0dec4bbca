//! The walk that carries out a plan.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;

use crate::engine::{StreamKey, Threads};
use crate::error::{Error, Problem};
use crate::law::Law;
use crate::parameter::{Parameter, SharedId};
use crate::plan::{Entry, Plan, Resolved, resolve};
use crate::values::{Meter, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor, VisitorMut};

/// A walk that carries out a plan, entry by entry.
#[derive(Debug)]
pub(super) struct Execution<'p> {
    plan: &'p Plan,
    key: &'p [u8; 32],
    meter: Option<&'p Meter<'p>>,
    threads: &'p Threads,
    next: usize,
    problems: Vec<Problem>,
    /// How many of the plan's entries are written whole: the first.
    written: usize,
    /// The path of the parameter that failed after it had asked for values.
    partly: Option<String>,
    /// The handles that tie others to the shared tensors that have been written.
    ties: BTreeMap<SharedId, Box<dyn Any>>,
}

impl<'p> Execution<'p> {
    pub(super) fn new(
        plan: &'p Plan,
        key: &'p [u8; 32],
        meter: Option<&'p Meter<'p>>,
        threads: &'p Threads,
    ) -> Self {
        Self {
            plan,
            key,
            meter,
            threads,
            next: 0,
            problems: Vec::new(),
            written: 0,
            partly: None,
            ties: BTreeMap::new(),
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.problems.is_empty()
            && let Some(entry) = self.plan.entries().get(self.next)
        {
            let problem = Problem::changed("it was planned, but the model did not hand it over");
            self.problems.push(problem.at(entry.path()));
        }
        if self.problems.is_empty() {
            Ok(())
        } else {
            let written = self.plan.entries()[..self.written].iter();
            let written = written.map(|entry| entry.path().into()).collect();
            Err(Error::writing(self.problems, written, self.partly))
        }
    }

    /// The next planned parameter, which `path` should be, resolved once more.
    fn next<'d>(
        &mut self,
        path: &str,
        tensor: &dyn Parameter,
        declared: &Declared<'d>,
    ) -> Result<Option<Step<'p, 'd>>, Problem> {
        if self.plan.keeps(path) {
            return Ok(None);
        }
        let entry = self
            .plan
            .entries()
            .get(self.next)
            .filter(|entry| entry.path() == path)
            .ok_or_else(|| Problem::changed("it was not planned at this position"))?;
        self.next += 1;
        let resolved = resolve(tensor, declared).map_err(|problem| {
            problem.note("it was valid when it was planned: an expression in its attribute reads what is being written")
        })?;
        if resolved.fill.law() != *entry.law() || resolved.axes != entry.axes {
            return Err(Problem::changed(
                "it was planned with another shape, or an expression in its attribute gave another value then",
            )
            .help("let the expression read fields marked `skip`, not what is being written; a shape stays the same in every walk"));
        }
        Ok(Some(Step {
            key: StreamKey::new(self.key, entry.stream()),
            threads: self.threads,
            entry,
            resolved,
        }))
    }
}

/// One parameter of a plan that is being carried out.
struct Step<'p, 'd> {
    key: StreamKey,
    threads: &'p Threads,
    entry: &'p Entry,
    resolved: Resolved<'d>,
}

impl Step<'_, '_> {
    fn values(&self) -> Values<'_> {
        Values::new(
            self.key,
            &self.resolved.fill,
            &self.resolved.axes,
            self.entry.dtype(),
            self.threads,
        )
    }
}

impl Job for Execution<'_> {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Execution<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let result = self
            .job
            .next(&path, tensor, declared)
            .and_then(|step| step.map_or(Ok(()), |step| step.values().rehearse()));
        if let Err(problem) = result {
            self.job.fail(path, problem);
        }
    }
}

impl VisitorMut for Walker<Execution<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) {
        // Parameters after a failure are left as they are, so that the error names all that
        // changed.
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let step = match self.job.next(&path, tensor, declared) {
            Ok(Some(step)) => step,
            Ok(None) => return,
            Err(problem) => {
                self.job.fail(path, problem);
                return;
            }
        };
        // No integer is a NaN.
        if *step.entry.law() == Law::Nan && step.entry.dtype().is_integer() {
            return;
        }
        let values = step.values().metered(self.job.meter, &path);
        if let Err(problem) = tensor.write(&values) {
            self.job.partly = values.were_taken().then(|| path.clone());
            drop(values);
            return self.job.fail(path, problem);
        }
        self.job.written += 1;
        if let (Some(id), Some(tie)) = (tensor.shared_id(), tensor.tie()) {
            self.job.ties.insert(id, tie);
        }
    }

    fn tied(&mut self, component: &Component<'_>, tensor: &mut dyn Parameter) {
        if !self.job.problems.is_empty() {
            return;
        }
        let tie = tensor.shared_id().and_then(|id| self.job.ties.get(&id));
        if let Some(Err(problem)) = tie.map(|tie| tensor.tied(&**tie)) {
            self.job.fail(self.trail.path_of(component), problem);
        }
    }
}
