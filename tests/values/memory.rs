//! Large tensors in memory with strides: more than one box, on one thread and on several.

use std::sync::Mutex;

use init_core::Reset;
use init_core::initializer::normal;
use init_core::walk::Declared;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::model::{KEY, assert_same, fill, laws, tensor};
use crate::orders::{Scattered, canonical_axes, permuted};
use crate::single::Single;

/// Fills with the law of [`laws`] at `law` on 1, 2 and 5 threads, and compares by logical index
/// with the row-major tensor in canonical order. The places in the gaps keep their NaN.
fn check(law: usize, shape: &[usize], order: &[usize], padding: &[usize], layout: &str) {
    let axes = canonical_axes(layout);
    let canonical: Vec<usize> = axes.iter().map(|&axis| shape[axis]).collect();
    let values: Vec<f32> = tensor(&canonical, &Declared::new(&*laws()[law]));
    let expected = permuted(&values, shape, &axes);
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("a pool of threads");
        let scattered = Scattered::new(shape, order, padding);
        let scattered = pool.install(|| {
            let laws = laws();
            fill(scattered, &Declared::new(&*laws[law]).layout(layout), KEY)
        });
        let what = format!("law {law}, {shape:?}, {order:?}, {padding:?}, {layout}");
        assert_same(&scattered.logical(), &expected, &what);
        let written = scattered.memory.iter().filter(|value| !value.is_nan());
        assert_eq!(written.count(), expected.len(), "{what}: a gap is written");
    }
}

/// The places of a normal and of an orthogonal matrix in [`laws`].
const NORMAL: usize = 2;
const ORTHOGONAL: usize = 4;

#[test]
fn large_matrices_hold_the_same_values_in_any_memory() {
    for [rows, columns] in [[700, 300], [512, 512], [3, 70_001], [70_001, 3]] {
        for layout in ["oi", "io"] {
            check(NORMAL, &[rows, columns], &[0, 1], &[0, 0], layout);
            check(NORMAL, &[rows, columns], &[1, 0], &[0, 3], layout);
        }
    }
    check(NORMAL, &[9, 40_000], &[1, 0], &[5, 0], "oi");
    check(ORTHOGONAL, &[300, 20], &[1, 0], &[0, 3], "io");
}

#[test]
fn an_empty_axis_leaves_all_memory_alone() {
    for shape in [[0, 5, 3], [5, 0, 3], [4, 5, 0]] {
        check(NORMAL, &shape, &[2, 0, 1], &[1, 2, 3], "ohi");
    }
}

/// The hook hears of every value, in order, and not more often than it promises.
#[test]
fn progress_is_told_of_memory_with_strides() {
    let law = normal();
    let declared = Declared::new(&law).layout("io");
    let heard = Mutex::new((0, 0));
    let hook = |progress: init_core::values::Progress<'_>| {
        let (last, calls) = &mut *heard.lock().unwrap();
        assert!(progress.done > *last);
        *last = progress.done;
        *calls += 1;
    };
    let mut model = Single {
        path: &["w"],
        tensor: Scattered::new(&[1200, 1000], &[0, 1], &[0, 1]),
        declared: &declared,
    };
    Reset::key(KEY).progress(hook).run(&mut model).unwrap();
    let (last, calls) = heard.into_inner().unwrap();
    assert_eq!(last, 1_200_000);
    assert!((2..=201).contains(&calls), "{calls} calls");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 24,
        rng_seed: RngSeed::Fixed(77),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn large_tensors_hold_the_same_values_in_any_memory(
        shape in proptest::collection::vec(prop_oneof![1..=9_usize, 20..=90_usize], 4),
        letters in Just(vec!['o', 'i', 'h', 'w']).prop_shuffle(),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
        padding in proptest::collection::vec(0..=3_usize, 4),
    ) {
        prop_assume!(shape.iter().product::<usize>() <= 400_000);
        let layout: String = letters.into_iter().collect();
        check(NORMAL, &shape, &order, &padding, &layout);
    }
}
