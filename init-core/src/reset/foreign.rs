//! A plan carried out with the values of another framework.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use init_grammar::short;

use super::origin::sealed::Sealed;
use super::part::Mixed;
use super::written::{Written, resolve_planned};
use super::{Origin, Reset, changed, memory, meter};
use crate::engine::{StreamKey, Threads};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::{Entry, Follows, Place, Plan, plan, resolve_axes};
use crate::rules::{Ruled, Rules};
use crate::tensor::{Axes, Context, Cut};
use crate::values::{Fill, Meter, Numbers, Recipe, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Trail, VisitorMut};

/// The stream of values of another framework.
pub(crate) trait ForeignStream: fmt::Debug {
    /// Checks that the framework has values for a planned parameter.
    fn check(&self, entry: &Entry) -> Result<(), Problem>;

    /// Checks what is told of the plan as a whole.
    fn check_whole(&self, _plan: &Plan) -> Result<(), Problem> {
        Ok(())
    }

    /// The values of the parameter at `place` in the plan, in canonical order; `None` where it has
    /// those of the engine, which draws none. It is called once for each parameter, in the order of
    /// the plan, but not for those that follow from others.
    fn draw(
        &mut self,
        plan: &Plan,
        place: usize,
        recipe: Option<Recipe>,
    ) -> Result<Option<Numbers>, Problem>;

    /// Hears, in its turn, of a parameter that is left as it is or has the values of another.
    fn pass(&mut self, _path: &str, _is_buffer: bool) {}

    /// Whose values they are, and of which releases.
    fn describe(&self) -> String;

    /// A warning about a planned parameter.
    fn warn(&self, _entry: &Entry) -> Option<Problem> {
        None
    }

    /// Moves the caller's generator to where it is after the last parameter: all are written.
    fn finish(&mut self);
}

/// The values of a [`Reset`] are those of another framework.
#[derive(Debug)]
pub struct Foreign<'g>(Box<dyn ForeignStream + Send + Sync + 'g>);

impl Sealed for Foreign<'_> {}

impl Origin for Foreign<'_> {
    fn complete(&self, plan: &mut Plan) -> Result<(), Error> {
        check(plan, &*self.0)?;
        let warn = |entry: &Entry| Some(self.0.warn(entry)?.at(entry.path()));
        let warnings: Vec<Problem> = plan.entries().iter().filter_map(warn).collect();
        plan.set_values_of(self.0.describe(), warnings);
        Ok(())
    }
}

impl<'h> Reset<'h> {
    /// A reset with the values of another framework.
    pub(crate) fn foreign<'g>(
        self,
        stream: impl ForeignStream + Send + Sync + 'g,
    ) -> Reset<'h, Foreign<'g>> {
        self.with(Foreign(Box::new(stream)))
    }
}

impl Reset<'_, Foreign<'_>> {
    /// Initializes `model`. Returns the plan that was carried out.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters), and [`ErrorKind::Foreign`] for
    /// every parameter that the framework cannot initialize as planned. After an error the generator is
    /// where it was before.
    pub fn run<M: Initialize + ?Sized>(mut self, model: &mut M) -> Result<Plan, Error> {
        let (mut plan, context) = plan(model, self.rules, &self.selection)?;
        memory::check(&plan, &context)?;
        self.key.complete(&mut plan)?;
        let threads = self.pool_for(&plan)?;
        let meter = meter(self.hook.as_ref(), &plan);
        let mut writing = Walker::new(Writing {
            plan: &plan,
            followed: followed(&plan),
            context: &context,
            threads: &threads,
            meter: meter.as_ref(),
            stream: &mut *self.key.0,
            originals: BTreeMap::new(),
            written: Written::new(&plan),
        });
        let rules = self.rules.map_or(&[][..], Rules::as_slice);
        model.visit_parameters_mut(&mut Ruled::new(rules, &mut writing));
        writing.job.written.finish()?;
        self.key.0.finish();
        Ok(plan)
    }
}

/// The places of the parameters that others follow, by path.
type Followed<'p> = BTreeMap<&'p str, usize>;

fn followed(plan: &Plan) -> Followed<'_> {
    let follows = plan.entries().iter().filter_map(Entry::follows);
    let paths: BTreeSet<&str> = follows.map(Follows::path).collect();
    let entries = (0..).zip(plan.entries());
    let followed = entries.filter(|(_, entry)| paths.contains(entry.path()));
    followed
        .map(|(place, entry)| (entry.path(), place))
        .collect()
}

/// Checks that the framework has values for every parameter of a plan.
fn check(plan: &Plan, stream: &dyn ForeignStream) -> Result<(), Error> {
    let followed = followed(plan);
    let entries = plan.entries().iter().enumerate();
    let problems = entries.filter_map(|(place, entry)| {
        let checked = match entry.follows() {
            Some(follows) => check_follows(&followed, place, follows),
            None => stream.check(entry),
        };
        checked.err().map(|problem| problem.at(entry.path()))
    });
    let whole = stream.check_whole(plan).err();
    let problems: Vec<Problem> = problems.chain(whole).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::planning(problems))
    }
}

/// Checks that the values which another parameter follows are there before it.
fn check_follows(followed: &Followed<'_>, place: usize, follows: &Follows) -> Result<(), Problem> {
    let original = followed.get(follows.path());
    let has_original = original.is_some_and(|&original| original < place);
    match follows {
        Follows::SameAs { .. } if has_original => Ok(()),
        Follows::SameAs { path } => Err(Problem::new(
            ErrorKind::Foreign,
            format!("it is the same as `{}`, which is drawn later", short(path)),
        )
        .help("declare it after the other one")),
        Follows::NormOf { .. } => Err(Problem::new(
            ErrorKind::Foreign,
            "no other framework computes a norm to the same bits",
        )
        .help("leave it out by `Reset::except`, and compute it from the written values")),
    }
}

/// A walk that carries out a plan, entry by entry.
struct Writing<'p> {
    plan: &'p Plan,
    followed: Followed<'p>,
    context: &'p Context,
    threads: &'p Threads,
    meter: Option<&'p Meter<'p>>,
    stream: &'p mut (dyn ForeignStream + Send + Sync),
    /// The values that others follow, by path.
    originals: BTreeMap<String, Rc<Numbers>>,
    written: Written<'p>,
}

/// One parameter that is to be written.
struct Step<'p, 'd> {
    entry: &'p Entry,
    axes: Axes,
    /// The part that this process holds: the framework draws the whole.
    part: Option<Box<Cut>>,
    /// The values of the framework; those of the fill where it draws none.
    numbers: Option<Rc<Numbers>>,
    fill: Fill<'d>,
}

impl<'p> Writing<'p> {
    /// The next planned parameter, which `path` should be; `None` where it stays as it is.
    fn next<'d>(
        &mut self,
        (trail, component, path): (&Trail, &Component<'_>, &str),
        tensor: &dyn Parameter,
        declared: &Declared<'d>,
    ) -> Result<Option<Step<'p, 'd>>, Problem> {
        let Some((place, entry)) = self.written.next(path)? else {
            self.stream.pass(path, declared.is_buffer());
            return Ok(None);
        };
        if let Some(follows) = entry.follows() {
            self.stream.pass(path, entry.buffer);
            return self.follow(entry, follows, tensor, declared).map(Some);
        }
        let around = Place::new(trail, component, self.context);
        let resolved = resolve_planned(entry, tensor, declared, &around)?;
        let (axes, part, fill) = (resolved.axes, resolved.part, resolved.fill);
        let (plan, stream, recipe) = (self.plan, &mut *self.stream, fill.recipe());
        let draw = || stream.draw(plan, place, recipe);
        let mut numbers = self.threads.run(entry.len(), draw)?;
        if let (Some(numbers), Some(padding)) = (&mut numbers, axes.padding()) {
            numbers.pad(padding);
        }
        Ok(Some(Step {
            entry,
            axes,
            part,
            numbers: numbers.map(Rc::new),
            fill,
        }))
    }

    /// A parameter with the values of another.
    fn follow<'d>(
        &self,
        entry: &'p Entry,
        follows: &Follows,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) -> Result<Step<'p, 'd>, Problem> {
        let (mut axes, part) = resolve_axes(tensor, declared)?;
        let original = self.followed.get(follows.path());
        let original = original.map(|&original| &self.plan.entries()[original]);
        let original =
            original.filter(|original| axes == entry.axes && entry.len() == original.len());
        let original = original.ok_or_else(changed::followed)?;
        // The padding is that of the other parameter.
        axes.leave_padding();
        Ok(Step {
            entry,
            axes,
            part,
            numbers: self.originals.get(follows.path()).cloned(),
            fill: Fill::elementary(*original.law()),
        })
    }

    /// Writes the next parameter, if it is to be written.
    fn write(
        &mut self,
        place: (&Trail, &Component<'_>, &str),
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) -> Result<(), Problem> {
        let Some(step) = self.next(place, tensor, declared)? else {
            return Ok(());
        };
        let (entry, axes) = (step.entry, &step.axes);
        let drawn = step.numbers.as_deref().map(|numbers| Fill::known(numbers));
        let fill = drawn.as_ref().unwrap_or(&step.fill);
        let key = StreamKey::new(&[0; 32], 0);
        let values = Values::new(key, fill, axes, entry.dtype(), self.threads);
        if self.followed.contains_key(entry.path()) {
            let numbers = match &step.numbers {
                Some(numbers) => Some(numbers.clone()),
                None if step.fill.is_elementary() => None,
                None => Some(Rc::new(Numbers::of(&values)?)),
            };
            self.originals
                .extend(numbers.map(|numbers| (entry.path().into(), numbers)));
        }
        let mixed = (entry.part.as_ref())
            .map(|part| Mixed::new(tensor, axes, part, &values))
            .transpose()?;
        let mixed = mixed.as_ref().map(|mixed| Fill::known(mixed));
        let values = match &mixed {
            Some(mixed) => Values::new(key, mixed, axes, entry.dtype(), self.threads),
            None => values,
        };
        let path = place.2;
        let values = values.of_part(step.part.as_deref());
        let values = values.metered(self.meter, path);
        self.written.write(path, tensor, &values)
    }
}

impl Job for Writing<'_> {
    const NAMES_SHARED: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.written.fail(&path, problem);
    }
}

impl VisitorMut for Walker<Writing<'_>> {
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
        let place = (&self.trail, component, path.as_str());
        if let Err(problem) = self.job.write(place, tensor, declared) {
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
