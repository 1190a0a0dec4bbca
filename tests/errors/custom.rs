//! Cases 48 and 49: initializers, closures and distributions of the user's that fail.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use init_core::error::Problem;
use init_core::initializer::{sample, with};
use init_core::tensor::Target;
use init_core::values::Made;
use init_core::walk::Declared;
use init_core::{ErrorKind, Fill, Initialize, Initializer, Stream};
use rand_distr::Normal;

use crate::{Guarded, UNTOUCHED, Watched, refused_matrix};

/// An initializer that returns what its closure makes.
struct Custom<F>(F);

impl<F: Fn() -> Result<Fill<'static>, Problem>> Initializer for Custom<F> {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        (self.0)()
    }
}

/// Fails once the key is known, before anything is written.
#[track_caller]
fn fails(initializer: &dyn Initializer) -> String {
    let declared = Declared::new(initializer);
    let mut model = Guarded::new([[UNTOUCHED; 4]; 4], &declared);
    let error = Watched::new().failed(&mut model);
    assert_eq!(error.written(), [""; 0]);
    assert_eq!(model.before, [UNTOUCHED; 3]);
    assert_eq!(model.tensor, [[UNTOUCHED; 4]; 4]);
    assert_eq!(model.behind, [UNTOUCHED; 3]);
    let text = error.to_string();
    let text = text
        .strip_prefix("`tensor`: ")
        .expect("the path comes first");
    let text = text.strip_suffix("\nnote: nothing was written");
    text.expect("the end says that nothing was written").into()
}

/// Case 48.
#[test]
fn the_error_of_a_custom_initializer_gets_its_path() {
    let hippo = Custom(|| {
        Err(
            Problem::new(ErrorKind::Custom, "`hippo` needs a square matrix")
                .help("write `shape = (n, n)`")
                .note("found 4 by 5"),
        )
    });
    assert_eq!(
        refused_matrix(&hippo),
        "`hippo` needs a square matrix\n  help: write `shape = (n, n)`\n  note: found 4 by 5"
    );
}

type MakeFill = fn() -> Fill<'static>;

/// The numbers in a fill are checked whoever made it.
#[test]
fn the_numbers_of_a_custom_initializer_are_checked() {
    let laws: [(MakeFill, &str); 5] = [
        (
            || Fill::constant(f64::NAN),
            "`value` must be finite, found `NaN`",
        ),
        (
            || Fill::uniform(2.0, f64::INFINITY),
            "`high` must be finite, found `inf`",
        ),
        (
            || Fill::normal(0.0, -2.0),
            "`std` must be finite and not negative, found `-2`",
        ),
        (
            || Fill::uniform(2.0, 1.0),
            "`low` must be less than `high`, found `2` and `1`",
        ),
        (
            || Fill::truncated_normal(0.0, 1.0, 2.0, 1.0),
            "`low` must be less than `high`, found `2` and `1`",
        ),
    ];
    for (fill, expected) in laws {
        let message = refused_matrix(&Custom(|| Ok(fill())));
        assert_eq!(message.lines().next(), Some(expected));
    }
}

/// A matrix that fails to be made, or holds what no float can be.
struct Bad(Result<f64, Problem>);

impl Made for Bad {
    fn make(&self, shape: &[usize], _: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        assert_eq!(shape, [4, 4]);
        assert_eq!(out, [0.0; 16], "the memory comes zeroed");
        out[9] = self.0.clone()?;
        Ok(())
    }
}

/// Case 48: it is made once before the first write.
#[test]
fn a_matrix_that_fails_to_be_made_leaves_the_model_untouched() {
    let bad = Custom(|| {
        let problem = Problem::new(ErrorKind::Custom, "the solver did not converge");
        Ok(Fill::made(Bad(Err(problem))))
    });
    assert_eq!(fails(&bad), "the solver did not converge");
}

fn gave(value: &str) -> String {
    format!(
        "the initializer gave the value `{value}`, which f32 cannot hold\n  \
         help: return finite values from the function or distribution"
    )
}

/// Case 49.
#[test]
fn a_matrix_with_a_value_that_is_no_float_leaves_the_model_untouched() {
    for (value, text) in [(f64::NAN, "NaN"), (f64::NEG_INFINITY, "-inf")] {
        let bad = Custom(move || Ok(Fill::made(Bad(Ok(value)))));
        assert_eq!(fails(&bad), gave(text));
    }
}

/// Case 49: wherever the value stands.
#[test]
fn a_closure_that_returns_nan_leaves_the_model_untouched() {
    for place in [0, 7, 15] {
        let bad = with(move |index: &[usize], _: &mut Stream| {
            if index[0] * 4 + index[1] == place {
                f64::NAN
            } else {
                1.0
            }
        });
        assert_eq!(fails(&bad), gave("NaN"));
    }
    let infinite = with(|_: &[usize], _: &mut Stream| f64::INFINITY);
    assert_eq!(fails(&infinite), gave("inf"));
}

#[test]
fn a_closure_that_returns_what_f32_cannot_hold_leaves_the_model_untouched() {
    let large = with(|_: &[usize], _: &mut Stream| -1e39);
    let text = fails(&large);
    assert!(text.ends_with(
        "`, which f32 cannot hold\n  help: return finite values from the function or distribution"
    ));
    let mut wide = [0.0_f64; 2];
    large
        .fill(&mut wide, &mut init_core::hidden::doc::rng())
        .unwrap();
    assert_eq!(wide, [-1e39; 2]);
}

/// Case 49.
#[test]
fn a_distribution_that_gives_infinity_leaves_the_model_untouched() {
    // Infinite as soon as its normal is positive.
    let law = sample(Normal::new(0.0, f64::MAX).unwrap());
    assert!(fails(&law).ends_with("return finite values from the function or distribution"));
}

/// Case 48: a panic is the user's to catch; the model is as it was.
#[test]
fn a_closure_that_panics_leaves_the_model_untouched() {
    let calls = Cell::new(0);
    let law = with(|index: &[usize], _: &mut Stream| {
        calls.set(calls.get() + 1);
        assert!(index != [2, 3], "not here");
        0.0
    });
    let declared = Declared::new(&law);
    let mut model = Guarded::new([[UNTOUCHED; 4]; 4], &declared);
    let reset = AssertUnwindSafe(|| model.try_reset_parameters(&mut init_core::hidden::doc::rng()));
    assert!(catch_unwind(reset).is_err());
    assert_eq!(calls.get(), 12);
    assert_eq!(model.before, [UNTOUCHED; 3]);
    assert_eq!(model.tensor, [[UNTOUCHED; 4]; 4]);
}

/// A sound closure is asked twice for each value, once to be heard and once to be written, and
/// both times with the same words.
#[test]
fn what_is_heard_before_the_first_write_is_what_is_written() {
    let heard = std::cell::RefCell::new(Vec::new());
    let law = with(|_: &[usize], stream: &mut Stream| {
        let value = stream.uniform();
        heard.borrow_mut().push(value);
        value
    });
    let mut tensor = [[0.0_f64; 3]; 2];
    law.fill(&mut tensor, &mut init_core::hidden::doc::rng())
        .unwrap();
    let heard = heard.into_inner();
    assert_eq!(heard[..6], heard[6..]);
    assert_eq!(heard[..6], *tensor.as_flattened());
}
