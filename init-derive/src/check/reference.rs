//! References to other fields: `same_as`, `norm_of`, `of`. The first component is a field beside.

use init_grammar::{alternatives, nearest};
use proc_macro2::Ident;
use syn::LitStr;

use super::together::find;
use crate::ast::{Action, Body, Call, Declaration, Field, Origin, Setting, Value, names};
use crate::report::{Fault, Report};

/// Refuses references to no field, and makes a parameter of a field that is the same as one.
pub(super) fn check(body: &mut Body<'_>, report: &mut Report) {
    match body {
        Body::Struct(fields) => check_fields(fields, report),
        Body::Enum(variants) => {
            for variant in variants {
                check_fields(&mut variant.fields, report);
            }
        }
        Body::Nothing => {}
    }
}

fn check_fields(fields: &mut [Field<'_>], report: &mut Report) {
    let mut parameters = Vec::new();
    for (place, field) in fields.iter().enumerate() {
        let Some((word, text)) = reference(field) else {
            continue;
        };
        let written = text.value();
        let paths: Vec<&str> = match word {
            "of" => alternatives(&written).collect(),
            _ => vec![&written],
        };
        for path in paths {
            let first = path.split('.').next().unwrap_or_default();
            let is_named = |other: &&Field<'_>| other.component().as_deref() == Some(first);
            match fields.iter().find(is_named) {
                // Only the whole model knows what is around this one, and what it has of several.
                None if word == "of" && (first == "super" || written.contains('|')) => {}
                None => unknown(word, text, first, fields, report),
                Some(other) if other.member == field.member => report.push(
                    Fault::new(text, format_args!("`{word}` names its own field"))
                        .help("write the name of another field"),
                ),
                Some(other) if matches!(other.action, Action::Skip(Some(_))) => report.push(
                    Fault::new(
                        text,
                        format_args!("`{word}` names `{first}`, which is marked `skip`"),
                    )
                    .help("write the name of a field that is initialized"),
                ),
                Some(other) => {
                    let same = path == first && word == "same_as";
                    if same && matches!(other.action, Action::Parameter(_)) {
                        parameters.push(place);
                    }
                }
            }
        }
    }
    for place in parameters {
        let action = &mut fields[place].action;
        if let Action::Module(place) = action
            && let Some(same_as) = &place.same_as
        {
            let origin = Origin::Rules(Ident::new("parameter", same_as.key.span()));
            *action = Action::Parameter(Box::new(Declaration {
                place: std::mem::take(place),
                origin,
                options: Vec::new(),
                warnings: Vec::new(),
            }));
        }
    }
}

/// The word that refers to another field, and its path.
fn reference<'f>(field: &'f Field<'_>) -> Option<(&'static str, &'f LitStr)> {
    let (place, call) = match &field.action {
        Action::Skip(_) => return None,
        Action::Module(place) => (&**place, None),
        Action::Parameter(declaration) => match &declaration.origin {
            Origin::Initializer(call) => (&declaration.place, Some(call)),
            Origin::Rules(_) => (&declaration.place, None),
        },
    };
    let text = |value: &'f Value| match value {
        Value::Text(text) => Some(text),
        _ => None,
    };
    let same_as = place
        .same_as
        .as_ref()
        .and_then(|setting: &Setting| text(&setting.value));
    let norm_of = call.filter(|call: &&Call| call.word == "norm_of");
    let norm_of = norm_of.and_then(|call| text(call.value.as_ref()?));
    let of = call.and_then(|call| text(&find(&call.keys, "of")?.value));
    same_as
        .map(|text| ("same_as", text))
        .or(norm_of.map(|text| ("norm_of", text)))
        .or(of.map(|text| ("of", text)))
}

fn unknown(word: &str, text: &LitStr, first: &str, fields: &[Field<'_>], report: &mut Report) {
    // A field without a name of its own may hold one of this name.
    let is_known = fields
        .iter()
        .all(|field| field.component().is_some() && !matches!(field.action, Action::Skip(None)));
    if !is_known {
        return;
    }
    let names = names(fields);
    let fault = Fault::new(text, format_args!("`{word}` names no field: `{first}`"));
    report.push(match nearest(first, names.iter().map(String::as_str)) {
        Some(near) => {
            let path = text.value();
            let rest = &path[first.len()..];
            fault.help(format_args!("did you mean `{word} = \"{near}{rest}\"`?"))
        }
        None => fault
            .help("write the name of a field beside it, or a path that begins with one")
            .note(format_args!("the fields are {}", names.join(", "))),
    });
}
