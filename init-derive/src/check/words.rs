//! Words that cannot stand where they stand, and what to write there.

use init_grammar::message::{self, Notation};
use init_grammar::{FIELD_OPTIONS, Initializer, struct_option};
use syn::ext::IdentExt;

use crate::parse::Entry;
use crate::report::{Fault, Report};
use crate::suggest::{nearest, usage};
use crate::text::spelled;

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
    if let Some(found) = behind {
        return unknown_key(&word, entry, found);
    }
    let (message, near) = message::unknown_initializer(Notation::Attribute, &word);
    (Fault::said(&entry.word, message), near)
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
    .note(message::keys_of(found));
    (fault, near.or(itself))
}

/// The value of an entry, as it is written.
fn written(entry: &Entry) -> Option<String> {
    entry.expression().map(spelled)
}

/// A key of other initializers.
pub(super) fn key_of_others(entry: &Entry, found: &Initializer) -> Fault {
    let value = written(entry);
    Fault::said(
        &entry.word,
        message::key_of_others(Notation::Attribute, &entry.name(), value.as_deref(), found),
    )
}

/// Keys that no initializer stands before.
pub(super) fn orphans(keys: &[Entry], parameter: bool, report: &mut Report) {
    for entry in keys {
        let (name, value) = (entry.name(), written(entry));
        report.push(Fault::said(
            &entry.word,
            message::needs_initializer(Notation::Attribute, &name, value.as_deref(), parameter),
        ));
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

/// Adds an entry that must not stand twice.
pub(super) fn add(entries: &mut Vec<Entry>, entry: Entry, report: &mut Report) {
    if entries.iter().any(|other| other.name() == entry.name()) {
        report.push(Fault::said(&entry.word, message::said_twice(&entry.name())));
    } else {
        entries.push(entry);
    }
}

/// A word that no rule has, and the word that was probably meant.
pub(super) fn unknown_in_rule(
    entry: &Entry,
    behind: Option<&'static Initializer>,
) -> (Fault, Option<&'static str>) {
    let (message, near) = message::unknown_in_rule(Notation::Attribute, &entry.name(), behind);
    (Fault::said(&entry.word, message), near)
}
