//! Contradictions between several keys of an initializer. The messages are those of a plan, but
//! earlier and under the token.

use init_grammar::message::{self, Known, Notation};
use init_grammar::{Meant, Part};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Type;
use syn::ext::IdentExt;

use super::{constant, storage};
use crate::ast::{Call, Setting, Value, Warning};
use crate::report::{Fault, Report};
use crate::text::spelled;

/// The call of an initializer, on a field of this type, and what is to be warned of.
pub(super) fn check(
    ty: Option<&Type>,
    call: &Call,
    meant: &Meant,
    report: &mut Report,
) -> Vec<Warning> {
    let words: Vec<String> = (call.keys.iter())
        .map(|setting| setting.key.unraw().to_string())
        .collect();
    let keys = words.iter().zip(&call.keys);
    let keys = keys.map(|(word, setting)| (word.as_str(), known_to_grammar(&setting.value)));
    // Faulty keys are given, but not known.
    let faulty = meant.noted().map(|word| (word, Known::Unknown));
    let keys: Vec<_> = keys.chain(faulty).collect();
    let word = call.word.unraw().to_string();
    for (index, part, message) in message::together(Notation::Attribute, &word, &keys) {
        let Some(setting) = call.keys.get(index) else {
            continue;
        };
        let place = match part {
            Part::Word => setting.key.to_token_stream(),
            Part::Value => place(setting),
        };
        report.push(Fault::of(place, message));
    }
    match ty.and_then(storage::element) {
        Some("f32") => within_f32(call, report),
        Some(element) => {
            if let Some(range) = storage::integer_range(element) {
                of_integers(call, element, range, report);
            }
        }
        None => {}
    }
    warnings(call)
}

fn known_to_grammar(value: &Value) -> Known<'_> {
    match value {
        Value::Choice(word, _) => Known::Choice(word),
        _ => known_value(value).map_or(Known::Unknown, Known::Number),
    }
}

/// The value of a key, if it is given and known.
pub(super) fn known(settings: &[Setting], key: &str) -> Option<f64> {
    find(settings, key).and_then(|setting| known_value(&setting.value))
}

fn known_value(value: &Value) -> Option<f64> {
    match value {
        Value::Expr(expr) => constant::value(expr),
        _ => None,
    }
}

pub(super) fn find<'s>(settings: &'s [Setting], key: &str) -> Option<&'s Setting> {
    settings.iter().find(|setting| setting.is(key))
}

pub(super) fn has(settings: &[Setting], key: &str) -> bool {
    find(settings, key).is_some()
}

/// Whether a key has this word of its closed set.
fn chose(setting: &Setting, wanted: &str) -> bool {
    matches!(setting.value, Value::Choice(word, _) if word == wanted)
}

/// Numbers that the values are near to, in a tensor of `f32`.
fn within_f32(call: &Call, report: &mut Report) {
    let uniform = call.word == "uniform";
    let near = |key: &Setting| {
        ["mean", "std", "gain"].iter().any(|word| key.is(word))
            || uniform && (key.is("low") || key.is("high"))
    };
    let keys = call.keys.iter().filter(|key| near(key));
    let values = keys.map(|key| (&key.key, &key.value));
    let own = call.value.iter().map(|value| (&call.word, value));
    for (key, value) in own.chain(values) {
        let Some(number) = known_value(value) else {
            continue;
        };
        if number.is_finite() && (number as f32).is_infinite() {
            report.push(
                Fault::new(
                    value.expression(),
                    format_args!("`{key} = {number:?}` overflows the field's `f32`"),
                )
                .help("write a number up to 3.4e38, or make the field's numbers `f64`"),
            );
        }
    }
}

/// An initializer on integers or booleans of a type with this range.
fn of_integers(call: &Call, element: &str, range: (i128, i128), report: &mut Report) {
    let word = call.word.unraw().to_string();
    match word.as_str() {
        // What an expression gives, the plan tells.
        "zeros" | "ones" | "array" | "with" | "sample" | "initializer" => {}
        "constant" => {
            let Some(Value::Expr(expr)) = &call.value else {
                return;
            };
            let Some(value) = constant::value(expr) else {
                return;
            };
            let held = constant::integer(expr).is_some_and(|it| (range.0..=range.1).contains(&it));
            if !held {
                let message = message::not_held(element, &spelled(expr), value, range);
                report.push(Fault::of(expr, message));
            }
        }
        _ => {
            let message = message::for_floats(&format!("`{word}`"), element);
            report.push(Fault::of(&call.word, message));
        }
    }
}

/// The tokens of a setting to underline: its value, or the key of a value that has no tokens.
fn place(setting: &Setting) -> TokenStream {
    let value = setting.value.expression();
    if value.is_empty() {
        return setting.key.to_token_stream();
    }
    value
}

/// Traps that compile: each a warning under the word that causes it.
fn warnings(call: &Call) -> Vec<Warning> {
    let mut warnings = Vec::new();
    let setting = |key: &str| find(&call.keys, key);
    if let (Some(a), Some(nonlinearity)) = (setting("a"), setting("nonlinearity"))
        && matches!(nonlinearity.value, Value::Choice(..))
        && !chose(nonlinearity, "leaky_relu")
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
    if let Some(absolute) = setting("absolute")
        && cut_nothing(call)
    {
        warnings.push(warning(
            &absolute.key,
            "bounds_cut_nothing",
            "the absolute bounds lie more than 50 std away and cut nothing: leave `absolute` out for bounds in multiples of std",
        ));
    }
    warnings
}

/// Whether absolute bounds lie where a normal law has nothing to cut.
fn cut_nothing(call: &Call) -> bool {
    let value = |key, default| match find(&call.keys, key) {
        Some(setting) => known_value(&setting.value),
        None => Some(default),
    };
    let (Some(std), Some(low), Some(high)) =
        (value("std", 1.0), value("low", -2.0), value("high", 2.0))
    else {
        return false;
    };
    std > 0.0 && low.abs().min(high.abs()) > 50.0 * std
}

fn warning(at: &Ident, name: &str, note: &'static str) -> Warning {
    Warning {
        // With the user's span alone: the compiler reports no deprecation inside a derive.
        name: Ident::new(name, at.span()),
        note,
    }
}
