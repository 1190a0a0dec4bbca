//! What breaks the syntax of a format, and what was probably meant.

use alloc::format;
use alloc::string::String;

use init_grammar::message::{Message, Notation, needs_value};

use super::check::example;

/// What is said of a break between two parts of a text, for which the parser says `what`; and
/// how many bytes before it the mistake begins.
pub(super) fn message(
    notation: Notation,
    before: &str,
    behind: &str,
    what: &str,
) -> (usize, Message) {
    let format = match notation {
        Notation::Json => "JSON",
        Notation::Attribute | Notation::Toml => "TOML",
    };
    if let Some((back, word)) = bare_word(before, behind) {
        let text = format!("not {format}: `{word}` stands without quotes");
        return (back, Message::new(text, format!("write `\"{word}\"`")));
    }
    if notation == Notation::Toml
        && let Some((back, word)) = valueless(before, behind)
    {
        return (back, needs_value(notation, word));
    }
    let help = match behind.chars().next() {
        Some('}' | ']') if notation == Notation::Json && before.trim_end().ends_with(',') => {
            "remove the comma before it".into()
        }
        Some('\'') if notation == Notation::Json => "write `\"` around a string".into(),
        _ => example(notation),
    };
    (0, Message::new(format!("not {format}: {what}"), help))
}

fn is_of_word(letter: char) -> bool {
    letter.is_alphanumeric() || "_.*-".contains(letter)
}

/// A word around the break that stands for a value, and how far back it begins.
fn bare_word(before: &str, behind: &str) -> Option<(usize, String)> {
    let rest = before.trim_end_matches(is_of_word);
    let end = behind.len() - behind.trim_start_matches(is_of_word).len();
    let word = format!("{}{}", &before[rest.len()..], &behind[..end]);
    let is_value = rest.trim_end().ends_with(['=', ':', '[']);
    let is_name = word.starts_with(|first: char| first.is_alphabetic() || first == '*');
    (is_value && is_name).then(|| (before.len() - rest.len(), word))
}

/// A word with nothing behind its `=`, and how far back it begins.
fn valueless<'t>(before: &'t str, behind: &str) -> Option<(usize, &'t str)> {
    let nothing = behind.trim_start_matches([' ', '\t']);
    if !nothing.is_empty() && !nothing.starts_with(['\n', '\r', '#']) {
        return None;
    }
    let rest = before.trim_end().strip_suffix('=')?.trim_end();
    let start = rest.trim_end_matches(is_of_word).len();
    Some((before.len() - start, &rest[start..]))
}
