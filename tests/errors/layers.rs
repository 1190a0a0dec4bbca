//! Arguments and shapes that the initializers of particular layers do not take.

use init_core::Initializer;
use init_core::initializer::{
    a_log, alibi_slopes, array, bilinear, chrono, dt_bias, icnr, prior_bias, sincos, siren, stft,
};
use init_core::walk::Declared;

use crate::{UNTOUCHED, refused, refused_matrix};

fn refused_vector(initializer: &dyn Initializer) -> String {
    refused([UNTOUCHED; 6], &Declared::new(initializer))
}

fn refused_signal(initializer: &dyn Initializer) -> String {
    refused([[[UNTOUCHED; 3]; 2]; 5], &Declared::new(initializer))
}

#[test]
fn an_array_must_have_the_numbers_of_the_tensor() {
    let shape = "help: give a number for each value, or one for each part with `per_part`";
    assert_eq!(
        refused_matrix(&array([1.0, 2.0])),
        format!(
            "`array` has 2 numbers, which are neither those of the shape [4, 4] nor of its trailing \
             axes\n  {shape}"
        )
    );
    assert_eq!(
        refused_matrix(&array([0.0; 0])),
        "`array` has no numbers\n  help: write `zeros`"
    );
    assert_eq!(
        refused_matrix(&array([0.0; 3]).per_part()),
        "`array` has 3 numbers, which do not divide the `o` axis of length 4\n  \
         help: give one number for each of the equal parts"
    );
    let split = array([0.0, 1.0]).per_part();
    assert_eq!(
        refused([[UNTOUCHED; 4]; 4], &Declared::new(&split).split(4)),
        "`array` has 2 numbers for the 4 parts of `split`\n  help: give one number for each part"
    );
}

#[test]
fn numbers_outside_their_range_are_named() {
    let outside: [(&dyn Initializer, &str); 9] = [
        (
            &prior_bias().probability(1.0),
            "`probability` must lie between 0 and 1, and be neither, found `1`",
        ),
        (
            &prior_bias().probability(f64::NAN),
            "`probability` must lie between 0 and 1, and be neither, found `NaN`",
        ),
        (
            &siren().omega(0),
            "`omega` must be finite and positive, found `0`",
        ),
        (
            &sincos().base(1),
            "`base` must be finite and at least 2, found `1`",
        ),
        (
            &dt_bias().low(0),
            "`low` must be finite and positive, found `0`",
        ),
        (
            &dt_bias().high(f64::INFINITY),
            "`high` must be finite, found `inf`",
        ),
        (
            &dt_bias().floor(-1),
            "`floor` must be finite and not negative, found `-1`",
        ),
        (
            &a_log().low(-1),
            "`low` must be finite and positive, found `-1`",
        ),
        (
            &a_log().high(1),
            "`low` must be less than `high`, found `1` and `1`\n  \
             help: for one value everywhere write `constant = …`",
        ),
    ];
    for (initializer, message) in outside {
        assert_eq!(refused_matrix(initializer), message);
    }
    assert_eq!(
        refused_vector(&chrono().steps(1)),
        "`steps` must be finite and at least 2, found `1`"
    );
}

#[test]
fn shapes_that_do_not_fit_are_named() {
    assert_eq!(
        refused_vector(&chrono()),
        "`chrono` needs `steps`\n  help: write `chrono, steps = 784.0`"
    );
    assert_eq!(
        refused_vector(&chrono().steps(9)),
        "`chrono` needs four gates of one length, found length 6"
    );
    assert_eq!(
        refused_signal(&icnr()),
        "`icnr` needs `factor`\n  help: write `icnr, factor = 2`"
    );
    assert_eq!(
        refused_signal(&icnr().factor(2)),
        "`icnr` with `factor = 2` needs an `o` axis that 2 divides, found 5\n  \
         help: give the factor of the pixel shuffle, `factor = …`"
    );
    assert_eq!(
        refused_signal(&sincos()),
        "`sincos` needs a last axis that 2 divides, found 3\n  \
         help: give `width` as the columns of the grid, at least 1, or leave it out"
    );
    assert_eq!(
        refused([[[UNTOUCHED; 3]; 2]; 1], &Declared::new(&stft())),
        "`stft` needs at least two frequencies, found one\n  \
         help: an axis `o` of n/2 + 1 has all frequencies of a transform of n"
    );
    assert!(refused_matrix(&bilinear()).starts_with("`bilinear` needs 3 to 5 axes"));
}

/// Without values nothing is wrong.
#[test]
fn tensors_without_values_take_any() {
    let initializers: [&dyn Initializer; 6] = [
        &alibi_slopes(),
        &prior_bias(),
        &a_log(),
        &siren(),
        &sincos(),
        &array([1.0]),
    ];
    for initializer in initializers {
        let mut empty: [[f32; 2]; 0] = [];
        Declared::new(initializer)
            .fill(&mut empty, &mut init_core::hidden::doc::rng())
            .unwrap();
    }
}
