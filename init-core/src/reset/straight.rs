//! A reset that writes no model: its values go straight to something else, such as a file.

use alloc::string::String;
use alloc::vec::Vec;

use super::execution::{Basis, Execution, rehearse};
use super::follow::{Followings, followings};
use super::{Hook, Key, Reset, meter};
use crate::engine::Threads;
use crate::error::{Error, Problem};
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::{Plan, plan};
use crate::rules::{Rule, Ruled, Rules};
use crate::tensor::Context;
use crate::values::{Fill, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// A reset that is planned and tried, whose values are still to be handed over.
pub(crate) struct Straight<'r> {
    plan: Plan,
    context: Context,
    threads: Threads,
    followings: Followings,
    key: [u8; 32],
    rules: &'r [Rule<'r>],
    hook: Option<&'r Hook<'r>>,
}

/// Takes a parameter, and its values; none where the reset leaves it as it is.
pub(crate) type Take<'t> =
    dyn FnMut(&str, &dyn Parameter, Option<&Values<'_>>) -> Result<(), Problem> + 't;

impl Reset<'_, Key> {
    /// The key.
    pub(crate) fn key_bytes(&self) -> [u8; 32] {
        self.key.0
    }

    /// Plans a reset and tries what can fail.
    pub(crate) fn straight<M: Initialize + ?Sized>(
        &self,
        model: &M,
    ) -> Result<Straight<'_>, Error> {
        let (plan, context) = plan(model, self.rules, &self.selection)?;
        let threads = self.pool_for(&plan)?;
        let rules = self.rules.map_or(&[][..], Rules::as_slice);
        let key = self.key.0;
        let followings = followings(&plan, &context, model, rules, &key, &threads)?;
        let straight = Straight {
            plan,
            context,
            threads,
            followings,
            key,
            rules,
            hook: self.hook.as_ref(),
        };
        rehearse(model, rules, straight.basis())?;
        Ok(straight)
    }
}

impl Straight<'_> {
    pub(crate) fn plan(&self) -> &Plan {
        &self.plan
    }

    fn basis(&self) -> Basis<'_> {
        Basis {
            plan: &self.plan,
            context: &self.context,
            key: &self.key,
            threads: &self.threads,
            followings: &self.followings,
        }
    }

    /// Hands over the parameters and their values, in the order of the model, up to the first problem.
    pub(crate) fn hand_over<M: Initialize + ?Sized>(
        &self,
        model: &M,
        take: &mut Take<'_>,
    ) -> Result<(), Error> {
        let meter = meter(self.hook, &self.plan);
        let mut walker = Walker::reading(HandingOver {
            execution: Execution::new(self.basis(), meter.as_ref()),
            take,
            problems: Vec::new(),
        });
        model.visit_parameters(&mut Ruled::new(self.rules, &mut walker));
        let HandingOver {
            execution,
            problems,
            ..
        } = walker.job;
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        (execution.finish()).map_err(|error| Error::planning(error.into_problems()))
    }
}

/// The walk that hands over.
struct HandingOver<'p, 't, 'f> {
    execution: Execution<'p>,
    take: &'t mut Take<'f>,
    problems: Vec<Problem>,
}

impl Job for HandingOver<'_, '_, '_> {
    const NAMES_SHARED: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.unless_of_file_at(&path));
    }
}

impl Visitor for Walker<HandingOver<'_, '_, '_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        let job = &mut self.job;
        if !job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let step = (job.execution).next(&self.trail, component, &path, tensor, declared);
        let taken = step.and_then(|step| {
            let Some(step) = step else {
                return (job.take)(&path, tensor, None);
            };
            let mixed = step.mixed(tensor)?;
            let known = mixed.as_ref().map(|mixed| Fill::known(mixed));
            let values = step.values_of(known.as_ref().unwrap_or(step.fill()));
            let values = values.metered(job.execution.meter(), &path);
            (job.take)(&path, tensor, Some(&values))
        });
        if let Err(problem) = taken {
            job.fail(path, problem);
        }
    }
}
