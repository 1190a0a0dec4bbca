//! What several keys of an initializer say together.

use alloc::format;

use super::{Message, Notation};

/// Bounds of the initializer `word` that are not in order, a default standing for one that is
/// not given.
pub fn not_ordered(
    notation: Notation,
    word: &str,
    low: Option<f64>,
    high: Option<f64>,
) -> Option<Message> {
    let (low_default, high_default) = match word {
        "uniform" => (0.0, 1.0),
        "truncated_normal" => (-2.0, 2.0),
        _ => return None,
    };
    let bounds = (low.unwrap_or(low_default), high.unwrap_or(high_default));
    let (below, above) = bounds;
    // NaN has been said already.
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
    let named = |given: Option<f64>| given.map_or("the default ", |_| "");
    Some(Message::new(
        format!(
            "`low` must be less than `high`, found {}{below} and {}{above}",
            named(low),
            named(high)
        ),
        help,
    ))
}

/// A law without spread, of the initializer `word`, is one value. `mean`: where it is known, 0
/// where none is given.
pub fn no_spread(
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
/// the uniform law between them, a default standing for a number that is not given.
pub fn not_reachable(
    notation: Notation,
    std: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
) -> Option<Message> {
    const ROOT_OF_12: f64 = 3.464_101_615_137_754_6;
    let (std, low, high) = (std.unwrap_or(1.0), low.unwrap_or(-2.0), high.unwrap_or(2.0));
    let limit = (high - low) / ROOT_OF_12;
    // What is wrong of one number, or of the bounds alone, has been said already.
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

/// Two keys that both say the gain.
pub fn two_gains(first: &str, second: &str) -> Message {
    Message::new(
        format!("`{first}` and `{second}` contradict each other"),
        "a nonlinearity has a gain of its own: remove one of the two",
    )
}
