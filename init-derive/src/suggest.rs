//! The words that could stand somewhere, and how they are written there.

use init_grammar::message::Notation;
use init_grammar::{FIELD_OPTIONS, INITIALIZERS, KEYS, MARKERS, RULE_OPTIONS};
pub(crate) use init_grammar::{kind, nearest};
use syn::Expr;

use crate::text::spelled;

/// Every word of the language, initializers first.
pub(crate) fn all_words() -> impl Iterator<Item = &'static str> {
    let others = [MARKERS, KEYS, FIELD_OPTIONS, RULE_OPTIONS]
        .into_iter()
        .flatten();
    INITIALIZERS
        .iter()
        .map(|found| found.word)
        .chain(others.map(|key| key.word))
}

/// The entry that a word makes, with the value that was given or, in place of it, an example.
pub(crate) fn usage(word: &str, value: Option<&Expr>) -> String {
    Notation::Attribute.usage(word, value.map(spelled).as_deref())
}
