use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::engine::kernel::Kernel;
use crate::fill::Law;

fn compare<T: Element>(law: &Law, start: u64, length: usize) {
    let source = StreamKey::new(&[7; 32], 11);
    let kernel = T::Kernel::new(law).expect("a law with values");
    let made = |threads: usize| -> Vec<u64> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let mut values = vec![T::round(0.0); length];
        let pool = pool.build().expect("a pool");
        pool.install(|| fill::<T>(&kernel, &source, start, &mut values));
        values.iter().map(|value| value.widen().to_bits()).collect()
    };
    let expected = made(1);
    for threads in [2, 3, 8] {
        assert!(
            made(threads) == expected,
            "{law:?}, {start} + {length}, {threads} threads"
        );
    }
}

#[test]
fn the_bits_do_not_depend_on_the_threads() {
    let normal = Law::Normal {
        mean: 0.0,
        std: 1.0,
    };
    let uniform = Law::Uniform {
        low: 0.0,
        high: 1.0,
    };
    for start in [0, 1, 300, 65_535, 65_536, 1 << 40] {
        for length in [65_536, 65_537, 200_000, 262_144] {
            compare::<f32>(&normal, start, length);
            compare::<f64>(&uniform, start, length);
        }
    }
}
