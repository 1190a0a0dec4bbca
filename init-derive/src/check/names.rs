//! Rules against the names of the struct's own fields.

use init_grammar::{component_matches, nearest};
use syn::Lit;

use super::member_name;
use super::value::as_literal;
use crate::ast::{Action, Body, Field, Place, Rule, Setting, Value};
use crate::report::{Fault, Report};

/// The text of a string literal.
fn literal(setting: &Setting) -> Option<String> {
    match &setting.value {
        Value::Expr(expr) => match as_literal(expr) {
            Some(Lit::Str(text)) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The component of a field in paths; `None` where it adds none.
fn component(field: &Field<'_>) -> Option<String> {
    let place: Option<&Place> = match &field.action {
        Action::Skip(_) => None,
        Action::Module(place) => Some(place),
        Action::Parameter(declaration) => Some(&declaration.place),
    };
    match place.and_then(|place| place.name.as_ref()) {
        Some(name) => literal(name).filter(|name| !name.is_empty()),
        None => Some(member_name(&field.member)),
    }
}

/// Whether all that can be below the struct is known: no field is transparent, and what each is
/// has been understood.
pub(crate) fn is_known(body: &Body<'_>) -> bool {
    body.fields()
        .all(|field| component(field).is_some() && !matches!(field.action, Action::Skip(None)))
}

/// Refuses a rule whose first component is the name of no field.
pub(super) fn check(rules: &[Rule], body: &Body<'_>, report: &mut Report) {
    if !is_known(body) {
        return;
    }
    for rule in rules {
        let Some(glob) = literal(&rule.at) else {
            continue;
        };
        let first = glob.split('.').next().unwrap_or_default();
        let matching = || {
            body.fields().filter(|field| {
                component(field).is_some_and(|name| component_matches(first, &name))
            })
        };
        let is_skipped = |field: &Field<'_>| matches!(field.action, Action::Skip(_));
        if first == "**" || matching().any(|field| !is_skipped(field)) {
            continue;
        }
        let value = rule.at.value.expression();
        let fault = Fault::new(
            value,
            format_args!("the rule `at = {glob:?}` reaches nothing"),
        );
        report.push(if matching().next().is_some() {
            fault.help(format_args!(
                "`{first}` is marked `skip`: it is no parameter"
            ))
        } else {
            nothing(fault, &glob, first, body)
        });
    }
}

/// What to write where no field has the name `first`, with which the glob starts.
fn nothing(fault: Fault, glob: &str, first: &str, body: &Body<'_>) -> Fault {
    let names = names(body.fields());
    if let Some(near) = nearest(first, names.iter().map(String::as_str)) {
        let rest = &glob[first.len()..];
        return fault.help(format_args!("did you mean `at = \"{near}{rest}\"`?"));
    }
    let has_modules = body
        .fields()
        .any(|field| matches!(field.action, Action::Module(_)));
    let fault = if has_modules {
        fault.help(format_args!(
            "write `at = \"**.{glob}\"` to reach it at any depth"
        ))
    } else {
        fault.help("write `at = \"**\"` for every parameter, or the name of a field")
    };
    match names.as_slice() {
        [] => fault.note("no field is a parameter or a module"),
        [only] => fault.note(format_args!("the only field is `{only}`")),
        names => fault.note(format_args!("the fields are {}", names.join(", "))),
    }
}

/// The components of the fields that are visited, each once.
pub(crate) fn names<'f, 'a: 'f>(fields: impl IntoIterator<Item = &'f Field<'a>>) -> Vec<String> {
    let mut names = Vec::new();
    for field in fields {
        let skipped = matches!(field.action, Action::Skip(_));
        if let Some(name) = component(field).filter(|name| !skipped && !names.contains(name)) {
            names.push(name);
        }
    }
    names
}
