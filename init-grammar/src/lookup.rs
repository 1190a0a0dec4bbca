//! What the table has under a word.

use crate::Kind::Flag;
use crate::keys::{FIELD_OPTIONS, KEYS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS};
use crate::words::{CHOICES, INITIALIZERS};
use crate::{Choices, Initializer, Key, Kind};

/// The initializer of a word.
pub fn initializer(word: &str) -> Option<&'static Initializer> {
    INITIALIZERS.iter().find(|entry| entry.word == word)
}

/// The kind of value in `word = …`; `None` for a word that the grammar does not have.
pub fn kind(word: &str) -> Option<Kind> {
    if let Some(found) = initializer(word) {
        return Some(found.value.unwrap_or(Flag));
    }
    [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
        .find(|key| key.word == word)
        .map(|key| key.kind)
}

/// Every word of an attribute on a field, initializers first.
pub fn all_words() -> impl Iterator<Item = &'static str> {
    let others = [MARKERS, KEYS, FIELD_OPTIONS, RULE_OPTIONS]
        .into_iter()
        .flatten();
    INITIALIZERS
        .iter()
        .map(|found| found.word)
        .chain(others.map(|key| key.word))
}

/// The key of an initializer by its word.
pub fn key(word: &str) -> Option<&'static Key> {
    KEYS.iter().find(|entry| entry.word == word)
}

/// The option of a parameter field by its word.
pub fn field_option(word: &str) -> Option<&'static Key> {
    FIELD_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The filter of a rule by its word.
pub fn rule_option(word: &str) -> Option<&'static Key> {
    RULE_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The options of a field that a rule can give too.
///
/// The others are those of one field: the shape of flat storage decides which type the field may
/// have, its part is one of that shape, rules find a parameter by the name in its path, and a save meets a
/// model without the rules of a reset.
pub fn ruled_options() -> impl Iterator<Item = &'static Key> {
    let of_one_field = ["shape", "shard", "name", "transient"];
    FIELD_OPTIONS
        .iter()
        .filter(move |option| !of_one_field.contains(&option.word))
}

/// The option that a rule can give by its word.
pub fn ruled_option(word: &str) -> Option<&'static Key> {
    ruled_options().find(|entry| entry.word == word)
}

/// The option of a struct by its word.
pub fn struct_option(word: &str) -> Option<&'static Key> {
    STRUCT_OPTIONS.iter().find(|entry| entry.word == word)
}

/// Whether the word marks a field as something else than an initialized parameter.
pub fn is_marker(word: &str) -> bool {
    MARKERS.iter().any(|marker| marker.word == word)
}

/// A closed set by its name.
pub fn choices(name: &str) -> Option<&'static Choices> {
    CHOICES.iter().find(|choices| choices.name == name)
}

/// A value that `word = …` could have, for every word that takes one.
///
/// ```
/// assert_eq!(init_grammar::example("std"), Some("0.02"));
/// assert_eq!(init_grammar::example("zeros"), None);
/// ```
pub fn example(word: &str) -> Option<&'static str> {
    let initializer = match word {
        "constant" => "0.0",
        "array" => "[0.0, 1.0, 0.0, 0.0]",
        "norm_of" => "\"weight\"",
        "sample" => "rand_distr::Exp1",
        "with" => "|index, stream| 0.0",
        "initializer" => "init_core::initializer::zeros()",
        _ => "",
    };
    let options = [KEYS, FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS];
    let mut keys = options.into_iter().flatten();
    let key = keys.find(|key| key.word == word);
    let example = key.map_or(initializer, |key| key.example);
    (!example.is_empty()).then_some(example)
}
