//! The walk that makes a plan.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Entry, Plan};
use crate::axes::{Axes, Target, checked_count};
use crate::engine::{MAX_DRAWN, holds_a_value, no_value};
use crate::trail::FirstPlace;
use crate::visitor::{Identity, Shared};
use crate::walker::{Job, Walker};
use crate::{
    Component, Declared, Error, ErrorKind, Fill, Initialize, Initializer, Law, Parameter, Problem,
    Visitor,
};

pub(super) fn plan<M: Initialize + ?Sized>(model: &M) -> Result<Plan, Error> {
    let mut walker = Walker::new(Planning::default());
    model.visit_parameters(&mut walker);
    let Planning {
        entries, problems, ..
    } = walker.job;
    if problems.is_empty() {
        Ok(Plan { entries })
    } else {
        Err(Error::planning(problems))
    }
}

#[derive(Debug, Default)]
struct Planning {
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    paths: BTreeSet<String>,
    streams: BTreeMap<u64, String>,
    subtrees: BTreeMap<Identity, Subtree>,
}

impl Job for Planning {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }

    fn first(&mut self, depth: usize, shared: &Shared<'_>) {
        let start = self.entries.len();
        self.subtrees.insert(
            shared.identity(),
            Subtree {
                depth,
                start,
                end: None,
            },
        );
    }

    fn left(&mut self, depth: usize) {
        let end = self.entries.len();
        for subtree in self.subtrees.values_mut() {
            if subtree.depth > depth {
                subtree.end.get_or_insert(end);
            }
        }
    }

    fn again(&mut self, path: String, shared: &Shared<'_>, first: FirstPlace) {
        let here = shared.declared().map(Declared::describe);
        if let (Some(here), Some(there)) = (&here, &first.declared)
            && here != there
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
        let Some(subtree) = self.subtrees.get(&shared.identity()) else {
            return;
        };
        let end = subtree.end.unwrap_or(self.entries.len());
        // A shared parameter stands beside others in its module; a shared module is all that is
        // below it.
        let alone = shared.declared().is_some();
        for entry in &mut self.entries[subtree.start..end] {
            if let Some(below) = below(&entry.path, &first.path)
                && (!alone || below.is_empty() || !first.path.is_empty())
            {
                let dot = if path.is_empty() || below.is_empty() {
                    ""
                } else {
                    "."
                };
                entry.aliases.push(format!("{path}{dot}{below}"));
            }
        }
    }
}

/// What follows `path` in `entry`, if it stands there or below it.
fn below<'e>(entry: &'e str, path: &str) -> Option<&'e str> {
    if path.is_empty() {
        return Some(entry);
    }
    let rest = entry.strip_prefix(path)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('.')
}

/// The entries that lie in something shared.
#[derive(Debug, Clone, Copy)]
struct Subtree {
    /// The depth of the walk there: what is planned until the walk comes back from it is below.
    depth: usize,
    start: usize,
    end: Option<usize>,
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
        match resolve(tensor, declared) {
            Ok(resolved) => {
                let entry = Entry {
                    module: self.trail.current_module(),
                    stream,
                    shape: resolved.shape,
                    axes: resolved.axes,
                    dtype: tensor.dtype(),
                    initializer: declared
                        .initializer()
                        .map(Initializer::describe)
                        .unwrap_or_default(),
                    law: resolved.fill.law(),
                    rehearse: matches!(&resolved.fill, Fill::Drawn(_))
                        || matches!(&resolved.fill, Fill::Made(made) if made.is_foreign()),
                    buffer: declared.is_buffer(),
                    aliases: Vec::new(),
                    path,
                };
                self.job.entries.push(entry);
            }
            Err(problem) => self.job.fail(path, problem),
        }
    }
}

impl Planning {
    fn register(&mut self, path: &str, stream: u64) {
        if !self.paths.insert(path.into()) {
            let problem = Problem::new(ErrorKind::DuplicatePath, "two parameters have this path")
                .help("tell them apart with `name = \"…\"` on one of the fields");
            self.fail(path.into(), problem);
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

/// What a declaration comes to for one tensor.
pub(crate) struct Resolved<'a> {
    pub(crate) shape: Vec<usize>,
    pub(crate) axes: Axes,
    pub(crate) fill: Fill<'a>,
}

/// Resolves what is declared against the tensor, and checks all that can be known before a
/// value is written.
pub(crate) fn resolve<'a>(
    tensor: &dyn Parameter,
    declared: &Declared<'a>,
) -> Result<Resolved<'a>, Problem> {
    tensor.check()?;
    let shape = tensor.shape().into_owned();
    check_shape(&shape, declared)?;
    let axes = Axes::new(&shape, declared.axes())?;
    let Some(initializer) = declared.initializer() else {
        return Err(Problem::new(
            ErrorKind::Uncovered,
            "it is marked `parameter`, but no rule reaches it",
        )
        .help("name an initializer on the field, e.g. `#[init(zeros)]`"));
    };
    let target = Target::new(&axes, tensor.dtype());
    let fill = initializer.resolve(&target)?;
    let law = fill.law();
    law.check(tensor.dtype())?;
    if !holds_a_value(&law, tensor.dtype()) {
        return Err(no_value(&law, tensor.dtype()));
    }
    if law == Law::Drawn && target.len() as u64 > MAX_DRAWN {
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format!("at most {MAX_DRAWN} values can be drawn one by one, found shape {shape:?}"),
        ));
    }
    Ok(Resolved { shape, axes, fill })
}

fn check_shape(shape: &[usize], declared: &Declared<'_>) -> Result<(), Problem> {
    if let Some(expected) = declared.declared_shape()
        && expected != shape
    {
        return Err(Problem::new(
            ErrorKind::Shape,
            format!("the field declares the shape {expected:?}, but the tensor has {shape:?}"),
        )
        .help("leave `shape` out: the tensor knows its own"));
    }
    if checked_count(shape).is_none() {
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format!("the shape {shape:?} has more values than can be counted"),
        ));
    }
    Ok(())
}
