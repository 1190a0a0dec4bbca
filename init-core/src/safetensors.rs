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
//! # let path = init_core::doc::file("finetuning.safetensors");
//! let zero = || Linear { weight: [[0.0; 4]; 4] };
//! let mut pretrained = Pretrained { body: zero() };
//! Reset::seed(1).run(&mut pretrained)?;
//! save(&pretrained, &path)?;
//!
//! let mut model = Classifier { body: zero(), head: zero() };
//! let loaded = load(&path, &mut model)?;
//! assert_eq!(loaded.missing(), ["head.weight"]);
//! Reset::seed(2).missing(loaded.names()).run(&mut model)?;
//! assert_eq!(model.body.weight, pretrained.body.weight);
//! assert_ne!(model.head.weight, [[0.0; 4]; 4]);
//! # std::fs::remove_file(&path).unwrap();
//! # Ok::<(), init_core::Error>(())
//! ```
//!
//! # What stands in a file
//!
//! - A tensor stands as it is: an `io` weight is stored as inputs by outputs, whatever its memory
//!   looks like. Fields marked `skip` are not stored.
//! - Types are `F32`, `F64`, `F16`, `BF16`, `F8_E4M3` and `F8_E5M2`. All values are stored exactly; a signaling NaN
//!   becomes a quiet one.
//! - A shared tensor is stored once, under its first path. Its other paths stand in the metadata,
//!   each with the first, as `save_model` of Python's safetensors writes them.
//! - The metadata has `format: "pt"`, which transformers asks for.
//! - The same model gives the same bytes.
//!
//! One tensor at most is held in memory beside the model, and while saving none.

mod archive;
mod inventory;
mod load;
mod loaded;
mod numbers;
mod partial;
mod save;
mod shards;
mod writing;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use core::fmt;
use std::path::Path;

pub use load::{Load, load};
pub use loaded::Loaded;
pub use save::{Save, Saved, save};

use crate::{ErrorKind, Problem};

/// What the name of an index has behind that of the file which it stands for.
const INDEX: &str = ".index.json";

/// The longest header that the readers of safetensors accept, in bytes.
const LONGEST_HEADER: u64 = 100_000_000;

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
    Problem::new(ErrorKind::File, format!("`{}`: {what}", path.display()))
}
