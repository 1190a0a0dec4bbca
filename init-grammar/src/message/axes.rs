//! The axes of a tensor: too few or too many, and faults in what a field declares of them.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Message;
use crate::{LayoutFault, Rank, short};

/// A tensor with another number of axes than the initializer `word` works on; `found`: the tensor,
/// to be read after the number that is needed.
pub fn needs_axes(word: &str, rank: Rank, found: &str) -> Message {
    let (needed, help) = match rank {
        Rank::Any => ("any number of axes".to_owned(), "write another initializer"),
        Rank::Fans => (
            "at least 2 axes to count fans".to_owned(),
            "write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and `fan_out = …`",
        ),
        Rank::Between(least, most) => (
            between(least, most),
            "write another initializer, such as `zeros` or `normal`",
        ),
    };
    Message::new(format!("`{word}` needs {needed}, {found}"), help)
}

fn between(least: usize, most: usize) -> String {
    match most {
        usize::MAX => format!("at least {least} axes"),
        1 if least == 1 => "1 axis".to_owned(),
        _ if least == most => format!("{least} axes"),
        _ => format!("{least} to {most} axes"),
    }
}

/// A layout with a fault of its own, whatever the tensor.
pub fn bad_layout(layout: &str, fault: LayoutFault) -> Message {
    Message::new(
        format!("layout \"{}\" {fault}", short(layout)),
        "write one letter for each axis: `o`, `i`, and others for the rest, e.g. \"oihw\"",
    )
}

/// A layout of another number of axes than the tensor has; `shape`: its lengths, where they are
/// known.
pub fn layout_of_other_rank(layout: &str, rank: usize, shape: Option<&[usize]>) -> Message {
    let named = layout.chars().count();
    let layout = short(layout);
    let shape = shape.map_or_else(String::new, |shape| {
        format!(": {}", short(&format!("{shape:?}")))
    });
    Message::new(
        format!("layout \"{layout}\" names {named} axes, but the tensor has {rank}{shape}"),
        "write one letter for each axis, e.g. \"oihw\" for a convolution",
    )
}

/// Parts of an axis whose lengths do not fill it.
pub fn not_the_sum(word: &str, parts: &[usize], letter: char, length: usize) -> Message {
    let sum = parts
        .iter()
        .fold(0, |sum: usize, &part| sum.saturating_add(part));
    let lengths: Vec<String> = parts.iter().map(ToString::to_string).collect();
    Message::new(
        format!(
            "`{word} = ({})` is {sum} together, but the `{letter}` axis has the length {length}",
            short(&lengths.join(", "))
        ),
        format!(
            "write the length of each part, at least 1, or their number: `{word} = {}`",
            parts.len()
        ),
    )
}

/// `groups` or `split` that does not divide an axis.
pub fn not_divisible(word: &str, parts: usize, letter: char, length: usize) -> Message {
    Message::new(
        format!("`{word} = {parts}` does not divide the `{letter}` axis of length {length}"),
        format!("write a `{word}` that divides {length}"),
    )
}
