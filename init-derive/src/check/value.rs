//! The value of a word, by the kind that the grammar gives it.

use init_grammar::message::{self, Notation};
use init_grammar::{Choices, Kind, Written, choices, example};
use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::{Expr, Lit, LitStr};

use super::literal::{as_literal, noun};
use super::{exit, number};
use crate::ast::Value;
use crate::parse::{Entry, Given};
use crate::report::{Fault, Report};
use crate::text::{spelled, usage};

/// The value of an entry, unless it is faulty. A choice is its path in init-core.
pub(super) fn value(entry: &Entry, kind: Kind, report: &mut Report) -> Option<Value> {
    if matches!(entry.value, Given::Faulty) {
        return None;
    }
    Some(match kind {
        Kind::Flag => flag(entry, report)?,
        Kind::Choice(name) => choice(entry, choices(name)?, report)?,
        Kind::ChoiceOrFunction(name) => match function(entry, choices(name)?) {
            Some(function) => Value::Function(function),
            None => choice(entry, choices(name)?, report)?,
        },
        Kind::Text | Kind::Reference | Kind::Layout | Kind::Glob | Kind::TypeName => {
            let text = text(entry, report)?;
            let written = text.value();
            let fault = message::bad_text(Notation::Attribute, entry.word(), &written, kind);
            if let Some(message) = fault {
                report.push(Fault::of(text, message));
                return None;
            }
            Value::Text(text)
        }
        Kind::Rank => {
            let expr = expression(entry, report)?;
            number::rank(entry.word(), &expr, report)?;
            Value::Expr(Box::new(expr))
        }
        Kind::Number(_)
        | Kind::Scalar
        | Kind::Count
        | Kind::Counts
        | Kind::Index
        | Kind::Indices => {
            let expr = expression(entry, report)?;
            number::checked(entry.word(), expr, kind, report)?
        }
        Kind::Expression | Kind::Numbers | Kind::Path => {
            let expr = expression(entry, report)?;
            plausible(entry.word(), &expr, report)?;
            Value::Expr(Box::new(expr))
        }
    })
}

fn flag(entry: &Entry, report: &mut Report) -> Option<Value> {
    let Some(value) = entry.expression() else {
        return Some(Value::None);
    };
    let name = entry.word();
    report.push(Fault::of(
        value,
        message::value_of_flag(Notation::Attribute, name),
    ));
    None
}

/// The expression, which must be there.
fn expression(entry: &Entry, report: &mut Report) -> Option<Expr> {
    if matches!(entry.value, Given::Nothing) {
        report.push(Fault::of(
            &entry.word,
            message::needs_value(Notation::Attribute, entry.word()),
        ));
    }
    let expr = entry.expression()?;
    exit::check(entry, expr, report)?;
    Some(expr.clone())
}

/// Refuses a literal that `key` plainly does not take. Of other expressions only their types could
/// tell.
fn plausible(key: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    let what = match key {
        "sample" => "a distribution",
        "with" => "a function of the index",
        "initializer" | "add" => "an initializer",
        "then" => "a function of the value",
        _ => return Some(()),
    };
    let Some(found) = as_literal(expr).map(noun) else {
        return Some(());
    };
    report.push(
        Fault::new(expr, format_args!("`{key}` takes {what}, found {found}"))
            .help(format_args!("write e.g. `{}`", usage(key, None))),
    );
    None
}

/// The path or the closure of a function. One word of the closed set lacks its quotes, and so does the
/// variant of an enum.
fn function(entry: &Entry, choices: &Choices) -> Option<Box<Expr>> {
    let expr = entry.expression()?;
    let mut bare = expr;
    while let Expr::Group(group) = bare {
        bare = &group.expr;
    }
    match bare {
        _ if as_literal(bare).is_some() => return None,
        Expr::Path(path) => {
            let segments = &path.path.segments;
            let is_word = |word: &Ident| choices.values.iter().any(|(known, _)| word == known);
            let type_name = |word: &Ident| word.to_string().starts_with(char::is_uppercase);
            if segments.len() == 1 && segments.iter().any(|only| is_word(&only.ident))
                || segments.iter().any(|segment| type_name(&segment.ident))
            {
                return None;
            }
        }
        _ => {}
    }
    Some(Box::new(expr.clone()))
}

fn choice(entry: &Entry, choices: &Choices, report: &mut Report) -> Option<Value> {
    let name = entry.word();
    let expr = expression(entry, report)?;
    let Some(Lit::Str(text)) = as_literal(&expr) else {
        let written = spelled(&expr);
        let last = written.rsplit("::").next().unwrap_or(&written);
        report.push(Fault::of(
            &expr,
            message::choice_without_quotes(Notation::Attribute, name, choices, last),
        ));
        return None;
    };
    let written = text.value();
    let Some((word, variant)) = choices.values.iter().find(|(word, _)| *word == written) else {
        report.push(Fault::of(text, message::unknown_choice(choices, &written)));
        return None;
    };
    let span = text.span();
    let path = choices
        .path
        .iter()
        .map(|segment| Ident::new(segment, Span::call_site()));
    let variant = Ident::new(variant, span);
    let path = quote_spanned!(span=> #(#path::)* #variant);
    Some(Value::Choice(word, path))
}

/// A string literal.
pub(super) fn text(entry: &Entry, report: &mut Report) -> Option<LitStr> {
    if matches!(entry.value, Given::Faulty) {
        return None;
    }
    let expr = expression(entry, report)?;
    if let Some(Lit::Str(text)) = as_literal(&expr) {
        return Some(text.clone());
    }
    let name = entry.word();
    let meant = match &expr {
        // `T` instead of `"T: Initialize"` is more than a pair of quotes away.
        Expr::Path(path) if name != "bound" && path.path.get_ident().is_some() => {
            format!("\"{}\"", spelled(path))
        }
        _ => example(name).unwrap_or("\"…\"").to_owned(),
    };
    report.push(Fault::of(
        &expr,
        message::takes_text(Notation::Attribute, name, &meant),
    ));
    None
}
