//! Which tensors a model has, and the walk through them a second time.

use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use crate::dtype::DType;
use crate::error::Problem;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::Selection;
use crate::tensor::{Axes, Part};
use crate::walk::sharing::Sharing;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, FirstPlace, Shared, Visitor};

/// One tensor of a model.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) path: String,
    /// Its other paths, where it is shared.
    pub(super) aliases: Vec<String>,
    /// Those of its numbers: complex ones have an axis for their parts, the last.
    pub(super) shape: Vec<usize>,
    pub(super) dtype: DType,
    pub(super) is_complex: bool,
    /// True for a buffer that no file has.
    pub(super) transient: bool,
    /// At each position of the canonical order the whole tensor's own axis; the first `stacked` are
    /// stacks of layers.
    pub(super) canonical: Vec<usize>,
    pub(super) stacked: usize,
    /// The number of weights that the field fuses, where it declares it.
    pub(super) split: Option<usize>,
    /// The lists that its path leads through: the length of the path of each, and the number of its entries,
    /// some of which may be absent.
    pub(super) lists: Vec<(usize, usize)>,
    /// The shape of the whole, and the part of it that this process holds.
    pub(super) part: Option<(Vec<usize>, Part)>,
}

/// The shape and the type of a tensor's numbers: complex ones have an axis for their parts, the last.
pub(super) fn numbers_of(tensor: &dyn Parameter) -> (Vec<usize>, DType) {
    let (mut shape, dtype) = (tensor.shape().into_owned(), tensor.dtype());
    if dtype.is_complex() {
        shape.push(2);
    }
    (shape, dtype.part())
}

impl Item {
    /// The path, and the aliases, which grow.
    fn names(&mut self) -> (&str, &mut Vec<String>) {
        (&self.path, &mut self.aliases)
    }

    /// The shape of the numbers of the whole tensor.
    pub(super) fn whole_shape(&self) -> &[usize] {
        self.part.as_ref().map_or(&self.shape, |(whole, _)| whole)
    }

    /// The whole of which a process holds a part.
    pub(super) fn of_whole(&self) -> Self {
        Self {
            shape: self.whole_shape().to_vec(),
            ..self.clone()
        }
    }

    /// What a process holds, as a tensor of its own.
    pub(super) fn of_part(&self) -> Self {
        let mut item = self.clone();
        if item
            .part
            .take()
            .is_some_and(|(_, part)| part.flat.is_some())
        {
            item.canonical = (0..item.shape.len()).collect();
            item.stacked = 0;
        }
        item
    }

    /// The type of its elements and the lengths of its axes.
    pub(super) fn in_file(&self) -> (DType, &[usize]) {
        self.elements(&self.shape)
    }

    /// The same of the whole tensor.
    pub(super) fn whole_in_file(&self) -> (DType, &[usize]) {
        self.elements(self.whole_shape())
    }

    fn elements<'s>(&self, shape: &'s [usize]) -> (DType, &'s [usize]) {
        match shape.split_last() {
            Some((_, shape)) if self.is_complex => (DType::complex(self.dtype), shape),
            _ => (self.dtype, shape),
        }
    }

    /// Whether a save or load with this selection is for it.
    pub(super) fn is_wanted(&self, selection: &Selection<'_>) -> bool {
        !self.transient && selection.wants(&self.path, &self.aliases)
    }

    /// The number of entries of a list that its path leads through.
    pub(super) fn entries_of(&self, list: &str) -> Option<usize> {
        let is_own = self.path.starts_with(list);
        let mut lists = self.lists.iter().filter(|_| is_own);
        lists.find_map(|&(end, entries)| (end == list.len()).then_some(entries))
    }

    /// The axis along which layers are stacked: that of its layout, or the first.
    pub(super) fn stack_axis(&self) -> Option<usize> {
        let first = (!self.shape.is_empty()).then_some(0);
        self.canonical[..self.stacked].first().copied().or(first)
    }

    /// The axis of the outputs, in a tensor that has no axis `layer`.
    pub(super) fn output_axis(&self, layer: Option<usize>) -> Option<usize> {
        let (stacks, others) = self.canonical.split_at(self.stacked);
        let left = |axis: &&usize| layer != Some(**axis);
        let after = stacks.iter().filter(left).count();
        let mut rest = stacks.iter().chain(others).filter(left);
        rest.nth(after).copied()
    }
}

/// The tensors of a model in declaration order, and what is wrong with them.
#[derive(Debug)]
pub(super) struct Inventory {
    pub(super) items: Vec<Item>,
    pub(super) problems: Vec<Problem>,
    paths: BTreeSet<String>,
    sharing: Sharing,
    /// The check that every tensor must pass.
    check: fn(&dyn Parameter) -> Result<(), Problem>,
}

impl Inventory {
    /// Takes it in a walk that only reads, or before one that writes.
    pub(super) fn take<M: Initialize + ?Sized>(
        walk: fn(Self) -> Walker<Self>,
        model: &M,
        check: fn(&dyn Parameter) -> Result<(), Problem>,
    ) -> Self {
        let mut walker = walk(Self {
            items: Vec::new(),
            problems: Vec::new(),
            paths: BTreeSet::new(),
            sharing: Sharing::default(),
            check,
        });
        model.visit_parameters(&mut walker);
        walker.job
    }

    /// The problems of a selection among the tensors that files have, and the paths of what is hidden.
    pub(super) fn check(&self, selection: &Selection<'_>) -> (Vec<Problem>, Vec<String>) {
        let hidden = self.problems.iter().filter_map(Problem::hidden);
        let hidden: Vec<String> = hidden.map(String::from).collect();
        let stored = self.items.iter().filter(|item| !item.transient);
        let paths = stored.flat_map(|item| item.aliases.iter().chain([&item.path]));
        (selection.check(paths.map(String::as_str), &hidden), hidden)
    }

    fn examine(
        &mut self,
        component: &Component<'_>,
        path: &str,
        tensor: &dyn Parameter,
    ) -> Result<(), Problem> {
        component.check()?;
        if !self.paths.insert(path.into()) {
            return Err(Problem::duplicate_path());
        }
        (self.check)(tensor)
    }
}

impl Job for Inventory {
    // A module can be saved outside its list.
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }

    fn first(&mut self, depth: usize, shared: &Shared<'_>) {
        self.sharing.first(depth, shared, self.items.len());
    }

    fn left(&mut self, depth: usize) {
        self.sharing.left(depth, self.items.len());
    }

    fn again(&mut self, path: String, shared: &Shared<'_>, first: FirstPlace) {
        let items = &mut self.items;
        self.sharing
            .again(&path, shared, &first, items, Item::names);
    }
}

impl Visitor for Walker<Inventory> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.examine(component, &path, tensor) {
            self.job.problems.push(problem.at(&path));
        }
        let part = part(declared, tensor.dtype()).unwrap_or_else(|problem| {
            self.job.problems.push(problem.at(&path));
            None
        });
        let (shape, dtype) = numbers_of(tensor);
        let own = tensor.shape();
        let whole = declared.whole_shape().filter(|_| part.is_some());
        let whole = whole.unwrap_or(&own);
        // A layout that does not fit is an error of the plan, and says nothing here.
        let axes = Axes::new(whole, declared.axes()).ok();
        let axes = axes.map(|axes| axes.of_elements(tensor.dtype()));
        let rank = whole.len() + usize::from(tensor.dtype().is_complex());
        self.job.items.push(Item {
            path,
            aliases: Vec::new(),
            canonical: (axes.as_ref())
                .map_or_else(|| (0..rank).collect(), |axes| axes.order().to_vec()),
            stacked: axes.map_or(0, |axes| axes.stacked),
            split: declared.axes().split.as_deref().map(|split| match split {
                [count] => *count,
                widths => widths.len(),
            }),
            lists: self.trail.lists().collect(),
            shape,
            part,
            dtype,
            is_complex: tensor.dtype().is_complex(),
            transient: declared.is_transient(),
        });
    }
}

/// The shape of the numbers of the whole of which a process holds a part, and the part.
fn part(declared: &Declared<'_>, dtype: DType) -> Result<Option<(Vec<usize>, Part)>, Problem> {
    let (Some(shard), Some(whole)) = (declared.shard_as_given(), declared.whole_shape()) else {
        return Ok(None);
    };
    let part = shard.part(whole)?.of_elements(dtype);
    let parts = dtype.is_complex().then_some(2);
    Ok(Some((whole.iter().copied().chain(parts).collect(), part)))
}

/// A second walk through the tensors of an inventory.
#[derive(Debug)]
pub(super) struct Cursor<'i> {
    items: &'i [Item],
    next: usize,
}

impl<'i> Cursor<'i> {
    pub(super) fn new(items: &'i [Item]) -> Self {
        Self { items, next: 0 }
    }

    /// The tensor at an index.
    pub(super) fn item(&self, place: usize) -> &'i Item {
        &self.items[place]
    }

    /// The index of the next tensor, which should be this one.
    pub(super) fn step(&mut self, path: &str, tensor: &dyn Parameter) -> Result<usize, Problem> {
        let item = (self.items.get(self.next))
            .filter(|item| item.path == path)
            .ok_or_else(|| Problem::changed("it was not at this position the first time"))?;
        let (shape, dtype) = numbers_of(tensor);
        if item.shape != shape || item.dtype != dtype {
            return Err(Problem::changed(
                "it had another shape or type the first time",
            ));
        }
        self.next += 1;
        Ok(self.next - 1)
    }

    /// The problem of a walk that ended early.
    pub(super) fn rest(&self) -> Option<Problem> {
        let item = self.items.get(self.next)?;
        Some(Problem::changed("the model did not hand it over a second time").at(&item.path))
    }
}
