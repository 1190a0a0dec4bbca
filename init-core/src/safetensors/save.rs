//! Writing a model to files.

mod joint;
mod stored;

pub use joint::JointSave;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;

use super::commit::Commit;
use super::disk::{Before, Disk, Temporary};
use super::earlier::Earlier;
use super::inventory::Inventory;
use super::shards::Shards;
use super::writer::{Place, Writer, Written};
use super::writing::Writing;
use super::{Names, Saved, shards};
use crate::error::{Error, Problem};
use crate::model::Initialize;
use crate::parameter::{Parameter, without_memory};
use crate::plan::Selection;
use crate::reset::{Key, Reset, Straight};
use crate::walk::walker::Walker;

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
/// # let path = init_core::hidden::doc::file("model.safetensors");
/// let mut gate = Gate { weight: vec![0.0; 8], bias: [1.0; 2] };
/// Reset::seed(1).run(&mut gate)?;
/// let saved = Save::new().prefix("model.").max_shard_bytes(32).run(&gate, &path)?;
/// assert_eq!((saved.files().len(), saved.bytes()), (2, 40));
///
/// let mut again = Gate { weight: vec![0.0; 8], bias: [1.0; 2] };
/// let loaded = Load::new().prefix("model.").strict().run(&mut again, &path)?;
/// assert_eq!(loaded.names(), ["weight", "bias"]);
/// assert_eq!(again.weight, gate.weight);
/// # for file in saved.files() { std::fs::remove_file(file).unwrap(); }
/// # std::fs::remove_file(saved.index().unwrap()).unwrap();
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Save<'n> {
    names: Names<'n>,
    selection: Selection<'n>,
    largest: Option<u64>,
    token: Option<String>,
    metadata: BTreeMap<String, String>,
    reset: Option<&'n Reset<'n, Key>>,
    disk: Disk<'n>,
}

impl Default for Save<'_> {
    fn default() -> Self {
        Self {
            names: Names::default(),
            selection: Selection::default(),
            largest: None,
            token: None,
            metadata: [("format".into(), "pt".into())].into(),
            reset: None,
            disk: Disk::default(),
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

    /// Gives each tensor the name that `name` returns for its path. Replaces an earlier `prefix` or
    /// `rename`.
    pub fn rename(mut self, name: impl Fn(&str) -> String + Send + Sync + 'n) -> Self {
        self.names = Names::renamed(name);
        self
    }

    /// Writes only the tensors whose path matches `glob`, or one of the globs where it is called
    /// again. A shared tensor counts under each of its paths.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::Initialize;
    /// use init_core::safetensors::{Save, load};
    ///
    /// #[derive(Initialize)]
    /// struct Adapted {
    ///     #[init(zeros)]
    ///     base: [f32; 1000],
    ///     #[init(zeros)]
    ///     adapter: [f32; 4],
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("adapter.safetensors");
    /// let mut model = Adapted { base: [1.0; 1000], adapter: [2.0; 4] };
    /// let saved = Save::new().only("adapter").run(&model, &path)?;
    /// assert_eq!(saved.bytes(), 16);
    /// assert_eq!(load(&mut model, &path)?.missing(), ["base"]);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn only(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.selection.only.push(glob.into());
        self
    }

    /// Leaves out the tensors whose path matches `glob`.
    pub fn except(mut self, glob: impl Into<Cow<'n, str>>) -> Self {
        self.selection.except.push(glob.into());
        self
    }

    /// Starts another file before the tensors of one have more than this many bytes; a larger
    /// tensor has a file of its own.
    ///
    /// If one file is enough, it is written as without this. Otherwise `model.safetensors`
    /// becomes `model-c5a23e9f17d4b068-00001-of-00003.safetensors` and so on, with the index
    /// `model.safetensors.index.json`, through which transformers and [`Load`](super::Load) find
    /// them. The 16 digits are a digest of the file's content: the same content has the same name,
    /// and no file overwrites another.
    pub fn max_shard_bytes(mut self, bytes: u64) -> Self {
        self.largest = Some(bytes);
        self
    }

    /// Replaces the digests in the names of several files by `token`, so that the names are known
    /// before anything is written: `step-7` gives
    /// `model-step-7-00001-of-00003.safetensors`. Each save needs a token of its own: if there
    /// is a file of that name with another content, the save fails and the file stays.
    pub fn token(mut self, token: impl Into<String>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Adds an entry to the metadata of every file, or overwrites `format`.
    pub fn metadata(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// Writes the values that this reset would give the model, and leaves the model as it is: a tensor needs
    /// no memory of its own ([`Meta`](crate::parameter::Meta)), and the model may be larger than memory. The
    /// files are, byte for byte, those of the reset and a save after it.
    ///
    #[cfg_attr(feature = "derive", doc = "```")]
    #[cfg_attr(not(feature = "derive"), doc = "```ignore")]
    /// use init_core::parameter::Meta;
    /// use init_core::safetensors::{Save, load};
    /// use init_core::tensor::DType;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Layer<T> {
    ///     #[init(normal, std = 0.02, shape = (64, 32))]
    ///     weight: T,
    /// }
    ///
    /// # let path = init_core::hidden::doc::file("straight.safetensors");
    /// let layer = Layer { weight: Meta::new(DType::F32, (64, 32)) };
    /// Save::new().reset(&Reset::seed(1)).run(&layer, &path)?;
    ///
    /// let mut loaded = Layer { weight: vec![0.0_f32; 64 * 32] };
    /// load(&mut loaded, &path)?;
    /// let mut reset = Layer { weight: vec![0.0_f32; 64 * 32] };
    /// Reset::seed(1).run(&mut reset)?;
    /// assert_eq!(loaded.weight, reset.weight);
    /// # std::fs::remove_file(&path).unwrap();
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The values are made by the threads of the reset while another thread writes, and some tens of
    /// mebibytes hold what is between them. A tensor that is made as a whole, such as an orthogonal matrix,
    /// is held as f64 while it is written, and so is what another parameter copies of one. A parameter that
    /// the reset [leaves as it is](Reset::except) is saved as it is.
    pub fn reset(mut self, reset: &'n Reset<'n, Key>) -> Self {
        self.reset = Some(reset);
        self
    }

    /// Calls `before` ahead of each step in a folder, with the word for the step and the path that
    /// it is about. The step fails if `before` fails.
    #[doc(hidden)]
    pub fn before_each_step(
        mut self,
        before: impl Fn(&str, &Path) -> io::Result<()> + Send + Sync + 'n,
    ) -> Self {
        let before: Before<'n> = Box::new(before);
        self.disk = Disk(Some(before));
        self
    }

    /// Writes `model` to `path`, or in several files to its neighbours.
    ///
    /// The old model stays until the new one is whole and on the disk, and is then replaced in one
    /// step: the renaming of the file or of the index, or, where several files follow one, the
    /// removal of that one. A save that is killed, or fails, at any time leaves either the one
    /// model or the other, and never files of both. Of several saves to one path at once the last
    /// to rename wins. A load during the replacement of several files may find one gone, which is
    /// an error.
    ///
    /// - Until then each file has a name of its own, `.` and 16 digits and `.partial`. A process
    ///   that is killed leaves such files, and perhaps files of several that no index names, which
    ///   may be removed.
    /// - Every file, and on Unix the folder, is synced before and after the renaming, so that what
    ///   fails on the way to the disk is an error, and a crash of the machine leaves one model too.
    /// - At the end, what the new model replaces is removed: of `path` and `path.index.json` the
    ///   one that the save did not write, since a reader could take it for the model, and the files
    ///   that only the old index named, if they have names of a save to `path`.
    /// - The new files have the mode (on Unix) of the file or index that they replace.
    /// - Another thread writes what is read on this one, where the model has more than a mebibyte.
    /// - A link at `path` is replaced as a file is: its target stays as it is. Links among the
    ///   folders of `path` are followed.
    ///
    /// # Errors
    /// [`ErrorKind::File`](crate::ErrorKind::File) where a file cannot be written, or `path` is that of a folder, a pipe or
    /// a device; [`ErrorKind::DType`](crate::ErrorKind::DType) for a tensor of a type that cannot be stored,
    /// [`ErrorKind::Selection`](crate::ErrorKind::Selection) for a glob that is wrong or matches nothing,
    /// [`ErrorKind::DuplicatePath`](crate::ErrorKind::DuplicatePath) for two of one name, [`ErrorKind::Component`](crate::ErrorKind::Component) for a name, token
    /// or key of the metadata that cannot be, [`ErrorKind::TooLarge`](crate::ErrorKind::TooLarge), and what a walk over the
    /// model or reading a tensor meets: [`ErrorKind::Busy`](crate::ErrorKind::Busy) only where somebody else writes.
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &M,
        path: impl AsRef<Path>,
    ) -> Result<Saved, Error> {
        let path = path.as_ref();
        let failed = |problem| Error::planning(alloc::vec![problem]);
        let earlier = Earlier::at(path).map_err(failed)?;
        let check = if self.reset.is_none() {
            readable
        } else {
            |_: &dyn Parameter| Ok(())
        };
        let inventory = Inventory::take(Walker::reading, model, check);
        let (unselected, _) = inventory.check(&self.selection);
        let items = inventory.items;
        let mut problems = inventory.problems;
        problems.extend(unselected);
        problems.extend(self.check_words());
        let wanted = items.iter().map(|item| item.is_wanted(&self.selection));
        let wanted: Vec<bool> = wanted.collect();
        let tensors = self.stored(items.iter().zip(&wanted), &mut problems);
        if !problems.is_empty() {
            return Err(Error::planning(problems));
        }
        let shards = Shards::new(&tensors, self.largest, &self.metadata).map_err(failed)?;
        let straight = self.reset.map(|reset| reset.straight(model)).transpose()?;
        let place = Place {
            path,
            disk: &self.disk,
            permissions: earlier.permissions.as_ref(),
        };
        let written = thread::scope(|scope| {
            let writer = Writer::new(&shards.headers, shards.total, place, scope);
            let writing = Writing::new(&items, &wanted, &tensors, &shards, writer);
            write(model, straight.as_ref(), writing)
        })?;
        let commit = Commit {
            path,
            disk: &self.disk,
            earlier: &earlier,
        };
        let bytes = shards.total;
        if let [one] = written.as_slice() {
            commit.one(&one.file)?;
            return Ok(Saved {
                files: alloc::vec![path.into()],
                index: None,
                bytes,
            });
        }
        let named = self.named(path, written);
        let files: Vec<PathBuf> = named.iter().map(|(_, path)| path.clone()).collect();
        commit.several(&named, &shards.index(&tensors, &files))?;
        Ok(Saved {
            files,
            index: Some(earlier.index().into()),
            bytes,
        })
    }

    /// The files, and the names that they are to have.
    fn named(&self, path: &Path, written: Vec<Written>) -> Vec<(Temporary, PathBuf)> {
        let count = written.len();
        let named = |(place, Written { file, digest })| {
            let tag = (self.token.clone()).unwrap_or_else(|| format!("{digest:016x}"));
            (file, shards::path(path, &tag, place + 1, count))
        };
        written.into_iter().enumerate().map(named).collect()
    }
}

/// Writes what a model holds, or what a reset would give it.
fn write<M: Initialize + ?Sized>(
    model: &M,
    straight: Option<&Straight<'_>>,
    mut writing: Writing<'_, '_, '_>,
) -> Result<Vec<Written>, Error> {
    let written = if let Some(straight) = straight {
        straight.hand_over(model, &mut |path, tensor, values| {
            writing.write(path, tensor, values)
        })?;
        writing.finish()
    } else {
        let mut walker = Walker::reading(writing);
        model.visit_parameters(&mut walker);
        walker.job.finish()
    };
    written.map_err(Error::planning)
}

/// Checks that a tensor has values to save.
fn readable(tensor: &dyn Parameter) -> Result<(), Problem> {
    if tensor.has_memory() {
        return Ok(());
    }
    Err(without_memory()
        .help("save what a reset would give it: `Save::new().reset(&Reset::seed(1))`"))
}
