//! Rules against the names of the struct's own fields.

use init_grammar::{component_matches, nearest};

use crate::ast::{Action, Body, Field, Rule, names};
use crate::report::{Fault, Report};

/// Refuses a rule whose first component is the name of no field.
pub(super) fn check(rules: &[Rule], body: &Body<'_>, report: &mut Report) {
    if !body.is_known() {
        return;
    }
    for rule in rules {
        let Some(glob) = rule.at.text() else {
            continue;
        };
        let first = glob.split('.').next().unwrap_or_default();
        let matching = || {
            body.fields().filter(|field| {
                (field.component()).is_some_and(|name| component_matches(first, &name))
            })
        };
        if first == "**" || matching().any(|field| !Field::is_skipped(field)) {
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
