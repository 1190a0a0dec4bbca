//! Reading a checkpoint into a model, by name.

mod alike;
mod assign;
mod beyond;
mod differences;
mod filling;
mod find;
mod fit;
mod gather;
mod options;
mod related;
mod remedy;
mod slice;
mod unmatched;

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;

use self::filling::Filling;
use self::fit::Source;
use self::options::Options;
use self::unmatched::Unmatched;
use super::archive::Archive;
use super::inventory::{Inventory, Item};
use super::{Loaded, Names};
use crate::error::{Error, Problem};
use crate::model::Initialize;
use crate::parameter::{Parameter, without_memory};
use crate::walk::walker::Walker;

/// Reads the tensors of a model that a file has, by path.
///
/// # Errors
/// As [`Load::run`].
pub fn load<M: Initialize + ?Sized>(
    model: &mut M,
    path: impl AsRef<Path>,
) -> Result<Loaded, Error> {
    Load::new().run(model, path)
}

/// Reads a checkpoint into a model, by name.
///
/// Where the file is not quite that of the model, an option names the difference, once for all
/// tensors that have it: [the table](crate::safetensors#what-is-not-quite-the-model) lists them. An
/// error that one of them would mend names it.
///
/// Of a tensor of which a process holds a part ([`Shard`](crate::tensor::Shard)) the file has the whole, in any
/// of these forms. The load takes from it what the whole would have at the indices of the part, and reads, rounds
/// and judges those values and no others: each run of them in the file is one read, so that a few rows of a matrix
/// that is stored transposed are many short ones. Where the whole does not fit, the file may have the part as a
/// tensor of its own, as a process that saves it alone writes it.
///
/// A shared tensor is found under any of its paths, also where the file has it under several, if
/// their values are the same; and a tensor that [`save`](super::save()) left out because it shares
/// the memory of another is read from that other. Other metadata of a file, of whatever origin, has
/// no influence.
///
#[cfg_attr(feature = "derive", doc = "```")]
#[cfg_attr(not(feature = "derive"), doc = "```ignore")]
/// use init_core::safetensors::{Load, save};
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Old {
///     #[init(ones)]
///     gamma: [f32; 4],
///     #[init(zeros)]
///     classifier: [f32; 1000],
/// }
///
/// #[derive(Initialize)]
/// struct New {
///     #[init(ones)]
///     scale: [f64; 4],
///     #[init(zeros)]
///     classifier: [f64; 10],
/// }
///
/// # let path = init_core::hidden::doc::file("old.safetensors");
/// save(&Old { gamma: [2.0; 4], classifier: [3.0; 1000] }, &path)?;
/// let mut new = New { scale: [0.0; 4], classifier: [0.0; 10] };
/// let loaded = Load::new()
///     .rename(|path| path.replace("scale", "gamma"))
///     .except("classifier")
///     .strict()
///     .run(&mut new, &path)?;
/// assert_eq!(loaded.names(), ["scale"]);
/// assert_eq!((new.scale, new.classifier), ([2.0; 4], [0.0; 10]));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Load<'n> {
    options: Options<'n>,
}

impl<'n> Load<'n> {
    /// Names that are the paths; missing and surplus ones are reported.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks for each path with `prefix` in front of it, e.g. `model.`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.options.names = Names::prefixed(prefix.into());
        self
    }

    /// Looks for each path under another name. Replaces an earlier `prefix` or `rename`.
    pub fn rename(mut self, name: impl Fn(&str) -> String + Send + Sync + 'n) -> Self {
        self.options.names = Names::renamed(name);
        self
    }

    /// Loads only the tensors whose path matches `glob`, or one of the globs where it is called
    /// again. The others are neither missing nor surplus.
    pub fn only(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.options.selection.only.push(glob.into());
        self
    }

    /// Leaves the tensors whose path matches `glob` as they are, whatever the file has.
    pub fn except(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.options.selection.except.push(glob.into());
        self
    }

    /// Makes every missing and every surplus name an error.
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Reads into `model` the tensors of it that `path` has: a file, an index of several, or the
    /// path that [`Save`](super::Save) was given, which is one or the other.
    ///
    /// The type of a tensor may be wider than in the file, but must hold every value exactly,
    /// unless they may be [`rounded`](Load::rounded). Nothing is written before every name, shape
    /// and type and the length of every file has been checked, and every value that is rounded.
    ///
    /// # Errors
    /// [`ErrorKind::File`](crate::ErrorKind::File) where a file cannot be read or is not whole, or is a
    /// folder, a pipe or a device, or has a duplicate name; [`ErrorKind::Shape`](crate::ErrorKind::Shape),
    /// [`ErrorKind::Layout`](crate::ErrorKind::Layout), [`ErrorKind::DType`](crate::ErrorKind::DType);
    /// [`ErrorKind::NotRepresentable`](crate::ErrorKind::NotRepresentable) for a value that rounding would
    /// make infinite; [`ErrorKind::Conflict`](crate::ErrorKind::Conflict) for a shared tensor that the file has
    /// with two contents; where `strict`, [`ErrorKind::Missing`](crate::ErrorKind::Missing) and
    /// [`ErrorKind::Surplus`](crate::ErrorKind::Surplus); [`ErrorKind::Missing`](crate::ErrorKind::Missing)
    /// where the file has none of the tensors, and where it has some layers or parts of one and lacks others;
    /// [`ErrorKind::Selection`](crate::ErrorKind::Selection) for a glob or an option that is wrong or is for
    /// nothing; and what a walk over the model, a reset of what has [grown](Load::grow) or writing a tensor
    /// meets.
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        path: impl AsRef<Path>,
    ) -> Result<Loaded, Error> {
        let mut archive = Archive::open(path.as_ref())
            .map_err(|problem| Error::planning(alloc::vec![problem]))?;
        let inventory = Inventory::take(Walker::new, model, writable);
        let options = &self.options;
        let (unselected, hidden) = inventory.check(&options.selection);
        let items = inventory.items;
        let mut problems = inventory.problems;
        problems.extend(unselected);
        // What is hidden may have the names that an option is for.
        if hidden.is_empty() {
            problems.extend(options.check(&items, archive.names(), &archive.name()));
        }
        archive.retain(|name| !options.ignores(name));
        // What a file has of a parameter is the whole, whatever part of it a process holds.
        let wholes = assign::views(&items, Item::of_whole);
        let (sources, mut loaded) = self.assign(
            &wholes,
            &items,
            &mut archive,
            hidden.is_empty(),
            &mut problems,
        );
        if hidden.is_empty() {
            self.compare(&wholes, &archive, &loaded, &mut problems);
        }
        if problems.is_empty() {
            problems = self.check_values(&items, &sources, &mut archive);
        }
        let grown = grown(&items, &sources);
        for (&place, paths) in &grown {
            let tried = options.grown[place]
                .1
                .try_all_but(others(&items, paths), model);
            problems.extend((tried.err()).into_iter().flat_map(Error::into_problems));
        }
        if !problems.is_empty() {
            return Err(Error::planning(alike::joined(problems, &items)));
        }
        let mut written = Vec::new();
        for (place, paths) in grown {
            let reset = options.grown[place].1;
            reset
                .run_all_but(others(&items, &paths), model)
                .map_err(|error| error.after(&written))?;
            written.extend(paths);
        }
        let mut walker = Walker::new(Filling::new(&items, archive, sources, written));
        model.visit_parameters_mut(&mut walker);
        loaded.bytes = walker.job.finish()?;
        Ok(loaded)
    }

    /// What only one side has, where that is an error.
    fn compare(
        &self,
        items: &[Item],
        archive: &Archive,
        loaded: &Loaded,
        problems: &mut Vec<Problem>,
    ) {
        let options = &self.options;
        let unmatched = || Unmatched::new(options, archive, items, loaded);
        if options.strict {
            problems.extend(unmatched().problems());
        } else if problems.is_empty()
            && loaded.names.is_empty()
            && !loaded.missing.is_empty()
            && !options.allow_none
        {
            problems.push(unmatched().nothing());
        }
    }

    /// The values that cannot be rounded.
    fn check_values(
        &self,
        items: &[Item],
        sources: &[Option<Source>],
        archive: &mut Archive,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        if !self.options.rounded {
            return problems;
        }
        for (item, source) in items.iter().zip(sources) {
            let Some(source) = source else { continue };
            for piece in &source.pieces {
                let checked = beyond::check(archive, source, piece, item.dtype);
                problems.extend(checked.err().map(|problem| problem.at(&item.path)));
            }
        }
        problems
    }
}

/// Checks that a tensor can be written.
fn writable(tensor: &dyn Parameter) -> Result<(), Problem> {
    if tensor.has_memory() {
        tensor.check()
    } else {
        Err(without_memory())
    }
}

/// The paths of the tensors that a reset fills first, by its place among the options.
fn grown(items: &[Item], sources: &[Option<Source>]) -> BTreeMap<usize, Vec<String>> {
    let mut grown: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (item, source) in items.iter().zip(sources) {
        if let Some(place) = source.as_ref().and_then(|source| source.grown) {
            grown.entry(place).or_default().push(item.path.clone());
        }
    }
    grown
}

/// The paths of all tensors but these.
fn others(items: &[Item], paths: &[String]) -> BTreeSet<String> {
    let others = items.iter().filter(|item| !paths.contains(&item.path));
    others.map(|item| item.path.clone()).collect()
}
