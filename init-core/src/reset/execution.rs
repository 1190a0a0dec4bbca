//! The walk that carries out a plan.

use alloc::boxed::Box;
use alloc::string::String;

use super::changed;
use super::follow::{Following, Followings};
use super::part::Mixed;
use super::written::{Written, resolve_planned};
use crate::engine::{StreamKey, Threads};
use crate::error::{Error, Problem};
use crate::law::Law;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::{Entry, Place, Plan, resolve_axes};
use crate::rules::{Rule, Ruled};
use crate::tensor::{Axes, Context, Cut};
use crate::values::{Fill, Meter, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Trail, Visitor, VisitorMut};

/// Everything that the values of a reset follow from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Basis<'p> {
    pub(super) plan: &'p Plan,
    pub(super) context: &'p Context,
    pub(super) key: &'p [u8; 32],
    pub(super) threads: &'p Threads,
    pub(super) followings: &'p Followings,
}

/// Tries once, before the first write, what can fail where a plan cannot see it: code from outside
/// the engine, and memory for what is made on the host.
pub(super) fn rehearse<M: Initialize + ?Sized>(
    model: &M,
    rules: &[Rule<'_>],
    basis: Basis<'_>,
) -> Result<(), Error> {
    let made = |entry: &Entry| matches!(entry.law(), Law::Made { .. });
    if !(basis.plan.entries().iter()).any(|entry| entry.rehearse || made(entry)) {
        return Ok(());
    }
    let mut rehearsal = Walker::new(Execution::new(basis, None));
    model.visit_parameters(&mut Ruled::new(rules, &mut rehearsal));
    rehearsal.job.finish()
}

/// A walk that carries out a plan, entry by entry.
#[derive(Debug)]
pub(super) struct Execution<'p> {
    basis: Basis<'p>,
    meter: Option<&'p Meter<'p>>,
    written: Written<'p>,
}

impl<'p> Execution<'p> {
    pub(super) fn new(basis: Basis<'p>, meter: Option<&'p Meter<'p>>) -> Self {
        Self {
            basis,
            meter,
            written: Written::new(basis.plan),
        }
    }

    pub(super) fn finish(self) -> Result<(), Error> {
        self.written.finish()
    }

    /// What hears of the values that are made.
    #[cfg(feature = "safetensors-0_8")]
    pub(super) fn meter(&self) -> Option<&'p Meter<'p>> {
        self.meter
    }

    /// The next planned parameter, which `path` should be, resolved once more.
    pub(super) fn next<'d>(
        &mut self,
        trail: &Trail,
        component: &Component<'_>,
        path: &str,
        tensor: &dyn Parameter,
        declared: &Declared<'d>,
    ) -> Result<Option<Step<'p, 'd>>, Problem>
    where
        'p: 'd,
    {
        let Some((_, entry)) = self.written.next(path)? else {
            return Ok(None);
        };
        if entry.follows().is_some() {
            return self.follow(entry, tensor, declared).map(Some);
        }
        let place = Place::new(trail, component, self.basis.context);
        let resolved = resolve_planned(entry, tensor, declared, &place)?;
        Ok(Some(Step {
            key: StreamKey::new(self.basis.key, entry.stream()),
            threads: self.basis.threads,
            entry,
            axes: resolved.axes,
            part: resolved.part,
            fill: resolved.fill,
        }))
    }

    /// A parameter whose values follow from another.
    fn follow<'d>(
        &self,
        entry: &'p Entry,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) -> Result<Step<'p, 'd>, Problem>
    where
        'p: 'd,
    {
        let (mut axes, part) = resolve_axes(tensor, declared)?;
        let following = self.basis.followings.get(entry.path());
        let following = following.filter(|_| axes == entry.axes && tensor.dtype() == entry.dtype());
        let (fill, stream) = match following.ok_or_else(changed::followed)? {
            Following::Law(law, stream) => (Fill::elementary(*law), *stream),
            Following::Values(values) if values.len() == entry.len() => {
                (Fill::known(values), entry.stream())
            }
            Following::Values(_) => return Err(changed::followed()),
        };
        // The padding is that of the other parameter.
        axes.leave_padding();
        Ok(Step {
            key: StreamKey::new(self.basis.key, stream),
            threads: self.basis.threads,
            entry,
            axes,
            part,
            fill,
        })
    }
}

/// One parameter of a plan that is being carried out.
pub(super) struct Step<'p, 'd> {
    key: StreamKey,
    threads: &'p Threads,
    entry: &'p Entry,
    axes: Axes,
    part: Option<Box<Cut>>,
    fill: Fill<'d>,
}

impl Step<'_, '_> {
    #[cfg(feature = "safetensors-0_8")]
    pub(super) fn fill(&self) -> &Fill<'_> {
        &self.fill
    }

    fn values(&self) -> Values<'_> {
        self.values_of(&self.fill)
    }

    pub(super) fn values_of<'f>(&'f self, fill: &'f Fill<'f>) -> Values<'f> {
        let values = Values::new(self.key, fill, &self.axes, self.entry.dtype(), self.threads);
        values.of_part(self.part.as_deref())
    }

    /// What the tensor holds, with the values of a part; `None` where all are new.
    pub(super) fn mixed(&self, tensor: &dyn Parameter) -> Result<Option<Mixed>, Problem> {
        let part = self.entry.part.as_ref();
        part.map(|part| Mixed::new(tensor, &self.axes, part, &self.values()))
            .transpose()
    }
}

impl Job for Execution<'_> {
    const NAMES_SHARED: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.written.fail(&path, problem);
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
            .next(&self.trail, component, &path, tensor, declared)
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
        if self.job.written.has_failed() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let step = match self
            .job
            .next(&self.trail, component, &path, tensor, declared)
        {
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
        let mixed = match step.mixed(tensor) {
            Ok(mixed) => mixed,
            Err(problem) => return self.job.fail(path, problem),
        };
        let known = mixed.as_ref().map(|mixed| Fill::known(mixed));
        let values = step.values_of(known.as_ref().unwrap_or(&step.fill));
        let values = values.metered(self.job.meter, &path);
        let written = self.job.written.write(&path, tensor, &values);
        drop(values);
        if let Err(problem) = written {
            self.job.fail(path, problem);
        }
    }

    fn tied(&mut self, component: &Component<'_>, tensor: &mut dyn Parameter) {
        if self.job.written.has_failed() {
            return;
        }
        if let Err(problem) = self.job.written.tie(tensor) {
            self.job.fail(self.trail.path_of(component), problem);
        }
    }
}
