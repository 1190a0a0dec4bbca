//! From the words of a tile to the values of a tile.
//!
//! A tile is 16 blocks of ChaCha8, 16 words each. With W words per value (1 for f32, 2 for
//! f64) it makes 256 / W values. Value v takes the words W·(v / 16) to W·(v / 16) + W − 1 of
//! block v mod 16. A normal comes in a pair from the words of two values that lie 16 apart.
//!
//! A vector holds one word of as many blocks as it has lanes, so that the values of its lanes
//! are neighbours in memory: nothing is transposed, whatever the width.

use core::ops::Range;

use super::bounds::{Stored, stored_bounds};
use super::chacha::{BLOCKS, PAIR, WordSource};
use super::lanes::pair::{Twice, Two};
use super::lanes::{Lanes, Register};
use super::transform::truncated::{TruncatedF32, TruncatedF64};
use super::transform::uniform::Unit;
use super::transform::{MapF32, MapF64, normal};
use crate::law::Law;

/// A law with everything precomputed that does not depend on the index.
pub trait Kernel<T>: Sized + core::fmt::Debug + Send + Sync {
    /// `None` for a law that is not elementary, or where no value of `T` lies between its
    /// bounds.
    fn new(law: &Law) -> Option<Self>;

    /// The values from logical index `start` on.
    fn write<L: Register>(&self, lanes: L, source: &impl WordSource, start: u64, out: &mut [T]);
}

/// offset + scale · x, held between two bounds.
#[derive(Debug, Clone, Copy)]
pub struct Bounded<T> {
    offset: T,
    scale: T,
    lowest: T,
    highest: T,
}

impl<T: Stored> Bounded<T> {
    fn new(law: &Law, offset: f64, scale: f64) -> Option<Self> {
        let (lowest, highest) = stored_bounds(law)?;
        Some(Self {
            offset: T::round(offset),
            scale: T::round(scale),
            lowest,
            highest,
        })
    }
}

impl Bounded<f32> {
    #[inline(always)]
    fn apply<L: Lanes>(self, lanes: L, x: L::F32) -> L::F32 {
        let value = x * self.scale + self.offset;
        let (lowest, highest) = (lanes.f32(self.lowest), lanes.f32(self.highest));
        let raised = lanes.select_f32(lanes.less_f32(value, lowest), lowest, value);
        lanes.select_f32(lanes.less_f32(highest, raised), highest, raised)
    }
}

impl Bounded<f64> {
    #[inline(always)]
    fn apply<L: Lanes>(self, lanes: L, x: L::F64) -> L::F64 {
        let value = x * self.scale + self.offset;
        let (lowest, highest) = (lanes.f64(self.lowest), lanes.f64(self.highest));
        let raised = lanes.select_f64(lanes.less_f64(value, lowest), lowest, value);
        lanes.select_f64(lanes.less_f64(highest, raised), highest, raised)
    }
}

macro_rules! kernel {
    ($(#[$attribute:meta])* $kernel:ident, $number:ident, $truncated:ident) => {
        $(#[$attribute])*
        #[derive(Debug, Clone)]
        #[allow(
            clippy::large_enum_variant,
            reason = "a fill holds one, and its constants are best near at hand"
        )]
        pub enum $kernel {
            Constant($number),
            Uniform(Bounded<$number>),
            Normal { mean: $number, std: $number },
            Truncated(Bounded<$number>, $truncated),
        }

        impl $kernel {
            fn of(law: &Law) -> Option<Self> {
                let round = <$number as Stored>::round;
                Some(match *law {
                    Law::Constant(value) => Self::Constant(round(value)),
                    Law::Uniform { low, high } => {
                        Self::Uniform(Bounded::new(law, low, high - low)?)
                    }
                    Law::Normal { mean, std } => Self::Normal {
                        mean: round(mean),
                        std: round(std),
                    },
                    Law::TruncatedNormal { mean, std, low, high } => Self::Truncated(
                        Bounded::new(law, mean, std)?,
                        $truncated::new((low - mean) / std, (high - mean) / std),
                    ),
                    Law::Nan => Self::Constant($number::NAN),
                    Law::Integer(_) | Law::Made { .. } | Law::Drawn => return None,
                })
            }
        }
    };
}

kernel! {
    /// The kernels of f32: one word a value.
    KernelF32, f32, TruncatedF32
}

kernel! {
    /// The kernels of f64: two words a value.
    KernelF64, f64, TruncatedF64
}

impl Kernel<f32> for KernelF32 {
    fn new(law: &Law) -> Option<Self> {
        Self::of(law)
    }

    #[inline(always)]
    fn write<L: Register>(&self, lanes: L, source: &impl WordSource, start: u64, out: &mut [f32]) {
        match self {
            Self::Constant(value) => out.fill(*value),
            Self::Uniform(bounded) => single_f32(lanes, source, start, out, &Unit, *bounded),
            Self::Normal { mean, std } => normal_f32(lanes, source, start, out, *mean, *std),
            Self::Truncated(bounded, TruncatedF32::Central(map)) => {
                single_f32(lanes, source, start, out, map, *bounded);
            }
            Self::Truncated(bounded, TruncatedF32::Wide(map)) => {
                single_f32(lanes, source, start, out, map, *bounded);
            }
            Self::Truncated(bounded, TruncatedF32::Far(map)) => {
                single_f32(lanes, source, start, out, map, *bounded);
            }
        }
    }
}

impl Kernel<f64> for KernelF64 {
    fn new(law: &Law) -> Option<Self> {
        Self::of(law)
    }

    #[inline(always)]
    fn write<L: Register>(&self, lanes: L, source: &impl WordSource, start: u64, out: &mut [f64]) {
        match self {
            Self::Constant(value) => out.fill(*value),
            Self::Uniform(bounded) => single_f64(lanes, source, start, out, &Unit, *bounded),
            Self::Normal { mean, std } => normal_f64(lanes, source, start, out, *mean, *std),
            Self::Truncated(bounded, TruncatedF64::Wide(map)) => {
                single_f64(lanes, source, start, out, map, *bounded);
            }
            Self::Truncated(bounded, TruncatedF64::Far(map)) => {
                single_f64(lanes, source, start, out, map, *bounded);
            }
        }
    }
}

/// The values of two rows, which share their words: those that lie 16 apart come from the same blocks.
const TWO_ROWS: usize = 2 * BLOCKS;

/// Makes the values from logical index `start` on, two rows at a time: `make` gets the W words of
/// each block that two rows take, the first of their blocks among those of the pair of tiles, and the
/// rows. Whole ones are made in place.
#[inline(always)]
fn rows<L: Register, T: Copy + Default, const W: usize>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [T],
    make: impl Fn(&[[u32; PAIR]; W], usize, &mut [T; TWO_ROWS]),
) {
    let tile = TWO_ROWS * (16 / W);
    let pair = 2 * tile;
    let mut words = [[0; PAIR]; 16];
    let mut scratch = [T::default(); TWO_ROWS];
    let mut index = start;
    let mut rest = out;
    while !rest.is_empty() {
        let mut place = (index % pair as u64) as usize;
        let count = rest.len().min(pair - place);
        let blocks = blocks(tile, place, place + count);
        source.words(lanes, index / pair as u64, blocks, &mut words);
        index += count as u64;
        let (mut part, tail) = rest.split_at_mut(count);
        rest = tail;
        while !part.is_empty() {
            let skip = place % TWO_ROWS;
            let (these, after) = part.split_at_mut(part.len().min(TWO_ROWS - skip));
            let first = place % tile / TWO_ROWS * W;
            // W divides 16.
            let Some(words) = words[first..].first_chunk() else {
                return;
            };
            let whole = these.len() == TWO_ROWS;
            let values = match these.first_chunk_mut() {
                Some(values) if whole => values,
                _ => &mut scratch,
            };
            make(words, place / tile * BLOCKS, values);
            if !whole {
                these.copy_from_slice(&scratch[skip..skip + these.len()]);
            }
            place += these.len();
            part = after;
        }
    }
}

/// The blocks of a pair of tiles that the values from `first` to `end` take.
#[inline(always)]
fn blocks(tile: usize, first: usize, end: usize) -> Range<usize> {
    let (block, last) = (first / tile * BLOCKS, (end - 1) / tile * BLOCKS);
    if first / BLOCKS == (end - 1) / BLOCKS {
        block + first % BLOCKS..block + (end - 1) % BLOCKS + 1
    } else {
        block..last + BLOCKS
    }
}

/// Fills with values that take one word each.
#[inline(always)]
fn single_f32<L: Register>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [f32],
    map: &impl MapF32,
    bounded: Bounded<f32>,
) {
    rows(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words: &[_; 2], block, values| {
            for place in (0..BLOCKS).step_by(L::COUNT) {
                let range = block + place..block + place + L::COUNT;
                let word = Two {
                    low: lanes.load_u32(&words[0][range.clone()]),
                    high: lanes.load_u32(&words[1][range]),
                };
                let value = map.map(Twice(lanes), word);
                let value = bounded.apply(Twice(lanes), value);
                let values = &mut values[place..place + BLOCKS + L::COUNT];
                lanes.store_f32(value.low, &mut values[..L::COUNT]);
                lanes.store_f32(value.high, &mut values[BLOCKS..]);
            }
        },
    );
}

/// Fills with values that take two words each.
#[inline(always)]
fn single_f64<L: Register>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [f64],
    map: &impl MapF64,
    bounded: Bounded<f64>,
) {
    rows(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words: &[_; 4], block, values| {
            let each_row = words.chunks_exact(2).zip(values.chunks_exact_mut(BLOCKS));
            for (words, values) in each_row {
                for place in (0..BLOCKS).step_by(L::COUNT) {
                    let range = block + place..block + place + L::COUNT;
                    let first = lanes.load_u32(&words[0][range.clone()]);
                    let second = lanes.load_u32(&words[1][range]);
                    let value = map.map(lanes, lanes.widen(first), lanes.widen(second));
                    let value = bounded.apply(lanes, value);
                    lanes.store_f64(value, &mut values[place..place + L::COUNT]);
                }
            }
        },
    );
}

/// Fills with normals, a pair from two words.
#[inline(always)]
fn normal_f32<L: Register>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [f32],
    mean: f32,
    std: f32,
) {
    rows(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words: &[_; 2], block, values| {
            for place in (0..BLOCKS).step_by(L::COUNT) {
                let range = block + place..block + place + L::COUNT;
                let first = lanes.load_u32(&words[0][range.clone()]);
                let second = lanes.load_u32(&words[1][range]);
                let (x, y) = normal::pair_f32(lanes, first, second);
                let values = &mut values[place..place + BLOCKS + L::COUNT];
                lanes.store_f32(x * std + mean, &mut values[..L::COUNT]);
                lanes.store_f32(y * std + mean, &mut values[BLOCKS..]);
            }
        },
    );
}

/// Fills with normals, a pair from four words.
#[inline(always)]
fn normal_f64<L: Register>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [f64],
    mean: f64,
    std: f64,
) {
    rows(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words: &[_; 4], block, values| {
            for place in (0..BLOCKS).step_by(L::COUNT) {
                let range = block + place..block + place + L::COUNT;
                let (x, y) = normal::pair_f64(
                    lanes,
                    lanes.widen(lanes.load_u32(&words[0][range.clone()])),
                    lanes.widen(lanes.load_u32(&words[1][range.clone()])),
                    lanes.widen(lanes.load_u32(&words[2][range.clone()])),
                    lanes.widen(lanes.load_u32(&words[3][range])),
                );
                let values = &mut values[place..place + BLOCKS + L::COUNT];
                lanes.store_f64(x * std + mean, &mut values[..L::COUNT]);
                lanes.store_f64(y * std + mean, &mut values[BLOCKS..]);
            }
        },
    );
}
