//! The words that could stand somewhere, and how they are written there.

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, KEYS, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS, example,
};
pub(crate) use init_grammar::{alternatives, nearest};
use syn::Expr;

use crate::text::spelled;

/// What `word = …` takes; `None` for a word that the grammar does not have.
pub(crate) fn kind(word: &str) -> Option<Kind> {
    let initializer = INITIALIZERS.iter().find(|found| found.word == word);
    if let Some(found) = initializer {
        return Some(found.value.unwrap_or(Kind::Flag));
    }
    [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
        .find(|key| key.word == word)
        .map(|key| key.kind)
}

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
    match (kind(word), value) {
        (Some(Kind::Flag), _) => word.to_owned(),
        (_, Some(value)) => format!("{word} = {}", spelled(value)),
        (_, None) => format!("{word} = {}", example(word).unwrap_or("…")),
    }
}
