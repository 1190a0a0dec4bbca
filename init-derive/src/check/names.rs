//! The names of fields against each other, and rules against the names of fields.

use std::collections::BTreeMap;

use init_grammar::{component_matches, nearest};

use crate::ast::{Action, Body, Field, Rule, member_name, names};
use crate::report::{Fault, Report};

/// Refuses fields of one struct or variant that have one name: their paths would meet.
pub(super) fn distinct(body: &Body<'_>, report: &mut Report) {
    match body {
        Body::Struct(fields) => distinct_fields(fields, report),
        Body::Enum(variants) => {
            for variant in variants {
                distinct_fields(&variant.fields, report);
            }
        }
        Body::Nothing => {}
    }
}

fn distinct_fields(fields: &[Field<'_>], report: &mut Report) {
    let mut named: BTreeMap<String, &Field<'_>> = BTreeMap::new();
    for field in fields.iter().filter(|field| !field.is_skipped()) {
        let Some(name) = field.component() else {
            continue;
        };
        let Some(first) = named.get(&name) else {
            named.insert(name, field);
            continue;
        };
        // One of the two has the name from its attribute.
        let Some(setting) = field.name().or(first.name()) else {
            continue;
        };
        let other = if field.name().is_some() { first } else { field };
        report.push(
            Fault::new(
                setting.value.expression(),
                format_args!(
                    "`{name}` is the name of the field `{}` too",
                    member_name(&other.member)
                ),
            )
            .help("write a name of its own: parameters have different paths"),
        );
    }
}

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
                "`{first}` is marked `skip`: it is not a parameter"
            ))
        } else {
            nothing(fault, &glob, first, body)
        });
    }
}

/// Adds the help where no field has the name `first`, with which the glob starts.
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
