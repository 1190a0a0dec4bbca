//! The fill engine: value = f(key, stream of the path, logical index).
//!
//! Nothing here depends on the order in which values are asked for: chunks, threads and
//! layouts give the same bits. What the bits are is the value contract, version 1
//! (docs/value-contract.md), which is frozen.

pub(crate) mod arithmetic;
mod chacha;
#[cfg(test)]
mod contract;
mod dispatch;
mod edited;
mod element;
pub(crate) mod householder;
mod kernel;
mod lanes;
#[cfg(feature = "half-2")]
mod narrow;
mod parallel;
pub(crate) mod rounding;
pub(crate) mod special;
mod stream;
mod successive;
mod threads;
mod transform;
mod values;

#[cfg(feature = "std")]
pub(crate) use threads::Held;
pub(crate) use threads::{Threads, work};

pub use dispatch::Level;
pub use edited::values_of_edited_words;
pub use element::Element;
pub use stream::Stream;
pub use values::Values;

pub(crate) use element::{holds_a_value, stored_range};
#[cfg(feature = "tch-0_26")]
pub(crate) use values::Pieces;
#[cfg(feature = "tch-0_26")]
pub(crate) use values::memory::span;
pub(crate) use values::{MAX_DRAWN, no_value};

/// The key of one reset and the stream of one parameter: together they fix every value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    key: [u32; 8],
    stream: u64,
}

impl Source {
    pub(crate) fn new(key: &[u8; 32], stream: u64) -> Self {
        let mut words = [0; 8];
        for (word, bytes) in words.iter_mut().zip(key.chunks_exact(4)) {
            *word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        }
        Self { key: words, stream }
    }
}
