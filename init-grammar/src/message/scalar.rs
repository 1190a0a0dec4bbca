//! Integers and booleans: which values they hold, and which initializers are for floats.

use alloc::format;
use alloc::string::String;

use super::Message;

/// An initializer whose values are floats, on a tensor of integers or booleans; `what`: its word, or a
/// noun for it.
pub fn for_floats(what: &str, dtype: &str) -> Message {
    Message::new(
        format!("{what} is for floats, and the elements are `{dtype}`"),
        format!(
            "write `constant = {}`, or `with = …` for a function of the index that gives integers",
            if dtype == "bool" { "false" } else { "0" }
        ),
    )
}

/// A value that integers or booleans of this type do not hold; `found`: its spelling.
pub fn not_held(dtype: &str, found: &str, value: f64, (least, most): (i128, i128)) -> Message {
    let near = (value as i128).clamp(least, most);
    // A literal without a suffix is an i32.
    let suffix = match i32::try_from(near) {
        Ok(_) => String::new(),
        Err(_) => format!("_{dtype}"),
    };
    let help = if dtype == "bool" {
        "write `constant = false` or `constant = true`".into()
    } else {
        format!("write `constant = {near}{suffix}`, or another integer from {least} to {most}")
    };
    Message::new(format!("`{dtype}` does not hold the value `{found}`"), help)
}
