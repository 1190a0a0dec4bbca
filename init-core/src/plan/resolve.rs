//! The resolution of a declaration for one tensor.

use alloc::format;

use crate::engine::bounds::holds_a_value;
use crate::error::{ErrorKind, Problem};
use crate::law::Law;
use crate::parameter::Parameter;
use crate::tensor::{Axes, Target, checked_count, shown};
use crate::values::{Fill, MAX_DRAWN, no_value};
use crate::walk::Declared;

/// A declaration, resolved for one tensor.
pub(crate) struct Resolved<'a> {
    pub(crate) axes: Axes,
    pub(crate) fill: Fill<'a>,
    /// True where the initializer counted fans.
    pub(crate) counts_fans: bool,
}

/// Resolves a declaration against the tensor, and checks everything that can be known before a
/// value is written.
pub(crate) fn resolve<'a>(
    tensor: &dyn Parameter,
    declared: &Declared<'a>,
) -> Result<Resolved<'a>, Problem> {
    tensor.check()?;
    let shape = tensor.shape();
    check_shape(&shape, declared)?;
    let axes = Axes::new(&shape, declared.axes())?;
    let Some(initializer) = declared.initializer() else {
        return Err(uncovered(declared));
    };
    let target = Target::new(&axes, tensor.dtype());
    let fill = initializer.resolve(&target)?.of_elements(tensor.dtype());
    let law = fill.law();
    law.check(tensor.dtype())?;
    if !holds_a_value(&law, tensor.dtype()) {
        return Err(no_value(&law, tensor.dtype()));
    }
    if law == Law::Drawn && target.len() as u64 > MAX_DRAWN {
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format!(
                "at most {MAX_DRAWN} values can be drawn one by one, found shape {}",
                shown(&shape)
            ),
        ));
    }
    let counts_fans = target.asked_fans();
    Ok(Resolved {
        axes,
        fill,
        counts_fans,
    })
}

/// A parameter without an initializer.
fn uncovered(declared: &Declared<'_>) -> Problem {
    let (message, rule) = match declared.ruling() {
        None => (
            "it is marked `parameter`, but no rule reaches it",
            "write a rule that reaches it",
        ),
        Some(_) => (
            "it is marked `parameter`, but no rule that reaches it gives an initializer",
            "in a rule",
        ),
    };
    Problem::new(ErrorKind::Uncovered, message).help(format!(
        "name an initializer on the field, e.g. `#[init(zeros)]`, or {rule}"
    ))
}

fn check_shape(shape: &[usize], declared: &Declared<'_>) -> Result<(), Problem> {
    if let Some(expected) = declared.declared_shape()
        && expected != shape
    {
        return Err(Problem::new(
            ErrorKind::Shape,
            format!(
                "the field declares the shape {}, but the tensor has {}",
                shown(expected),
                shown(shape)
            ),
        )
        .help("leave `shape` out: the tensor knows its own"));
    }
    if checked_count(shape).is_none() {
        return Err(Problem::new(
            ErrorKind::TooLarge,
            format!(
                "the shape {} has more values than can be counted",
                shown(shape)
            ),
        ));
    }
    Ok(())
}
