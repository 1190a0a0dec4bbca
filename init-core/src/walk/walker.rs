//! The implementation of `Walk` for the visitors of this crate: the trail, and a job that handles
//! each parameter.

use alloc::string::String;

use super::{Component, FirstPlace, RuleUse, Shared, Trail, Walk};
use crate::error::{ErrorKind, Problem};

/// The work of a visitor of this crate, other than keeping track of its position.
pub(crate) trait Job {
    /// Whether the declarations matter to the job. Where they do not, an expression that reads
    /// `layer` outside any list is not a problem.
    const INITIALIZES: bool = true;

    /// Whether the job hears where something shared was met first; otherwise it hears only that it was
    /// met again.
    const NAMES_SHARED: bool = true;

    /// A problem, with the path where it was found.
    fn fail(&mut self, path: String, problem: Problem);

    /// Hears that something shared was met for the first time, with the walk at this depth.
    fn first(&mut self, _depth: usize, _shared: &Shared<'_>) {}

    /// Hears that the walk came back to this depth.
    fn left(&mut self, _depth: usize) {}

    /// Hears that something shared was met again, at `path`.
    fn again(&mut self, _path: String, _shared: &Shared<'_>, _first: FirstPlace) {}

    /// Hears that something shared was met again.
    fn met_again(&mut self) {}

    /// Hears that something optional is absent.
    fn absent(&mut self, _path: String) {}

    /// Hears how often a rule was used.
    fn rule(&mut self, _rule: &RuleUse<'_>) {}
}

/// A walk that does a job.
#[derive(Debug)]
pub(crate) struct Walker<J> {
    pub(crate) trail: Trail,
    pub(crate) job: J,
}

impl<J: Job> Walker<J> {
    pub(crate) fn new(job: J) -> Self {
        Self {
            trail: Trail::new(),
            job,
        }
    }

    /// A walk after which nothing is written.
    pub(crate) fn reading(job: J) -> Self {
        Self {
            trail: Trail::reading(),
            job,
        }
    }
}

impl<J: Job> Walk for Walker<J> {
    fn trail(&mut self) -> &mut Trail {
        &mut self.trail
    }

    fn fail(&mut self, component: Option<&Component<'_>>, problem: Problem) {
        if J::INITIALIZES || problem.kind() != ErrorKind::Layer {
            self.job.fail(self.trail.path_at(component), problem);
        }
    }

    fn enter(&mut self, component: Component<'_>) {
        if let Err(problem) = component.check() {
            self.job.fail(self.trail.path_of(&component), problem);
        }
        self.trail.enter(&component);
    }

    fn leave(&mut self) {
        self.trail.leave();
        self.job.left(self.trail.depth());
    }

    fn list(&mut self, length: usize) {
        self.trail.list(length);
        if length == 0 {
            self.job.absent(self.trail.path().into());
        }
    }

    fn absent(&mut self, component: Option<&Component<'_>>) {
        self.job.absent(self.trail.path_at(component));
    }

    fn rule(&mut self, rule: &RuleUse<'_>) {
        self.job.rule(rule);
    }

    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        if !J::NAMES_SHARED {
            let first = self.trail.meets(shared.id());
            if !first {
                self.job.met_again();
            }
            return first;
        }
        match self.trail.shared(shared) {
            None => {
                self.job.first(self.trail.depth(), shared);
                true
            }
            Some(first) => {
                let path = self.trail.path_at(shared.component());
                self.job.again(path, shared, first);
                false
            }
        }
    }
}
