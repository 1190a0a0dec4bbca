//! Saving and loading: a model's tensors under their paths, in files that the tools of Hugging
//! Face, PyTorch and JAX open.
//!
//! [`save`] writes every parameter and every buffer, each under its path and in its own shape
//! and type; [`load`] reads them back by name. [`Save`] and [`Load`] are the same with options:
//! several files with an index, other names, a strict comparison.
//!
//! A fine-tuned model loads what a checkpoint has and initializes the rest:
//!
#![cfg_attr(feature = "derive", doc = "```")]
#![cfg_attr(not(feature = "derive"), doc = "```ignore")]
//! use init_core::safetensors::{load, save};
//! use init_core::{Initialize, Reset};
//!
//! #[derive(Initialize)]
//! struct Linear {
//!     #[init(normal)]
//!     weight: [[f32; 4]; 4],
//! }
//!
//! #[derive(Initialize)]
//! struct Pretrained { body: Linear }
//!
//! #[derive(Initialize)]
//! struct Classifier { body: Linear, head: Linear }
//!
//! # let path = init_core::hidden::doc::file("finetuning.safetensors");
//! let zero = || Linear { weight: [[0.0; 4]; 4] };
//! let mut pretrained = Pretrained { body: zero() };
//! Reset::seed(1).run(&mut pretrained)?;
//! save(&pretrained, &path)?;
//!
//! let mut model = Classifier { body: zero(), head: zero() };
//! let loaded = load(&mut model, &path)?;
//! assert_eq!(loaded.missing(), ["head.weight"]);
//! Reset::seed(2).loaded(loaded.names()).run(&mut model)?;
//! assert_eq!(model.body.weight, pretrained.body.weight);
//! assert_ne!(model.head.weight, [[0.0; 4]; 4]);
//! # std::fs::remove_file(&path).unwrap();
//! # Ok::<(), init_core::Error>(())
//! ```
//!
//! # Contents of a file
//!
//! - A tensor is stored as it is: an `io` weight as inputs by outputs, whatever its memory looks
//!   like. Fields marked `skip` are not stored, nor are buffers marked `transient`.
//! - Types are `F32`, `F64`, `F16`, `BF16`, `F8_E4M3`, `F8_E5M2`, the integers from `I8` to `U64`, and
//!   `BOOL`. All values are stored exactly, the sign and payload of NaN among them; a signaling NaN
//!   becomes a quiet one (`0x7d` of `F8_E5M2` becomes `0x7f`).
//! - A shared tensor is stored once, under its first path. The metadata has its other paths, in the
//!   entry `init_core.ties`: an object of JSON from each to the first. No other metadata is read as
//!   that.
//! - The metadata has `format: "pt"`, which transformers asks for.
//! - The same model gives the same bytes.
//!
//! # Buffers
//!
//! A counter or a flag that PyTorch has in its checkpoints is a field too. One that follows from the
//! configuration is `transient`: no file has it, and a load looks for none.
//!
#![cfg_attr(feature = "derive", doc = "```")]
#![cfg_attr(not(feature = "derive"), doc = "```ignore")]
//! use init_core::safetensors::{Load, save};
//! use init_core::{Initialize, Reset};
//!
//! #[derive(Initialize)]
//! struct BatchNorm {
//!     #[init(ones)]
//!     weight: [f32; 8],
//!     #[init(constant = 0, buffer)]
//!     num_batches_tracked: i64,
//!     #[init(with = |index, _| index[0] as f64, transient)]
//!     channels: [u32; 8],
//! }
//!
//! # let path = init_core::hidden::doc::file("buffers.safetensors");
//! let new = || BatchNorm { weight: [0.0; 8], num_batches_tracked: -1, channels: [9; 8] };
//! let mut norm = new();
//! Reset::seed(1).run(&mut norm)?;
//! norm.num_batches_tracked = 1_000_000;
//! save(&norm, &path)?;
//!
//! let mut again = new();
//! let loaded = Load::new().strict().run(&mut again, &path)?;
//! assert_eq!(loaded.names(), ["weight", "num_batches_tracked"]);
//! assert_eq!(again.num_batches_tracked, 1_000_000);
//! Reset::seed(1).loaded(loaded.names()).run(&mut again)?;
//! assert_eq!(again.channels, [0, 1, 2, 3, 4, 5, 6, 7]);
//! # std::fs::remove_file(&path).unwrap();
//! # Ok::<(), init_core::Error>(())
//! ```
//!
//! An integer is loaded where its type has every value of the file's, a boolean into any integer too. A
//! byte of `BOOL` that is neither 0 nor 1 is an error.
//!
//! # Who reads it
//!
//! | reader | what it reads |
//! |---|---|
//! | torch of Python's safetensors 0.8 | all types |
//! | numpy of it | `F32`, `F64`, `F16`, integers and `BOOL`; `BF16` by `load_file` and `safe_open`, not `load`, and only where ml_dtypes is imported; not the types of eight bits |
//! | flax of it | as numpy; jax imports ml_dtypes |
//! | candle 0.11 | all but `F8_E5M2`, `I8`, `U64` and `BOOL`: one tensor of these and `load` refuses the whole file, so store such tensors in a file of their own, and a mask as `u8` |
//!
//! Several files are read through their index, whatever their names.
//!
//! # Files that are refused
//!
//! Of two entries with one name, in a header or an index, readers take one or the other: such a
//! file is an error. So is a path to something other than a file (a folder, a pipe, a device), which
//! is not opened, and a header or index of more than 100 MB.
//!
//! Loading holds at most one tensor in memory besides the model, and saving holds none.

mod archive;
mod commit;
mod digest;
mod disk;
mod earlier;
mod entries;
mod index;
mod inventory;
mod load;
mod loaded;
mod numbers;
mod save;
mod shards;
mod unmatched;
mod writer;
mod writing;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use init_grammar::{short, shortened};

pub use load::{Load, load};
pub use loaded::Loaded;
pub use save::{Save, Saved, save};

use crate::error::{ErrorKind, Problem, shown_path};

/// The end of an index's name, after that of the file that it replaces.
const INDEX: &str = ".index.json";

/// The longest header that the readers of safetensors accept, in bytes, and the longest index here.
const LONGEST_HEADER: u64 = 100_000_000;

/// The entry of the metadata that has the other names of shared tensors: an object of JSON, from
/// each to the name under which it is stored.
const TIES: &str = "init_core.ties";

/// The name in a file of the parameter at a path.
#[derive(Default)]
struct Names<'n>(Option<Rename<'n>>);

type Rename<'n> = Box<dyn Fn(&str) -> String + Send + Sync + 'n>;

impl<'n> Names<'n> {
    fn prefixed(prefix: String) -> Self {
        Self::renamed(move |path| format!("{prefix}{path}"))
    }

    fn renamed(name: impl Fn(&str) -> String + Send + Sync + 'n) -> Self {
        Self(Some(Box::new(name)))
    }

    fn of(&self, path: &str) -> String {
        (self.0.as_ref()).map_or_else(|| path.to_owned(), |rename| rename(path))
    }
}

impl fmt::Debug for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "renamed" } else { "paths" })
    }
}

/// A problem with a file.
fn faulty(path: &Path, what: impl fmt::Display) -> Problem {
    Problem::new(ErrorKind::File, format!("`{}`: {what}", shown_path(path)))
}

fn unreadable(path: &Path, error: &io::Error) -> Problem {
    faulty(path, format_args!("cannot be read: {error}"))
}

fn unwritable(path: &Path, error: &io::Error) -> Problem {
    faulty(path, format_args!("cannot be written: {error}"))
}

/// The message of a parser, shortened, since it may repeat what it found.
fn echo(error: &dyn fmt::Display) -> String {
    shortened(&format!("{error}"), 60).into_owned()
}

/// The path whose name is that of `path` followed by `end`.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}
