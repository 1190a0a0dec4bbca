//! ChaCha8 with a 64-bit block counter and a 64-bit nonce, as Bernstein's original and rand's
//! `ChaCha8Rng` have it.

use core::ops::Range;

use super::StreamKey;
use super::lanes::{Lanes, Register, Scalar};

/// The number of blocks in a tile.
pub(super) const BLOCKS: usize = 16;

/// The number of blocks in two tiles that are computed together.
pub(super) const PAIR: usize = 2 * BLOCKS;

/// The words of a pair of tiles.
pub(super) type Words = [[u32; PAIR]; 16];

/// The sixteen words of as many blocks as there are lanes.
type Group<L> = [<L as Lanes>::U32; 16];

/// The counters of the blocks of a pair of tiles, relative to the first.
const OFFSETS: [u32; PAIR] = [
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31,
];

const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

/// The source of the words of tiles.
pub trait WordSource {
    /// Makes the words of some blocks of a pair of tiles, and perhaps of others: `words[w][b]` is word
    /// w of block 32·pair + b.
    fn words<L: Register>(&self, lanes: L, pair: u64, blocks: Range<usize>, words: &mut Words);
}

impl WordSource for StreamKey {
    #[inline(always)]
    fn words<L: Register>(&self, lanes: L, pair: u64, blocks: Range<usize>, words: &mut Words) {
        // A function of its own, so that all kernels share its machine code.
        lanes.call(
            #[inline(always)]
            || {
                let first = blocks.start - blocks.start % (2 * L::COUNT);
                for offset in (first..blocks.end.min(PAIR)).step_by(2 * L::COUNT) {
                    let [first, second] = self.groups(lanes, pair, offset);
                    for (word, row) in words.iter_mut().enumerate() {
                        let row = &mut row[offset..offset + 2 * L::COUNT];
                        lanes.store_u32(first[word], &mut row[..L::COUNT]);
                        lanes.store_u32(second[word], &mut row[L::COUNT..]);
                    }
                }
            },
        );
    }
}

impl StreamKey {
    /// The words of two groups of blocks of a pair of tiles, one block a lane. The first group
    /// begins with block 32·pair + offset, the second after it.
    ///
    /// Every step of the cipher waits for the one before; with two groups the processor always has
    /// another step to do.
    #[inline(always)]
    fn groups<L: Register>(&self, lanes: L, pair: u64, offset: usize) -> [Group<L>; 2] {
        let initial = self.initial(pair * PAIR as u64);
        // The first counter of a pair is a multiple of 32, so that the offset never carries.
        let offsets = &OFFSETS[offset..offset + 2 * L::COUNT];
        let counters = [
            lanes.load_u32(&offsets[..L::COUNT]) | initial[12],
            lanes.load_u32(&offsets[L::COUNT..]) | initial[12],
        ];
        let mut state = [[counters[0]; 16], [counters[1]; 16]];
        for (word, first) in initial.into_iter().enumerate() {
            if word != 12 {
                state[0][word] = lanes.u32(first);
                state[1][word] = lanes.u32(first);
            }
        }
        let [mut first, mut second] = state;
        for _ in 0..4 {
            double_round(lanes, &mut first, &mut second);
        }
        for (word, initial) in initial.into_iter().enumerate() {
            let [one, other] = if word == 12 {
                counters
            } else {
                [lanes.u32(initial); 2]
            };
            first[word] = lanes.add_u32(first[word], one);
            second[word] = lanes.add_u32(second[word], other);
        }
        [first, second]
    }

    /// One block.
    pub(super) fn block(&self, counter: u64) -> [u32; 16] {
        let offset = (counter % PAIR as u64) as usize;
        self.groups(Scalar, counter / PAIR as u64, offset & !1)[offset & 1]
    }

    #[inline(always)]
    fn initial(&self, counter: u64) -> [u32; 16] {
        let [a, b, c, d] = CONSTANTS;
        let [k0, k1, k2, k3, k4, k5, k6, k7] = self.key;
        let halves = |wide: u64| (wide as u32, (wide >> 32) as u32);
        let (counter, counter_high) = halves(counter);
        let (stream, stream_high) = halves(self.stream);
        [
            a,
            b,
            c,
            d,
            k0,
            k1,
            k2,
            k3,
            k4,
            k5,
            k6,
            k7,
            counter,
            counter_high,
            stream,
            stream_high,
        ]
    }
}

// The indices are written out, not looped over: only so do all words stay in registers.
#[inline(always)]
fn double_round<L: Register>(lanes: L, first: &mut Group<L>, second: &mut Group<L>) {
    quarter_round(lanes, first, second, [0, 4, 8, 12]);
    quarter_round(lanes, first, second, [1, 5, 9, 13]);
    quarter_round(lanes, first, second, [2, 6, 10, 14]);
    quarter_round(lanes, first, second, [3, 7, 11, 15]);
    quarter_round(lanes, first, second, [0, 5, 10, 15]);
    quarter_round(lanes, first, second, [1, 6, 11, 12]);
    quarter_round(lanes, first, second, [2, 7, 8, 13]);
    quarter_round(lanes, first, second, [3, 4, 9, 14]);
}

#[inline(always)]
fn quarter_round<L: Register>(
    lanes: L,
    first: &mut Group<L>,
    second: &mut Group<L>,
    [a, b, c, d]: [usize; 4],
) {
    step(lanes, first, [a, b, d], 16);
    step(lanes, second, [a, b, d], 16);
    step(lanes, first, [c, d, b], 12);
    step(lanes, second, [c, d, b], 12);
    step(lanes, first, [a, b, d], 8);
    step(lanes, second, [a, b, d], 8);
    step(lanes, first, [c, d, b], 7);
    step(lanes, second, [c, d, b], 7);
}

#[inline(always)]
fn step<L: Register>(lanes: L, state: &mut Group<L>, [a, b, d]: [usize; 3], distance: u32) {
    state[a] = lanes.add_u32(state[a], state[b]);
    state[d] = lanes.rotate_left_u32(state[d] ^ state[a], distance);
}
