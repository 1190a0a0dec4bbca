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
//! # let mut rng = init_core::hidden::doc::rng();
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
//! # The path of the data
//!
//! | stage | type | role |
//! |---|---|---|
//! | 1 | [`Initializer`] | the declaration: `kaiming_normal, mode = "fan_out"` |
//! | 2 | [`Fill`] | the law and its numbers, resolved for one tensor |
//! | 3 | [`Plan`] | path, shape, fill and stream of every parameter, checked |
//! | 4 | [`Values`](values::Values) | the engine: the values, computed from key, stream and index |
//! | 5 | [`Parameter`] | the memory, of any library |
//!
//! [`Initialize`] carries them through a model; [`Reset`] runs all stages, and [`Report`] measures
//! the written values against the plan.
//!
//! # The value contract
//!
//! A value is a function of the key that a reset draws, the parameter's path, the logical index,
//! the law and the element type, and of nothing else. Version 1 of that function is frozen: its
//! whole text is in the repository, in `docs/value-contract.md`, its golden bits are in
//! `tests/data/golden.txt`, and no release changes a bit of it.
//!
//! # Features
//!
//! - `std` (default): `Mutex` and `RwLock` as shared modules. Without it the crate is `no_std` and
//!   needs `alloc`.
//! - `derive` (default): `#[derive(Initialize)]`.
//! - `simd` (default): vector instructions; without them values are computed one at a time, with
//!   the same bits.
//! - `parallel` (default): several threads inside large tensors, from the rayon pool of the caller;
//!   the bits do not depend on their number.
//! - `half-2`: `f16` and `bf16` of half 2 as elements.
//! - `float8-0_7`: `F8E4M3` and `F8E5M2` of float8 0.7 as elements.
//! - `num-complex-0_4`: `Complex<f32>` and `Complex<f64>` of num-complex 0.4 as elements.
//! - `ndarray-0_17`: arrays and mutable views of ndarray 0.17.
//! - `nalgebra-0_35`: matrices, vectors and mutable views of nalgebra 0.35.
//! - `faer-0_24`: matrices, columns, rows and mutable views of faer 0.24, which it compiles.
//! - `safetensors-0_8`: saving and loading models by the names of their parameters, in the format
//!   of safetensors 0.8 (enables `std`, `half-2` and `float8-0_7`).
//! - `serde`: plans that are stored and read back, and reports, as data and as JSON; rules from
//!   files of TOML and JSON (`Rules::read`), in the words of the attribute.
//! - `html`: reports and differences as pages of HTML (`Report::to_html`), with charts by plotters.
//! - `candle-0_11`: variables, layers, the `VarMap` and whole models of candle 0.11, which it
//!   compiles.
//! - `burn-0_22`: parameters, layers and whole modules of burn 0.22; it needs `std` and
//!   Rust 1.95.
//! - `tch-0_26`: tensors, layers and the `VarStore` of tch 0.26, which it compiles against libtorch
//!   2.13; cargo allows no other version of tch beside it.

#![no_std]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!(
    "x87 arithmetic rounds differently from every other processor: build for a target with SSE2"
);

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod dtype;
mod engine;
pub mod error;
#[doc(hidden)]
pub mod hidden;
#[cfg(feature = "html")]
mod html;
pub mod initializer;
mod law;
pub mod libraries;
pub mod model;
mod number;
pub mod parameter;
pub mod plan;
pub mod pytorch;
pub mod report;
pub mod reset;
pub mod rules;
#[cfg(feature = "safetensors-0_8")]
pub mod safetensors;
mod show;
pub mod tensor;
pub mod values;
pub mod walk;

pub use engine::Stream;
pub use error::{Error, ErrorKind};
pub use initializer::Initializer;
pub use model::Initialize;
pub use parameter::Parameter;
pub use plan::Plan;
pub use report::Report;
pub use reset::Reset;
pub use rules::{Rule, Rules};
pub use tensor::FanMode;
pub use values::Fill;

#[cfg(feature = "derive")]
pub use init_derive::Initialize;

// The examples of pages are tests too.
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../README.md")]
struct Readme;
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../README.md")]
struct PackageReadme;
#[cfg(all(doctest, feature = "derive"))]
#[doc = include_str!("../../init-derive/doc/initialize.md")]
struct Derive;
