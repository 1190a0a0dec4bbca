//! A hook between the cipher and the maps, for proofs: a proof of the maps gives them chosen words,
//! a proof of the words reads them.

use core::ops::Range;

use super::chacha::{PAIR, WordSource, Words};
use super::dispatch::Level;
use super::kernel::Kernel;
use super::lanes::Register;
use super::{Element, StreamKey};
use crate::law::Law;

/// The words of a source after `edit`, which receives the number of the pair of tiles.
struct Edited<E> {
    key: StreamKey,
    edit: E,
}

impl<E: Fn(u64, &mut Words)> WordSource for Edited<E> {
    #[inline(always)]
    fn words<L: Register>(&self, lanes: L, pair: u64, _: Range<usize>, words: &mut Words) {
        self.key.words(lanes, pair, 0..PAIR, words);
        (self.edit)(pair, words);
    }
}

/// The values of a law from logical index `start` on, by the kernels that fill tensors, from
/// words that `edit` has seen and may have changed: `edit(p, words)` is called for each pair of
/// tiles in turn, and `words[w][b]` is word w of block 32·p + b.
///
/// `None` for a law that is not elementary, or where no value of `T` lies between its bounds.
#[doc(hidden)]
pub fn values_of_edited_words<T: Element>(
    key: &[u8; 32],
    stream: u64,
    law: &Law,
    edit: impl Fn(u64, &mut [[u32; 32]; 16]),
    start: u64,
    out: &mut [T],
) -> Option<()> {
    let key = StreamKey::new(key, stream);
    let kernel = T::Kernel::new(law)?;
    Level::current().write(&kernel, &Edited { key, edit }, start, out);
    Some(())
}
