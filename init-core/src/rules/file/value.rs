//! The value of a word, by the kind that the grammar gives it.

use init_grammar::{Criterion, Kind, choices, example, message};

use super::File;
use super::build::Setting;
use super::document::{Data, Entry};

/// The value of a key, or of an initializer that has one.
pub(super) fn setting(entry: &Entry<'_>, kind: Kind, file: &mut File<'_>) -> Option<Setting> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match (kind, &value.data) {
        (Kind::Flag, Data::Flag(true)) => return Some(Setting::Flag),
        (Kind::Flag, _) => message::takes_true(notation, word, value.noun()),
        (Kind::Number(range), &Data::Number(number, _)) => {
            if range.holds(number) {
                return Some(Setting::Number(number));
            }
            let negated = value.written.trim_start_matches('-');
            message::out_of_range(notation, word, range, number, value.written, negated)
        }
        (Kind::Number(_), data) => {
            let text = match data {
                Data::Text(text) => text,
                _ => "",
            };
            let meant = message::number_meant(word, text);
            message::takes_number(notation, word, "a number", value.noun(), &meant)
        }
        (Kind::Choice(name), data) => {
            let choices = choices(name)?;
            match data {
                Data::Text(data) => match choices.values.iter().find(|(word, _)| word == data) {
                    Some((word, _)) => return Some(Setting::Choice(word)),
                    None => message::unknown_choice(choices, data),
                },
                _ => message::choice_without_quotes(notation, word, choices, value.written),
            }
        }
        _ => message::needs_rust(word),
    };
    file.fault(value.place, message);
    None
}

/// The criterion that an option of a rule gives.
pub(super) fn criterion(
    entry: &Entry<'_>,
    kind: Kind,
    file: &mut File<'_>,
) -> Option<Criterion<'static>> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match (kind, &value.data) {
        (Kind::Rank, &Data::Number(_, Some(count))) => return Some(Criterion::Count(count)),
        (Kind::Rank, _) => message::takes_number_of_axes(notation, word),
        (_, Data::Text(text)) => match message::bad_text(notation, word, text, kind) {
            None => return Some(Criterion::Text(text.clone().into())),
            Some(message) => message,
        },
        _ => {
            let meant = example(word).unwrap_or("\"…\"");
            message::takes_text(notation, word, meant)
        }
    };
    file.fault(value.place, message);
    None
}
