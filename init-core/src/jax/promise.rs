//! What is not reproduced: what JAX does not draw, and where its own values depend on its compiler.

use alloc::format;

use super::scheme::{Distribution, Scheme, TWO};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::plan::Entry;
use crate::tensor::count;

/// Checks that JAX, or Keras, draws such values of such elements.
pub(super) fn check(entry: &Entry, scheme: Scheme, is_keras: bool) -> Result<(), Problem> {
    if scheme == Scheme::Nothing {
        return Ok(());
    }
    check_type(entry, scheme, is_keras)?;
    let refused = |message: &'static str, help: &'static str| {
        Err(Problem::new(ErrorKind::Foreign, message).help(help))
    };
    match scheme {
        Scheme::Normal { mean, .. } | Scheme::Truncated { mean, .. }
            if mean != 0.0 && !is_keras =>
        {
            refused(
                "the normal initializers of JAX have no mean",
                "leave `mean` out, or draw it by `init_core::jax::Key` and leave it out by `Reset::except`",
            )
        }
        Scheme::Truncated { bounds, .. } if is_keras && bounds != TWO => refused(
            "Keras truncates at 2 standard deviations",
            "leave `low` and `high` out",
        ),
        Scheme::Orthogonal if entry.axes.stacked > 0 || entry.axes.is_split() => refused(
            "JAX makes one orthogonal matrix of a tensor",
            "declare each layer, or part, as a parameter of its own",
        ),
        _ => Ok(()),
    }
}

fn check_type(entry: &Entry, scheme: Scheme, is_keras: bool) -> Result<(), Problem> {
    let is_drawn = match entry.dtype() {
        DType::F32 => true,
        DType::F64 | DType::F16 | DType::Bf16 => !is_keras && scheme != Scheme::Orthogonal,
        _ => false,
    };
    if is_drawn {
        return Ok(());
    }
    let name = if is_keras { "Keras" } else { "JAX" };
    let message = format!(
        "the values of {name} for elements of type {} are not known",
        entry.dtype()
    );
    Err(Problem::new(ErrorKind::Foreign, message)
        .help("make the elements f32, and convert them afterwards"))
}

/// The least number of rows of which JAX has been seen to compute some columns in another way.
const ROWS: usize = 4;

/// A warning about values that JAX 0.12 may have in another form, or the tensor in another order.
pub(super) fn warn(entry: &Entry, is_fused: bool) -> Option<Problem> {
    let scheme = Scheme::of(entry).ok()?;
    if let Some(problem) = transposed(entry, scheme) {
        return Some(problem);
    }
    let widths = match scheme {
        Scheme::Normal { .. }
        | Scheme::Scaled {
            distribution: Distribution::Normal,
            ..
        } => 3..=5,
        Scheme::Truncated { .. }
        | Scheme::Scaled {
            distribution: Distribution::Truncated,
            ..
        } => 3..=4,
        _ => return None,
    };
    let (outputs, inputs, field) = entry.axes.weight()?;
    let (last, rows) = if entry.axes.options().1.embedding {
        (inputs, outputs)
    } else {
        (outputs, inputs * count(field))
    };
    if !is_fused || entry.dtype() != DType::F32 || !widths.contains(&last) || rows < ROWS {
        return None;
    }
    let message = format!(
        "JAX 0.12 itself computes some columns of a tensor whose last axis has {last} elements in another \
         way: up to 4 % of its values have other last bits there than in JAX 0.8.3 to 0.11, whose values these are"
    );
    Some(
        Problem::new(ErrorKind::Foreign, message)
            .help("compare this parameter with a tolerance of 1e-6, or with JAX 0.8.3 to 0.11"),
    )
}

/// A matrix of which nothing tells that it is a weight.
fn transposed(entry: &Entry, scheme: Scheme) -> Option<Problem> {
    let is_open = matches!(
        scheme,
        Scheme::Uniform { .. } | Scheme::Normal { .. } | Scheme::Truncated { .. }
    );
    let is_weight = entry.path().rsplit('.').next() == Some("weight");
    let axes = &entry.axes;
    if !is_open
        || is_weight
        || axes.shape.len() < 2
        || axes.stacked > 0
        || !axes.is_identity()
        || axes.options().1.embedding
    {
        return None;
    }
    let message = "without a layout it is taken for a weight with its outputs first, and has the transpose \
                   of JAX's values";
    Some(Problem::new(ErrorKind::Foreign, message).help(
        "write `layout = \"io\"` if JAX stores it in the same order, or `embedding` for a table",
    ))
}
