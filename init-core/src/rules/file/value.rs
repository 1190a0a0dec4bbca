//! The value of a word, by the kind that the grammar gives it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use init_grammar::{Criterion, Key, Kind, Range, choices, example, message};

use super::File;
use super::build::{Choice, Setting};
use super::document::{Data, Entry};
use crate::initializer::Scalar;
use crate::rules::options::Options;
use crate::tensor::MupRole;
use crate::walk::DepthScaling;

/// The value of a key, or of an initializer that has one.
pub(super) fn setting<'e>(
    entry: &'e Entry<'_>,
    kind: Kind,
    file: &mut File<'_>,
) -> Option<Setting<'e>> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match (kind, &value.data) {
        (Kind::Flag, Data::Flag(true)) => return Some(Setting::Flag),
        (Kind::Flag, _) => message::takes_true(notation, word, value.noun()),
        (Kind::Scalar, &Data::Number(_, Some(integer))) => {
            return Some(Setting::Scalar(Scalar::Integer(integer)));
        }
        (Kind::Scalar, &Data::Flag(flag)) => return Some(Setting::Scalar(Scalar::Bool(flag))),
        (Kind::Number(_) | Kind::Scalar, &Data::Number(number, _)) => {
            let (range, setting) = match kind {
                Kind::Number(range) => (range, Setting::Number(number)),
                _ => (Range::Finite, Setting::Scalar(Scalar::Float(number))),
            };
            if range.holds(number) {
                return Some(setting);
            }
            let negated = value.written.trim_start_matches('-');
            message::out_of_range(notation, word, range, number, value.written, negated)
        }
        (Kind::Number(_) | Kind::Scalar, data) => {
            let text = match data {
                Data::Text(text) => text,
                _ => "",
            };
            let meant = message::number_meant(notation, word, text);
            message::takes_number(notation, word, "a number", value.noun(), &meant)
        }
        (Kind::Index, data) if index(data).is_some() => return index(data).map(Setting::Index),
        (Kind::Index, _) => {
            let meant = message::number_meant(notation, word, "");
            message::takes_number(notation, word, "an index", value.noun(), &meant)
        }
        (Kind::Numbers, Data::List(list)) if list.iter().all(|it| it.number().is_some()) => {
            return Some(Setting::Numbers(list));
        }
        (Kind::Numbers, data) => {
            let found = match data {
                Data::List(_) => "a list of other values",
                _ => value.noun(),
            };
            let meant = message::number_meant(notation, word, "");
            message::takes_number(notation, word, "numbers in brackets", found, &meant)
        }
        (Kind::Count, _) => return count(entry, file).map(Setting::Index),
        (Kind::Choice(name) | Kind::ChoiceOrFunction(name), data) => {
            let choices = choices(name)?;
            match data {
                Data::Text(data) => match choices.values.iter().find(|(word, _)| word == data) {
                    Some((word, _)) => return Some(Setting::Choice(word)),
                    None => message::unknown_choice(choices, data),
                },
                _ => message::choice_without_quotes(notation, word, choices, value.written),
            }
        }
        (Kind::Reference | Kind::Text, _) => {
            return text(entry, kind, file).map(Setting::Text);
        }
        _ => message::needs_rust(word),
    };
    file.fault(value.place, message);
    None
}

/// Adds an option of the parameter to those of a rule, unless its value is faulty.
pub(super) fn option(
    entry: &Entry<'_>,
    option: &Key,
    options: &mut Options<'_>,
    file: &mut File<'_>,
) -> Option<()> {
    let axes = &mut options.axes;
    match option.kind {
        Kind::Count => axes.groups = Some(count(entry, file)?),
        Kind::Counts => axes.split = Some(counts(entry, file)?),
        Kind::Number(_) => {
            let number = setting(entry, option.kind, file)?.number()?;
            match option.word {
                "fan_in" => axes.fan_in = Some(number),
                "fan_out" => axes.fan_out = Some(number),
                "base_fan_in" => axes.base_fan_in = Some(number),
                _ => axes.base_fan_out = Some(number),
            }
        }
        Kind::Indices => axes.padding = Some(indices(entry, file)?),
        Kind::Layout => axes.layout = Some(owned(text(entry, option.kind, file)?)),
        Kind::Choice(_) => {
            let Setting::Choice(word) = setting(entry, option.kind, file)? else {
                return None;
            };
            match option.word {
                "mup" => options.axes.mup = MupRole::named(word),
                _ => options.depth_scaling = DepthScaling::named(word),
            }
        }
        Kind::Text => options.stream = Some(owned(text(entry, option.kind, file)?)),
        Kind::Reference => options.same_as = Some(owned(text(entry, option.kind, file)?)),
        kind => {
            setting(entry, kind, file)?;
            match option.word {
                "embedding" => options.axes.embedding = true,
                _ => options.buffer = true,
            }
        }
    }
    Some(())
}

/// A count, at least 1.
fn count(entry: &Entry<'_>, file: &mut File<'_>) -> Option<usize> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match &value.data {
        &Data::Number(_, Some(count @ 1..)) if usize::try_from(count).is_ok() => {
            return usize::try_from(count).ok();
        }
        &Data::Number(number, _) if number < 1.0 => message::at_least_one(notation, word),
        data => {
            let (found, whole) = match data {
                Data::Number(number, _) => {
                    let whole = (number % 1.0 == 0.0).then(|| number.to_string());
                    (format!("`{}`", value.written), whole.unwrap_or_default())
                }
                Data::Text(text) => (value.noun().into(), text.clone()),
                _ => (value.noun().into(), String::new()),
            };
            let meant = message::number_meant(notation, word, &whole);
            message::takes_number(notation, word, "a count", &found, &meant)
        }
    };
    file.fault(value.place, message);
    None
}

/// A count, or a list of them.
fn counts(entry: &Entry<'_>, file: &mut File<'_>) -> Option<Vec<usize>> {
    let Data::List(list) = &entry.value.data else {
        return count(entry, file).map(|count| alloc::vec![count]);
    };
    let found: Option<Vec<usize>> = list.iter().map(|value| index(&value.data)).collect();
    let found = found.filter(|found| !found.is_empty() && !found.contains(&0));
    if found.is_none() {
        let (word, notation) = (entry.word.as_str(), file.notation);
        let what = "a count, or the lengths of the parts in brackets";
        let meant = message::number_meant(notation, word, "");
        let message = message::takes_number(notation, word, what, "a list of other values", &meant);
        file.fault(entry.value.place, message);
    }
    found
}

/// An index, counted from 0.
fn index(data: &Data<'_>) -> Option<usize> {
    match data {
        Data::Number(_, Some(index)) => usize::try_from(*index).ok(),
        _ => None,
    }
}

/// An index, or a list of them.
fn indices(entry: &Entry<'_>, file: &mut File<'_>) -> Option<Vec<usize>> {
    let value = &entry.value;
    let found = match &value.data {
        Data::List(list) => list.iter().map(|value| index(&value.data)).collect(),
        data => index(data).map(|index| alloc::vec![index]),
    };
    if found.is_none() {
        let (word, notation) = (entry.word.as_str(), file.notation);
        let meant = message::number_meant(notation, word, "");
        let what = "an index, or several in brackets";
        let message = message::takes_number(notation, word, what, value.noun(), &meant);
        file.fault(value.place, message);
    }
    found
}

/// The criterion that a filter of a rule gives.
pub(super) fn criterion(
    entry: &Entry<'_>,
    kind: Kind,
    file: &mut File<'_>,
) -> Option<Criterion<'static>> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match (kind, &value.data) {
        (Kind::Rank, &Data::Number(_, Some(count @ 0..))) if usize::try_from(count).is_ok() => {
            return usize::try_from(count).ok().map(Criterion::Count);
        }
        (Kind::Rank, _) => message::takes_number_of_axes(notation, word),
        _ => return Some(Criterion::Text(owned(text(entry, kind, file)?))),
    };
    file.fault(value.place, message);
    None
}

fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.into())
}

/// A string.
fn text<'e>(entry: &'e Entry<'_>, kind: Kind, file: &mut File<'_>) -> Option<&'e str> {
    let (word, value, notation) = (entry.word.as_str(), &entry.value, file.notation);
    let message = match &value.data {
        Data::Text(text) => match message::bad_text(notation, word, text, kind) {
            None => return Some(text),
            Some(message) => message,
        },
        _ => message::takes_text(notation, word, example(word).unwrap_or("\"…\"")),
    };
    file.fault(value.place, message);
    None
}
