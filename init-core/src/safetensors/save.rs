//! Writing a model to files.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::inventory::{Inventory, Item};
use super::partial::{Partial, beside, remove, unwritable};
use super::shards::{Shards, Stored};
use super::writing::Writing;
use super::{INDEX, Names, numbers};
use crate::walker::Walker;
use crate::{Error, ErrorKind, Initialize, Problem};

/// Writes a model to one file, under its paths.
///
/// # Errors
/// As [`Save::run`].
pub fn save<M: Initialize + ?Sized>(model: &M, path: impl AsRef<Path>) -> Result<Saved, Error> {
    Save::new().run(model, path)
}

/// Writes a model to one file or several.
///
#[cfg_attr(feature = "derive", doc = "```")]
#[cfg_attr(not(feature = "derive"), doc = "```ignore")]
/// use init_core::safetensors::{Load, Save};
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Gate {
///     #[init(normal, shape = (2, 4))]
///     weight: Vec<f32>,
///     #[init(zeros)]
///     bias: [f32; 2],
/// }
///
/// # let path = init_core::doc::file("model.safetensors");
/// let mut gate = Gate { weight: vec![0.0; 8], bias: [1.0; 2] };
/// Reset::seed(1).run(&mut gate)?;
/// let saved = Save::new().prefix("model.").max_shard_bytes(32).run(&gate, &path)?;
/// assert_eq!((saved.files().len(), saved.bytes()), (2, 40));
///
/// let mut again = Gate { weight: vec![0.0; 8], bias: [1.0; 2] };
/// let loaded = Load::new().prefix("model.").strict().run(&path, &mut again)?;
/// assert_eq!(loaded.names(), ["weight", "bias"]);
/// assert_eq!(again.weight, gate.weight);
/// # for file in saved.files() { std::fs::remove_file(file).unwrap(); }
/// # std::fs::remove_file(saved.index().unwrap()).unwrap();
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Save<'n> {
    names: Names<'n>,
    largest: Option<u64>,
    metadata: BTreeMap<String, String>,
}

impl Default for Save<'_> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            largest: None,
            metadata: [("format".into(), "pt".into())].into(),
        }
    }
}

impl<'n> Save<'n> {
    /// One file, names that are the paths, and `format: "pt"` as metadata.
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts `prefix` in front of every path, e.g. `model.`.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.names = Names::prefixed(prefix.into());
        self
    }

    /// Names each tensor by its path, in place of an earlier `prefix` or `rename`.
    pub fn rename(mut self, name: impl Fn(&str) -> String + Send + Sync + 'n) -> Self {
        self.names = Names::renamed(name);
        self
    }

    /// Starts another file before the tensors of one have more than this many bytes; a larger
    /// tensor has a file of its own.
    ///
    /// Where one file is enough it is written as without this. Otherwise `model.safetensors`
    /// becomes `model-00001-of-00003.safetensors` and so on, with the index
    /// `model.safetensors.index.json`, as transformers reads them.
    pub fn max_shard_bytes(mut self, bytes: u64) -> Self {
        self.largest = Some(bytes);
        self
    }

    /// Adds an entry to the metadata of every file, or overwrites `format`.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// Writes `model` to `path`, or in several files to its neighbours.
    ///
    /// Each file is written under a name that ends in `.partial` and renamed once all are whole;
    /// so what stood at `path` remains until then. In the end `path` and `path` with
    /// `.index.json` behind it are not both there: the one that is left from an earlier save is
    /// removed, since a reader could take it for the model. Files with a number that it does
    /// not have any more remain.
    ///
    /// # Errors
    /// [`ErrorKind::File`] where a file cannot be written, [`ErrorKind::DType`] for a tensor of
    /// a type that cannot be stored, [`ErrorKind::DuplicatePath`] for two of one name,
    /// [`ErrorKind::TooLarge`], and what a walk over the model or reading a tensor meets.
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &M,
        path: impl AsRef<Path>,
    ) -> Result<Saved, Error> {
        let path = path.as_ref();
        let Inventory {
            items,
            mut problems,
            ..
        } = Inventory::take(model, |_| Ok(()));
        let tensors = self.stored(&items, &mut problems);
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let failed = |problem| Error::planning(alloc::vec![problem]);
        let shards = Shards::new(&tensors, self.largest, &self.metadata).map_err(failed)?;
        let paths = shards.paths(path);
        let mut walker = Walker::new(Writing::new(&items, &tensors, &shards, &paths));
        model.visit_parameters(&mut walker);
        let files = walker.job.finish().map_err(Error::planning)?;
        finish(path, &shards, &tensors, files).map_err(|problem| {
            Error::writing(alloc::vec![problem], Vec::new(), Some(String::new()))
        })
    }

    /// The tensors as they are stored.
    fn stored(&self, items: &[Item], problems: &mut Vec<Problem>) -> Vec<Stored> {
        let mut names = BTreeSet::new();
        let mut tensors = Vec::with_capacity(items.len());
        for item in items {
            let name = self.names.of(&item.path);
            let fault = if name == "__metadata__" {
                let problem = Problem::new(
                    ErrorKind::Component,
                    "the name `__metadata__` has another meaning in a safetensors file",
                );
                Some(problem.help("give it another with `rename`"))
            } else if !names.insert(name.clone()) {
                let problem = Problem::new(
                    ErrorKind::DuplicatePath,
                    format!("another tensor is stored as `{name}` too"),
                );
                Some(problem.help("make `rename` give each path a name of its own"))
            } else {
                None
            };
            let tensor = fault.map_or_else(|| self.stored_as(item, name), Err);
            match tensor {
                Ok(tensor) => tensors.push(tensor),
                Err(problem) => problems.push(problem.at(&item.path)),
            }
        }
        tensors
    }

    fn stored_as(&self, item: &Item, name: String) -> Result<Stored, Problem> {
        let dtype = numbers::stored(item.dtype).ok_or_else(|| {
            Problem::new(
                ErrorKind::DType,
                format!("elements of type `{}` cannot be saved", item.dtype),
            )
            .note("the types are f32, f64, f16 and bf16")
        })?;
        // The format counts without looking for an axis of length 0.
        let bytes = (item.shape.iter())
            .try_fold(dtype.bitsize() / 8, |bytes, &length| {
                bytes.checked_mul(length)
            })
            .ok_or_else(|| {
                Problem::new(
                    ErrorKind::TooLarge,
                    format!("the bytes of the shape {:?} cannot be counted", item.shape),
                )
            })?;
        Ok(Stored {
            aliases: item
                .aliases
                .iter()
                .map(|alias| self.names.of(alias))
                .collect(),
            dtype,
            shape: item.shape.clone(),
            bytes,
            name,
        })
    }
}

/// Gives the files their names, and several an index.
fn finish(
    path: &Path,
    shards: &Shards,
    tensors: &[Stored],
    files: Vec<Partial>,
) -> Result<Saved, Problem> {
    let several = files.len() > 1;
    let paths: Vec<PathBuf> = files.iter().map(|file| file.target().into()).collect();
    let index = if several {
        let (index, text) = shards.index(path, tensors, &paths);
        let (partial, mut file) = Partial::create(index)?;
        file.write_all(text.as_bytes())
            .map_err(|error| unwritable(partial.target(), &error))?;
        Some(partial)
    } else {
        None
    };
    for file in files {
        file.keep()?;
    }
    let index = index.map(Partial::keep).transpose()?;
    // What an earlier save left would be read in place of, or beside, this one.
    remove(&if several {
        path.into()
    } else {
        beside(path, INDEX)
    })?;
    Ok(Saved {
        files: paths,
        index,
        bytes: shards.total,
    })
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    files: Vec<PathBuf>,
    index: Option<PathBuf>,
    bytes: u64,
}

impl Saved {
    /// The files with tensors.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The index, where there are several files.
    pub fn index(&self) -> Option<&Path> {
        self.index.as_deref()
    }

    /// The bytes of all tensors.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
