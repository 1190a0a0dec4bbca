//! The value behind a word, by the kind that the grammar gives it.

use alloc::string::String;

use init_grammar::{Kind, choices, glob_fault, message};

use super::File;
use super::build::Setting;
use super::document::{Entry, Said};

/// The value of a key, or of an initializer that has one.
pub(super) fn setting(entry: &Entry<'_>, kind: Kind, file: &mut File<'_>) -> Option<Setting> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match (kind, &value.said) {
        (Kind::Flag, Said::Flag(true)) => return Some(Setting::Flag),
        (Kind::Flag, _) => message::takes_true(notation, word, value.noun()),
        (Kind::Number(range), &Said::Number(number)) => {
            if range.holds(number) {
                return Some(Setting::Number(number));
            }
            let negated = value.written.trim_start_matches('-');
            message::out_of_range(notation, word, range, number, value.written, negated)
        }
        (Kind::Number(_), said) => {
            let text = match said {
                Said::Text(text) => text,
                _ => "",
            };
            let meant = message::number_meant(word, text);
            message::takes_number(notation, word, "a number", value.noun(), &meant)
        }
        (Kind::Choice(name), said) => {
            let choices = choices(name)?;
            match said {
                Said::Text(said) => match choices.values.iter().find(|(word, _)| word == said) {
                    Some((word, _)) => return Some(Setting::Choice(word)),
                    None => message::unknown_choice(choices, said),
                },
                _ => message::choice_without_quotes(notation, word, choices, value.written),
            }
        }
        _ => message::needs_rust(word),
    };
    file.fault(value.place, message);
    None
}

fn text<'e>(entry: &'e Entry<'_>, file: &mut File<'_>) -> Option<&'e str> {
    if let Said::Text(text) = &entry.value.said {
        return Some(text);
    }
    let meant = init_grammar::example(&entry.word).unwrap_or("\"…\"");
    let message = message::takes_text(file.notation, &entry.word, meant);
    file.fault(entry.value.place, message);
    None
}

pub(super) fn glob(entry: &Entry<'_>, file: &mut File<'_>) -> Option<String> {
    let said = text(entry, file)?;
    if let Some(fault) = glob_fault(said) {
        file.fault(entry.value.place, message::bad_glob(said, fault));
        return None;
    }
    Some(said.into())
}

pub(super) fn module(entry: &Entry<'_>, file: &mut File<'_>) -> Option<String> {
    let said = text(entry, file)?;
    if let Some(message) = message::bad_type_name(file.notation, said) {
        file.fault(entry.value.place, message);
        return None;
    }
    Some(said.into())
}

pub(super) fn rank(entry: &Entry<'_>, file: &mut File<'_>) -> Option<usize> {
    let rank = entry.value.written.parse().ok();
    if rank.is_none() {
        let message = message::takes_number_of_axes(file.notation, "rank");
        file.fault(entry.value.place, message);
    }
    rank
}
