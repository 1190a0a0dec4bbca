//! Values of the wrong kind, out of range or outside a closed set.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Message, Notation, bad_layout};
use crate::{
    Choices, GlobFault, Kind, Range, alternatives, example, glob_fault, layout_fault, listed,
    nearest, short, type_name,
};

/// A count below 1.
pub fn at_least_one(notation: Notation, word: &str) -> Message {
    let help = match word {
        "groups" | "split" => format!("leave `{word}` out for one"),
        _ => format!("write e.g. `{}`", notation.usage(word, None)),
    };
    Message::new(format!("`{word}` must be at least 1"), help)
}

/// An index below 0; `found`: its spelling.
pub fn counts_from_zero(notation: Notation, word: &str, found: &str) -> Message {
    Message::new(
        format!("`{word}` counts from 0, found `{}`", short(found)),
        format!("write e.g. `{}`", notation.usage(word, None)),
    )
}

/// A word without the value that it needs.
pub fn needs_value(notation: Notation, word: &str) -> Message {
    Message::new(
        format!("`{word}` needs a value"),
        format!("write `{}`", notation.usage(word, None)),
    )
}

/// A value after a word that takes none.
pub fn value_of_flag(notation: Notation, word: &str) -> Message {
    let help = match notation {
        Notation::Attribute => format!("write `{word}` alone"),
        Notation::Toml | Notation::Json => format!("write `{}`", notation.usage(word, None)),
    };
    Message::new(format!("`{word}` takes no value"), help)
}

/// A value other than `true` of a word that takes no value in an attribute; `found`: the value.
pub fn takes_true(notation: Notation, word: &str, found: &str) -> Message {
    let help = match found {
        "`false`" => format!("leave `{word}` out"),
        _ => format!("write `{}`", notation.usage(word, None)),
    };
    Message::new(
        format!("`{word}` takes `true`, found {}", short(found)),
        help,
    )
}

/// Something other than the string that is wanted; `meant`: the string, in its quotes.
pub fn takes_text(notation: Notation, word: &str, meant: &str) -> Message {
    Message::new(
        format!("`{word}` takes a string"),
        format!("write `{}`", notation.entry(word, meant)),
    )
}

/// Something other than the string of a closed set that is wanted; `written`: its spelling.
pub fn choice_without_quotes(
    notation: Notation,
    word: &str,
    choices: &Choices,
    written: &str,
) -> Message {
    let words = choices.values.iter().map(|(word, _)| *word);
    let meant = nearest(written, words).unwrap_or(choices.values[0].0);
    let message = takes_text(notation, word, &format!("\"{meant}\"")).note(set(choices));
    if notation == Notation::Attribute && choices.name == "nonlinearity" {
        return message
            .note("one of your own is the path of a function: `nonlinearity = self::activation`");
    }
    message
}

/// A string that is not in a closed set.
pub fn unknown_choice(choices: &Choices, written: &str) -> Message {
    let words = choices.values.iter().map(|(word, _)| *word);
    let help = nearest(written, words).map_or_else(
        || format!("write one of the {}", choices.plural),
        |word| format!("did you mean \"{word}\"?"),
    );
    let text = format!("unknown {} \"{}\"", choices.name, short(written));
    Message::new(text, help).note(set(choices))
}

/// A closed set.
fn set(choices: &Choices) -> String {
    let quoted: Vec<String> = choices
        .values
        .iter()
        .map(|(word, _)| format!("\"{word}\""))
        .collect();
    format!("the {} are {}", choices.plural, listed(&quoted))
}

/// A string that a word does not take, whatever the model.
pub fn bad_text(notation: Notation, word: &str, text: &str, kind: Kind) -> Option<Message> {
    match kind {
        Kind::Text => text.contains('.').then(|| holds_dot(notation, word, text)),
        Kind::Reference => reference_fault(word, text).then(|| bad_reference(notation, word, text)),
        Kind::Layout => layout_fault(text).map(|fault| bad_layout(text, fault)),
        Kind::Glob => glob_fault(text).map(|fault| bad_glob(text, fault)),
        Kind::TypeName => bad_type_name(notation, text),
        _ => None,
    }
}

/// A glob with a fault.
pub fn bad_glob(written: &str, fault: GlobFault) -> Message {
    Message::new(
        format!("the glob {:?} {fault}", short(written)),
        fault.help(),
    )
}

/// Whether a text is not the path of one parameter or module; of the first of several, for `of`.
fn reference_fault(word: &str, text: &str) -> bool {
    let is_fault = |path: &str| path.contains(['*', '|']) || path.split('.').any(str::is_empty);
    if word == "of" {
        return alternatives(text).any(is_fault);
    }
    is_fault(text)
}

/// A reference to more or less than one parameter or module.
fn bad_reference(notation: Notation, word: &str, written: &str) -> Message {
    let before = written.split(['*', '|']).next().unwrap_or_default();
    let path = before.trim_matches('.');
    let meant = match path {
        "" => notation.usage(word, None),
        path => notation.entry(word, &format!("{:?}", short(&path.replace("..", ".")))),
    };
    Message::new(
        format!(
            "`{word}` takes the path of one parameter or module, found {:?}",
            short(written)
        ),
        format!("write e.g. `{meant}`"),
    )
}

/// A dot in one component of a path.
fn holds_dot(notation: Notation, word: &str, written: &str) -> Message {
    let meant = format!("\"{}\"", short(written).replace('.', "_"));
    Message::new(
        format!("`{word}` is one component of a path and holds no dot"),
        format!("write `{}`", notation.entry(word, &meant)),
    )
}

/// A type of module that is more or less than its name.
pub fn bad_type_name(notation: Notation, written: &str) -> Option<Message> {
    let name = type_name(written);
    if name == written && !written.is_empty() {
        return None;
    }
    let name = if name.is_empty() { "Linear" } else { name };
    let meant = notation.entry("module", &format!("{:?}", short(name)));
    Some(Message::new(
        "`module` takes the name of a type, without path and generics",
        format!("write `{meant}`"),
    ))
}

/// Something other than the number that is wanted; `what`: which number, `found`: the value there,
/// `meant`: the number.
pub fn takes_number(
    notation: Notation,
    word: &str,
    what: &str,
    found: &str,
    meant: &str,
) -> Message {
    Message::new(
        format!("`{word}` takes {what}, found {}", short(found)),
        format!("write `{}`", notation.entry(word, meant)),
    )
}

/// The number that a string spells, or an example.
pub fn number_meant(notation: Notation, word: &str, text: &str) -> String {
    if short(text) == text && text.parse::<f64>().is_ok_and(f64::is_finite) {
        return text.to_owned();
    }
    notation.example(word).unwrap_or("1").to_owned()
}

/// Something other than the number of axes that is wanted.
pub fn takes_number_of_axes(notation: Notation, word: &str) -> Message {
    let text = match notation {
        Notation::Attribute => format!("`{word}` takes a number of axes, as a literal"),
        Notation::Toml | Notation::Json => format!("`{word}` takes a number of axes"),
    };
    Message::new(text, format!("write e.g. `{}`", notation.usage(word, None)))
}

/// A number outside its range; `found`: its spelling, `negated`: the spelling of its negation.
pub fn out_of_range(
    notation: Notation,
    word: &str,
    range: Range,
    value: f64,
    found: &str,
    negated: &str,
) -> Message {
    let entry = notation.entry(word, example(word).unwrap_or("1.0"));
    let help = match range {
        Range::Unit => format!("write the part, e.g. `{entry}`"),
        Range::Positive if is_fan(word) => from_shape(word),
        Range::Inside | Range::AtLeastTwo | Range::Positive => format!("write e.g. `{entry}`"),
        _ if !value.is_finite() => format!("write a finite number, e.g. `{entry}`"),
        _ if short(negated) == negated => format!("write `{}`", notation.entry(word, negated)),
        _ => format!("write `{}`", notation.entry(word, &format!("{:?}", -value))),
    };
    Message::new(must(word, range, found), help)
}

/// An argument outside its range.
pub fn outside(word: &str, range: Range, value: f64) -> Message {
    let text = must(word, range, &value.to_string());
    match range {
        Range::Positive if is_fan(word) => Message::new(text, from_shape(word)),
        _ => Message::bare(text),
    }
}

pub(super) fn must(word: &str, range: Range, found: &str) -> String {
    format!("`{word}` must {}, found `{}`", range.name(), short(found))
}

/// Whether the shape has the number, too, or that of a base width.
fn is_fan(word: &str) -> bool {
    word.ends_with("fan_in") || word.ends_with("fan_out")
}

fn from_shape(word: &str) -> String {
    match example(word).filter(|_| word.starts_with("base_")) {
        Some(example) => {
            format!("write the fan of the model at the base width, e.g. `{word} = {example}`")
        }
        None => format!("leave `{word}` out to take it from the shape"),
    }
}
