//! The reset's own threads: the same bits, no use of another pool, and no deadlock.

use std::sync::{Arc, Mutex};

use init_core::{ErrorKind, Initialize, Reset};
use rayon::prelude::*;

#[derive(Initialize, Clone)]
struct Large {
    #[init(normal, shape = (300, 1000))]
    rows: Vec<f32>,
    #[init(normal, shape = (1000, 300), layout = "io")]
    columns: Vec<f32>,
    #[init(orthogonal, shape = (300, 260))]
    matrix: Vec<f64>,
}

fn large() -> Large {
    Large {
        rows: vec![0.0; 300_000],
        columns: vec![0.0; 300_000],
        matrix: vec![0.0; 78_000],
    }
}

#[test]
fn the_bits_do_not_depend_on_the_number_of_threads() {
    let mut expected = large();
    Reset::seed(6).run(&mut expected).unwrap();
    for count in [1, 2, 3, 8] {
        let mut model = large();
        Reset::seed(6).threads(count).run(&mut model).unwrap();
        assert!(model.rows == expected.rows);
        assert!(model.columns == expected.columns);
        assert!(model.matrix == expected.matrix);
    }
}

#[test]
fn no_threads_at_all_is_an_error_before_the_key_is_drawn() {
    use rand::{Rng, SeedableRng};

    let mut rng = rand::rngs::ChaCha8Rng::seed_from_u64(1);
    let mut same = rand::rngs::ChaCha8Rng::seed_from_u64(1);
    let mut model = large();
    let error = Reset::new()
        .threads(0)
        .run(&mut model, &mut rng)
        .unwrap_err();
    assert!(error.has(ErrorKind::Argument));
    assert_eq!(
        error.to_string(),
        "`threads(0)` leaves no thread to fill a tensor\n  \
         help: write `threads(1)`, or leave it out for the threads of rayon's pool\n\
         note: nothing was written"
    );
    assert_eq!(rng.next_u64(), same.next_u64());
}

#[derive(Initialize)]
struct Layer {
    #[init(normal, shape = 200_000)]
    weight: Vec<f32>,
}

fn layer() -> Layer {
    Layer {
        weight: vec![0.0; 200_000],
    }
}

fn pool() -> rayon::ThreadPool {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(2);
    builder.build().unwrap()
}

/// Each holds the lock while it fills, and the others wait for it on the same workers.
#[test]
fn siblings_that_wait_for_a_lock_do_not_keep_its_holder_waiting() {
    let shared = Mutex::new(layer());
    pool().install(|| {
        (0..32).into_par_iter().for_each(|_| {
            let mut layer = shared.lock().unwrap();
            Reset::seed(1).threads(2).run(&mut *layer).unwrap();
        });
    });
    let mut expected = layer();
    Reset::seed(1).run(&mut expected).unwrap();
    assert!(shared.into_inner().unwrap().weight == expected.weight);
}

/// The lock is one of the model's, which the reset takes itself, in the pool of the caller.
#[test]
fn what_lies_under_a_lock_is_filled_while_others_wait_for_it() {
    let shared = Arc::new(Mutex::new(layer()));
    let read = || shared.lock().unwrap().weight[0];
    let written = pool().install(|| {
        let reset = |_| {
            let mut model = shared.clone();
            let result = Reset::seed(1).run(&mut model);
            read();
            // Another may hold the lock: that is an error, and nobody waits.
            result.map_or_else(|error| assert!(error.has(ErrorKind::Busy)), drop);
        };
        (0..32).into_par_iter().for_each(reset);
        read()
    });
    let mut expected = layer();
    Reset::seed(1).run(&mut expected).unwrap();
    assert_eq!(written, expected.weight[0]);
}

#[test]
fn ten_thousand_threads_are_no_more_than_the_model_needs() {
    #[derive(Initialize)]
    struct Small {
        #[init(normal)]
        weight: [f32; 10],
    }
    let (mut one, mut many) = (Small { weight: [0.0; 10] }, Small { weight: [1.0; 10] });
    Reset::seed(3).threads(1).run(&mut one).unwrap();
    Reset::seed(3).threads(usize::MAX).run(&mut many).unwrap();
    assert_eq!(one.weight, many.weight);
}
