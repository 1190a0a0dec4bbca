//! Reading a checkpoint into a model, by name.

use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::path::Path;

use super::archive::{Archive, Place};
use super::inventory::{Cursor, Inventory, Item};
use super::unmatched::unmatched;
use super::{Loaded, Names, numbers, short};
use crate::engine::{StreamKey, Threads};
use crate::error::{Error, ErrorKind, Problem};
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::plan::Selection;
use crate::tensor::{Axes, AxisOptions, shown};
use crate::values::{Fill, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, VisitorMut};

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
    names: Names<'n>,
    selection: Selection<'n>,
    strict: bool,
}

impl<'n> Load<'n> {
    /// Names that are the paths; missing and surplus ones are reported.
    pub fn new() -> Self {
        Self::default()
    }

    /// Looks for each path with `prefix` in front of it, e.g. `model.`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.names = Names::prefixed(prefix.into());
        self
    }

    /// Looks for each path under another name. Replaces an earlier `prefix` or `rename`.
    pub fn rename(mut self, name: impl Fn(&str) -> String + Send + Sync + 'n) -> Self {
        self.names = Names::renamed(name);
        self
    }

    /// Loads only the tensors whose path matches `glob`, or one of the globs where it is called
    /// again. The others are neither missing nor surplus.
    pub fn only(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.selection.only.push(glob.into());
        self
    }

    /// Leaves the tensors whose path matches `glob` as they are, whatever the file has.
    pub fn except(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.selection.except.push(glob.into());
        self
    }

    /// Makes every missing and every surplus name an error.
    pub fn strict(mut self) -> Self {
        self.strict = true;
        self
    }

    /// Reads into `model` the tensors of it that `path` has: a file, an index of several, or the
    /// path that [`Save`](super::Save) was given, which is one or the other.
    ///
    /// The type of a tensor may be wider than in the file, but must hold every value exactly.
    /// Nothing is written before every name, shape and type and the length of every file has been
    /// checked.
    ///
    /// # Errors
    /// [`ErrorKind::File`] where a file cannot be read or is not whole, or is a folder, a pipe or a
    /// device, or has a duplicate name; [`ErrorKind::Shape`],
    /// [`ErrorKind::DType`]; [`ErrorKind::Conflict`] for a shared tensor that the file has with
    /// two contents; where `strict`, [`ErrorKind::Missing`] and [`ErrorKind::Surplus`];
    /// [`ErrorKind::Selection`] for a glob that is wrong or matches nothing; and what a walk over
    /// the model or writing a tensor meets.
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        path: impl AsRef<Path>,
    ) -> Result<Loaded, Error> {
        let mut archive = Archive::open(path.as_ref())
            .map_err(|problem| Error::planning(alloc::vec![problem]))?;
        let inventory = Inventory::take(Walker::new, model, |tensor| tensor.check());
        let (unselected, hidden) = inventory.check(&self.selection);
        let items = inventory.items;
        let mut problems = inventory.problems;
        problems.extend(unselected);
        let (places, loaded) = self.assign(&items, &mut archive, &mut problems);
        // What is hidden may have the names of the file that are left.
        if self.strict && hidden.is_empty() {
            problems.extend(unmatched(&loaded, &archive.name(), &self.names));
        }
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let mut walker = Walker::new(Filling {
            cursor: Cursor::new(&items),
            archive,
            places,
            problems: Vec::new(),
            written: Vec::new(),
            partly: None,
        });
        model.visit_parameters_mut(&mut walker);
        walker.job.finish()?;
        Ok(loaded)
    }

    /// The position of each tensor in the file.
    fn assign(
        &self,
        items: &[Item],
        archive: &mut Archive,
        problems: &mut Vec<Problem>,
    ) -> (Vec<Option<Place>>, Loaded) {
        let mut used = BTreeSet::new();
        let mut loaded = Loaded {
            names: Vec::new(),
            missing: Vec::new(),
            surplus: Vec::new(),
        };
        let mut places = Vec::with_capacity(items.len());
        for item in items {
            let found = self.find(item, archive);
            used.extend(found.iter().map(|(name, _)| name.clone()));
            places.push(None);
            if !item.is_wanted(&self.selection) {
                continue;
            }
            let Some((_, first)) = found.first() else {
                loaded.missing.push(item.path.clone());
                continue;
            };
            match fit(item, &found, archive) {
                Ok(()) => {
                    loaded.names.push(item.path.clone());
                    places.pop();
                    places.push(Some(first.clone()));
                }
                Err(problem) => problems.push(problem.at(&item.path)),
            }
        }
        loaded.surplus = (archive.names().filter(|&name| !used.contains(name)))
            .map(String::from)
            .collect();
        (places, loaded)
    }

    /// The tensors of the file that are this one, with their names there.
    fn find(&self, item: &Item, archive: &Archive) -> Vec<(String, Place)> {
        let names: Vec<String> = ([&item.path].into_iter().chain(&item.aliases))
            .map(|path| self.names.of(path))
            .collect();
        let own = |(name, place): (&str, &Place)| (String::from(name), place.clone());
        let found: Vec<_> = (names.iter())
            .filter_map(|name| archive.get(name).map(own))
            .collect();
        if !found.is_empty() {
            return found;
        }
        let shared = names.iter().find_map(|name| archive.shared_as(name));
        shared.map(own).into_iter().collect()
    }
}

/// Whether all that a file has of a tensor fits it and is the same.
fn fit(item: &Item, found: &[(String, Place)], archive: &mut Archive) -> Result<(), Problem> {
    for (name, place) in found {
        if place.shape != item.shape {
            return Err(another_shape(item, name, place, &archive.name()));
        }
        if !numbers::holds(item.dtype, place.dtype) {
            return Err(Problem::new(
                ErrorKind::DType,
                format!(
                    "the tensor's type {} does not hold every value of `{}` in `{}`, which is {}",
                    item.dtype,
                    short(name),
                    archive.name(),
                    place.dtype
                ),
            )
            .help("convert the file, or load it into a tensor of its type")
            .note(if numbers::are_integers(place.dtype) || item.dtype.is_integer() {
                "an integer is read as one of a type that has all of its values, a boolean as any integer too, a float as neither"
            } else {
                "f16 and bf16 are read as themselves, f32 and f64, f32 as f64, and eight bits as any of these"
            }));
        }
    }
    let Some(((first, place), others)) = found.split_first() else {
        return Ok(());
    };
    archive.check_booleans(first, place)?;
    for (other, elsewhere) in others {
        if !archive.same(place, elsewhere)? {
            return Err(Problem::new(
                ErrorKind::Conflict,
                format!(
                    "one tensor is shared here, but `{}` and `{}` in `{}` differ",
                    short(first),
                    short(other),
                    archive.name()
                ),
            )
            .help("give the model two tensors, or leave one of them out of the file"));
        }
    }
    Ok(())
}

/// The problem of a tensor whose shape is not that in the file.
fn another_shape(item: &Item, name: &str, place: &Place, file: &str) -> Problem {
    let message = format!(
        "the tensor has shape {}, but `{}` in `{file}` has {}",
        shown(&item.shape),
        short(name),
        shown(&place.shape),
    );
    let problem = Problem::new(ErrorKind::Shape, message).help(format!(
        "make the shapes equal, or leave it as it is with `except({:?})`",
        short(&item.path)
    ));
    let sorted = |shape: &[usize]| {
        let mut lengths = shape.to_vec();
        lengths.sort_unstable();
        lengths
    };
    match (&*item.shape, &*place.shape) {
        ([a, b], [c, d]) if (a, b) == (d, c) => problem.note(
            "the file has it transposed: PyTorch stores a linear weight as outputs by inputs, JAX and Keras as inputs by outputs",
        ),
        (here, there) if sorted(here) == sorted(there) => {
            problem.note("the file has its axes in another order")
        }
        _ => problem,
    }
}

/// A walk that writes what was found.
#[derive(Debug)]
struct Filling<'i> {
    cursor: Cursor<'i>,
    archive: Archive,
    places: Vec<Option<Place>>,
    problems: Vec<Problem>,
    written: Vec<String>,
    /// The path of the parameter that failed after it had asked for values.
    partly: Option<String>,
}

impl Filling<'_> {
    fn finish(mut self) -> Result<(), Error> {
        if self.problems.is_empty() {
            self.problems.extend(self.cursor.rest());
        }
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Error::writing(self.problems, self.written, self.partly))
        }
    }

    fn fill(&mut self, path: &str, tensor: &mut dyn Parameter) -> Result<(), Problem> {
        let place = self.cursor.step(path, tensor)?;
        let Some(place) = &self.places[place] else {
            return Ok(());
        };
        let numbers = self.archive.read(place)?;
        // The file has the tensor's own order, which no layout changes.
        let axes = Axes::new(&place.shape, &AxisOptions::default())?;
        let nothing_drawn = StreamKey::new(&[0; 32], 0);
        let fill = Fill::known(&numbers);
        let threads = Threads::default();
        let values = Values::new(nothing_drawn, &fill, &axes, tensor.dtype(), &threads);
        tensor.write(&values).inspect_err(|_| {
            self.partly = values.were_taken().then(|| path.into());
        })?;
        self.written.push(path.into());
        Ok(())
    }
}

impl Job for Filling<'_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl VisitorMut for Walker<Filling<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        _: &Declared<'_>,
    ) {
        // Parameters after a failure are left as they are.
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.fill(&path, tensor) {
            self.job.fail(path, problem);
        }
    }
}
