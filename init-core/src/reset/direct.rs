//! A reset without a plan: for models about which a plan would have nothing to tell.
//!
//! A first walk resolves every parameter as a plan does and keeps a digest of each. What only a plan
//! can judge, such as an error or a parameter that follows from another, ends it: then a plan is made.
//! A second walk resolves each parameter once more, compares it with its digest and writes it.

use alloc::string::String;
use alloc::vec::Vec;

use super::record::{PlaceHash, Record, Records, content_hash};
use super::{Reset, changed};
use crate::engine::{StreamKey, Threads, work};
use crate::error::{Error, Problem};
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::{Place, Resolved, resolve, resolve_again};
use crate::rules::{Rule, Ruled};
use crate::tensor::Context;
use crate::values::Values;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, RuleUse, Trail, Visitor, VisitorMut};

/// Initializes a model by its own rules alone, as [`Reset::new`] does, without making one.
pub(crate) fn reset<M: Initialize + ?Sized>(
    model: &mut M,
    key: impl FnOnce() -> [u8; 32],
) -> Result<(), Error> {
    let mut records = Records::default();
    match Checked::new(model, &[], &mut records) {
        Some(checked) => checked.write(model, &key(), &Threads::default()),
        None => Reset::new().carry_out(None, model, key).map(drop),
    }
}

/// A model about which a plan would have nothing to tell.
#[derive(Debug)]
pub(super) struct Checked<'r, 'e> {
    rules: &'r [Rule<'e>],
    records: &'r Records,
    most_work: usize,
    context: Context,
    trail: Trail,
}

impl<'r, 'e> Checked<'r, 'e> {
    /// Keeps a record of each parameter; `None` where only a plan can judge the model.
    pub(super) fn new<M: Initialize + ?Sized>(
        model: &M,
        rules: &'r [Rule<'e>],
        records: &'r mut Records,
    ) -> Option<Self> {
        let mut walker = Walker::new(Checking {
            records,
            most_work: 0,
            needs_plan: false,
            context: Context::default(),
        });
        if rules.is_empty() {
            model.visit_parameters(&mut walker);
        } else {
            let mut ruled = Ruled::new(rules, &mut walker);
            model.visit_parameters(&mut ruled);
            ruled.finish();
        }
        let Checking {
            records,
            most_work,
            needs_plan,
            context,
        } = walker.job;
        (!needs_plan && !records.repeat()).then_some(Self {
            rules,
            records,
            most_work,
            context,
            trail: walker.trail.restarted(),
        })
    }

    /// The most work that a parameter is for threads.
    pub(super) fn most_work(&self) -> usize {
        self.most_work
    }

    /// Writes the model.
    pub(super) fn write<M: Initialize + ?Sized>(
        self,
        model: &mut M,
        key: &[u8; 32],
        threads: &Threads,
    ) -> Result<(), Error> {
        let mut walker = Walker {
            trail: self.trail,
            job: Writing {
                records: self.records,
                key,
                threads,
                written: 0,
                failure: None,
                context: self.context,
            },
        };
        if self.rules.is_empty() {
            model.visit_parameters_mut(&mut walker);
        } else {
            model.visit_parameters_mut(&mut Ruled::new(self.rules, &mut walker));
        }
        let Writing {
            written, failure, ..
        } = walker.job;
        if failure.is_none() && written == self.records.len() {
            return Ok(());
        }
        let mut paths = Walker::reading(Paths::default());
        model.visit_parameters(&mut paths);
        let Paths(mut paths) = paths.job;
        let failure = failure.unwrap_or_else(|| {
            let path = paths.get(written).map_or("", String::as_str);
            (changed::not_handed_over().at(path), None)
        });
        let (problem, partly) = failure;
        paths.truncate(written);
        Err(Error::writing([problem].into(), paths, partly))
    }
}

/// The walk that resolves every parameter before one is written.
#[derive(Debug)]
struct Checking<'c> {
    records: &'c mut Records,
    most_work: usize,
    needs_plan: bool,
    context: Context,
}

impl Checking<'_> {
    /// Notes a parameter; `None` where only a plan can judge it.
    fn note(
        &mut self,
        trail: &Trail,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) -> Option<()> {
        component.check().ok()?;
        let follows = declared.original().is_some() || trail.has_original(component);
        if follows || !tensor.has_memory() || declared.shard_as_given().is_some() {
            return None;
        }
        let place = Place::new(trail, component, &self.context);
        let resolved = resolve(tensor, declared, &place).ok()?;
        let fill = &resolved.fill;
        if place.was_asked() || fill.norm().is_some() || fill.is_foreign() {
            return None;
        }
        fill.check_memory(resolved.axes.count()).ok()?;
        let work = work(&fill.law(), resolved.axes.count());
        self.most_work = self.most_work.max(work);
        self.records.push(Record {
            place: PlaceHash::of(trail, component),
            content: content_hash(&resolved),
        });
        Some(())
    }
}

impl Job for Checking<'_> {
    const NAMES_SHARED: bool = false;

    fn fail(&mut self, _: String, _: Problem) {
        self.needs_plan = true;
    }

    fn met_again(&mut self) {
        self.needs_plan = true;
    }

    fn rule(&mut self, rule: &RuleUse<'_>) {
        let is_unreached = rule.reached == 0 && !rule.tag.by_default;
        self.needs_plan |= is_unreached || rule.fault.is_some();
    }
}

impl Visitor for Walker<Checking<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        if self.job.needs_plan {
            return;
        }
        self.trail.count_entry(component);
        let noted = self.job.note(&self.trail, component, tensor, declared);
        self.job.needs_plan = noted.is_none();
    }
}

/// The walk that writes.
#[derive(Debug)]
struct Writing<'c> {
    records: &'c Records,
    key: &'c [u8; 32],
    threads: &'c Threads,
    written: usize,
    /// What went wrong, and the path of a parameter that failed after it had asked for values.
    failure: Option<(Problem, Option<String>)>,
    context: Context,
}

impl Writing<'_> {
    /// Writes a parameter; with a problem, whether it may be written in part.
    fn write(
        &mut self,
        trail: &Trail,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) -> Result<(), (Problem, bool)> {
        let untouched = |problem| (problem, false);
        let place = PlaceHash::of(trail, component);
        let record = self.records.get(self.written);
        let record = record.filter(|record| record.place == place);
        let record = record.ok_or_else(|| untouched(changed::position()))?;
        let around = Place::new(trail, component, &self.context);
        let resolved = resolve_again(tensor, declared, &around);
        let resolved = resolved.map_err(|problem| untouched(changed::invalid(problem)))?;
        if record.content != content_hash(&resolved) {
            let problem = resolved.check(tensor.dtype()).err();
            return Err(untouched(
                problem.map_or_else(changed::content, changed::invalid),
            ));
        }
        let Resolved { fill, axes, .. } = &resolved;
        let key = StreamKey::new(self.key, place.stream);
        let values = Values::new(key, fill, axes, tensor.dtype(), self.threads);
        let written = tensor.write(&values);
        written.map_err(|problem| (problem, values.were_taken()))?;
        self.written += 1;
        Ok(())
    }
}

impl Job for Writing<'_> {
    const NAMES_SHARED: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.failure.get_or_insert((problem.at(&path), None));
    }
}

impl VisitorMut for Walker<Writing<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) {
        // Parameters after a failure are left as they are, so that the error names all that changed.
        if self.job.failure.is_some() {
            return;
        }
        self.trail.count_entry(component);
        let written = self.job.write(&self.trail, component, tensor, declared);
        if let Err((problem, partly)) = written {
            let path = self.trail.path_of(component);
            self.job.failure = Some((problem.at(&path), partly.then_some(path)));
        }
    }
}

/// The paths of all parameters.
#[derive(Debug, Default)]
struct Paths(Vec<String>);

impl Job for Paths {
    const INITIALIZES: bool = false;

    fn fail(&mut self, _: String, _: Problem) {}
}

impl Visitor for Walker<Paths> {
    fn parameter(&mut self, component: &Component<'_>, _: &dyn Parameter, _: &Declared<'_>) {
        self.job.0.push(self.trail.path_of(component));
    }
}
