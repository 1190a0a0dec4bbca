//! Words that the engine is given, and words that it makes.

use std::cell::RefCell;
use std::io::{self, Write};

use init_core::hidden::doc::values_of_edited_words;
use init_core::values::Law;
use rayon::prelude::*;

/// The words that are shown to the maps at once: whole tiles.
pub(crate) const CHUNK: usize = 1 << 15;

/// The pairs that come out of as many words.
pub(crate) const PAIRS: usize = CHUNK / 2;

/// The values that a law makes of words that the place determines.
pub(crate) fn singles(law: &Law, word: impl Fn(u64) -> u32, values: &mut [f32]) {
    let edit = |pair: u64, words: &mut [[u32; 32]; 16]| {
        for (w, row) in words.iter_mut().enumerate() {
            for (b, place) in row.iter_mut().enumerate() {
                *place = word(512 * pair + (256 * (b / 16) + 16 * w + b % 16) as u64);
            }
        }
    };
    values_of_edited_words(&[0; 32], 0, law, edit, 0, values).expect("an elementary law");
}

/// The pairs of normals that come from pairs of words that the place determines.
pub(crate) fn normal_pairs(
    words: impl Fn(u64) -> (u32, u32),
    scratch: &mut [f32; CHUNK],
    [xs, ys]: [&mut [f32; PAIRS]; 2],
) {
    const NORMAL: Law = Law::Normal {
        mean: 0.0,
        std: 1.0,
    };
    let edit = |pair: u64, rows: &mut [[u32; 32]; 16]| {
        for (w, rows) in rows.chunks_exact_mut(2).enumerate() {
            let (firsts, seconds) = rows.split_at_mut(1);
            let places = firsts[0].iter_mut().zip(&mut seconds[0]);
            for (b, (first, second)) in places.enumerate() {
                let place = 256 * pair + (128 * (b / 16) + 16 * w + b % 16) as u64;
                (*first, *second) = words(place);
            }
        }
    };
    values_of_edited_words(&[0; 32], 0, &NORMAL, edit, 0, scratch).expect("an elementary law");
    let halves = xs.chunks_exact_mut(16).zip(ys.chunks_exact_mut(16));
    for (run, (x, y)) in scratch.chunks_exact(32).zip(halves) {
        x.copy_from_slice(&run[..16]);
        y.copy_from_slice(&run[16..]);
    }
}

/// Calls `check` for consecutive chunks of `length` integers that make up 0..end, on all threads;
/// for one chunk in 4096, and the first and the last, where a sample stands for the whole.
pub(crate) fn sweep<A: Send>(
    end: u64,
    length: u64,
    sample: bool,
    account: impl Fn() -> A + Sync,
    check: impl Fn(&mut A, u64) + Sync,
) -> Vec<A> {
    const TASKS: u64 = 256;
    let chunks = end / length;
    (0..TASKS)
        .into_par_iter()
        .map(|task| {
            let mut sum = account();
            for chunk in task * chunks / TASKS..(task + 1) * chunks / TASKS {
                if !sample || chunk % 4096 == 0 || chunk + 1 == chunks {
                    check(&mut sum, chunk * length);
                }
            }
            sum
        })
        .collect()
}

/// Well mixed bits of a number.
pub(crate) fn mix(number: u64) -> u64 {
    let mut bits = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

/// Writes the words of the engine's tiles to the standard output, little-endian, in the order in
/// which values take them, until nobody reads.
pub(crate) fn print(seed: u64) -> io::Result<()> {
    const UNIT: Law = Law::Uniform {
        low: 0.0,
        high: 1.0,
    };
    let mut key = [0; 32];
    for (part, n) in key.chunks_exact_mut(8).zip(0..) {
        part.copy_from_slice(&mix(4 * seed + n).to_le_bytes());
    }
    let mut out = io::stdout().lock();
    let mut values = vec![0.0_f32; CHUNK];
    let bytes = RefCell::new(Vec::with_capacity(4 * CHUNK));
    for start in (0..u64::MAX).step_by(CHUNK) {
        let read = |_: u64, words: &mut [[u32; 32]; 16]| {
            let mut bytes = bytes.borrow_mut();
            for tile in [0..16, 16..32] {
                for row in words.iter() {
                    bytes.extend(row[tile.clone()].iter().flat_map(|word| word.to_le_bytes()));
                }
            }
        };
        values_of_edited_words(&key, seed, &UNIT, read, start, &mut values);
        let mut bytes = bytes.borrow_mut();
        match out.write_all(&bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            result => result?,
        }
        bytes.clear();
    }
    Ok(())
}
