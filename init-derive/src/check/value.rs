//! The value behind a key, by the kind that the grammar gives it.

use init_grammar::message::{self, Notation};
use init_grammar::{Choices, Kind, choices, example, layout_fault};
use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::{number, rule};
use crate::ast::{Setting, Value};
use crate::parse::{Entry, Given};
use crate::report::{Fault, Report};
use crate::suggest::usage;
use crate::text::spelled;

/// The checked value of an entry. `core` is filled in later, so a choice is its path in
/// init-core.
pub(super) fn setting(entry: Entry, kind: Kind, report: &mut Report) -> Option<Setting> {
    if matches!(entry.value, Given::Faulty) {
        return None;
    }
    let value = match kind {
        Kind::Flag => flag(&entry, report)?,
        Kind::Choice(name) => choice(&entry, choices(name)?, report)?,
        Kind::Text => {
            let text = text(&entry, report)?;
            path_component(&entry, &text, report)?;
            literal(text)
        }
        Kind::Layout => layout(&entry, report)?,
        Kind::Glob => rule::glob(&entry, report)?,
        Kind::TypeName => rule::type_name(&entry, report)?,
        Kind::Rank => {
            let expr = expression(&entry, report)?;
            number::rank(&expr, report)?;
            Value::Expr(Box::new(expr))
        }
        Kind::Number(_) | Kind::Count => {
            let expr = expression(&entry, report)?;
            number::checked(&entry.name(), expr, kind, report)?
        }
        Kind::Expression | Kind::Path => {
            let expr = expression(&entry, report)?;
            plausible(&entry.name(), &expr, report)?;
            Value::Expr(Box::new(expr))
        }
    };
    Some(Setting {
        key: entry.word,
        value,
    })
}

fn flag(entry: &Entry, report: &mut Report) -> Option<Value> {
    let Some(value) = entry.expression() else {
        return Some(Value::None);
    };
    let name = entry.name();
    report.push(Fault::said(
        value,
        message::value_of_flag(Notation::Attribute, &name),
    ));
    None
}

/// The expression, which must be there.
fn expression(entry: &Entry, report: &mut Report) -> Option<Expr> {
    if matches!(entry.value, Given::Nothing) {
        report.push(Fault::said(
            &entry.word,
            message::needs_value(Notation::Attribute, &entry.name()),
        ));
    }
    entry.expression().cloned()
}

/// Refuses a literal where it is plainly none of what `key` takes, which only types could tell
/// of other expressions.
fn plausible(key: &str, expr: &Expr, report: &mut Report) -> Option<()> {
    let what = match key {
        "sample" => "a distribution",
        "with" => "a function of the index",
        "initializer" => "an initializer",
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

/// What a literal is.
pub(super) fn noun(literal: &Lit) -> &'static str {
    match literal {
        Lit::Str(_) | Lit::CStr(_) | Lit::ByteStr(_) => "a string",
        Lit::Bool(_) => "a boolean",
        Lit::Char(_) | Lit::Byte(_) => "a character",
        _ => "a number",
    }
}

fn choice(entry: &Entry, choices: &Choices, report: &mut Report) -> Option<Value> {
    let name = entry.name();
    let expr = expression(entry, report)?;
    let Some(Lit::Str(text)) = as_literal(&expr) else {
        let written = spelled(&expr);
        let last = written.rsplit("::").next().unwrap_or(&written);
        report.push(Fault::said(
            &expr,
            message::choice_without_quotes(Notation::Attribute, &name, choices, last),
        ));
        return None;
    };
    let said = text.value();
    let Some((_, variant)) = choices.values.iter().find(|(word, _)| *word == said) else {
        report.push(Fault::said(text, message::unknown_choice(choices, &said)));
        return None;
    };
    let span = text.span();
    let path = choices
        .path
        .iter()
        .map(|segment| Ident::new(segment, Span::call_site()));
    let variant = Ident::new(variant, span);
    Some(Value::Variant(quote_spanned!(span=> #(#path::)* #variant)))
}

fn layout(entry: &Entry, report: &mut Report) -> Option<Value> {
    let text = text(entry, report)?;
    let said = text.value();
    if let Some(fault) = layout_fault(&said) {
        report.push(
            Fault::new(&text, format_args!("layout \"{said}\" {fault}")).help(
                "write one letter for each axis: `o`, `i`, and others for the rest, e.g. \"oihw\"",
            ),
        );
        return None;
    }
    Some(literal(text))
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
    let name = entry.name();
    let meant = match &expr {
        // `T` in place of `"T: Initialize"` is more than a pair of quotes away.
        Expr::Path(path) if name != "bound" && path.path.get_ident().is_some() => {
            format!("\"{}\"", spelled(path))
        }
        _ => example(&name).unwrap_or("\"…\"").to_owned(),
    };
    report.push(Fault::said(
        &expr,
        message::takes_text(Notation::Attribute, &name, &meant),
    ));
    None
}

fn path_component(entry: &Entry, text: &LitStr, report: &mut Report) -> Option<()> {
    if !text.value().contains('.') {
        return Some(());
    }
    report.push(Fault::said(
        text,
        message::holds_dot(Notation::Attribute, &entry.name(), &text.value()),
    ));
    None
}

pub(super) fn literal(text: LitStr) -> Value {
    Value::Expr(Box::new(Expr::Lit(ExprLit {
        attrs: Vec::new(),
        lit: Lit::Str(text),
    })))
}

/// The literal that an expression is, also where it comes through `macro_rules!`, which wraps
/// it in an invisible group.
pub(super) fn as_literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(literal) => Some(&literal.lit),
        Expr::Group(group) => as_literal(&group.expr),
        _ => None,
    }
}
