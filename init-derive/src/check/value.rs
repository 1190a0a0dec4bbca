//! The value behind a key, by the kind that the grammar gives it.

use init_grammar::{Choices, Kind, choices, layout_fault};
use proc_macro2::{Ident, Span};
use quote::quote_spanned;
use syn::{Expr, ExprLit, Lit, LitStr};

use super::judge;
use crate::ast::{Setting, Value};
use crate::parse::Entry;
use crate::report::{Fault, Report};
use crate::suggest::{alternatives, nearest};

/// The checked value of an entry. `core` is filled in later, so a choice is its path in
/// init-core.
pub(super) fn setting(entry: Entry, kind: Kind, report: &mut Report) -> Option<Setting> {
    let value = match kind {
        Kind::Flag => flag(&entry, report)?,
        Kind::Choice(name) => choice(&entry, choices(name)?, report)?,
        Kind::Text => {
            let text = text(&entry, report)?;
            path_component(&entry, &text, report)?;
            literal(text)
        }
        Kind::Layout => layout(&entry, report)?,
        Kind::Number(_) | Kind::Count => number(&entry, kind, report)?,
        Kind::Expression | Kind::Path => Value::Expr(Box::new(expression(&entry, "…", report)?)),
    };
    Some(Setting {
        key: entry.word,
        value,
    })
}

fn flag(entry: &Entry, report: &mut Report) -> Option<Value> {
    let Some(value) = &entry.value else {
        return Some(Value::None);
    };
    let name = entry.name();
    report.push(
        Fault::new(value, format_args!("`{name}` takes no value"))
            .help(format_args!("write `{name}` alone")),
    );
    None
}

/// The expression, which must be there.
pub(super) fn expression(entry: &Entry, example: &str, report: &mut Report) -> Option<Expr> {
    if entry.value.is_none() {
        let name = entry.name();
        report.push(
            Fault::new(&entry.word, format_args!("`{name}` needs a value"))
                .help(format_args!("write `{name} = {example}`")),
        );
    }
    entry.value.clone()
}

/// A number, unless it is plainly something else.
pub(super) fn number(entry: &Entry, kind: Kind, report: &mut Report) -> Option<Value> {
    let (example, what) = match kind {
        Kind::Count => ("1", "a count"),
        _ => ("0.0", "a number"),
    };
    let expr = expression(entry, example, report)?;
    if let Some(Lit::Str(text)) = as_literal(&expr) {
        let name = entry.name();
        report.push(
            Fault::new(text, format_args!("`{name}` takes {what}, found a string"))
                .help(format_args!("write `{name} = {}`", text.value())),
        );
        return None;
    }
    match kind {
        Kind::Number(range) => judge::number(&entry.name(), &expr, range, report),
        _ => judge::count(&entry.name(), &expr, report),
    }
    Some(match (expr, kind) {
        (Expr::Const(block), Kind::Number(range)) => Value::Const(Box::new(block), range),
        (expr, _) => Value::Expr(Box::new(expr)),
    })
}

fn choice(entry: &Entry, choices: &Choices, report: &mut Report) -> Option<Value> {
    let name = entry.name();
    let quoted: Vec<String> = choices
        .values
        .iter()
        .map(|(word, _)| format!("\"{word}\""))
        .collect();
    let words = || choices.values.iter().map(|(word, _)| *word);
    let set = format!(
        "the {}s are {}",
        choices.name,
        alternatives(&quoted).replace(" or ", " and ")
    );
    let expr = expression(entry, &quoted[0], report)?;
    let Some(Lit::Str(text)) = as_literal(&expr) else {
        let written = quote::quote!(#expr).to_string().replace(' ', "");
        let last = written.rsplit("::").next().unwrap_or(&written);
        let meant = nearest(last, words()).unwrap_or(choices.values[0].0);
        report.push(
            Fault::new(&expr, format_args!("`{name}` takes a string"))
                .help(format_args!("write `{name} = \"{meant}\"`"))
                .note(set),
        );
        return None;
    };
    let said = text.value();
    let Some((_, variant)) = choices.values.iter().find(|(word, _)| *word == said) else {
        report.push(
            Fault::new(text, format_args!("unknown {} \"{said}\"", choices.name))
                .maybe_help(nearest(&said, words()).map(|word| format!("did you mean \"{word}\"?")))
                .note(set),
        );
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
            Fault::new(&text, format_args!("layout \"{said}\" {fault}"))
                .help("write one letter for each axis: `o`, `i`, and others for the receptive field, e.g. \"oihw\""),
        );
        return None;
    }
    Some(literal(text))
}

/// A string literal.
pub(super) fn text(entry: &Entry, report: &mut Report) -> Option<LitStr> {
    let expr = expression(entry, "\"…\"", report)?;
    if let Some(Lit::Str(text)) = as_literal(&expr) {
        return Some(text.clone());
    }
    let name = entry.name();
    report.push(
        Fault::new(&expr, format_args!("`{name}` takes a string"))
            .help(format_args!("write `{name} = \"…\"`")),
    );
    None
}

fn path_component(entry: &Entry, text: &LitStr, report: &mut Report) -> Option<()> {
    if !text.value().contains('.') {
        return Some(());
    }
    report.push(
        Fault::new(
            text,
            format_args!(
                "`{}` is one component of a path and holds no dot",
                entry.name()
            ),
        )
        .help("use another character"),
    );
    None
}

fn literal(text: LitStr) -> Value {
    Value::Expr(Box::new(Expr::Lit(ExprLit {
        attrs: Vec::new(),
        lit: Lit::Str(text),
    })))
}

/// The literal that an expression is, also where it comes through `macro_rules!`, which wraps
/// it in an invisible group.
fn as_literal(expr: &Expr) -> Option<&Lit> {
    match expr {
        Expr::Lit(literal) => Some(&literal.lit),
        Expr::Group(group) => as_literal(&group.expr),
        _ => None,
    }
}
