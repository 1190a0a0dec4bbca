//! Words that do not belong where they are, and words that are missing.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Message, Notation, is_sayable};
use crate::{
    COMPOSERS, FIELD_OPTIONS, Home, INITIALIZERS, Initializer, KEYS, Key, MARKERS, RULE_OPTIONS,
    choices, initializer, key, listed, nearest, ruled_options, short, struct_option,
};

/// A word that names no initializer, and the word that was probably meant.
pub fn unknown_initializer(notation: Notation, word: &str) -> (Message, Option<&'static str>) {
    let in_file = notation.is_of_file();
    let others = [MARKERS, KEYS, FIELD_OPTIONS].into_iter().flatten();
    let others = others.filter(|_| !in_file).map(|key| key.word);
    let near = nearest(word, initializers(notation).chain(others));
    let text = format!("unknown initializer `{}`", short(word));
    let message = match near {
        Some(near) => Message::new(text, format!("did you mean `{near}`?")),
        None => Message::new(
            text,
            if in_file {
                "write an initializer"
            } else {
                "write an initializer, or `skip` for a field that is not a parameter"
            },
        )
        .note(initializers_are(notation)),
    };
    (message, near)
}

/// A word that no rule has, and the word that was probably meant.
pub fn unknown_in_rule(
    notation: Notation,
    word: &str,
    behind: Option<&'static Initializer>,
) -> (Message, Option<&'static str>) {
    let shown = short(word);
    let says = |help: String| Message::new(format!("a rule has no word `{shown}`"), help);
    if struct_option(word).is_some() {
        let entry = Notation::Attribute.usage(word, None);
        let help = format!("write `#[init({entry})]` on the struct, in an attribute of its own");
        return (says(help), None);
    }
    if let Some(found) = behind
        && let Some(meant) = choice_meant(notation, found, word)
    {
        let message = says(format!("write `{meant}`"));
        return (message.note(keys_of(found)), None);
    }
    let options = RULE_OPTIONS.iter().chain(ruled_options());
    let options = options.map(|option| option.word);
    let known: Vec<&str> = match behind {
        Some(found) => found.keys.to_vec(),
        None => initializers(notation)
            .chain(KEYS.iter().map(|key| key.word))
            .collect(),
    };
    let near = nearest(word, known.into_iter().chain(options));
    let message = match (near, behind) {
        (Some(near), behind) => {
            let message = says(format!("did you mean `{}`?", notation.meant(near)));
            match behind.filter(|found| found.keys.contains(&near)) {
                Some(found) => message.note(keys_of(found)),
                None => message,
            }
        }
        (None, Some(found)) => says(format!("remove `{shown}`"))
            .note(options_of_rules())
            .note(keys_of(found)),
        (None, None) => says("write an initializer".into()).note(initializers_are(notation)),
    };
    (message, near)
}

/// A key that an initializer does not have, but others do.
pub fn key_of_others(
    notation: Notation,
    word: &str,
    value: Option<&str>,
    found: &Initializer,
) -> Message {
    let help = nearest(word, found.keys.iter().copied()).map_or_else(
        || {
            format!(
                "remove `{word}`, or write {}",
                with_taker(notation, word, value)
            )
        },
        |key| format!("did you mean `{key}`?"),
    );
    Message::new(format!("`{}` has no key `{word}`", found.word), help)
        .note(format!("`{word}` is a key of {}", takers(word)))
        .note(keys_of(found))
}

/// A key without an initializer; `parameter`: on a field that is marked so.
pub fn needs_initializer(
    notation: Notation,
    word: &str,
    value: Option<&str>,
    parameter: bool,
) -> Message {
    let usage = with_taker(notation, word, value);
    let help = if parameter {
        format!("remove `{word}`, or write {usage} instead of `parameter`")
    } else {
        format!("write {usage}")
    };
    // The entries of a file have no order.
    let place = match notation {
        Notation::Attribute => "before",
        Notation::Toml | Notation::Json => "beside",
    };
    Message::new(format!("`{word}` needs an initializer {place} it"), help)
        .note(format!("`{word}` is a key of {}", takers(word)))
}

/// A key that an initializer needs.
pub fn needs_key(notation: Notation, word: &str, key: &str) -> Message {
    let entries = [notation.usage(word, None), notation.usage(key, None)];
    Message::new(
        format!("`{word}` needs `{key}`"),
        format!("write {}", notation.code(&entries)),
    )
}

/// A fan without a value, after an initializer that has a mode.
pub fn mode_meant(notation: Notation, word: &str) -> Message {
    let mode = notation.entry("mode", &format!("\"{word}\""));
    Message::new(format!("`{word}` needs a value"), format!("write `{mode}`")).note(format!(
        "`{word} = …` gives the number, in place of the shape's"
    ))
}

/// The key of an initializer with a word of its closed set as the value, where the word is written
/// alone.
fn choice_meant(notation: Notation, found: &Initializer, word: &str) -> Option<String> {
    let takes = |name: &&&str| {
        let set = key(name).and_then(|key| key.kind.closed_set());
        let set = set.and_then(choices);
        set.is_some_and(|set| set.values.iter().any(|(value, _)| *value == word))
    };
    let name = found.keys.iter().find(takes)?;
    Some(notation.entry(name, &format!("\"{word}\"")))
}

/// A word that is written more than once.
pub fn duplicate(word: &str) -> Message {
    Message::new(
        format!("duplicate `{}`", short(word)),
        "remove one of the two",
    )
}

/// Two words that both decide what a field or a rule is.
pub fn two_subjects(home: Home<'_>, first: &str, second: &str) -> Message {
    let contradict = format!("`{first}` and `{second}` contradict each other");
    let either = |word: &str| [first, second].contains(&word);
    match home {
        Home::Rule => Message::new(
            format!("the rule has two initializers, `{first}` and `{second}`"),
            "remove one of the two, or write two rules",
        ),
        _ if either("skip") => Message::new(
            contradict,
            "a field that is skipped takes nothing else: remove one of the two",
        ),
        _ if either("parameter") => Message::new(
            contradict,
            "`parameter` leaves the initializer to rules: remove one of the two",
        ),
        Home::Field { name, .. } => Message::new(
            format!("field `{name}` has two initializers, `{first}` and `{second}`"),
            "remove one of the two",
        ),
    }
}

/// A word on a field that the grammar does not have, after an initializer or as the first, and the
/// word that was probably meant. `noun`: what the field is of.
pub fn unknown_on_field(
    word: &str,
    value: Option<&str>,
    found: Option<&Initializer>,
    noun: &str,
) -> (Message, Option<&'static str>) {
    if struct_option(word).is_some() {
        let entry = Notation::Attribute.usage(word, value);
        let message = Message::new(
            format!("`{word}` belongs on the {noun}, not on a field"),
            format!("write `#[init({entry})]` in front of the {noun}"),
        );
        return (message, None);
    }
    let Some(found) = found else {
        return unknown_initializer(Notation::Attribute, word);
    };
    let text = format!("`{}` has no key `{word}`", found.word);
    if let Some(meant) = choice_meant(Notation::Attribute, found, word) {
        let message = Message::new(text, format!("write `{meant}`"));
        return (message.note(keys_of(found)), None);
    }
    let options = FIELD_OPTIONS.iter().map(|option| option.word);
    let near = nearest(word, found.keys.iter().copied().chain(options));
    let itself = nearest(word, [found.word]);
    let word = short(word);
    let help = match (near, itself, value) {
        (Some(near), ..) => format!("did you mean `{near}`?"),
        // `constant, val = 1.0`
        (None, Some(itself), Some(_)) => {
            format!("write `{}`", Notation::Attribute.usage(itself, value))
        }
        _ if found.keys.is_empty() => format!("remove `{word}`"),
        _ => format!("remove `{word}`, or write one of the keys"),
    };
    let message = Message::new(text, help);
    (message.note(keys_of(found)), near.or(itself))
}

/// An option on a field that has no initializer.
pub fn option_needs_initializer(word: &str, value: Option<&str>) -> Message {
    let initializer = match word {
        "shape" | "shard" | "buffer" | "transient" => "zeros",
        _ => "kaiming_normal",
    };
    let entry = Notation::Attribute.usage(word, value);
    Message::new(
        format!("`{word}` needs an initializer on its field"),
        format!(
            "write `#[init({initializer}, {entry})]`, or `parameter` instead of `{initializer}` where rules initialize it"
        ),
    )
}

/// A rule without an initializer; `at`: its glob, as it is written.
pub fn no_initializer(notation: Notation, at: Option<&str>) -> Message {
    let entries = [notation.usage("at", at), notation.usage("zeros", None)];
    Message::new(
        "the rule has no initializer",
        format!("write e.g. {}", notation.code(&entries)),
    )
    .note(format!(
        "a rule without an initializer gives options: {}",
        listed(&quoted(ruled_options()))
    ))
}

/// A rule that has other filters, but no glob.
pub fn needs_at(notation: Notation, word: &str) -> Message {
    Message::new(
        format!("`{word}` needs `at` beside it"),
        format!(
            "write `{}` for every parameter below",
            notation.entry("at", "\"**\"")
        ),
    )
}

/// `skip` or `parameter` in a rule.
pub fn marker_in_rule(word: &str) -> Message {
    Message::new(
        format!("`{word}` marks a field and cannot be part of a rule"),
        format!(
            "write an initializer instead of `{word}`, or `{word}` in an attribute of its own on the field"
        ),
    )
}

/// An option of one field, its shape or name, in a rule.
pub fn option_in_rule(word: &str, value: Option<&str>) -> Message {
    Message::new(
        format!("`{word}` describes one field and cannot be part of a rule"),
        format!(
            "write `#[init({})]` in front of that field, in an attribute of its own",
            Notation::Attribute.usage(word, value)
        ),
    )
}

/// An initializer in a file that takes a Rust expression.
pub fn needs_rust(word: &str) -> Message {
    Message::new(
        format!("`{word}` takes a Rust expression, which a file cannot hold"),
        format!("write the rule in Rust: `Rule::at(\"…\").initializer({word}(…))`"),
    )
}

/// The words of the initializers that a notation can express.
fn initializers(notation: Notation) -> impl Iterator<Item = &'static str> {
    let in_file = notation.is_of_file();
    let sayable = move |found: &&Initializer| !in_file || is_sayable(found);
    INITIALIZERS.iter().filter(sayable).map(|found| found.word)
}

/// The entries that a rule has besides its initializer.
fn options_of_rules() -> String {
    let options = RULE_OPTIONS.iter().chain(ruled_options());
    format!(
        "besides the initializer and its keys a rule takes {}",
        listed(&quoted(options))
    )
}

/// Words, as code.
fn quoted<'k>(keys: impl Iterator<Item = &'k Key>) -> Vec<String> {
    keys.map(|key| format!("`{}`", key.word)).collect()
}

/// The set of initializers.
fn initializers_are(notation: Notation) -> String {
    let words: Vec<&str> = initializers(notation).collect();
    format!("initializers are {}", words.join(", "))
}

/// The keys that an initializer has.
pub fn keys_of(found: &Initializer) -> String {
    if found.keys.is_empty() {
        return format!("`{}` has no keys", found.word);
    }
    format!("the keys of `{}` are {}", found.word, found.keys.join(", "))
}

/// A key after an initializer that takes it.
fn with_taker(notation: Notation, key: &str, value: Option<&str>) -> String {
    notation.code(&[notation.usage(taker(key), None), notation.usage(key, value)])
}

/// An initializer that takes a key.
pub fn taker(key: &str) -> &'static str {
    ["kaiming_normal"]
        .into_iter()
        .filter_map(initializer)
        .chain(INITIALIZERS)
        .find(|found| found.keys.contains(&key))
        .map_or("normal", |found| found.word)
}

/// The initializers that take a key.
fn takers(key: &str) -> String {
    if COMPOSERS.contains(&key) {
        return "every initializer but `norm_of`".into();
    }
    let words: Vec<String> = INITIALIZERS
        .iter()
        .filter(|found| found.keys.contains(&key))
        .map(|found| format!("`{}`", found.word))
        .collect();
    listed(&words)
}
