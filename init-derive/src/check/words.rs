//! Words that cannot stand where they stand, and what to write there.

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, Initializer, KEYS, MARKERS, RULE_OPTIONS, initializer,
    struct_option,
};
use syn::ext::IdentExt;

use crate::parse::Entry;
use crate::report::{Fault, Report};
use crate::suggest::{alternatives, nearest, usage};

/// A word that the grammar does not have, behind an initializer or as the first, and the word
/// that was probably meant.
pub(super) fn unknown(
    entry: &Entry,
    behind: Option<&'static Initializer>,
    place: &str,
) -> (Fault, Option<&'static str>) {
    let word = entry.name();
    if struct_option(&word).is_some() {
        let fault = Fault::new(
            &entry.word,
            format_args!("`{word}` belongs on the {place}, not on a field"),
        )
        .help(format_args!(
            "write `#[init({word} = …)]` in front of the {place}"
        ));
        return (fault, None);
    }
    match behind {
        Some(found) => unknown_key(&word, entry, found),
        None => unknown_initializer(&word, entry),
    }
}

fn unknown_key(
    word: &str,
    entry: &Entry,
    found: &'static Initializer,
) -> (Fault, Option<&'static str>) {
    let options = FIELD_OPTIONS.iter().map(|option| option.word);
    let near = nearest(word, found.keys.iter().copied().chain(options));
    let itself = nearest(word, [found.word]);
    let help = match (near, itself, entry.expression()) {
        (Some(near), ..) => format!("did you mean `{near}`?"),
        // `constant, val = 1.0`
        (None, Some(itself), Some(value)) => format!("write `{}`", usage(itself, Some(value))),
        _ if found.keys.is_empty() => format!("remove `{word}`"),
        _ => format!("remove `{word}`, or write one of the keys"),
    };
    let fault = Fault::new(
        &entry.word,
        format_args!("`{}` has no key `{word}`", found.word),
    )
    .help(help)
    .note(keys_note(found));
    (fault, near.or(itself))
}

fn unknown_initializer(word: &str, entry: &Entry) -> (Fault, Option<&'static str>) {
    let words = INITIALIZERS.iter().map(|found| found.word);
    let others = [MARKERS, KEYS, FIELD_OPTIONS].into_iter().flatten();
    let near = nearest(word, words.clone().chain(others.map(|key| key.word)));
    let fault = Fault::new(&entry.word, format_args!("unknown initializer `{word}`"));
    let fault = match near {
        Some(near) => fault.help(format_args!("did you mean `{near}`?")),
        None => fault
            .help("write an initializer, or `skip` for a field that is no parameter")
            .note(format_args!(
                "initializers are {}",
                words.collect::<Vec<_>>().join(", ")
            )),
    };
    (fault, near)
}

fn keys_note(found: &Initializer) -> String {
    if found.keys.is_empty() {
        return format!("`{}` has no keys", found.word);
    }
    format!("the keys of `{}` are {}", found.word, found.keys.join(", "))
}

/// A key of other initializers.
pub(super) fn key_of_others(entry: &Entry, found: &Initializer) -> Fault {
    let name = entry.name();
    let help = nearest(&name, found.keys.iter().copied()).map_or_else(
        || format!("remove `{name}`, or write `{}`", with_taker(entry)),
        |key| format!("did you mean `{key}`?"),
    );
    Fault::new(
        &entry.word,
        format_args!("`{}` has no key `{name}`", found.word),
    )
    .help(help)
    .note(format_args!("`{name}` is a key of {}", takers(&name)))
    .note(keys_note(found))
}

/// Keys that no initializer stands before.
pub(super) fn orphans(keys: &[Entry], parameter: bool, report: &mut Report) {
    for entry in keys {
        let name = entry.name();
        let help = if parameter {
            format!(
                "remove `{name}`, or write `{}` in place of `parameter`",
                with_taker(entry)
            )
        } else {
            format!("write `{}`", with_taker(entry))
        };
        report.push(
            Fault::new(
                &entry.word,
                format_args!("`{name}` needs an initializer before it"),
            )
            .help(help)
            .note(format_args!("`{name}` is a key of {}", takers(&name))),
        );
    }
}

/// Options on a field that no initializer stands on.
pub(super) fn orphan_option(entry: &Entry) -> Fault {
    let name = entry.word.unraw().to_string();
    let word = match name.as_str() {
        "shape" | "buffer" => "zeros",
        _ => "kaiming_normal",
    };
    Fault::new(
        &entry.word,
        format_args!("`{name}` needs an initializer on its field"),
    )
    .help(format_args!(
        "write `#[init({word}, {entry})]`, or `parameter` in place of `{word}` where rules initialize it",
        entry = usage(&name, entry.expression())
    ))
}

/// An entry behind an initializer that takes it.
fn with_taker(entry: &Entry) -> String {
    let name = entry.name();
    let taker = ["kaiming_normal"]
        .into_iter()
        .filter_map(initializer)
        .chain(INITIALIZERS)
        .find(|found| found.keys.contains(&name.as_str()))
        .map_or("normal", |found| found.word);
    format!("{taker}, {}", usage(&name, entry.expression()))
}

/// The initializers that take a key.
fn takers(key: &str) -> String {
    let words: Vec<String> = INITIALIZERS
        .iter()
        .filter(|found| found.keys.contains(&key))
        .map(|found| format!("`{}`", found.word))
        .collect();
    alternatives(&words).replace(" or ", " and ")
}

/// Adds an entry that must not stand twice.
pub(super) fn add(entries: &mut Vec<Entry>, entry: Entry, report: &mut Report) {
    if entries.iter().any(|other| other.name() == entry.name()) {
        report.push(
            Fault::new(
                &entry.word,
                format_args!("`{}` is said twice", entry.name()),
            )
            .help("remove one of the two"),
        );
    } else {
        entries.push(entry);
    }
}

/// A word that the grammar does not have, in a rule.
pub(super) fn unknown_in_rule(
    entry: &Entry,
    behind: Option<&'static Initializer>,
) -> (Fault, Option<&'static str>) {
    let word = entry.name();
    let options = RULE_OPTIONS.iter().map(|option| option.word);
    let known = match behind {
        Some(found) => found.keys.to_vec(),
        None => INITIALIZERS.iter().map(|found| found.word).collect(),
    };
    let near = nearest(&word, known.into_iter().chain(options));
    let fault = Fault::new(&entry.word, format_args!("a rule has no word `{word}`"));
    let fault = match near {
        Some(near) => fault.help(format_args!("did you mean `{near}`?")),
        None => fault
            .help("write `at = \"…\"` and an initializer")
            .note("a rule may say `module = \"…\"` and `rank = …` too"),
    };
    (fault, near)
}
