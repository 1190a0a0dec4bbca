//! The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998), whose words PyTorch
//! and Python draw.

use super::lanes::{Register, Scalar, Word};

/// The number of words of a block.
const BLOCK: usize = 624;

/// The distance from a word to the one that it is made from.
const AHEAD: usize = 397;

/// The first words once more after the last ones, so that a register which reaches beyond the end
/// of the block holds those that come next.
const BEYOND: usize = 16;

/// The state: a block of words, as yet without tempering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MersenneTwister {
    block: [u32; BLOCK + BEYOND],
    next: usize,
}

impl MersenneTwister {
    pub(crate) fn new(seed: u32) -> Self {
        let mut block = [0; BLOCK + BEYOND];
        block[0] = seed;
        for index in 1..BLOCK {
            let before: u32 = block[index - 1];
            let mixed = 1_812_433_253_u32.wrapping_mul(before ^ before >> 30);
            block[index] = mixed.wrapping_add(index as u32);
        }
        Self { block, next: BLOCK }
    }

    /// The state after `init_by_array` of several words, by which Python's `random.seed` seeds.
    pub(crate) fn of_words(words: &[u32]) -> Self {
        let mut twister = Self::new(19_650_218);
        let state = &mut twister.block[..BLOCK];
        let mixed = |before: u32, factor: u32| (before ^ before >> 30).wrapping_mul(factor);
        let mut index = 1;
        for round in 0..BLOCK.max(words.len()) {
            let place = round % words.len().max(1);
            let word = words.get(place).copied().unwrap_or_default();
            let word = word.wrapping_add(place as u32);
            state[index] = (state[index] ^ mixed(state[index - 1], 1_664_525)).wrapping_add(word);
            index = next(state, index);
        }
        for _ in 1..BLOCK {
            let less = index as u32;
            let factor = 1_566_083_941;
            state[index] = (state[index] ^ mixed(state[index - 1], factor)).wrapping_sub(less);
            index = next(state, index);
        }
        state[0] = 1 << 31;
        twister
    }

    /// The next word.
    pub(crate) fn word(&mut self) -> u32 {
        let word = self.words(Scalar).and_beyond[0];
        self.advance(1);
        tempered(word)
    }

    /// The words that are left of the block, at least one, without tempering. A register can be
    /// loaded from the place of each.
    #[inline(always)]
    pub(crate) fn words<L: Register>(&mut self, lanes: L) -> Words<'_> {
        if self.next == BLOCK {
            self.twist(lanes);
        }
        Words {
            count: BLOCK - self.next,
            and_beyond: &self.block[self.next..],
        }
    }

    /// Goes on by `count` words of the block.
    #[inline(always)]
    pub(crate) fn advance(&mut self, count: usize) {
        self.next += count;
    }

    /// The next 16 words, without tempering.
    #[inline(always)]
    pub(crate) fn sixteen<L: Register>(&mut self, lanes: L) -> [u32; 16] {
        let mut sixteen = [0; 16];
        let mut rest = &mut sixteen[..];
        while !rest.is_empty() {
            let words = self.words(lanes);
            let count = words.count.min(rest.len());
            let (part, after) = rest.split_at_mut(count);
            part.copy_from_slice(&words.and_beyond[..count]);
            self.advance(count);
            rest = after;
        }
        sixteen
    }

    /// Goes on by `count` words.
    #[inline(always)]
    pub(crate) fn skip<L: Register>(&mut self, lanes: L, count: usize) {
        let mut left = count;
        while left > 0 {
            let count = self.words(lanes).count.min(left);
            self.advance(count);
            left -= count;
        }
    }

    /// Makes the next block.
    #[inline(always)]
    fn twist<L: Register>(&mut self, lanes: L) {
        for index in (0..BEYOND).step_by(L::COUNT) {
            self.twist_at(lanes, index, index + AHEAD);
        }
        self.block.copy_within(..BEYOND, BLOCK);
        for index in (BEYOND..BLOCK - AHEAD).step_by(L::COUNT) {
            self.twist_at(lanes, index, index + AHEAD);
        }
        let rest = (BLOCK - AHEAD).next_multiple_of(L::COUNT);
        for index in (rest..BLOCK).step_by(L::COUNT) {
            self.twist_at(lanes, index, index + AHEAD - BLOCK);
        }
        self.next = 0;
    }

    #[inline(always)]
    fn twist_at<L: Register>(&mut self, lanes: L, index: usize, ahead: usize) {
        const TOP: u32 = 1 << 31;
        const MATRIX: u32 = 0x9908_b0df;
        let at = |place: usize| lanes.load_u32(&self.block[place..place + L::COUNT]);
        let (word, next, ahead) = (at(index), at(index + 1), at(ahead));
        let mixed = word & TOP | next & !TOP;
        let odd = lanes.spread_sign_u32(next << 31);
        let twisted = ahead ^ mixed >> 1 ^ odd & MATRIX;
        lanes.store_u32(twisted, &mut self.block[index..index + L::COUNT]);
    }
}

/// The index after this one; at the end of the state the first, whose place the last one takes.
fn next(state: &mut [u32], index: usize) -> usize {
    if index + 1 < BLOCK {
        return index + 1;
    }
    state[0] = state[BLOCK - 1];
    1
}

/// Words of a block, and at least 15 words after them.
pub(crate) struct Words<'t> {
    pub(crate) count: usize,
    pub(crate) and_beyond: &'t [u32],
}

/// The output of a word of the state.
#[inline(always)]
pub(crate) fn tempered<W: Word<u32>>(word: W) -> W {
    let word = word ^ word >> 11;
    let word = word ^ word << 7 & 0x9d2c_5680;
    let word = word ^ word << 15 & 0xefc6_0000;
    word ^ word >> 18
}
