//! An initializer with its value and its keys.

use init_grammar::message::Notation;
use init_grammar::{Initializer, Kind, Meant, Sorted};

use super::entries::{reporting, setting};
use super::value;
use crate::ast::{Call, Value};
use crate::parse::{Entry, Given};
use crate::report::Report;

pub(super) fn call(
    found: &'static Initializer,
    subject: &Entry,
    sorted: &mut Sorted<'_, Entry>,
    report: &mut Report,
) -> Call {
    let value = initializer_value(found, subject, &sorted.meant, report);
    let notation = Notation::Attribute;
    let keys = sorted.keys_of(found, subject, notation, &mut reporting(report));
    let settings = keys
        .into_iter()
        .filter_map(|(key, entry)| setting(entry, key.kind, &mut sorted.meant, report));
    Call {
        word: subject.word.clone(),
        value,
        keys: settings.collect(),
    }
}

/// The value of an initializer. One that follows in a word that the initializer does not have
/// has been answered there.
fn initializer_value(
    found: &Initializer,
    subject: &Entry,
    meant: &Meant,
    report: &mut Report,
) -> Option<Value> {
    let missing = matches!(subject.value, Given::Nothing);
    let kind = match found.value {
        None if missing => return None,
        Some(_) if missing && meant.noted().any(|word| word == found.word) => return None,
        kind => kind.unwrap_or(Kind::Flag),
    };
    value::value(subject, kind, report)
}
