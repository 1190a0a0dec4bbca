//! Rules against the names of the struct's own fields.

use init_grammar::{component_matches, nearest};
use syn::{Expr, Lit};

use super::member_name;
use crate::ast::{Action, Body, Field, Place, Rule, Setting, Value};
use crate::report::{Fault, Report};

/// The text of a string literal.
pub(crate) fn literal(setting: &Setting) -> Option<String> {
    match &setting.value {
        Value::Expr(expr) => match &**expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    }
}

/// The component of a field in paths; `None` where it adds none.
pub(crate) fn component(field: &Field<'_>) -> Option<String> {
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
            let names: Vec<String> = body
                .fields()
                .filter(|field| !is_skipped(field))
                .filter_map(component)
                .collect();
            let names = names.iter().map(String::as_str);
            match nearest(first, names.clone()) {
                Some(near) => {
                    let rest = &glob[first.len()..];
                    fault.help(format_args!("did you mean `at = \"{near}{rest}\"`?"))
                }
                None => fault
                    .help(format_args!("write `**.{glob}` to reach it at any depth"))
                    .note(format_args!(
                        "the fields are {}",
                        names.collect::<Vec<_>>().join(", ")
                    )),
            }
        });
    }
}
