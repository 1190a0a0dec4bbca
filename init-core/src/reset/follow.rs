//! The values that follow from the new values of other parameters, made before anything is written.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::engine::{StreamKey, Threads};
use crate::error::{Error, ErrorKind, Problem};
use crate::law::Law;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::{Entry, Follows, Place, Plan, resolve};
use crate::rules::{Rule, Ruled};
use crate::tensor::Context;
use crate::values::{Norms, Numbers, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// The source of values that follow from another parameter.
#[derive(Debug)]
pub(super) enum Following {
    /// A law, with the stream of the other parameter.
    Law(Law, u64),
    /// The values, as the tensor's type holds them.
    Values(Numbers),
}

/// What each parameter that follows from another is made of, by its path.
pub(super) type Followings = BTreeMap<String, Following>;

/// Walks a model that is not written yet, and makes what follows from other parameters.
pub(super) fn followings<M: Initialize + ?Sized>(
    plan: &Plan,
    context: &Context,
    model: &M,
    rules: &[Rule<'_>],
    key: &[u8; 32],
    threads: &Threads,
) -> Result<Followings, Error> {
    let mut sources: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
    for entry in plan.entries() {
        if let Some(follows) = entry.follows() {
            sources.entry(follows.path()).or_default().push(entry);
        }
    }
    if sources.is_empty() {
        return Ok(Followings::new());
    }
    let mut walker = Walker::new(Gathering {
        sources,
        context,
        key,
        threads,
        found: Followings::new(),
        problems: Vec::new(),
    });
    model.visit_parameters(&mut Ruled::new(rules, &mut walker));
    if walker.job.problems.is_empty() {
        Ok(walker.job.found)
    } else {
        Err(Error::planning(walker.job.problems))
    }
}

#[derive(Debug)]
struct Gathering<'p> {
    /// Those that follow from a parameter, by its path.
    sources: BTreeMap<&'p str, Vec<&'p Entry>>,
    context: &'p Context,
    key: &'p [u8; 32],
    threads: &'p Threads,
    found: Followings,
    problems: Vec<Problem>,
}

impl Job for Gathering<'_> {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Gathering<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        let Some(entries) = self.job.sources.remove(&*path) else {
            return;
        };
        let stream = self.trail.stream_of(component);
        let place = Place::new(&self.trail, component, self.job.context);
        if let Err(problem) = self.job.gather(&entries, stream, tensor, declared, &place) {
            self.job.fail(path, problem);
        }
    }
}

impl Gathering<'_> {
    /// Makes what follows from one parameter.
    fn gather(
        &mut self,
        entries: &[&Entry],
        stream: u64,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
        place: &Place<'_>,
    ) -> Result<(), Problem> {
        let resolved = resolve(tensor, declared, place)?;
        let key = StreamKey::new(self.key, stream);
        let (fill, axes, dtype) = (&resolved.fill, &resolved.axes, tensor.dtype());
        let values = Values::new(key, fill, axes, dtype, self.threads);
        values.rehearse()?;
        if dtype.is_integer() && !fill.is_elementary() {
            let text = "its integers are drawn by code, and another parameter follows from them";
            return Err(Problem::new(ErrorKind::Reference, text)
                .help("give both an initializer of their own"));
        }
        for &entry in entries {
            let following = match entry.follows() {
                Some(&Follows::NormOf { axis, .. }) => {
                    let norms = Norms::new(axes, axis);
                    let norms = norms.ok_or_else(|| Problem::changed("it had another shape"))?;
                    Following::Values(Numbers::F64(norms_of(&values, norms, entry)?))
                }
                _ if fill.is_elementary() && axes.padding().is_none() => {
                    Following::Law(fill.law(), stream)
                }
                _ => Following::Values(Numbers::of(&values)?),
            };
            self.found.insert(entry.path().into(), following);
        }
        Ok(())
    }
}

/// The norms of a parameter, as the type of the tensor that will hold them does.
fn norms_of(values: &Values<'_>, mut norms: Norms, entry: &Entry) -> Result<Vec<f64>, Problem> {
    values.wide(|piece| norms.add(piece))?;
    let stored = |norm: f64| match entry.dtype().stored(norm) {
        stored if stored.is_finite() => Ok(stored),
        _ => Err(Problem::new(
            ErrorKind::NotRepresentable,
            format!(
                "its norm `{norm:?}` is beyond the largest {} of `{}`, {:e}",
                entry.dtype(),
                entry.path(),
                entry.dtype().largest()
            ),
        )
        .help("scale it down, or use a wider type")),
    };
    norms.finish().into_iter().map(stored).collect()
}
