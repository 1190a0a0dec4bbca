//! From the contents of a file to rules, with the derive's judgement of every word.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;

use init_grammar::message::{self, Known, Message, Notation};
use init_grammar::{
    Filter, Home, Initializer, Part, Sorted, Subject, key, kind, nearest, rule_option,
    ruled_option, short,
};

use super::File;
use super::build::{self, Setting, Settings};
use super::syntax::{example, format};
use super::value::{criterion, option, setting};
use super::{Data, Entry, Value};
use crate::rules::options::Options;
use crate::rules::preset::{Preset, unknown};
use crate::rules::{Rule, Rules};

/// A file without rules.
pub(super) fn no_rules(notation: Notation, text: &str) -> Message {
    Message::new(text, example(notation))
}

/// The rules of a file, without those in which something is wrong.
pub(super) fn rules(root: &Value<'_>, file: &mut File<'_>) -> Rules<'static> {
    let notation = file.notation;
    let Data::Table(entries) = &root.data else {
        let text = format!("a file of rules is a table, found {}", root.noun());
        file.fault(root.place, no_rules(notation, &text));
        return Rules::new();
    };
    let (mut rules, mut preset) = (None, None);
    let mut outside = false;
    for entry in entries {
        if entry.word == "preset" {
            if preset.is_some() {
                file.fault(entry.place, message::duplicate("preset"));
            } else {
                preset = Some(below(entry, file));
            }
        } else if entry.word != "rules" {
            // The words of one rule outside of any are one mistake.
            let of_rule = kind(&entry.word).is_some();
            if !(of_rule && outside) {
                file.fault(entry.place, stranger(notation, &entry.word));
            }
            outside |= of_rule;
        } else if rules.is_some() {
            file.fault(entry.place, message::duplicate("rules"));
        } else {
            rules = Some(list(entry, file));
        }
    }
    if rules.is_none() && preset.is_none() && file.faults.is_empty() {
        file.fault(0, no_rules(notation, "the file has no rules"));
    }
    let mut all = preset.unwrap_or_default();
    all.extend(rules.unwrap_or_default());
    all
}

/// The preset below the rules of a file.
fn below(entry: &Entry<'_>, file: &mut File<'_>) -> Rules<'static> {
    let message = match &entry.value.data {
        Data::Text(name) => match Preset::named(name).map(Preset::build) {
            Some(Ok(rules)) => return rules,
            _ => unknown(name),
        },
        _ => message::takes_text(file.notation, "preset", "\"gpt2\""),
    };
    file.fault(entry.value.place, message);
    Rules::new()
}

/// An unknown word beside the list of rules.
fn stranger(notation: Notation, word: &str) -> Message {
    let help = nearest(word, ["rules", "preset"]).map_or_else(
        || example(notation),
        |near| format!("did you mean `{near}`?"),
    );
    let text = format!("a file of rules has no word `{}`", short(word));
    Message::new(text, help)
}

fn list(entry: &Entry<'_>, file: &mut File<'_>) -> Rules<'static> {
    if let Data::List(list) = &entry.value.data {
        return list.iter().filter_map(|table| rule(table, file)).collect();
    }
    let text = format!("`rules` is a list of tables, found {}", entry.value.noun());
    file.fault(entry.place, no_rules(file.notation, &text));
    Rules::new()
}

fn rule(table: &Value<'_>, file: &mut File<'_>) -> Option<Rule<'static>> {
    let Data::Table(entries) = &table.data else {
        let text = format!("a rule is a table, found {}", table.noun());
        file.fault(table.place, no_rules(file.notation, &text));
        return None;
    };
    let (faults, notation) = (file.faults.len(), file.notation);
    if entries.is_empty() {
        file.fault(table.place, message::no_initializer(notation, None));
    }
    let mut sorted = Sorted::new(entries, Home::Rule, notation, &mut reporting(file));
    let (filter, options) = filter_and_options(&mut sorted, file);
    sorted.missing_in_rule(notation, &mut reporting(file));
    let initializer = match sorted.subject {
        Some((Subject::Initializer(found), entry)) => initializer(found, entry, &sorted, file),
        _ => None,
    };
    let at = sorted.options.iter().find(|entry| entry.word == "at")?;
    let mut rule = Rule::of_filter(filter)
        .origin(file.origin(at.place))
        .options(options);
    if let Some(initializer) = initializer {
        rule = rule.initializer(initializer);
    }
    (file.faults.len() == faults).then_some(rule)
}

/// Takes mistakes in entries to the file.
fn reporting(file: &mut File<'_>) -> impl FnMut(&Entry<'_>, Part, Message) {
    |entry, part, message| {
        let place = match part {
            Part::Word => entry.place,
            Part::Value => entry.value.place,
        };
        file.fault(place, message);
    }
}

/// The filter of a rule and the options that it gives, without those that are faulty, whose words are
/// noted.
fn filter_and_options(
    sorted: &mut Sorted<'_, Entry<'_>>,
    file: &mut File<'_>,
) -> (Filter<'static>, Options<'static>) {
    let mut filter = Filter::at("");
    let mut options = Options::default();
    for entry in &sorted.options {
        let understood = if let Some(key) = rule_option(&entry.word) {
            criterion(entry, key.kind, file).map(|criterion| filter.set(key.word, criterion))
        } else if let Some(key) = ruled_option(&entry.word) {
            option(entry, key, &mut options, file)
        } else {
            None
        };
        if understood.is_none() {
            sorted.meant.note(&entry.word);
        }
    }
    (filter, options)
}

/// The initializer with its keys, which it judges together.
fn initializer(
    found: &'static Initializer,
    entry: &Entry<'_>,
    sorted: &Sorted<'_, Entry<'_>>,
    file: &mut File<'_>,
) -> Option<Box<dyn crate::initializer::Initializer + Send + Sync>> {
    let notation = file.notation;
    let value = found.value.map(|kind| setting(entry, kind, file));
    let keys = sorted.keys_of(found, entry, notation, &mut reporting(file));
    let mut settings = Settings::default();
    let mut known = Vec::new();
    for (key, entry) in &keys {
        let setting = setting(entry, key.kind, file);
        known.push((key.word, setting.map_or(Known::Unknown, Setting::known)));
        if let Some(setting) = setting {
            settings.push(key.word, setting);
        }
    }
    for (index, part, message) in message::together(notation, found.word, &known) {
        reporting(file)(keys[index].1, part, message);
    }
    let value = match value {
        Some(value) => Some(value?),
        None => None,
    };
    let built = build::initializer(found.word, value, &settings);
    if built.is_none() {
        file.fault(entry.place, message::needs_rust(found.word));
    }
    built
}

/// Judges an entry whose value is a number that is not finite, in a spelling that is not of the
/// format: the word decides whether it takes such a number at all.
pub(super) fn not_finite(entry: &Entry<'_>, file: &mut File<'_>) {
    let (word, faults) = (entry.word.as_str(), file.faults.len());
    let number = key(word).map(|key| key.kind);
    let number = number.or_else(|| init_grammar::initializer(word)?.value);
    if let Some(kind) = number {
        setting(entry, kind, file);
    } else if let Some(key) = rule_option(word) {
        criterion(entry, key.kind, file);
    } else if let Some(key) = ruled_option(word) {
        option(entry, key, &mut Options::default(), file);
    }
    if file.faults.len() == faults {
        let format = format(file.notation);
        let text = format!(
            "not {format}: `{}` is not a number there",
            short(entry.value.written)
        );
        file.fault(
            entry.value.place,
            Message::new(text, "write a finite number"),
        );
    }
}
