use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::engine::{Element, StreamKey};
use crate::law::Law;

/// Laws of every kernel and every branch in one.
const LAWS: [Law; 12] = [
    Law::Constant(0.1),
    Law::Uniform {
        low: -1.0,
        high: 1.0,
    },
    Law::Uniform {
        low: 1.0,
        high: 1.000_001,
    },
    Law::Normal {
        mean: 0.0,
        std: 1.0,
    },
    Law::Normal {
        mean: 0.3,
        std: 1e-40,
    },
    truncated(0.0, 0.02, -0.04, 0.04),
    truncated(0.1, 1.0, -0.5, 1.9),
    truncated(0.0, 1.0, -3.0, 40.0),
    truncated(0.0, 1.0, 3.5, 4.5),
    truncated(0.0, 1.0, f64::NEG_INFINITY, f64::INFINITY),
    truncated(0.0, 1.0, 8.0, 9.0),
    truncated(0.5, 2.0, -60.0, -50.0),
];

const fn truncated(mean: f64, std: f64, low: f64, high: f64) -> Law {
    Law::TruncatedNormal {
        mean,
        std,
        low,
        high,
    }
}

/// The same sequence of numbers in every run.
fn numbers() -> impl FnMut(u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    }
}

fn fill<T: Element>(level: Level, law: &Law, start: u64, length: usize) -> Vec<u64> {
    let key = StreamKey::new(&[0xa5; 32], 0x0123_4567_89ab_cdef);
    let kernel = T::Kernel::new(law).expect("a law with values");
    let mut values = vec![T::round(0.0); length];
    level.write(&kernel, &key, start, &mut values);
    values.iter().map(|value| value.widen().to_bits()).collect()
}

fn levels() -> impl Iterator<Item = Level> {
    Level::ALL.into_iter().filter(|level| level.is_available())
}

fn compare_levels<T: Element>() {
    let mut next = numbers();
    for law in LAWS {
        for n in 0..24 {
            let start = next(if n % 3 == 0 { 1 << 50 } else { 3000 });
            let length = next(1500) as usize;
            let expected = fill::<T>(Level::Scalar, &law, start, length);
            for level in levels() {
                let found = fill::<T>(level, &law, start, length);
                assert!(found == expected, "{level:?}, {law:?}, {start} + {length}");
            }
        }
    }
}

#[test]
fn levels_agree_in_f32() {
    compare_levels::<f32>();
}

#[test]
fn levels_agree_in_f64() {
    compare_levels::<f64>();
}

#[test]
fn parts_are_parts_of_the_whole() {
    let mut next = numbers();
    for law in LAWS {
        for level in levels() {
            let whole = fill::<f32>(level, &law, 0, 4096);
            for _ in 0..30 {
                let start = next(4096) as usize;
                let end = start + next(4097 - start as u64) as usize;
                let part = fill::<f32>(level, &law, start as u64, end - start);
                assert!(
                    part == whole[start..end],
                    "{level:?}, {law:?}, {start}..{end}"
                );
            }
        }
    }
}

fn short_parts<T: Element>() {
    for law in LAWS {
        for level in levels() {
            let whole = fill::<T>(level, &law, 0, 600);
            for start in (0..40).chain(100..140).chain(230..280).chain(500..520) {
                for length in [1, 2, 7, 15, 16, 17, 33, 64] {
                    let part = fill::<T>(level, &law, start as u64, length);
                    let whole = &whole[start..start + length];
                    assert!(part == whole, "{level:?}, {law:?}, {start} + {length}");
                }
            }
        }
    }
}

#[test]
fn short_parts_are_parts_of_the_whole() {
    short_parts::<f32>();
    short_parts::<f64>();
}

/// A branch that is taken where any lane needs it must not touch the others: long ranges hold
/// groups of lanes with and without values far out.
#[test]
fn levels_agree_on_long_ranges() {
    for law in &LAWS[5..] {
        let expected = fill::<f32>(Level::Scalar, law, 77, 1 << 17);
        let finer = fill::<f64>(Level::Scalar, law, 77, 1 << 15);
        for level in levels() {
            assert!(
                fill::<f32>(level, law, 77, 1 << 17) == expected,
                "{level:?}, {law:?}"
            );
            assert!(
                fill::<f64>(level, law, 77, 1 << 15) == finer,
                "{level:?}, {law:?}"
            );
        }
    }
}

#[test]
fn a_processor_has_the_levels_below_its_own() {
    let available: Vec<bool> = Level::ALL
        .iter()
        .map(|level| level.is_available())
        .collect();
    assert!(available[0]);
    assert!(available.is_sorted_by(|wider, narrower| wider >= narrower));
    assert!(Level::current().is_available());
}
