//! What several keys of an initializer say together. It is the same that a plan would say, said
//! earlier and under the token.

use init_grammar::message::{self, Notation};
use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::Type;

use super::storage;
use crate::ast::{Call, Setting, Value, Warning};
use crate::constant;
use crate::report::{Fault, Report};

/// The call of an initializer, on a field of this type, and what is to be warned of.
pub(super) fn call(ty: Option<&Type>, call: &Call, report: &mut Report) -> Vec<Warning> {
    ordered(call, report);
    not_zero(call, report);
    reachable(call, report);
    one_gain(call, report);
    if ty.and_then(storage::element) == Some("f32") {
        within_f32(call, report);
    }
    warnings(call)
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

/// The value of a key: none where it is not given.
#[derive(Clone, Copy, PartialEq)]
enum Given {
    Known(f64),
    Unknown,
    Nothing,
}

fn given(call: &Call, key: &str) -> Given {
    if !has(&call.keys, key) {
        return Given::Nothing;
    }
    known(&call.keys, key).map_or(Given::Unknown, Given::Known)
}

/// The value, or the default of a key that is not given.
fn or(given: Given, default: f64) -> Option<f64> {
    match given {
        Given::Known(value) => Some(value),
        Given::Unknown => None,
        Given::Nothing => Some(default),
    }
}

/// `low` below `high`, a default standing for one that is not given.
fn ordered(call: &Call, report: &mut Report) {
    let (low, high) = (given(call, "low"), given(call, "high"));
    if [low, high].contains(&Given::Unknown) {
        return;
    }
    let value = |key| known(&call.keys, key);
    let word = call.word.to_string();
    let fault = message::not_ordered(Notation::Attribute, &word, value("low"), value("high"));
    let last = (call.keys.iter()).rfind(|key| key.is("low") || key.is("high"));
    if let (Some(message), Some(setting)) = (fault, last) {
        report.push(Fault::said(place(setting), message));
    }
}

/// A law without spread is one value.
fn not_zero(call: &Call, report: &mut Report) {
    let word = call.word.to_string();
    let (std, mean) = (known(&call.keys, "std"), or(given(call, "mean"), 0.0));
    let fault = message::no_spread(Notation::Attribute, &word, std, mean);
    if let (Some(message), Some(setting)) = (fault, find(&call.keys, "std")) {
        report.push(Fault::said(place(setting), message));
    }
}

/// A truncated standard deviation that no normal law cut at the absolute bounds has.
fn reachable(call: &Call, report: &mut Report) {
    let Some(std_of) = find(&call.keys, "std_of") else {
        return;
    };
    if !chose(std_of, "Truncated") || !has(&call.keys, "absolute") {
        return;
    }
    if ["std", "low", "high"]
        .map(|key| given(call, key))
        .contains(&Given::Unknown)
    {
        return;
    }
    let value = |key| known(&call.keys, key);
    let (std, low, high) = (value("std"), value("low"), value("high"));
    if let Some(message) = message::not_reachable(Notation::Attribute, std, low, high) {
        let std = find(&call.keys, "std").map(place);
        let place = std.unwrap_or_else(|| std_of.key.to_token_stream());
        report.push(Fault::said(place, message));
    }
}

/// Whether a key has this variant of its closed set.
fn chose(setting: &Setting, variant: &str) -> bool {
    matches!(&setting.value, Value::Variant(path) if path.to_string().ends_with(variant))
}

/// Two keys that both say the gain.
fn one_gain(call: &Call, report: &mut Report) {
    let is_gain = |setting: &&Setting| setting.is("gain") || setting.is("nonlinearity");
    let mut keys = call.keys.iter().filter(is_gain);
    if let (Some(first), Some(second)) = (keys.next(), keys.next()) {
        report.push(Fault::said(
            &second.key,
            message::two_gains(&first.key.to_string(), &second.key.to_string()),
        ));
    }
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

/// What is underlined of a setting: its value, or the key of a value that has no tokens.
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
        && matches!(nonlinearity.value, Value::Variant(_))
        && !chose(nonlinearity, "LeakyRelu")
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
    let value = |key, default| or(given(call, key), default);
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
