//! Threefry-2x32 with 20 rounds (J. Salmon and others, "Parallel Random Numbers: As Easy as 1, 2, 3",
//! 2011), and which of its words JAX gives to which element.

use core::ops::BitXor;

use super::four::{Four, four, four_of};
use crate::engine::lanes::{Lanes, Register, Scalar};

/// The distances of the rotations, for even groups of rounds and for odd ones.
const DISTANCES: [[u32; 4]; 2] = [[13, 15, 26, 6], [17, 29, 16, 24]];

const PARITY: u32 = 0x1bd1_1bda;

/// The words of the blocks with these counters.
#[inline(always)]
fn blocks<L: Lanes>(lanes: L, key: [u32; 2], counter: [L::U32; 2]) -> [L::U32; 2] {
    let keys = [key[0], key[1], key[0] ^ key[1] ^ PARITY];
    let [x, y] = counter;
    let block = [
        lanes.add_u32(x, lanes.u32(keys[0])),
        lanes.add_u32(y, lanes.u32(keys[1])),
    ];
    // Group by group by name: in a loop the distances would be data, and a rotation slower.
    let block = group::<L, 0>(lanes, keys, block);
    let block = group::<L, 1>(lanes, keys, block);
    let block = group::<L, 2>(lanes, keys, block);
    let block = group::<L, 3>(lanes, keys, block);
    group::<L, 4>(lanes, keys, block)
}

/// Four rounds, and the addition of the key.
#[inline(always)]
fn group<L: Lanes, const GROUP: usize>(
    lanes: L,
    keys: [u32; 3],
    block: [L::U32; 2],
) -> [L::U32; 2] {
    let [mut x, mut y] = block;
    for distance in DISTANCES[GROUP % 2] {
        x = lanes.add_u32(x, y);
        y = lanes.rotate_left_u32(y, distance) ^ x;
    }
    let second = keys[(GROUP + 2) % 3].wrapping_add(GROUP as u32 + 1);
    [
        lanes.add_u32(x, lanes.u32(keys[(GROUP + 1) % 3])),
        lanes.add_u32(y, lanes.u32(second)),
    ]
}

/// The words of one block.
pub(super) fn words(key: [u32; 2], counter: [u32; 2]) -> [u32; 2] {
    blocks(Scalar, key, counter)
}

/// The words of a key: a stream of 32-bit words, each a function of its index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words {
    pub(super) key: [u32; 2],
    /// How many words there are in the stream whose words depend on their number, which JAX had before
    /// `jax_threefry_partitionable`.
    pub(super) total: Option<u64>,
}

/// Blocks of successive counters, of each of which one word is taken.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blocks {
    key: [u32; 2],
    /// The counter of the first.
    counter: [u32; 2],
    /// True where both halves of the counter count.
    both: bool,
    taken: Taken,
}

/// The word that is taken of a block.
#[derive(Debug, Clone, Copy)]
enum Taken {
    First,
    Second,
    Xor,
}

impl Words {
    /// The blocks that begin with the word of an index, and how many of them follow in order.
    pub(super) fn from(self, index: u64) -> (Blocks, u64) {
        let (key, counter, taken, count) = match self.total {
            None => {
                let low = index as u32;
                let counter = [(index >> 32) as u32, low];
                let count = (1 << 32) - u64::from(low);
                (self.key, counter, Taken::Xor, count)
            }
            Some(total) => {
                let (key, total, index) = self.part(total, index);
                let (counter, taken, count) = halves(total, index);
                (key, counter, taken, count.into())
            }
        };
        let blocks = Blocks {
            key,
            counter,
            both: self.total.is_some(),
            taken,
        };
        (blocks, count)
    }

    /// The word of an index.
    pub(super) fn at(self, index: u64) -> u32 {
        let (blocks, _) = self.from(index);
        blocks.taken.of(words(blocks.key, blocks.counter))
    }

    /// The key of a part of the older stream, how many words the part has, and an index within it. Each
    /// part but the last has as many words as the counter has numbers, less one; where there is one part
    /// alone, it has the key itself.
    fn part(self, total: u64, index: u64) -> ([u32; 2], u32, u32) {
        const MOST: u64 = u32::MAX as u64;
        let whole = total / MOST;
        if whole == 0 {
            return (self.key, total as u32, index as u32);
        }
        let part = index / MOST;
        let keys = Self {
            total: Some(2 * (whole + 1)),
            ..self
        };
        let length = if part < whole { MOST } else { total % MOST };
        let key = [keys.at(2 * part), keys.at(2 * part + 1)];
        (key, length as u32, (index % MOST) as u32)
    }
}

/// The counter of a word of the older stream, which word of the block it is, and how many follow in
/// order. The words of the first half come from the blocks of the counters (j, half + j), those of the
/// second from the same blocks.
fn halves(total: u32, index: u32) -> ([u32; 2], Taken, u32) {
    let half = total.div_ceil(2);
    if index >= half {
        return ([index - half, index], Taken::Second, total - index);
    }
    // Of an odd number, the last counter has no other half.
    let whole = half - total % 2;
    if index < whole {
        ([index, half + index], Taken::First, whole - index)
    } else {
        ([index, 0], Taken::First, 1)
    }
}

/// The places of the lanes of four registers.
const PLACES: [u32; 64] = {
    let mut places = [0; 64];
    let mut place = 0;
    while place < 64 {
        places[place] = place as u32;
        place += 1;
    }
    places
};

impl Taken {
    /// Chosen by a branch and not by masks: compilers leave the rounds before it and the map after it
    /// interleaved as they are written, and shuffle them where nothing stands between.
    #[inline(always)]
    fn of<W: BitXor<Output = W>>(self, [first, second]: [W; 2]) -> W {
        match self {
            Self::First => first,
            Self::Second => second,
            Self::Xor => first ^ second,
        }
    }
}

impl Blocks {
    /// A word of as many blocks as there are lanes in four registers, from this one on.
    #[inline(always)]
    pub(super) fn words<L: Register>(self, lanes: L, from: u32) -> Four<L::U32> {
        let four = four(lanes);
        let [first, second] = self.counter.map(|half| four.u32(half));
        let places = four_of(|n| lanes.load_u32(&PLACES[n * L::COUNT..(n + 1) * L::COUNT]));
        let places = four.add_u32(places, four.u32(from));
        let high = if self.both { places } else { four.u32(0) };
        let counter = [four.add_u32(first, high), four.add_u32(second, places)];
        self.taken.of(blocks(four, self.key, counter))
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    /// The vectors of Random123, `kat_vectors` of its examples.
    #[test]
    fn blocks_are_those_of_the_authors() {
        assert_eq!(words([0, 0], [0, 0]), [0x6b20_0159, 0x99ba_4efe]);
        assert_eq!(
            words([u32::MAX; 2], [u32::MAX; 2]),
            [0x1cb9_96fc, 0xbb00_2be7]
        );
        assert_eq!(
            words([0x1319_8a2e, 0x0370_7344], [0x243f_6a88, 0x85a3_08d3]),
            [0xc492_3a9c, 0x483d_f7a0]
        );
    }
}
