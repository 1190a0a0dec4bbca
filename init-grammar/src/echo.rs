//! What messages repeat of what they found, which may be of any length.

use alloc::borrow::Cow;
use alloc::format;

use crate::suggest::LONGEST;

/// A word, name, path or value: whole, unless it is longer than one that could be meant.
///
/// ```
/// use init_grammar::short;
///
/// assert_eq!(short("encoder.layers.11.attention.weight"), "encoder.layers.11.attention.weight");
/// assert_eq!(short(&"w".repeat(1_000_000)).chars().count(), 127);
/// ```
pub fn short(text: &str) -> Cow<'_, str> {
    shortened(text, LONGEST)
}

/// A text of at most `most` characters: of a longer one the beginning and the end.
///
/// ```
/// use init_grammar::shortened;
///
/// assert_eq!(shortened("weight", 6), "weight");
/// assert_eq!(shortened("abcdefghij", 6), "abcd…j");
/// ```
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    let (head, tail) = (most * 2 / 3, (most - most * 2 / 3).saturating_sub(1));
    if text.len() <= most || text.chars().nth(most).is_none() {
        return text.into();
    }
    let start = text.char_indices().nth(head).map_or(0, |(place, _)| place);
    let ends = text.char_indices().rev().map(|(place, _)| place);
    let end = ends.take(tail).last().unwrap_or(text.len());
    format!("{}…{}", &text[..start], &text[end..]).into()
}
