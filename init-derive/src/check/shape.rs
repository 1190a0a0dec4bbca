//! Contradictions between an initializer with the options of its field and the field's type, as far
//! as its tokens tell.

use init_grammar::{Initializer, Meant, Rank, message};
use proc_macro2::Ident;
use syn::{Expr, Token, Type};

use super::together::{find, has, known};
use super::{number, storage};
use crate::ast::{Declaration, Origin, Setting, Value};
use crate::report::{Fault, Report};
use crate::text::spelled;

/// The lengths of the axes, each `None` where it is not a literal.
type Shape = Vec<Option<usize>>;

pub(super) fn check(
    ty: &Type,
    found: Option<&Initializer>,
    declaration: &Declaration,
    meant: &Meant,
    report: &mut Report,
) {
    let options = &declaration.options;
    let word = match &declaration.origin {
        Origin::Initializer(call) => &call.word,
        Origin::Rules(word) => word,
    };
    if !writable(ty, report) {
        return;
    }
    if !has(options, "shape") && !meant.has("shape") {
        let entry = match &declaration.place.same_as {
            Some(same_as) => format!("same_as = {}", spelled(same_as.value.expression())),
            None => word.to_string(),
        };
        shaped(ty, &entry, report);
    }
    let Some(shape) = shape(ty, options, meant) else {
        return;
    };
    if let Some(found) = found {
        rank(ty, found, word, declaration, &shape, meant, report);
    }
    if !meant.has("layout") {
        axes(options, &shape, report);
    }
}

/// Whether there is a way to write what the field holds.
fn writable(ty: &Type, report: &mut Report) -> bool {
    if let Some((pointer, inner)) = storage::shared_without_cell(ty) {
        let cell = if pointer == "Rc" { "RefCell" } else { "Mutex" };
        report.push(
            Fault::new(
                ty,
                format_args!(
                    "what an `{pointer}` shares can be written only inside a cell or lock"
                ),
            )
            .help(format_args!(
                "write `{pointer}<{cell}<{}>>`",
                spelled(inner)
            )),
        );
        return false;
    }
    if let Some(reference) = storage::read_only(ty) {
        let mut writable = reference.clone();
        writable.mutability = Some(Token![mut](reference.and_token.span));
        report.push(
            Fault::new(
                reference,
                format_args!("what `{}` refers to cannot be written", spelled(reference)),
            )
            .help(format_args!("write `{}`", spelled(writable))),
        );
        return false;
    }
    true
}

fn shaped(ty: &Type, entry: &str, report: &mut Report) {
    if let Some(flat) = storage::flat(ty) {
        report.push(
            Fault::new(
                ty,
                format_args!("flat storage `{}` has no shape of its own", spelled(flat)),
            )
            .help(format_args!(
                "write `#[init({entry}, shape = (…))]` with the lengths of its axes, e.g. `shape = (self.outputs, self.inputs)`"
            )),
        );
    }
}

/// The shape, as far as the tokens tell: `None` where not even the number of axes is known.
fn shape(ty: &Type, options: &[Setting], meant: &Meant) -> Option<Shape> {
    match find(options, "shape").map(|setting| &setting.value) {
        Some(Value::Expr(expr)) => declared_shape(expr),
        Some(_) => None,
        // Of a part, the type has the shape, and the options are those of the whole.
        None if meant.has("shape") || has(options, "shard") => None,
        None => storage::array_shape(ty),
    }
}

fn declared_shape(expr: &Expr) -> Option<Shape> {
    let elements = match expr {
        Expr::Tuple(tuple) => &tuple.elems,
        Expr::Array(array) => &array.elems,
        Expr::Group(group) => return declared_shape(&group.expr),
        _ => return None,
    };
    Some(elements.iter().map(storage::length).collect())
}

fn rank(
    ty: &Type,
    found: &Initializer,
    word: &Ident,
    declaration: &Declaration,
    shape: &Shape,
    meant: &Meant,
    report: &mut Report,
) {
    let options = &declaration.options;
    let gives = |key: &str| has(options, key) || meant.has(key);
    let of_another = match &declaration.origin {
        Origin::Initializer(call) => has(&call.keys, "of"),
        Origin::Rules(_) => false,
    };
    let of_another = of_another || meant.has("of");
    // A tensor without values divides by no fan.
    let is_empty = shape.contains(&Some(0));
    let needs_no_fans =
        found.rank == Rank::Fans && (of_another || is_empty || gives("fan_in") && gives("fan_out"));
    if needs_no_fans || found.rank.holds(shape.len()) {
        return;
    }
    let what = if has(options, "shape") {
        "the declared shape".to_owned()
    } else {
        format!("`{}`", spelled(ty))
    };
    let found_axes = format!("but {what} has {}", shape.len());
    let message = message::needs_axes(&word.to_string(), found.rank, &found_axes);
    report.push(Fault::of(word, message));
}

/// Layout, groups and split against the shape.
fn axes(options: &[Setting], shape: &Shape, report: &mut Report) {
    let layout = find(options, "layout");
    if let Some(Setting {
        value: Value::Text(text),
        ..
    }) = layout
        && text.value().chars().count() != shape.len()
    {
        let message = message::layout_of_other_rank(&text.value(), shape.len(), None);
        report.push(Fault::of(text, message));
    }
    let (None, Some(&Some(outputs))) = (layout, shape.first()) else {
        return;
    };
    if let Some(Setting {
        value: Value::Expr(expr),
        ..
    }) = find(options, "split")
        && let Some(lengths) = number::several(expr)
    {
        let lengths = lengths.into_iter().map(storage::length);
        if let Some(lengths) = lengths.collect::<Option<Vec<usize>>>()
            && lengths.iter().sum::<usize>() != outputs
        {
            let message = message::not_the_sum("split", &lengths, 'o', outputs);
            report.push(Fault::of(expr, message));
        }
    }
    for key in ["groups", "split"] {
        let Some(parts) = known(options, key) else {
            continue;
        };
        if parts >= 1.0 && outputs as f64 % parts != 0.0 {
            let value = find(options, key).map(|setting| setting.value.expression());
            let message = message::not_divisible(key, parts as usize, 'o', outputs);
            report.push(Fault::of(value, message));
        }
    }
}
