//! The engine: value = f(key, stream of the path, logical index).
//!
//! Nothing here depends on the order in which values are asked for: chunks, threads and
//! layouts give the same bits. The bits are those of the value contract, version 1
//! (docs/value-contract.md), which is frozen.
//!
//! The engine knows laws and numbers; it knows neither tensors, nor plans, nor rules.

pub(crate) mod bounds;
mod chacha;
pub(crate) mod dispatch;
mod element;
pub(crate) mod host_memory;
pub(crate) mod householder;
mod integer;
pub(crate) mod kernel;
pub(crate) mod lanes;
pub(crate) mod mersenne_twister;
#[cfg(feature = "half-2")]
mod narrow;
pub(crate) mod parallel;
mod stream;
mod stream_key;
mod stream_normals;
pub(crate) mod threads;
mod transform;
pub(crate) mod transpose;
mod word_hook;

pub use dispatch::Level;
pub use element::Element;
pub(crate) use element::Wide;
pub use stream::Stream;
pub(crate) use stream_key::StreamKey;
#[cfg(feature = "std")]
pub(crate) use threads::Held;
pub(crate) use threads::{Threads, work};
pub use word_hook::values_of_edited_words;
