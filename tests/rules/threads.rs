//! Threads of one's own: the same bits, and nobody else's pool.

use init_core::{ErrorKind, Initialize, Reset};

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
        "`threads(0)` leaves nobody to fill a tensor\n  \
         help: write `threads(1)`, or leave it out for the threads of rayon's pool\n\
         note: nothing was written"
    );
    assert_eq!(rng.next_u64(), same.next_u64());
}
