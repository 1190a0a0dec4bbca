//! Values that they do not hold, found before anything is written.

use init_core::initializer::{Scalar, constant, identity, normal, uniform};
use init_core::{ErrorKind, Initialize, Reset, Rules};

use crate::BatchNorm;

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Field<T: init_core::walk::Parameters> {
    #[init(constant = self.value)]
    tensor: T,
    #[init(skip)]
    value: Value,
}

/// What only the run tells.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Value(Scalar);

impl From<Value> for Scalar {
    fn from(value: Value) -> Self {
        value.0
    }
}

#[track_caller]
fn refused<T>(tensor: T, value: impl Into<Scalar>, expected: &str)
where
    T: init_core::walk::Parameters + Clone + PartialEq + std::fmt::Debug,
{
    let value = Value(value.into());
    let mut field = Field { tensor, value };
    let before = field.clone();
    let error = Reset::seed(1).run(&mut field).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("`tensor`: {expected}\nnote: nothing was written")
    );
    assert_eq!(field, before);
}

#[test]
fn a_value_that_the_type_does_not_hold_is_refused() {
    let i64s = "or another integer from -9223372036854775808 to 9223372036854775807";
    refused(
        7_i64,
        0.5,
        &format!("`i64` does not hold the value `0.5`\n  help: write `constant = 0`, {i64s}"),
    );
    refused(
        [7_i64; 2],
        u64::MAX,
        &format!(
            "`i64` does not hold the value `18446744073709551615`\n  help: write `constant = 9223372036854775807_i64`, {i64s}"
        ),
    );
    refused(
        7_i64,
        2.0_f64.powi(63),
        &format!(
            "`i64` does not hold the value `9223372036854775808`\n  help: write `constant = 9223372036854775807_i64`, {i64s}"
        ),
    );
    refused(
        7_u8,
        256,
        "`u8` does not hold the value `256`\n  help: write `constant = 255`, or another integer from 0 to 255",
    );
    refused(
        7_u8,
        -1.0,
        "`u8` does not hold the value `-1`\n  help: write `constant = 0`, or another integer from 0 to 255",
    );
    refused(
        true,
        2,
        "`bool` does not hold the value `2`\n  help: write `constant = false` or `constant = true`",
    );
    refused(
        7_u8,
        1e300,
        "`u8` does not hold the value `1e300`\n  help: write `constant = 255`, or another integer from 0 to 255",
    );
}

#[test]
fn infinity_and_nan_are_no_integers() {
    for value in [f64::NAN, f64::INFINITY] {
        let value = Value(value.into());
        let mut field = Field {
            tensor: 7_i32,
            value,
        };
        let error = Reset::seed(1).run(&mut field).unwrap_err();
        assert!(error.to_string().contains("must be finite"), "{error}");
        assert_eq!(field.tensor, 7);
    }
}

#[test]
fn a_rule_for_floats_that_reaches_a_counter_is_refused() {
    let mut norm = BatchNorm::used();
    let rules = Rules::new().at("**", normal());
    let error = Reset::seed(1).rules(&rules).run(&mut norm).unwrap_err();
    assert_eq!(error.problems().len(), 2);
    assert!(error.has(ErrorKind::NotRepresentable));
    let text = error.to_string();
    assert!(
        text.contains(
            "`num_batches_tracked`: its initializer is for floats, and the elements are `i64`
  help: write `constant = 0`, or `with = …` for a function of the index that gives integers
  note: its initializer is that of the rule `at = \"**\"`"
        ),
        "{text}"
    );
    assert!(text.contains("write `constant = false`"), "{text}");
    assert_eq!(norm, BatchNorm::used());
    // What the help says.
    let rules = Rules::new()
        .at("**", normal())
        .at("num_batches_tracked", constant(0))
        .at("initialized", constant(false));
    Reset::seed(1).rules(&rules).run(&mut norm).unwrap();
}

#[test]
fn no_matrix_is_made_of_integers() {
    let mut rng = init_core::hidden::doc::rng();
    let mut matrix = [[7_i32; 2]; 2];
    let error = identity().fill(&mut matrix, &mut rng).unwrap_err();
    assert!(error.has(ErrorKind::NotRepresentable), "{error}");
    let error = uniform().fill(&mut matrix, &mut rng).unwrap_err();
    assert!(error.to_string().contains("is for floats"), "{error}");
    assert_eq!(matrix, [[7; 2]; 2]);
}

#[test]
fn a_function_that_gives_a_fraction_is_found_before_anything_is_written() {
    #[derive(Initialize)]
    struct Drawn {
        #[init(zeros)]
        before: [f32; 2],
        #[init(with = |index, _| index[0] as f64 / 2.0)]
        steps: [i32; 4],
    }

    let mut drawn = Drawn {
        before: [7.0; 2],
        steps: [7; 4],
    };
    let error = Reset::seed(1).run(&mut drawn).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`steps`: the initializer gave the value `0.5`, which i32 cannot hold
  help: return integers from the function or distribution
note: nothing was written"
    );
    assert_eq!((drawn.before, drawn.steps), ([7.0; 2], [7; 4]));
}
