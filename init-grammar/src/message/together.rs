//! Contradictions between several keys of an initializer.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::value::must;
use super::{Message, Notation};
use crate::{Part, Range};

/// The value of a key, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Known<'k> {
    /// A number.
    Number(f64),
    /// A word of a closed set.
    Choice(&'k str),
    /// Something that only the program knows, or that is faulty.
    Unknown,
}

/// Judges the keys of the initializer `word` together: gives for each mistake the index of the key
/// that it is in, the part of it, and the message.
pub fn together(
    notation: Notation,
    word: &str,
    keys: &[(&str, Known<'_>)],
) -> Vec<(usize, Part, Message)> {
    let last = |words: &[&str]| keys.iter().rposition(|(key, _)| words.contains(key));
    let value = |key: &str| last(&[key]).map(|index| keys[index].1);
    let number = |key: &str| match value(key) {
        Some(Known::Number(number)) => Some(number),
        _ => None,
    };
    let is_known = |key: &str| value(key).is_none() || number(key).is_some();
    let (std, low, high) = (number("std"), number("low"), number("high"));
    let mut mistakes = Vec::new();
    let mut found = |index: Option<usize>, part, message: Option<Message>| {
        mistakes.extend(
            index
                .zip(message)
                .map(|(index, message)| (index, part, message)),
        );
    };
    let is_ordered = is_known("low") && is_known("high");
    if is_ordered {
        let message = not_ordered(notation, word, low, high);
        found(last(&["low", "high"]), Part::Value, message);
    }
    let of_logarithm = matches!(word, "dt_bias" | "a_log");
    let not_positive = low.filter(|low| of_logarithm && *low <= 0.0);
    let message = not_positive.map(|low| without_logarithm(notation, low));
    found(last(&["low"]), Part::Value, message);
    let mean = number("mean").or(value("mean").is_none().then_some(0.0));
    let message = no_spread(notation, word, std, mean);
    found(last(&["std"]), Part::Value, message);
    let of_truncated = value("std_of") == Some(Known::Choice("truncated"));
    if of_truncated && value("absolute").is_some() && is_ordered && is_known("std") {
        let index = last(&["std"]).or(last(&["std_of"]));
        let part = match last(&["std"]) {
            Some(_) => Part::Value,
            None => Part::Word,
        };
        found(index, part, not_reachable(notation, std, low, high));
    }
    if let (Some(gain), Some(other)) = (last(&["gain"]), last(&["a", "nonlinearity", "pass"])) {
        let (first, second) = (gain.min(other), gain.max(other));
        let message = two_gains(keys[first].0, keys[second].0);
        found(Some(second), Part::Word, Some(message));
    }
    mistakes
}

/// A bound of numbers whose logarithm is taken.
fn without_logarithm(notation: Notation, low: f64) -> Message {
    let entry = notation.entry("low", "0.001");
    let text = must("low", Range::Positive, &format!("{low}"));
    Message::new(text, format!("write a positive number, e.g. `{entry}`"))
}

/// Bounds of the initializer `word` that are not in order, with the default for one that is not
/// given.
fn not_ordered(
    notation: Notation,
    word: &str,
    low: Option<f64>,
    high: Option<f64>,
) -> Option<Message> {
    let (low_default, high_default) = match word {
        "uniform" => (0.0, 1.0),
        "truncated_normal" | "variance_scaling" => (-2.0, 2.0),
        "dt_bias" => (0.001, 0.1),
        "a_log" => (1.0, 16.0),
        _ => return None,
    };
    let bounds = (low.unwrap_or(low_default), high.unwrap_or(high_default));
    let (below, above) = bounds;
    // NaN has its own message.
    if below < above || below.is_nan() || above.is_nan() {
        return None;
    }
    let entry = |word: &str, value: f64| notation.entry(word, &format!("{value:?}"));
    let help = if below == above {
        format!(
            "for one value everywhere write `{}`",
            entry("constant", below)
        )
    } else if low.is_none() {
        format!("give `low` too, e.g. `{}`", entry("low", above - 1.0))
    } else if high.is_none() {
        format!("give `high` too, e.g. `{}`", entry("high", below + 1.0))
    } else {
        let swapped = [entry("low", above), entry("high", below)];
        format!("swap them: {}", notation.code(&swapped))
    };
    let named = |given: Option<f64>, value: f64| match given {
        Some(_) => format!("`{value}`"),
        None => format!("the default `{value}`"),
    };
    Some(unordered(&named(low, below), &named(high, above), help))
}

/// Bounds of a law that are not in order, wherever they come from.
pub fn bounds_not_ordered(low: f64, high: f64) -> Message {
    let help = "for one value everywhere write `constant = …`";
    unordered(&format!("`{low}`"), &format!("`{high}`"), help)
}

fn unordered(low: &str, high: &str, help: impl Into<String>) -> Message {
    Message::new(
        format!("`low` must be less than `high`, found {low} and {high}"),
        help,
    )
}

/// A law without spread, of the initializer `word`, which makes all values the same. `mean`: the
/// mean, where it is known; 0, the default, if the key is absent.
fn no_spread(
    notation: Notation,
    word: &str,
    std: Option<f64>,
    mean: Option<f64>,
) -> Option<Message> {
    let spreads = ["normal", "truncated_normal", "sparse"];
    if !spreads.contains(&word) || std != Some(0.0) {
        return None;
    }
    let meant = match mean {
        Some(0.0) => notation.usage("zeros", None),
        Some(mean) => notation.entry("constant", &format!("{mean:?}")),
        None => notation.entry("constant", "…"),
    };
    Some(Message::new(
        format!(
            "with `{}` every value is the same",
            notation.entry("std", "0")
        ),
        format!("write `{meant}`"),
    ))
}

/// A truncated normal of `std_of = "truncated"` and absolute bounds whose std is not below that of
/// the uniform law between them, with the default for a number that is not given.
pub fn not_reachable(
    notation: Notation,
    std: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
) -> Option<Message> {
    const ROOT_OF_12: f64 = 3.464_101_615_137_754_6;
    let (std, low, high) = (std.unwrap_or(1.0), low.unwrap_or(-2.0), high.unwrap_or(2.0));
    let limit = (high - low) / ROOT_OF_12;
    // A fault of one number, or of the bounds alone, has its own message.
    if !std.is_finite() || low >= high || std < limit || limit.is_nan() {
        return None;
    }
    let entry = |word: &str, value: f64| notation.entry(word, &format!("{value:?}"));
    let uniform = [
        notation.usage("uniform", None),
        entry("low", low),
        entry("high", high),
    ];
    Some(Message::new(
        format!(
            "a truncated `std` between the bounds `{low}` and `{high}` must be less than \
             `{limit}`, that of a uniform law, found `{std}`"
        ),
        format!(
            "write {}, move the bounds apart, or lower `std`",
            notation.code(&uniform)
        ),
    ))
}

/// Two keys that both give the gain.
fn two_gains(first: &str, second: &str) -> Message {
    Message::new(
        format!("`{first}` and `{second}` contradict each other"),
        if [first, second].contains(&"a") {
            "`a` gives the gain of leaky_relu: remove one of the two"
        } else {
            "a nonlinearity has a gain of its own: remove one of the two"
        },
    )
}
