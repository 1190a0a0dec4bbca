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
//! # What is not quite the model
//!
//! A checkpoint that was published is often not quite that of the model at hand. What is off is
//! written once, for all tensors that have it; nothing is guessed, and the errors name what would
//! help.
//!
//! | what is off | what to write |
//! |---|---|
//! | the file has names of no interest: counters, masks, another head | [`ignore("**.num_batches_tracked")`](Load::ignore) |
//! | the file has a prefix: `module.`, `_orig_mod.`, `model.` | [`prefix("module.")`](Load::prefix) |
//! | the file has one module of the model, e.g. what is in its field `bert` | [`under("bert")`](Load::under) |
//! | other names | [`rename(\|path\| path.replace("scale", "gamma"))`](Load::rename) |
//! | the model has a narrower type | [`rounded()`](Load::rounded) |
//! | axes in another order: GPT-2's `Conv1D`, Keras and JAX | [`layout("h.*.*.*.weight", "io")`](Load::layout) |
//! | axes of length 1 | [`squeezed("cls_token")`](Load::squeezed) |
//! | layers stacked in one tensor, or the model's in one and the file's in many | [`stacked("h")`](Load::stacked) |
//! | one weight in the place of several, or several in the place of one | [`fused("c_attn", ["q_proj", "k_proj", "v_proj"])`](Load::fused) |
//! | the model has more rows: words, positions | [`grow("wte.weight", &Reset::seed(1))`](Load::grow) |
//! | the file has a tied tensor twice, with two contents | [`ignore("lm_head.weight")`](Load::ignore) takes the other |
//! | the model has parameters of its own | [`except("head.**")`](Load::except), or without [`strict`](Load::strict) a reset of those that are [missing](Loaded::missing) |
//! | the file may have none of the tensors | [`allow_none()`](Load::allow_none) |
//!
//! They work together. GPT-2, as it is published, in a model of its own with three linear layers for
//! `c_attn`, in bf16:
//!
#![cfg_attr(feature = "derive", doc = "```")]
#![cfg_attr(not(feature = "derive"), doc = "```ignore")]
//! # extern crate half_2;
//! use half_2::bf16;
//! use init_core::Initialize;
//! use init_core::safetensors::{Load, save};
//!
//! #[derive(Initialize)]
//! struct Linear {
//!     #[init(normal, std = 0.02)]
//!     weight: [[bf16; 2]; 2],
//!     #[init(zeros)]
//!     bias: [bf16; 2],
//! }
//!
//! #[derive(Initialize)]
//! struct Attention { q_proj: Linear, k_proj: Linear, v_proj: Linear }
//!
//! #[derive(Initialize)]
//! struct Block { attn: Attention }
//!
//! #[derive(Initialize)]
//! struct Gpt2 { h: Vec<Block> }
//! #
//! # #[derive(Initialize)]
//! # struct Conv1D {
//! #     #[init(normal, std = 0.02)]
//! #     weight: [[f32; 6]; 2],
//! #     #[init(zeros)]
//! #     bias: [f32; 6],
//! # }
//! # #[derive(Initialize)]
//! # struct PublishedAttention {
//! #     #[init(ones)]
//! #     bias: [f32; 1],
//! #     c_attn: Conv1D,
//! # }
//! # #[derive(Initialize)]
//! # struct PublishedBlock { attn: PublishedAttention }
//! # #[derive(Initialize)]
//! # struct Published { h: Vec<PublishedBlock> }
//! # let path = init_core::hidden::doc::file("gpt2.safetensors");
//! # let block = || PublishedBlock {
//! #     attn: PublishedAttention {
//! #         bias: [1.0],
//! #         c_attn: Conv1D {
//! #             weight: [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]],
//! #             bias: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0],
//! #         },
//! #     },
//! # };
//! # save(&Published { h: vec![block(), block()] }, &path)?;
//! # let linear = || Linear { weight: [[bf16::ZERO; 2]; 2], bias: [bf16::ZERO; 2] };
//! # let block = || Block { attn: Attention { q_proj: linear(), k_proj: linear(), v_proj: linear() } };
//! # let mut model = Gpt2 { h: vec![block(), block()] };
//!
//! let loaded = Load::new()
//!     .ignore("h.*.attn.bias")
//!     .fused("c_attn", ["q_proj", "k_proj", "v_proj"])
//!     .layout("h.*.attn.*.weight", "io")
//!     .rounded()
//!     .strict()
//!     .run(&mut model, &path)?;
//! # assert_eq!(loaded.names().len(), 12);
//! # let k = &model.h[1].attn.k_proj;
//! # assert_eq!(k.weight.map(|row| row.map(f32::from)), [[2.0, 8.0], [3.0, 9.0]]);
//! # assert_eq!(k.bias.map(f32::from), [2.0, 3.0]);
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
//! Loading holds at most one tensor in memory besides the model (two of one that has grown), and
//! saving holds none. Of a stacked or fused tensor it reads what lies between the first and the last
//! value that a parameter takes.

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
mod saved;
mod shards;
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
pub use save::{JointSave, Save, save};
pub use saved::Saved;

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
