//! Errors in the syntax of a format, and what was probably meant.

use alloc::format;
use alloc::string::String;

use init_grammar::message::{Message, Notation, needs_value};
use init_grammar::short;

use super::document::{Data, Entry, Value};

/// The name of a format.
pub(super) fn format(notation: Notation) -> &'static str {
    match notation {
        Notation::Json => "JSON",
        Notation::Attribute | Notation::Toml => "TOML",
    }
}

/// A rule, as it is written.
pub(super) fn example(notation: Notation) -> String {
    match notation {
        Notation::Json => {
            "write `{\"rules\": [{\"at\": \"**.bias\", \"initializer\": \"zeros\"}]}`".into()
        }
        Notation::Attribute | Notation::Toml => {
            "write `[[rules]]` above each rule, and in it `at = \"**.bias\"` and `initializer = \"zeros\"`".into()
        }
    }
}

/// The message for a syntax error at an offset of a text, which the parser describes as `what`; and
/// where the mistake begins.
pub(super) fn message(
    notation: Notation,
    text: &str,
    place: usize,
    what: &str,
) -> (usize, Message) {
    let format = format(notation);
    if let Some((start, word)) = bare_word(text, place) {
        let word = short(word);
        let text = format!("not {format}: `{word}` is written without quotes");
        return (start, Message::new(text, format!("write `\"{word}\"`")));
    }
    let (before, behind) = text.split_at(place);
    if notation == Notation::Toml
        && let Some((start, word)) = valueless(before, behind)
    {
        return (start, needs_value(notation, &short(word)));
    }
    let help = match behind.chars().next() {
        Some('}' | ']') if notation == Notation::Json && before.trim_end().ends_with(',') => {
            "remove the comma before it".into()
        }
        Some('\'') if notation == Notation::Json => "write `\"` around a string".into(),
        _ => example(notation),
    };
    (place, Message::new(format!("not {format}: {what}"), help))
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_.*-".contains(letter)
}

/// The word around an offset, and where it begins.
fn word_around(text: &str, place: usize) -> (usize, &str) {
    let (before, behind) = text.split_at(place);
    let start = before.trim_end_matches(is_of_word).len();
    let end = text.len() - behind.trim_start_matches(is_of_word).len();
    (start, &text[start..end])
}

/// A word around the error in the position of a value, and where it begins.
fn bare_word(text: &str, place: usize) -> Option<(usize, &str)> {
    let (start, word) = word_around(text, place);
    let is_value = text[..start].trim_end().ends_with(['=', ':', '[']);
    let is_name = word.starts_with(|first: char| first.is_alphabetic() || first == '*');
    (is_value && is_name).then_some((start, word))
}

/// An entry around the error whose value is a number that is not finite, as other formats spell
/// it: `NaN`, `-Infinity`.
pub(super) fn not_finite(text: &str, place: usize) -> Option<Entry<'_>> {
    let (start, written) = word_around(text, place);
    let number: f64 = written.parse().ok()?;
    let word = text[..start].trim_end().strip_suffix(['=', ':'])?;
    let word = word.trim_end().trim_end_matches(['"', '\'']);
    let place = word.trim_end_matches(is_of_word).len();
    (!number.is_finite()).then(|| Entry {
        word: word[place..].into(),
        place,
        value: Value {
            written,
            place: start,
            data: Data::Number(number, None),
        },
    })
}

/// A word with nothing after its `=`, and where it begins.
fn valueless<'t>(before: &'t str, behind: &str) -> Option<(usize, &'t str)> {
    let nothing = behind.trim_start_matches([' ', '\t']);
    if !nothing.is_empty() && !nothing.starts_with(['\n', '\r', '#']) {
        return None;
    }
    let rest = before.trim_end().strip_suffix('=')?.trim_end();
    let start = rest.trim_end_matches(is_of_word).len();
    Some((start, &rest[start..]))
}
