//! What can be judged of values and shapes while compiling. It is the same that a plan would
//! say, said earlier and under the token.

use init_grammar::{Initializer, Range, Rank};
use proc_macro2::Ident;
use quote::ToTokens;
use syn::{Expr, GenericArgument, Lit, PathArguments, Type};

use crate::ast::{Call, Declaration, Setting, Source, Value, Warning};
use crate::constant;
use crate::report::{Fault, Report};

/// A number behind a key, if its value is known.
pub(super) fn number(key: &str, expr: &Expr, range: Range, report: &mut Report) {
    let Some(value) = constant::value(expr) else {
        return;
    };
    if range.holds(value) {
        return;
    }
    let help = match range {
        _ if !value.is_finite() => format!("write a finite number, e.g. `{key} = 0.02`"),
        Range::Unit => format!("write the part, e.g. `{key} = 0.1`"),
        Range::Positive => format!("leave `{key}` out to take it from the shape"),
        _ => format!("write `{key} = {}`", -value),
    };
    // A literal as it stands, an expression as what it comes to.
    let found = match expr {
        Expr::Lit(_) | Expr::Unary(_) | Expr::Path(_) => {
            expr.to_token_stream().to_string().replace(' ', "")
        }
        _ => value.to_string(),
    };
    report.push(
        Fault::new(
            expr,
            format_args!("`{key}` must {}, found `{found}`", range.name()),
        )
        .help(help),
    );
}

/// A count behind a key, if its value is known.
pub(super) fn count(key: &str, expr: &Expr, report: &mut Report) {
    if let Some(value) = constant::value(expr)
        && value < 1.0
    {
        report.push(
            Fault::new(expr, format_args!("`{key}` must be at least 1"))
                .help(format_args!("leave `{key}` out for one")),
        );
    }
}

/// What only several keys, or the field's type, can show.
pub(super) fn declaration(
    ty: &Type,
    found: &Initializer,
    declaration: &mut Declaration,
    report: &mut Report,
) {
    let Source::Initializer(call) = &declaration.source else {
        return;
    };
    ordered(call, report);
    if !has(&declaration.options, "shape") && is_flat(ty) {
        report.push(
            Fault::new(
                ty,
                format_args!("flat storage `{}` has no shape of its own", spelled(ty)),
            )
            .help(format_args!(
                "write `#[init({}, shape = (…))]` with the lengths of its axes, e.g. `shape = (self.outputs, self.inputs)`",
                call.word
            )),
        );
    }
    let shape = shape(ty, &declaration.options);
    if let Some(shape) = &shape {
        rank(ty, found, call, &declaration.options, shape, report);
        options(&declaration.options, shape, report);
    }
    declaration.warnings = warnings(call);
}

fn known(settings: &[Setting], key: &str) -> Option<f64> {
    settings
        .iter()
        .find(|setting| setting.is(key))
        .and_then(|setting| match &setting.value {
            Value::Expr(expr) => constant::value(expr),
            _ => None,
        })
}

fn has(settings: &[Setting], key: &str) -> bool {
    settings.iter().any(|setting| setting.is(key))
}

/// `low` below `high`, a default standing for one that is not given.
fn ordered(call: &Call, report: &mut Report) {
    let (low_default, high_default) = match call.word.to_string().as_str() {
        "uniform" => (0.0, 1.0),
        "truncated_normal" => (-2.0, 2.0),
        _ => return,
    };
    let bound = |key: &str, default: f64| {
        if has(&call.keys, key) {
            known(&call.keys, key)
        } else {
            Some(default)
        }
    };
    let (Some(low), Some(high)) = (bound("low", low_default), bound("high", high_default)) else {
        return;
    };
    // NaN has been said already.
    if low >= high
        && let Some(setting) = call.keys.iter().rfind(|s| s.is("low") || s.is("high"))
    {
        let value = match &setting.value {
            Value::Expr(expr) => expr.to_token_stream(),
            _ => setting.key.to_token_stream(),
        };
        report.push(
            Fault::new(
                value,
                format_args!("`low` must be less than `high`, found {low} and {high}"),
            )
            .help("for one value everywhere write `constant = …`"),
        );
    }
}

/// The lengths of the axes, as far as the tokens tell: `None` where not even their number is
/// known.
fn shape(ty: &Type, options: &[Setting]) -> Option<Vec<Option<usize>>> {
    let declared = options.iter().find(|setting| setting.is("shape"));
    match declared.map(|setting| &setting.value) {
        Some(Value::Expr(expr)) => declared_shape(expr),
        Some(_) => None,
        None => array_shape(ty),
    }
}

fn declared_shape(expr: &Expr) -> Option<Vec<Option<usize>>> {
    let elements = match expr {
        Expr::Tuple(tuple) => &tuple.elems,
        Expr::Array(array) => &array.elems,
        Expr::Group(group) => return declared_shape(&group.expr),
        _ => return None,
    };
    Some(elements.iter().map(length).collect())
}

fn length(expr: &Expr) -> Option<usize> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(literal) => literal.base10_parse().ok(),
            _ => None,
        },
        Expr::Group(group) => length(&group.expr),
        _ => None,
    }
}

/// Numbers nested in arrays, perhaps optional or boxed as a whole.
fn array_shape(ty: &Type) -> Option<Vec<Option<usize>>> {
    match wrapped(ty, &["Option", "Box"]) {
        Some(inner) => array_shape(inner),
        None => numbers(ty),
    }
}

/// Numbers nested in arrays. Anything else between them makes a list of several tensors.
fn numbers(ty: &Type) -> Option<Vec<Option<usize>>> {
    match ty {
        Type::Array(array) => {
            let mut shape = vec![length(&array.len)];
            shape.extend(numbers(&array.elem)?);
            Some(shape)
        }
        Type::Group(group) => numbers(&group.elem),
        Type::Paren(paren) => numbers(&paren.elem),
        Type::Path(path) if path.path.is_ident("f32") || path.path.is_ident("f64") => {
            Some(Vec::new())
        }
        _ => None,
    }
}

/// The type in `Option<…>` and the like.
fn wrapped<'t>(ty: &'t Type, wrappers: &[&str]) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let segments = &path.path.segments;
    let last = segments.last()?;
    // Another crate's type of this name is none of the standard library's.
    let standard = ["std", "alloc", "core"];
    if segments.len() > 1 && !standard.iter().any(|root| segments[0].ident == root) {
        return None;
    }
    if !wrappers.iter().any(|wrapper| last.ident == wrapper) {
        return None;
    }
    match &last.arguments {
        PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
            Some(GenericArgument::Type(inner)) => Some(inner),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a type is plainly numbers without a shape: `Vec<f32>`, `Box<[f32]>`, `&mut [f32]`,
/// perhaps optional.
fn is_flat(ty: &Type) -> bool {
    let numbers = |ty: &Type| numbers(ty).is_some();
    let slice = |ty: &Type| matches!(ty, Type::Slice(slice) if numbers(&slice.elem));
    match ty {
        Type::Group(group) => is_flat(&group.elem),
        Type::Paren(paren) => is_flat(&paren.elem),
        Type::Reference(reference) => slice(&reference.elem),
        _ => {
            wrapped(ty, &["Vec"]).is_some_and(numbers)
                || wrapped(ty, &["Box"]).is_some_and(slice)
                || wrapped(ty, &["Option"]).is_some_and(is_flat)
        }
    }
}

/// A type as a person would write it.
fn spelled(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    [
        (" < ", "<"),
        (" >", ">"),
        (" ;", ";"),
        ("& ", "&"),
        (" ,", ","),
        (" :: ", "::"),
    ]
    .into_iter()
    .fold(text, |text, (loose, tight)| text.replace(loose, tight))
}

fn rank(
    ty: &Type,
    found: &Initializer,
    call: &Call,
    options: &[Setting],
    shape: &[Option<usize>],
    report: &mut Report,
) {
    let rank = shape.len();
    let (least, most, why) = match found.rank {
        Rank::Any => return,
        Rank::Fans if has(options, "fan_in") && has(options, "fan_out") => return,
        Rank::Fans => (2, usize::MAX, " to count fans"),
        Rank::Between(least, most) => (least, most, ""),
    };
    if (least..=most).contains(&rank) {
        return;
    }
    let wanted = match most {
        usize::MAX => format!("at least {least} axes"),
        _ if least == most => format!("{least} axes"),
        _ => format!("{least} to {most} axes"),
    };
    let what = if has(options, "shape") {
        "the declared shape".to_owned()
    } else {
        format!("`{}`", spelled(ty))
    };
    let help = match found.rank {
        Rank::Fans => {
            "write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and `fan_out = …`"
        }
        _ => "write another initializer, such as `zeros` or `normal`",
    };
    let word = &call.word;
    report.push(
        Fault::new(
            word,
            format_args!("`{word}` needs {wanted}{why}, but {what} has {rank}"),
        )
        .help(help),
    );
}

/// Layout, groups and split against the shape.
fn options(options: &[Setting], shape: &[Option<usize>], report: &mut Report) {
    let layout = options.iter().find(|setting| setting.is("layout"));
    if let Some(Setting {
        value: Value::Expr(expr),
        ..
    }) = layout
        && let Expr::Lit(literal) = &**expr
        && let Lit::Str(text) = &literal.lit
        && text.value().len() != shape.len()
    {
        report.push(
            Fault::new(
                text,
                format_args!(
                    "layout \"{}\" names {} axes, but the tensor has {}",
                    text.value(),
                    text.value().len(),
                    shape.len()
                ),
            )
            .help("write one letter for each axis, e.g. \"oihw\" for a convolution"),
        );
    }
    let (None, Some(&Some(outputs))) = (layout, shape.first()) else {
        return;
    };
    for key in ["groups", "split"] {
        let Some(parts) = known(options, key) else {
            continue;
        };
        if parts >= 1.0 && outputs as f64 % parts != 0.0 {
            let expr = options.iter().find_map(|setting| match &setting.value {
                Value::Expr(expr) if setting.is(key) => Some(expr),
                _ => None,
            });
            report.push(
                Fault::new(
                    expr,
                    format_args!(
                        "`{key} = {parts}` does not divide the `o` axis of length {outputs}"
                    ),
                )
                .help(format_args!("write a `{key}` that divides {outputs}")),
            );
        }
    }
}

/// Traps that compile: each a warning under the word that causes it.
fn warnings(call: &Call) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let setting = |key: &str| call.keys.iter().find(|setting| setting.is(key));
    if let (Some(a), Some(nonlinearity)) = (setting("a"), setting("nonlinearity"))
        && let Value::Variant(variant) = &nonlinearity.value
        && !variant.to_string().ends_with("LeakyRelu")
    {
        warnings.push(warning(
            &a.key,
            "a_has_no_effect",
            "`a` has no effect unless `nonlinearity = \"leaky_relu\"`",
        ));
    }
    if let Some(gain) = setting("gain")
        && known(&call.keys, "gain") == Some(0.0)
        && call.word != "identity"
    {
        warnings.push(warning(
            &gain.key,
            "gain_is_zero",
            "with `gain = 0` every value is 0: write `zeros`",
        ));
    }
    if let Some(absolute) = setting("absolute") {
        let std = if has(&call.keys, "std") {
            known(&call.keys, "std")
        } else {
            Some(1.0)
        };
        let nearest = [("low", -2.0), ("high", 2.0)]
            .into_iter()
            .map(|(key, default)| {
                let bound = if has(&call.keys, key) {
                    known(&call.keys, key)
                } else {
                    Some(default)
                };
                bound.map(f64::abs)
            })
            .collect::<Option<Vec<f64>>>()
            .map(|bounds| bounds[0].min(bounds[1]));
        if let (Some(std), Some(nearest)) = (std, nearest)
            && std > 0.0
            && nearest > 50.0 * std
        {
            warnings.push(warning(
                &absolute.key,
                "bounds_cut_nothing",
                "the absolute bounds lie more than 50 std away and cut nothing: leave `absolute` out for bounds in multiples of std",
            ));
        }
    }
    warnings
}

fn warning(at: &Ident, name: &str, note: &'static str) -> Warning {
    Warning {
        // With the user's span alone: the compiler reports no deprecation inside a derive.
        name: Ident::new(name, at.span()),
        note,
    }
}
