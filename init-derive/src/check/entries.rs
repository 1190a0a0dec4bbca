//! The entries of attributes, sorted by what they are.

use init_grammar::message::{self, Message, Notation};
use init_grammar::{Home, Kind, Meant, Part, Sorted, Subject, Written};
use quote::ToTokens;

use super::value;
use crate::ast::Setting;
use crate::parse::{Entries, Entry, Given};
use crate::reads::reads;
use crate::report::{Fault, Report};

/// Takes mistakes in entries to the report.
pub(super) fn reporting(report: &mut Report) -> impl FnMut(&Entry, Part, Message) {
    |entry, part, message| {
        let tokens = match part {
            Part::Word => entry.word.to_token_stream(),
            Part::Value => entry.value_or_word(),
        };
        report.push(Fault::of(tokens, message));
    }
}

pub(super) fn sorted<'e>(
    entries: &'e Entries,
    home: Home<'_>,
    report: &mut Report,
) -> Sorted<'e, Entry> {
    let notation = Notation::Attribute;
    let mut sorted = Sorted::new(&entries.entries, home, notation, &mut reporting(report));
    if entries.incomplete {
        sorted.meant.open();
    }
    if let Some((Subject::Initializer(found), _)) = sorted.subject
        && found.keys.contains(&"mode")
    {
        let is_mode = |entry: &mut &Entry| {
            matches!(entry.word(), "fan_in" | "fan_out") && matches!(entry.value, Given::Nothing)
        };
        for entry in sorted.options.extract_if(.., is_mode) {
            report.push(Fault::of(
                &entry.word,
                message::mode_meant(notation, entry.word()),
            ));
            sorted.meant.note(entry.word());
        }
    }
    sorted
}

/// The setting of an entry; a word whose value is faulty is noted.
pub(super) fn setting(
    entry: &Entry,
    kind: Kind,
    meant: &mut Meant,
    report: &mut Report,
) -> Option<Setting> {
    let Some(value) = value::value(entry, kind, report) else {
        meant.note(entry.word());
        return None;
    };
    let key = entry.word.clone();
    Some(Setting { key, value })
}

/// Refuses values that read `self`, in an enum, and returns whether there are any. The fields of a
/// variant are bound by their names, and borrow `self`.
pub(super) fn refuse_self(sorted: &Sorted<'_, Entry>, help: &str, report: &mut Report) -> bool {
    let subject = sorted.subject.iter().map(|(_, entry)| entry);
    let entries = sorted.keys.iter().chain(&sorted.options).chain(subject);
    let mut refused = false;
    for value in entries.filter_map(|entry| entry.expression()) {
        if reads(value, "self") {
            report.push(Fault::new(value, "in an enum, `self` cannot be read").help(help));
            refused = true;
        }
    }
    refused
}
