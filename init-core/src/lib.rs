//! Parameter initialization for neural networks: declared on the struct, planned before it is
//! written, the same bits everywhere.
//!
//! ```
//! use init_core::Initialize;
//!
//! #[derive(Initialize)]
//! struct Linear {
//!     #[init(kaiming_normal, nonlinearity = "relu", shape = (self.outputs, self.inputs))]
//!     weight: Vec<f32>,
//!     #[init(zeros, shape = self.outputs)]
//!     bias: Vec<f32>,
//!     #[init(skip)]
//!     inputs: usize,
//!     #[init(skip)]
//!     outputs: usize,
//! }
//!
//! # let mut rng = init_core::doc::rng();
//! let mut model = Linear {
//!     weight: vec![0.0; 64 * 32],
//!     bias: vec![0.0; 64],
//!     inputs: 32,
//!     outputs: 64,
//! };
//! model.reset_parameters(&mut rng);
//! println!("{}", model.plan()?);
//! # Ok::<(), init_core::Error>(())
//! ```
//!
//! # The way the data takes
//!
//! | stage | type | what it is |
//! |---|---|---|
//! | 1 | [`Initializer`] | what was asked for: `kaiming_normal, mode = "fan_out"` |
//! | 2 | [`Fill`] | what that comes to for one tensor: a law and its numbers |
//! | 3 | [`Plan`] | path, shape, fill and stream of every parameter, checked |
//! | 4 | [`Values`] | the engine: key, stream, index → value |
//! | 5 | [`Parameter`] | the memory of any library |
//!
//! [`Initialize`] carries them through a model; [`Reset`] runs the whole, and [`Report`] measures
//! what then stands in memory against the plan.
//!
//! # The value contract
//!
//! A value is a function of the key that a reset draws, the parameter's path, the logical index,
//! the law and the element type, and of nothing else. Version 1 of that function is frozen: the
//! repository has its whole text in `docs/value-contract.md` and its golden bits in
//! `tests/data/golden.txt`, and no release changes a bit of it.
//!
//! # Features
//!
//! - `std` (default): `Mutex` and `RwLock` as shared modules. Without it the crate is `no_std`
//!   and needs `alloc`.
//! - `derive` (default): `#[derive(Initialize)]`.
//! - `simd` (default): vector instructions; without them values are computed one at a time, to
//!   the same bits.
//! - `parallel` (default): several threads inside large tensors, those of the rayon pool that the
//!   caller is in; the bits do not depend on their number.
//! - `half-2`: `f16` and `bf16` of half 2 as elements.
//! - `float8-0_7`: `F8E4M3` and `F8E5M2` of float8 0.7 as elements.
//! - `ndarray-0_17`: arrays and mutable views of ndarray 0.17.
//! - `nalgebra-0_35`: matrices, vectors and mutable views of nalgebra 0.35.
//! - `faer-0_24`: matrices, columns, rows and mutable views of faer 0.24, which it compiles.
//! - `safetensors-0_8`: saving and loading models by the names of their parameters, in the format
//!   of safetensors 0.8 (brings in `std`, `half-2` and `float8-0_7`).
//! - `serde`: plans that are stored and read back, and reports, as data and as JSON; rules from
//!   files of TOML and JSON (`Rules::read`), in the words of the attribute.
//! - `candle-0_11`: variables, layers and the `VarMap` of candle 0.11, which it compiles.
//! - `burn-0_22`: parameters, layers and whole modules of burn 0.22; it needs `std` and
//!   Rust 1.95.
//! - `tch-0_26`: tensors, layers and the `VarStore` of tch 0.26, which it compiles against libtorch
//!   2.13; cargo takes no other version of tch beside it.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!(
    "x87 arithmetic rounds differently from every other processor: build for a target with SSE2"
);

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod axes;
mod cell;
mod declared;
mod engine;
mod error;
mod fill;
mod fnv;
mod gain;
mod initialize;
pub mod initializer;
#[doc(hidden)]
pub mod keyword;
mod layer;
mod markdown;
#[cfg(feature = "serde")]
mod number;
pub mod parameter;
mod plan;
mod poison;
mod progress;
mod report;
mod reset;
pub mod rules;
#[cfg(feature = "safetensors-0_8")]
pub mod safetensors;
mod sharing;
mod table;
mod trail;
mod visitor;
mod walker;

pub use axes::{FanMode, Fans, Target};
pub use cell::SharedCell;
pub use declared::{AxisLength, Declared, FanCount, Shape};
pub use engine::{Element, Stream, Values};
pub use error::{Error, ErrorKind, Problem};
pub use fill::{Drawn, Fill, Law, Made};
pub use gain::{Nonlinearity, calculate_gain};
pub use initialize::Initialize;
pub use initializer::Initializer;
pub use layer::{Layer, Outer};
pub use parameter::{DType, Flat, Parameter, Parameters};
pub use plan::{Aspect, Change, ChangeKind, Chosen, Diff, Difference, Entry, Plan};
pub use poison::{Nan, unset};
pub use progress::Progress;
pub use report::{Deviation, Measurement, Report};
pub use reset::{FromGenerator, Key, Reset};
pub use rules::{Rule, Rules};
pub use trail::{FirstPlace, Trail};
pub use visitor::{Component, Shared, SharedId, Visitor, VisitorMut, Walk};

#[cfg(feature = "derive")]
pub use init_derive::Initialize;

/// What the examples in the documentation, the tests and the benches share.
#[doc(hidden)]
pub mod doc {
    pub use crate::engine::{Level, values_of_edited_words};

    /// A generator.
    pub fn rng() -> impl rand_core::Rng {
        crate::Stream::for_documentation()
    }

    /// The place of a temporary file.
    #[cfg(feature = "std")]
    pub fn file(name: &str) -> std::path::PathBuf {
        std::env::temp_dir().join(std::format!("init-core-{}-{name}", std::process::id()))
    }
}

// The README's examples are tests too.
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../README.md")]
struct Readme;
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../init-derive/doc/initialize.md")]
struct Derive;
