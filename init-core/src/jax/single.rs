//! Values of f32, with vectors and threads.

use super::erf::{inverse_erf, multiply_add};
use super::four::{Four, four, in_order};
use super::threefry::{Blocks, Words};
use crate::engine::Level;
use crate::engine::dispatch::Task;
use crate::engine::lanes::{Lanes, Register};
use crate::engine::parallel::parts;
use crate::engine::threads::CHUNK;

/// A map from a word to a value.
pub(super) trait Map: Copy + Sync {
    fn value<L: Lanes>(self, lanes: L, word: L::U32) -> L::F32;
}

/// A uniform number: low + width · unit, for a unit in [0, 1) of 23 bits.
#[derive(Clone, Copy)]
pub(super) struct Uniform<const FUSED: bool> {
    low: f32,
    width: f32,
}

impl<const FUSED: bool> Uniform<FUSED> {
    /// JAX takes the larger of each number and `low`, which is `low` throughout where `high` is less.
    pub(super) fn new(low: f32, high: f32) -> Self {
        let width = if high < low { -0.0 } else { high - low };
        Self { low, width }
    }
}

impl<const FUSED: bool> Map for Uniform<FUSED> {
    #[inline(always)]
    fn value<L: Lanes>(self, lanes: L, word: L::U32) -> L::F32 {
        let unit = lanes.of_bits_f32(word >> 9 | 0x3f80_0000) - 1.0;
        let (low, width) = (lanes.f32(self.low), lanes.f32(self.width));
        multiply_add::<FUSED, L>(lanes, unit, width, low)
    }
}

/// The inverse error function of a uniform number, times a factor. Without `ENDS` no number is 1 or -1.
#[derive(Clone, Copy)]
pub(super) struct Normal<const FUSED: bool, const ENDS: bool> {
    pub(super) uniform: Uniform<FUSED>,
    pub(super) factor: f32,
}

impl<const FUSED: bool, const ENDS: bool> Map for Normal<FUSED, ENDS> {
    #[inline(always)]
    fn value<L: Lanes>(self, lanes: L, word: L::U32) -> L::F32 {
        let uniform = self.uniform.value(lanes, word);
        inverse_erf::<FUSED, ENDS, L>(lanes, uniform) * self.factor
    }
}

/// The values of a map between two bounds, which it may have.
#[derive(Clone, Copy)]
pub(super) struct Between<M> {
    pub(super) of: M,
    pub(super) least: f32,
    pub(super) most: f32,
}

impl<M: Map> Map for Between<M> {
    #[inline(always)]
    fn value<L: Lanes>(self, lanes: L, word: L::U32) -> L::F32 {
        let (least, most) = (lanes.f32(self.least), lanes.f32(self.most));
        let value = self.of.value(lanes, word);
        let value = lanes.select_f32(lanes.less_f32(value, least), least, value);
        lanes.select_f32(lanes.less_f32(most, value), most, value)
    }
}

/// The values of a map, times a factor, plus a shift: each rounded.
#[derive(Clone, Copy)]
pub(super) struct Scaled<M> {
    pub(super) of: M,
    pub(super) factor: f32,
    pub(super) shift: f32,
}

impl<M: Map> Map for Scaled<M> {
    #[inline(always)]
    fn value<L: Lanes>(self, lanes: L, word: L::U32) -> L::F32 {
        self.of.value(lanes, word) * self.factor + self.shift
    }
}

/// Writes the values of a map, by the threads of the current rayon pool.
pub(super) fn fill<M: Map>(words: Words, map: M, out: &mut [f32]) {
    each(words, out, |blocks, out| {
        let made = Mapped(map);
        Level::current().run(Fill { blocks, made, out });
    });
}

/// Writes the words themselves.
pub(super) fn bits(words: Words, out: &mut [u32]) {
    each(words, out, |blocks, out| {
        let made = Bits;
        Level::current().run(Fill { blocks, made, out });
    });
}

/// Writes the inverse error function of each value in its place.
pub(super) fn inverse_erfs<const FUSED: bool>(values: &mut [f32]) {
    Level::current().run(InverseErf::<FUSED>(values));
}

/// Writes the words from an index on.
pub(super) fn bits_from(words: Words, start: u64, out: &mut [u32]) {
    runs(words, start, out, |blocks, out| {
        let made = Bits;
        Level::current().run(Fill { blocks, made, out });
    });
}

/// Calls `run` with the blocks of each part of the values.
fn each<T: Send>(words: Words, out: &mut [T], run: impl Fn(Blocks, &mut [T]) + Sync) {
    let worth_threads = out.len() > CHUNK;
    parts(out, CHUNK, worth_threads, |n, part| {
        runs(words, n as u64 * CHUNK as u64, part, &run);
    });
}

/// Calls `run` with the blocks of each run of values whose counters follow in order.
fn runs<T>(words: Words, start: u64, mut out: &mut [T], run: impl Fn(Blocks, &mut [T])) {
    let mut index = start;
    while !out.is_empty() {
        let (blocks, count) = words.from(index);
        let count = usize::try_from(count).map_or(out.len(), |count| count.min(out.len()));
        let (part, rest) = out.split_at_mut(count);
        run(blocks, part);
        index += count as u64;
        out = rest;
    }
}

/// The most lanes of a register.
const MOST: usize = 16;

/// What becomes of the word of each value.
trait Made: Copy {
    type Value: Copy + Default;

    /// As [`Task::FUSES`].
    const FUSES: bool;

    /// Writes the values of four registers of words.
    fn store<L: Register>(self, lanes: L, words: Four<L::U32>, out: &mut [Self::Value]);
}

/// The value of a map.
#[derive(Clone, Copy)]
struct Mapped<M>(M);

impl<M: Map> Made for Mapped<M> {
    type Value = f32;

    const FUSES: bool = true;

    #[inline(always)]
    fn store<L: Register>(self, lanes: L, words: Four<L::U32>, out: &mut [f32]) {
        let values = in_order(self.0.value(four(lanes), words));
        for (n, value) in values.into_iter().enumerate() {
            lanes.store_f32(value, &mut out[n * L::COUNT..(n + 1) * L::COUNT]);
        }
    }
}

/// The word itself.
#[derive(Clone, Copy)]
struct Bits;

impl Made for Bits {
    type Value = u32;

    const FUSES: bool = false;

    #[inline(always)]
    fn store<L: Register>(self, lanes: L, words: Four<L::U32>, out: &mut [u32]) {
        for (word, out) in in_order(words)
            .into_iter()
            .zip(out.chunks_exact_mut(L::COUNT))
        {
            lanes.store_u32(word, out);
        }
    }
}

struct Fill<'a, M: Made> {
    blocks: Blocks,
    made: M,
    out: &'a mut [M::Value],
}

impl<M: Made> Task for Fill<'_, M> {
    type Output = ();

    const FUSES: bool = M::FUSES;

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let Self { blocks, made, out } = self;
        let count = 4 * L::COUNT;
        let mut scratch = [M::Value::default(); 4 * MOST];
        let mut from = 0;
        for out in out.chunks_mut(count) {
            let is_whole = out.len() == count;
            let values = if is_whole {
                &mut *out
            } else {
                &mut scratch[..count]
            };
            let words = blocks.words(lanes, from);
            made.store(lanes, words, values);
            if !is_whole {
                out.copy_from_slice(&scratch[..out.len()]);
            }
            from += count as u32;
        }
    }
}

struct InverseErf<'a, const FUSED: bool>(&'a mut [f32]);

impl<const FUSED: bool> Task for InverseErf<'_, FUSED> {
    type Output = ();

    const FUSES: bool = true;

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let load = |values: &[f32]| {
            let mut bits = [0; MOST];
            for (bits, value) in bits.iter_mut().zip(values) {
                *bits = value.to_bits();
            }
            lanes.of_bits_f32(lanes.load_u32(&bits[..L::COUNT]))
        };
        for part in self.0.chunks_mut(L::COUNT) {
            let mut scratch = [0.0; MOST];
            let found = inverse_erf::<FUSED, true, L>(lanes, load(part));
            lanes.store_f32(found, &mut scratch[..L::COUNT]);
            part.copy_from_slice(&scratch[..part.len()]);
        }
    }
}
