//! The addressing of the value contract, implemented again: the words of rand's `ChaCha8Rng` that
//! make each value.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// FNV-1a, 64 bits, of the bytes of a path.
pub(crate) fn fnv1a(path: &str) -> u64 {
    path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The generator of a key and a path, at the first word of a block.
pub(crate) fn generator(key: [u8; 32], path: &str, block: u64) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::from_seed(key);
    rng.set_stream(fnv1a(path));
    rng.set_word_pos(u128::from(block) * 16);
    rng
}

/// The words of the 16 blocks of a tile: block, then word.
fn tile(key: [u8; 32], path: &str, tile: u64) -> [[u32; 16]; 16] {
    let mut rng = generator(key, path, 16 * tile);
    [(); 16].map(|()| [(); 16].map(|()| rng.next_u32()))
}

/// The words of the first `length` values of f32: value e of a tile of 256 takes word e / 16
/// of block e mod 16.
pub(crate) fn words_f32(key: [u8; 32], path: &str, length: usize) -> Vec<u32> {
    let mut words = Vec::new();
    for number in 0.. {
        if words.len() >= length {
            break;
        }
        let tile = tile(key, path, number);
        words.extend((0..256).map(|e| tile[e % 16][e / 16]));
    }
    words.truncate(length);
    words
}

/// The words of the first `length` values of f64: value v of a tile of 128 takes words
/// 2·(v / 16) and 2·(v / 16) + 1 of block v mod 16.
pub(crate) fn words_f64(key: [u8; 32], path: &str, length: usize) -> Vec<[u32; 2]> {
    let mut words = Vec::new();
    for number in 0.. {
        if words.len() >= length {
            break;
        }
        let tile = tile(key, path, number);
        words.extend((0..128).map(|v| {
            let word = 2 * (v / 16);
            [tile[v % 16][word], tile[v % 16][word + 1]]
        }));
    }
    words.truncate(length);
    words
}

/// The places of a pair of normals: values that lie 16 apart, in every run of 32.
pub(crate) fn pairs(length: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..length / 32)
        .flat_map(|run| (0..16).map(move |lane| (32 * run + lane, 32 * run + lane + 16)))
}

/// Uniform on [0, 1): the upper 24 bits.
pub(crate) fn unit_f32(word: u32) -> f32 {
    (word >> 8) as f32 * 2.0_f32.powi(-24)
}

/// Uniform on [0, 1): the upper 53 bits of both words, the first one the high half.
pub(crate) fn unit_f64([first, second]: [u32; 2]) -> f64 {
    let bits = u64::from(first) << 32 | u64::from(second);
    (bits >> 11) as f64 * 2.0_f64.powi(-53)
}
