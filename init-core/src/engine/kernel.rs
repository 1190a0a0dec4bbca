//! From the words of a tile to the values of a tile.
//!
//! A tile is 16 blocks of ChaCha8, 16 words each. With W words per value (1 for f32, 2 for
//! f64) it makes 256 / W values. Value v takes the words W·(v / 16) to W·(v / 16) + W − 1 of
//! block v mod 16. A normal comes in a pair from the words of two values that lie 16 apart.
//!
//! A vector holds one word of as many blocks as it has lanes, so that the values of its lanes
//! are neighbours in memory: nothing is transposed, whatever the width.

use super::bounds::{Stored, stored_bounds};
use super::chacha::{BLOCKS, PAIR, WordSource, Words};
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

/// Calls `make` for all pairs of tiles that the range touches, with the pair's words and its
/// values, N to a pair. Pairs that lie wholly in the range are made in place.
#[inline(always)]
fn tiles<L: Register, T: Copy + Default, const N: usize>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [T],
    make: impl Fn(&Words, &mut [T; N]),
) {
    let mut words = [[0; PAIR]; 16];
    let mut scratch = [T::default(); N];
    let mut index = start;
    let mut rest = out;
    while !rest.is_empty() {
        let skip = (index % N as u64) as usize;
        let count = (N - skip).min(rest.len());
        let (part, tail) = rest.split_at_mut(count);
        let whole = count == N;
        let values = match part.first_chunk_mut() {
            Some(values) if whole => values,
            _ => &mut scratch,
        };
        source.words(lanes, index / N as u64, &mut words);
        make(&words, values);
        if !whole {
            part.copy_from_slice(&scratch[skip..skip + count]);
        }
        rest = tail;
        index += count as u64;
    }
}

/// Fills with values that take one word each, two rows at a time.
#[inline(always)]
fn single_f32<L: Register>(
    lanes: L,
    source: &impl WordSource,
    start: u64,
    out: &mut [f32],
    map: &impl MapF32,
    bounded: Bounded<f32>,
) {
    tiles::<L, f32, 512>(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words, values| {
            for (tile, values) in values.chunks_exact_mut(256).enumerate() {
                for (words, values) in words
                    .chunks_exact(2)
                    .zip(values.chunks_exact_mut(2 * BLOCKS))
                {
                    for place in (0..BLOCKS).step_by(L::COUNT) {
                        let block = BLOCKS * tile + place;
                        let word = Two {
                            low: lanes.load_u32(&words[0][block..block + L::COUNT]),
                            high: lanes.load_u32(&words[1][block..block + L::COUNT]),
                        };
                        let value = map.map(Twice(lanes), word);
                        let value = bounded.apply(Twice(lanes), value);
                        let values = &mut values[place..place + BLOCKS + L::COUNT];
                        lanes.store_f32(value.low, &mut values[..L::COUNT]);
                        lanes.store_f32(value.high, &mut values[BLOCKS..]);
                    }
                }
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
    tiles::<L, f64, 256>(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words, values| {
            for (tile, values) in values.chunks_exact_mut(128).enumerate() {
                for (words, values) in words.chunks_exact(2).zip(values.chunks_exact_mut(BLOCKS)) {
                    for place in (0..BLOCKS).step_by(L::COUNT) {
                        let block = BLOCKS * tile + place;
                        let first = lanes.load_u32(&words[0][block..block + L::COUNT]);
                        let second = lanes.load_u32(&words[1][block..block + L::COUNT]);
                        let value = map.map(lanes, lanes.widen(first), lanes.widen(second));
                        let value = bounded.apply(lanes, value);
                        lanes.store_f64(value, &mut values[place..place + L::COUNT]);
                    }
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
    tiles::<L, f32, 512>(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words, values| {
            for (tile, values) in values.chunks_exact_mut(256).enumerate() {
                for (words, values) in words
                    .chunks_exact(2)
                    .zip(values.chunks_exact_mut(2 * BLOCKS))
                {
                    for place in (0..BLOCKS).step_by(L::COUNT) {
                        let block = BLOCKS * tile + place;
                        let first = lanes.load_u32(&words[0][block..block + L::COUNT]);
                        let second = lanes.load_u32(&words[1][block..block + L::COUNT]);
                        let (x, y) = normal::pair_f32(lanes, first, second);
                        let values = &mut values[place..place + BLOCKS + L::COUNT];
                        lanes.store_f32(x * std + mean, &mut values[..L::COUNT]);
                        lanes.store_f32(y * std + mean, &mut values[BLOCKS..]);
                    }
                }
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
    tiles::<L, f64, 256>(
        lanes,
        source,
        start,
        out,
        #[inline(always)]
        |words, values| {
            for (tile, values) in values.chunks_exact_mut(128).enumerate() {
                for (words, values) in words
                    .chunks_exact(4)
                    .zip(values.chunks_exact_mut(2 * BLOCKS))
                {
                    for place in (0..BLOCKS).step_by(L::COUNT) {
                        let block = BLOCKS * tile + place;
                        let range = block..block + L::COUNT;
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
                }
            }
        },
    );
}
