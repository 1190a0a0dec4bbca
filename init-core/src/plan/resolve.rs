//! The resolution of a declaration for one tensor.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::cell::Cell;

use crate::dtype::DType;
use crate::engine::bounds::holds_a_value;
use crate::error::{ErrorKind, Problem};
use crate::initializer::Initializer;
use crate::parameter::Parameter;
use crate::tensor::{Around, Axes, Context, Cut, Part, Target, checked_count, shown};
use crate::values::{Fill, MAX_DRAWN, no_value};
use crate::walk::{Component, Declared, Trail};

/// A declaration, resolved for one tensor.
pub(crate) struct Resolved<'a> {
    pub(crate) axes: Axes,
    /// The part of the tensor that this process holds, if not the whole.
    pub(crate) part: Option<Box<Cut>>,
    pub(crate) fill: Fill<'a>,
    /// True where the initializer counted fans.
    pub(crate) counts_fans: bool,
}

/// The place of a parameter in its model, which its values may depend on: the layer, and the
/// parameters around it.
pub(crate) struct Place<'t> {
    trail: &'t Trail,
    component: &'t Component<'t>,
    context: &'t Context,
    asked: Cell<bool>,
}

impl<'t> Place<'t> {
    pub(crate) fn new(
        trail: &'t Trail,
        component: &'t Component<'t>,
        context: &'t Context,
    ) -> Self {
        Self {
            trail,
            component,
            context,
            asked: Cell::new(false),
        }
    }

    /// Whether an initializer asked for the fans of another parameter.
    pub(crate) fn was_asked(&self) -> bool {
        self.asked.get()
    }
}

/// Resolves a declaration against the tensor, and checks everything that can be known before a
/// value is written.
pub(crate) fn resolve<'a>(
    tensor: &dyn Parameter,
    declared: &Declared<'a>,
    place: &Place<'_>,
) -> Result<Resolved<'a>, Problem> {
    let resolved = resolve_again(tensor, declared, place)?;
    resolved.check(tensor.dtype())?;
    Ok(resolved)
}

impl Resolved<'_> {
    /// Checks that a tensor of `dtype` can hold the values.
    pub(crate) fn check(&self, dtype: DType) -> Result<(), Problem> {
        self.fill.try_each_law(|law| {
            law.check(dtype)?;
            if holds_a_value(law, dtype) {
                Ok(())
            } else {
                Err(no_value(law, dtype))
            }
        })?;
        if self.fill.is_drawn() && self.axes.count() as u64 > MAX_DRAWN {
            return Err(Problem::new(
                ErrorKind::TooLarge,
                format!(
                    "at most {MAX_DRAWN} values can be drawn one by one, found shape {}",
                    shown(self.axes.own_shape())
                ),
            ));
        }
        Ok(())
    }
}

/// Resolves a declaration whose law has been checked, if it is still the same.
pub(crate) fn resolve_again<'a>(
    tensor: &dyn Parameter,
    declared: &Declared<'a>,
    place: &Place<'_>,
) -> Result<Resolved<'a>, Problem> {
    let ((axes, part), dtype) = (axes_of(tensor, declared)?, tensor.dtype());
    let Some(initializer) = declared.initializer() else {
        return Err(uncovered(declared));
    };
    let path_of = |path: &str| place.trail.beside(place.component, path);
    let around = Around::new(&path_of, place.context, &place.asked);
    let target = Target::new(&axes, dtype, &around);
    let fill = initializer.resolve(&target)?;
    let fill = match axes.widths() {
        Some(widths) if target.asked_fans() => by_parts(initializer, &target, fill, widths)?,
        _ => fill,
    };
    let fill = at_width(fill, &axes)?;
    let fill = match declared.scaled_by_depth() {
        Some(_) if fill.norm().is_some() => return Err(norm_by_depth()),
        Some(scaling) => {
            let layer = place.trail.layer_of(place.component);
            fill.divided(scaling.divisor(layer.as_ref())?)
        }
        None => fill,
    };
    let fill = fill.of_elements(dtype);
    let fill = if dtype.is_complex() {
        fill.of_complex()?
    } else {
        fill
    };
    let counts_fans = target.asked_fans();
    let (axes, part) = of_numbers(axes, part, dtype);
    Ok(Resolved {
        axes,
        part,
        fill,
        counts_fans,
    })
}

/// The law of each part of `split`, whose fans differ with their lengths.
fn by_parts<'a>(
    initializer: &'a dyn Initializer,
    target: &Target<'_>,
    whole: Fill<'a>,
    widths: &[usize],
) -> Result<Fill<'a>, Problem> {
    let mut parts = Vec::with_capacity(widths.len());
    for (part, &width) in widths.iter().enumerate() {
        let fill = initializer.resolve(&target.of_part(part))?;
        if !fill.is_elementary() {
            return Err(Problem::new(
                ErrorKind::Argument,
                "its fans differ from part to part of `split`, which only a law can follow",
            )
            .help("give `fan_in = …` and `fan_out = …`, or the number of parts: `split = 3`"));
        }
        parts.push((width, fill.law()));
    }
    let is_one = parts.iter().all(|(_, law)| *law == parts[0].1);
    let rows = widths.iter().sum::<usize>().max(1);
    let stacked = target.shape()[..target.stacked()].iter().product::<usize>();
    Ok(match stacked {
        _ if is_one && whole.is_elementary() => Fill::elementary(parts[0].1),
        0 => whole,
        stacked => Fill::parts(&parts, target.len() / stacked / rows),
    })
}

/// The values of a weight with a role in muP, at the width that it has.
fn at_width<'a>(fill: Fill<'a>, axes: &Axes) -> Result<Fill<'a>, Problem> {
    let Some(divisor) = axes.width_divisor()? else {
        return Ok(fill);
    };
    let refused = |text: &'static str| Problem::new(ErrorKind::Argument, text);
    if !fill.has_laws() {
        return Err(refused(
            "`mup` changes a law with the width, but these values are made or drawn",
        )
        .help("leave `mup` out: write what they are at every width"));
    }
    if divisor == 1.0 {
        return Ok(fill);
    }
    fill.try_each_law(|law| match law.mean() {
        Some(0.0) => Ok(()),
        _ => Err(refused("a hidden weight of muP has the mean 0")
            .help("write a law of mean 0, or the role `mup = \"input\"`")),
    })?;
    Ok(fill.divided(divisor))
}

fn norm_by_depth() -> Problem {
    let text = "`depth_scaling` divides values, but a norm is that of another parameter";
    Problem::new(ErrorKind::Argument, text)
        .help("give `depth_scaling` to the parameter whose norm it is, or leave it out")
}

/// The axes of a tensor's numbers, with the options that are declared, and the part of them that this process
/// holds.
pub(crate) fn resolve_axes(
    tensor: &dyn Parameter,
    declared: &Declared<'_>,
) -> Result<(Axes, Option<Box<Cut>>), Problem> {
    let (axes, part) = axes_of(tensor, declared)?;
    Ok(of_numbers(axes, part, tensor.dtype()))
}

/// The axes of the numbers that the elements of a tensor are made of, and its part of them.
fn of_numbers(axes: Axes, part: Option<Part>, dtype: DType) -> (Axes, Option<Box<Cut>>) {
    let part = part.map(|part| Box::new(part.cut(&axes, dtype)));
    (axes.of_elements(dtype), part)
}

/// The axes of a tensor, with the options that are declared, and the part that this process holds.
fn axes_of(
    tensor: &dyn Parameter,
    declared: &Declared<'_>,
) -> Result<(Axes, Option<Part>), Problem> {
    let Some(shard) = declared.shard_as_given() else {
        tensor.check()?;
        let shape = tensor.shape();
        check_shape(&shape, declared)?;
        return Ok((Axes::new(&shape, declared.axes())?, None));
    };
    let whole = declared.whole_shape().ok_or_else(|| {
        let text = format!("`shard` is {shard} of a tensor whose shape nothing tells");
        Problem::new(ErrorKind::Shape, text)
            .help("give the shape of the whole: `shape = (…)`, or `.of((…))` after the shard")
    })?;
    check_count(whole)?;
    let part = shard.part(whole)?;
    tensor.check()?;
    if *part.shape() != *tensor.shape() {
        return Err(Problem::new(
            ErrorKind::Shape,
            format!(
                "the part, {shard} of shape {}, has the shape {}, but the tensor has {}",
                shown(whole),
                shown(&part.shape()),
                shown(&tensor.shape())
            ),
        )
        .help("make the tensor of the shape of the part, or correct `shard`"));
    }
    let axes = Axes::new(whole, declared.axes())?;
    axes.check_part(&part)?;
    Ok((axes, Some(part)))
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
    check_count(shape)
}

fn check_count(shape: &[usize]) -> Result<(), Problem> {
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
