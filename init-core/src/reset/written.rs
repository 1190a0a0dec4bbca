//! How far a plan is carried out.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;

use super::changed;
use crate::error::{Error, Problem};
use crate::parameter::{Parameter, SharedId};
use crate::plan::{Entry, Place, Plan, Resolved, resolve};
use crate::values::Values;
use crate::walk::Declared;

/// How far a walk has carried out a plan, entry by entry, and what failed.
#[derive(Debug)]
pub(super) struct Written<'p> {
    plan: &'p Plan,
    next: usize,
    problems: Vec<Problem>,
    /// How many of the plan's entries are written whole: the first.
    count: usize,
    /// The path of the parameter that failed after it had asked for values.
    partly: Option<String>,
    /// The handles that tie others to the shared tensors that have been written.
    ties: BTreeMap<SharedId, Box<dyn Any>>,
}

impl<'p> Written<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            next: 0,
            problems: Vec::new(),
            count: 0,
            partly: None,
            ties: BTreeMap::new(),
        }
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.problems.is_empty()
            && let Some(entry) = self.plan.entries().get(self.next)
        {
            let problem = changed::not_handed_over();
            self.problems.push(problem.at(entry.path()));
        }
        if self.problems.is_empty() {
            return Ok(());
        }
        let written = self.plan.entries()[..self.count].iter();
        let written = written.map(|entry| entry.path().into()).collect();
        Err(Error::writing(self.problems, written, self.partly))
    }

    pub(super) fn fail(&mut self, path: &str, problem: Problem) {
        self.problems.push(problem.at(path));
    }

    /// Returns true after a failure: the parameters after it are left as they are, so that the error
    /// names all that changed.
    pub(super) fn has_failed(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The next planned parameter, which `path` should be, and its place in the plan; `None` where it
    /// stays as it is.
    pub(super) fn next(&mut self, path: &str) -> Result<Option<(usize, &'p Entry)>, Problem> {
        if self.plan.keeps(path) {
            return Ok(None);
        }
        let place = self.next;
        let entry = self.plan.entries().get(place);
        let entry = entry.filter(|entry| entry.path() == path);
        let entry = entry.ok_or_else(changed::position)?;
        self.next += 1;
        Ok(Some((place, entry)))
    }

    /// Writes a parameter.
    pub(super) fn write(
        &mut self,
        path: &str,
        tensor: &mut dyn Parameter,
        values: &Values<'_>,
    ) -> Result<(), Problem> {
        if let Err(problem) = tensor.write(values) {
            self.partly = values.were_taken().then(|| path.into());
            return Err(problem);
        }
        self.count += 1;
        if let (Some(id), Some(tie)) = (tensor.shared_id(), tensor.tie()) {
            self.ties.insert(id, tie);
        }
        Ok(())
    }

    /// Gives a tensor the content of the one of its id that has been written.
    pub(super) fn tie(&self, tensor: &mut dyn Parameter) -> Result<(), Problem> {
        let tie = tensor.shared_id().and_then(|id| self.ties.get(&id));
        tie.map_or(Ok(()), |tie| tensor.tied(&**tie))
    }
}

/// Resolves a planned parameter once more: it must be as it was planned.
pub(super) fn resolve_planned<'d>(
    entry: &Entry,
    tensor: &dyn Parameter,
    declared: &Declared<'d>,
    place: &Place<'_>,
) -> Result<Resolved<'d>, Problem> {
    let resolved = resolve(tensor, declared, place).map_err(changed::invalid)?;
    if resolved.fill.law() != *entry.law()
        || resolved.axes != entry.axes
        || resolved.part.as_deref() != entry.cut()
    {
        return Err(changed::content());
    }
    Ok(resolved)
}
