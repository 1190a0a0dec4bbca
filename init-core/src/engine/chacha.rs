//! ChaCha8 with a 64-bit block counter and a 64-bit nonce, as Bernstein's original and rand's
//! `ChaCha8Rng` have it.

use super::Source;

/// The number of blocks that are computed side by side.
pub(super) const LANES: usize = 16;

/// The words of `LANES` consecutive blocks: `tile[w][b]` is word w of block b.
pub(super) type Tile = [[u32; LANES]; 16];

const CONSTANTS: [u32; 4] = [0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574];

impl Source {
    /// The blocks 16·tile to 16·tile + 15.
    pub(super) fn tile(&self, tile: u64) -> Tile {
        let counter = tile * LANES as u64;
        let mut initial: Tile = [[0; LANES]; 16];
        for (row, word) in initial.iter_mut().zip(self.initial(counter)) {
            *row = [word; LANES];
        }
        // The first counter of a tile is a multiple of 16, so adding the lane never carries.
        for (lane, low) in initial[12].iter_mut().enumerate() {
            *low |= lane as u32;
        }
        let mut state = initial;
        for _ in 0..4 {
            double_round(&mut state);
        }
        for (row, first) in state.iter_mut().zip(&initial) {
            for (word, first) in row.iter_mut().zip(first) {
                *word = word.wrapping_add(*first);
            }
        }
        state
    }

    /// One block.
    pub(super) fn block(&self, counter: u64) -> [u32; 16] {
        let initial = self.initial(counter);
        let mut state = initial.map(|word| [word]);
        for _ in 0..4 {
            double_round(&mut state);
        }
        let mut words = [0; 16];
        for (word, (state, first)) in words.iter_mut().zip(state.iter().zip(initial)) {
            *word = state[0].wrapping_add(first);
        }
        words
    }

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

#[inline(always)]
fn double_round<const L: usize>(state: &mut [[u32; L]; 16]) {
    for [a, b, c, d] in [
        [0, 4, 8, 12],
        [1, 5, 9, 13],
        [2, 6, 10, 14],
        [3, 7, 11, 15],
        [0, 5, 10, 15],
        [1, 6, 11, 12],
        [2, 7, 8, 13],
        [3, 4, 9, 14],
    ] {
        quarter_round(state, a, b, c, d);
    }
}

#[inline(always)]
fn quarter_round<const L: usize>(
    state: &mut [[u32; L]; 16],
    a: usize,
    b: usize,
    c: usize,
    d: usize,
) {
    for (left, right, target, distance) in
        [(a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)]
    {
        let addend = state[right];
        for (word, addend) in state[left].iter_mut().zip(addend) {
            *word = word.wrapping_add(addend);
        }
        let sum = state[left];
        for (word, sum) in state[target].iter_mut().zip(sum) {
            *word = (*word ^ sum).rotate_left(distance);
        }
    }
}
