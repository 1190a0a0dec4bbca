//! The walk that makes a plan.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use init_grammar::short;

use super::duplicate::duplicates;
use super::follow;
use super::guess::{guesses, may_be_depthwise};
use super::planned::{Failed, Planned};
use super::source::Choice;
use super::suspicion::suspicions;
use super::uncovered::{Open, uncovered};
use super::{Entry, Follows, Place, Plan, Selection, Sharded, resolve, resolve_axes};
use crate::error::{Error, ErrorKind, Problem};
use crate::law::Law;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::rules::{Rule, Ruled, Rules, Used, site};
use crate::tensor::{Context, Cut, FansByPath};
use crate::walk::sharing::Sharing;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, FirstPlace, RuleUse, Shared, Visitor};

/// Plans a model, with rules nearer to the root than its own, and for the parameters that are
/// selected. Gives also what its initializers asked for beyond their own tensors.
pub(crate) fn plan<M: Initialize + ?Sized>(
    model: &M,
    rules: Option<&Rules<'_>>,
    selection: &Selection<'_>,
) -> Result<(Plan, Context), Error> {
    let rules = rules.map_or(&[][..], Rules::as_slice);
    let mut context = Context::default();
    let mut planning = walked(model, rules, &context);
    if planning.asked {
        let fans = Some(planning.fans());
        drop(planning);
        context.fans = fans;
        planning = walked(model, rules, &context);
    }
    let without_memory = core::mem::take(&mut planning.without_memory);
    let plan = planning.finish(selection)?;
    context.without_memory = without_memory;
    Ok((plan, context))
}

/// A walk that plans, where the context may be known from one before.
fn walked<'c, M: Initialize + ?Sized>(
    model: &M,
    rules: &[Rule<'_>],
    context: &'c Context,
) -> Planning<'c> {
    let mut walker = Walker::new(Planning::new(context));
    let mut ruled = Ruled::new(rules, &mut walker);
    model.visit_parameters(&mut ruled);
    ruled.finish();
    walker.job
}

#[derive(Debug)]
struct Planning<'c> {
    planned: Vec<Planned>,
    /// Problems other than those of one parameter's initializer, each with the number of parameters
    /// planned before it.
    problems: Vec<(usize, Problem)>,
    /// The choices of initializers, each once.
    choices: BTreeSet<Arc<Choice>>,
    sharing: Sharing,
    absent: Vec<String>,
    used: Used,
    /// The paths of kernels that look depthwise, of which nothing tells the groups.
    groups_open: BTreeSet<String>,
    without_memory: Vec<String>,
    context: &'c Context,
    /// True once an initializer has asked for the fans of another parameter.
    asked: bool,
}

impl<'c> Planning<'c> {
    fn new(context: &'c Context) -> Self {
        Self {
            planned: Vec::new(),
            problems: Vec::new(),
            choices: BTreeSet::new(),
            sharing: Sharing::default(),
            absent: Vec::new(),
            used: Used::default(),
            groups_open: BTreeSet::new(),
            without_memory: Vec::new(),
            context,
            asked: false,
        }
    }

    /// The fans of every parameter, under each of its paths.
    fn fans(&self) -> FansByPath {
        let mut fans = FansByPath::new();
        for planned in &self.planned {
            let found = planned.fans();
            let aliases = planned.aliases().iter().map(String::as_str);
            let paths = aliases.chain([planned.path()]);
            fans.extend(paths.map(|path| (path.into(), found)));
        }
        fans
    }

    fn finish(mut self, selection: &Selection<'_>) -> Result<Plan, Error> {
        follow::link(&mut self.planned);
        let aliases = self.planned.iter().flat_map(Planned::aliases);
        let paths = self.planned.iter().map(Planned::path);
        let hidden = self
            .problems
            .iter()
            .filter_map(|(_, problem)| problem.hidden());
        let hidden: Vec<String> = hidden.map(String::from).collect();
        let mut problems = selection.check(paths.chain(aliases.map(String::as_str)), &hidden);
        let unreached = self.used.judge(
            || self.planned.iter().map(Planned::candidate).collect(),
            &self.absent,
            &hidden,
        );
        problems.extend(unreached.problems);
        self.problems.extend(duplicates(&self.planned));
        self.problems.sort_by_key(|(before, _)| *before);
        let (mut kept, mut open, mut before_open) = (BTreeSet::new(), Vec::new(), 0);
        let mut others = self.problems.into_iter().peekable();
        let mut index = 0;
        let wanted = |planned: Planned| {
            while let Some((_, problem)) = others.next_if(|(before, _)| *before <= index) {
                problems.push(problem);
            }
            index += 1;
            match planned {
                Planned::Entry(entry) if selection.wants(&entry.path, &entry.aliases) => {
                    return Some(entry);
                }
                Planned::Failed(failed) if selection.wants(&failed.path, &failed.aliases) => {
                    if !failed.is_open {
                        problems.push(failed.problem);
                        return None;
                    }
                    if open.is_empty() {
                        before_open = problems.len();
                    }
                    let (path, rank) = (failed.path, failed.site.rank);
                    open.push(Open { path, rank });
                }
                Planned::Entry(Entry { path, .. }) => _ = kept.insert(path),
                Planned::Failed(failed) => _ = kept.insert(failed.path),
            }
            None
        };
        // The entries keep their memory.
        let mut entries: Vec<Entry> = self.planned.into_iter().filter_map(wanted).collect();
        entries.shrink_to_fit();
        problems.extend(others.map(|(_, problem)| problem));
        problems.extend(selection.cut(&mut entries));
        let (outdated, strays) = follow::left_behind(&entries, &kept, selection);
        problems.extend(outdated);
        if !open.is_empty() {
            let covered = entries.iter().map(Entry::path);
            problems.insert(before_open, uncovered(&open, covered));
        }
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let mut warnings = unreached.warnings;
        warnings.extend(strays);
        warnings.extend(suspicions(&entries));
        warnings.extend(guesses(&entries, &self.groups_open));
        Ok(Plan {
            entries,
            kept,
            warnings,
            values_of: None,
        })
    }

    /// The entry of a parameter, but for its place in the model: that of `original`, or of its own
    /// declaration.
    fn entry(
        &mut self,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
        original: Option<String>,
        place: &Place<'_>,
    ) -> Result<Entry, Problem> {
        let choice = self.choice(Choice::of(declared));
        let sharded = |part: Option<Box<Cut>>| {
            let shard = part.zip(declared.shard_as_given().cloned());
            shard.map(|(cut, shard)| Box::new(Sharded { shard, cut: *cut }))
        };
        let entry = |axes, part, law, follows: Option<Follows>| Entry {
            path: String::new(),
            module: None,
            stream: 0,
            axes,
            dtype: tensor.dtype(),
            choice,
            counts_fans: false,
            law,
            rehearse: false,
            // No optimizer trains an integer.
            buffer: declared.is_buffer() || tensor.dtype().is_integer(),
            aliases: Vec::new(),
            follows: follows.map(Box::new),
            part: None,
            sharded: sharded(part),
        };
        if let Some(path) = original {
            let (axes, part) = resolve_axes(tensor, declared)?;
            return Ok(entry(axes, part, Law::Nan, Some(Follows::SameAs { path })));
        }
        let resolved = resolve(tensor, declared, place);
        self.asked |= place.was_asked();
        let resolved = resolved?;
        let follows = resolved.fill.norm().map(|(path, axis)| Follows::NormOf {
            path: path.into(),
            axis,
        });
        Ok(Entry {
            counts_fans: resolved.counts_fans,
            rehearse: resolved.fill.is_foreign(),
            ..entry(resolved.axes, resolved.part, resolved.fill.law(), follows)
        })
    }

    /// The choice of an initializer, stored once for all parameters that share it.
    fn choice(&mut self, choice: Choice) -> Arc<Choice> {
        if let Some(known) = self.choices.get(&choice) {
            return known.clone();
        }
        let choice = Arc::new(choice);
        self.choices.insert(choice.clone());
        choice
    }
}

impl Job for Planning<'_> {
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
                    "one shared tensor is declared twice: `{}` at `{}` and `{}` here",
                    short(there),
                    short(&first.path),
                    short(here)
                ),
            )
            .help("declare the same initializer and options at both paths");
            self.fail(path, problem);
            return;
        }
        let entries = &mut self.planned;
        self.sharing
            .again(&path, shared, &first, entries, Planned::names);
    }
}

impl Visitor for Walker<Planning<'_>> {
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
        if !tensor.has_memory() {
            self.job.without_memory.push(path.clone());
        }
        let module = self.trail.current_module();
        let original = declared.original().map(String::from);
        let original = original.or_else(|| self.trail.original_of(component));
        let place = Place::new(&self.trail, component, self.job.context);
        let planned = match self.job.entry(tensor, declared, original, &place) {
            Ok(mut entry) => {
                if let Some(Follows::NormOf { path: beside, .. }) = entry.follows.as_deref_mut() {
                    *beside = self.trail.beside(component, beside);
                }
                entry.module = module.map(Cow::Borrowed);
                entry.stream = stream;
                entry.path = path;
                if declared.is_by_name() && may_be_depthwise(&entry) {
                    self.job.groups_open.insert(entry.path.clone());
                }
                Planned::Entry(entry)
            }
            Err(problem) => Planned::Failed(Box::new(Failed {
                stream,
                site: site(&self.trail, &tensor.shape()),
                aliases: Vec::new(),
                is_open: declared.is_by_name() && problem.kind() == ErrorKind::Uncovered,
                problem: explained(problem, declared).at(&path),
                path,
            })),
        };
        self.job.planned.push(planned);
    }
}

/// A problem, with notes on the rules that led to it.
fn explained(problem: Problem, declared: &Declared<'_>) -> Problem {
    let rulings = core::iter::successors(declared.ruling(), |ruling| ruling.replaced.ruling());
    let initializers = rulings.clone().flat_map(|ruling| &ruling.initializers);
    let problem = match { initializers }.next() {
        Some(rule) => problem.note(format!("its initializer is that of the rule {rule}")),
        None => problem,
    };
    let options = rulings.flat_map(|ruling| &ruling.options);
    options.fold(problem, |problem, rule| {
        problem.note(format!("the rule {rule} gives it options"))
    })
}
