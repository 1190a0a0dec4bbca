//! The problems of a model that is not the same in every walk.

use crate::error::Problem;

/// A parameter that is not the next one.
pub(super) fn position() -> Problem {
    Problem::changed("it was not planned at this position")
}

/// A parameter that the walk does not reach.
pub(super) fn not_handed_over() -> Problem {
    Problem::changed("it was planned, but the model did not hand it over")
}

/// A parameter that follows from other values.
pub(super) fn followed() -> Problem {
    Problem::changed("it was planned with other values to follow from")
}

/// A parameter of another shape, or with another law.
pub(super) fn content() -> Problem {
    Problem::changed(
        "it was planned with another shape, or an expression in its attribute gave another value then",
    )
    .help("let the expression read fields marked `skip`, not what is being written; a shape stays the same in every walk")
}

/// A problem of a parameter that had none.
pub(super) fn invalid(problem: Problem) -> Problem {
    problem.note("it was valid when it was planned: an expression in its attribute reads what is being written")
}
