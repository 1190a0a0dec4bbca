//! Normals from the words of a stream, in their order.
//!
//! The kernels of tensors give neighbouring values the words of neighbouring blocks. Here a pair
//! takes the next four words, so that the output of a vector is transposed.

use super::StreamKey;
use super::chacha::{PAIR, WordSource};
use super::dispatch::Task;
use super::lanes::Register;
use super::transform::normal;

/// The normals of a block.
pub(super) const PER_BLOCK: usize = 8;

/// The normals of a pair of tiles.
pub(super) const NORMALS: usize = PER_BLOCK * PAIR;

/// Fills whole blocks, from the first of the pair of tiles `first` on, with the normals of successive
/// words.
pub(super) struct Normals<'a> {
    pub(super) key: &'a StreamKey,
    pub(super) first: u64,
    pub(super) out: &'a mut [f64],
}

impl Task for Normals<'_> {
    type Output = ();

    #[inline(always)]
    fn run<L: Register>(self, lanes: L) {
        let mut words = [[0; PAIR]; 16];
        let mut rows = [[0.0; PAIR]; PER_BLOCK];
        for (pair, out) in (self.first..).zip(self.out.chunks_mut(NORMALS)) {
            let blocks = out.len() / PER_BLOCK;
            self.key.words(lanes, pair, 0..blocks, &mut words);
            for (words, rows) in words.chunks_exact(4).zip(rows.chunks_exact_mut(2)) {
                for offset in (0..blocks).step_by(L::COUNT) {
                    let range = offset..offset + L::COUNT;
                    let (x, y) = normal::pair_f64(
                        lanes,
                        lanes.widen(lanes.load_u32(&words[0][range.clone()])),
                        lanes.widen(lanes.load_u32(&words[1][range.clone()])),
                        lanes.widen(lanes.load_u32(&words[2][range.clone()])),
                        lanes.widen(lanes.load_u32(&words[3][range.clone()])),
                    );
                    lanes.store_f64(x, &mut rows[0][range.clone()]);
                    lanes.store_f64(y, &mut rows[1][range]);
                }
            }
            for (block, out) in out.as_chunks_mut::<PER_BLOCK>().0.iter_mut().enumerate() {
                for (out, row) in out.iter_mut().zip(&rows) {
                    *out = row[block];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::engine::Stream;
    use crate::engine::dispatch::Level;

    #[test]
    fn every_level_gives_the_pairs_one_after_the_other() {
        let key = StreamKey::new(&[0x3c; 32], 11);
        let first = u64::from(u32::MAX) / PAIR as u64;
        for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
            let mut out = vec![0.0; 3 * NORMALS];
            level.run(Normals {
                key: &key,
                first,
                out: &mut out,
            });
            let mut stream = Stream::new(key, first * PAIR as u64);
            for pair in out.chunks(2) {
                assert_eq!(<[f64; 2]>::from(stream.normal_pair()), pair, "{level:?}");
            }
        }
    }

    #[test]
    fn a_stream_goes_on_from_any_word() {
        for (words, length) in [
            (0, 2 * NORMALS + 5),
            (0, 10),
            (3, 2 * NORMALS),
            (16, NORMALS),
        ] {
            let mut one = Stream::for_documentation();
            for _ in 0..words {
                rand_core::Rng::next_u32(&mut one);
            }
            let mut other = one.clone();
            let mut out = vec![0.0; length];
            one.normals(&mut out);
            for pair in out.chunks(2) {
                let (first, second) = other.normal_pair();
                assert_eq!(&[first, second][..pair.len()], pair, "{words} {length}");
            }
            assert_eq!(one.uniform(), other.uniform());
        }
    }
}
