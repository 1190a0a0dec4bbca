//! From what a file says to rules, with the derive's judgement of every word.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::{self, Message, Notation};
use init_grammar::{
    Initializer, Kind, field_option, initializer, is_marker, key, kind, nearest, rule_option,
};

use super::build::Settings;
use super::document::{Entry, Said, Value};
use super::value::{glob, module, rank, setting};
use super::{File, build};
use crate::rules::{Rule, Rules};

/// A rule, as it is written.
pub(super) fn example(notation: Notation) -> String {
    match notation {
        Notation::Json => {
            "write `{\"rules\": [{\"at\": \"**.bias\", \"initializer\": \"zeros\"}]}`".into()
        }
        Notation::Attribute | Notation::Toml => {
            "write `[[rules]]` above each rule, and in it `at = \"**.bias\"` and `initializer = \"zeros\"`".into()
        }
    }
}

/// A file that says no rules.
pub(super) fn no_rules(notation: Notation, text: &str) -> Message {
    Message::new(text, example(notation))
}

/// The rules of a file, without those in which something is wrong.
pub(super) fn rules(root: &Value<'_>, file: &mut File<'_>) -> Rules<'static> {
    let notation = file.notation;
    let Said::Table(entries) = &root.said else {
        let text = format!("a file of rules is a table, found {}", root.noun());
        file.fault(root.place, no_rules(notation, &text));
        return Rules::new();
    };
    let mut rules = None;
    let mut outside = false;
    for entry in entries {
        if entry.word != "rules" {
            // The words of one rule outside of any are one mistake.
            let of_rule = kind(&entry.word).is_some();
            if !(of_rule && outside) {
                file.fault(entry.place, stranger(notation, &entry.word));
            }
            outside |= of_rule;
        } else if rules.is_some() {
            file.fault(entry.place, message::said_twice("rules"));
        } else {
            rules = Some(list(entry, file));
        }
    }
    if rules.is_none() && file.faults.is_empty() {
        file.fault(0, no_rules(notation, "the file has no rules"));
    }
    rules.unwrap_or_default()
}

/// A word beside the list of rules.
fn stranger(notation: Notation, word: &str) -> Message {
    let help = nearest(word, ["rules"]).map_or_else(
        || example(notation),
        |near| format!("did you mean `{near}`?"),
    );
    Message::new(format!("a file of rules has no word `{word}`"), help)
}

fn list(entry: &Entry<'_>, file: &mut File<'_>) -> Rules<'static> {
    if let Said::List(list) = &entry.value.said {
        return list.iter().filter_map(|table| rule(table, file)).collect();
    }
    let text = format!("`rules` is a list of tables, found {}", entry.value.noun());
    file.fault(entry.place, no_rules(file.notation, &text));
    Rules::new()
}

fn rule(table: &Value<'_>, file: &mut File<'_>) -> Option<Rule<'static>> {
    let Said::Table(entries) = &table.said else {
        let text = format!("a rule is a table, found {}", table.noun());
        file.fault(table.place, no_rules(file.notation, &text));
        return None;
    };
    let faults = file.faults.len();
    let mut sorted = Sorted::default();
    for entry in entries {
        sorted.sort(entry, file);
    }
    sorted.judge_strangers(file);
    let rule = sorted.finish(
        entries.first().map_or(table.place, |first| first.place),
        file,
    );
    rule.filter(|_| file.faults.len() == faults)
}

/// The entries of one rule, by what they are.
#[derive(Default)]
struct Sorted<'e, 't> {
    seen: Vec<&'e Entry<'t>>,
    subject: Option<(&'static Initializer, &'e Entry<'t>)>,
    keys: Vec<&'e Entry<'t>>,
    options: Vec<&'e Entry<'t>>,
    strangers: Vec<&'e Entry<'t>>,
    /// Words that were probably meant: what they would say is not missing.
    meant: Vec<&'static str>,
    /// Whether a fault leaves open what the initializer is.
    unclear: bool,
}

impl<'e, 't> Sorted<'e, 't> {
    fn sort(&mut self, entry: &'e Entry<'t>, file: &mut File<'_>) {
        let word = entry.word.as_str();
        if self.seen.iter().any(|other| other.word == word) {
            file.fault(entry.place, message::said_twice(word));
            return;
        }
        self.seen.push(entry);
        if word == "initializer" {
            self.name(entry, file);
        } else if let Some(found) = initializer(word) {
            match found.value {
                Some(Kind::Expression) => self.open(entry.place, message::needs_rust(word), file),
                Some(_) => self.set(found, entry, file),
                None => {
                    let message = message::value_of_flag(file.notation, word);
                    self.open(entry.place, message, file);
                }
            }
        } else if key(word).is_some() {
            self.keys.push(entry);
        } else if rule_option(word).is_some() {
            self.options.push(entry);
        } else if is_marker(word) {
            self.open(entry.place, message::marker_in_rule(word), file);
        } else if field_option(word).is_some() {
            let message = message::option_in_rule(word, Some(&entry.value.spelled()));
            self.open(entry.place, message, file);
        } else {
            self.strangers.push(entry);
        }
    }

    /// A fault that leaves open what the initializer is.
    fn open(&mut self, place: usize, message: Message, file: &mut File<'_>) {
        self.unclear = true;
        file.fault(place, message);
    }

    /// `initializer = "…"`.
    fn name(&mut self, entry: &'e Entry<'t>, file: &mut File<'_>) {
        let place = entry.value.place;
        let Said::Text(word) = &entry.value.said else {
            let message = message::takes_text(file.notation, "initializer", "\"zeros\"");
            return self.open(place, message, file);
        };
        match initializer(word) {
            Some(found) if found.value == Some(Kind::Expression) => {
                self.open(place, message::needs_rust(word), file);
            }
            Some(found) if found.value.is_some() => {
                let message = message::needs_value(file.notation, word);
                self.open(place, message, file);
            }
            Some(found) => self.set(found, entry, file),
            None => {
                let (message, _) = message::unknown_initializer(file.notation, word);
                self.open(place, message, file);
            }
        }
    }

    fn set(&mut self, found: &'static Initializer, entry: &'e Entry<'t>, file: &mut File<'_>) {
        match self.subject {
            None => self.subject = Some((found, entry)),
            Some((first, _)) => {
                file.fault(
                    entry.place,
                    message::two_initializers(first.word, found.word),
                );
            }
        }
    }

    /// Words that the grammar does not have, when the initializer is known.
    fn judge_strangers(&mut self, file: &mut File<'_>) {
        let behind = self.subject.map(|(found, _)| found);
        for entry in core::mem::take(&mut self.strangers) {
            let (message, near) = message::unknown_in_rule(file.notation, &entry.word, behind);
            self.meant.extend(near);
            self.unclear = true;
            file.fault(entry.place, message);
        }
    }

    fn finish(self, first: usize, file: &mut File<'_>) -> Option<Rule<'static>> {
        let rule = self.place(first, file);
        let Some((found, entry)) = self.subject else {
            if !self.unclear {
                self.orphans(first, file);
            }
            return None;
        };
        let value = match found.value {
            Some(kind) => Some(setting(entry, kind, file)?),
            None => None,
        };
        for required in found.required {
            let given = self.keys.iter().any(|entry| entry.word == *required);
            if !given && !self.meant.contains(required) {
                let message = message::needs_key(file.notation, found, required);
                file.fault(entry.value.place, message);
            }
        }
        let settings = self.settings(found, file);
        self.judge(found, &settings, file);
        let Some(initializer) = build::initializer(found.word, value, &settings) else {
            file.fault(entry.place, message::needs_rust(found.word));
            return None;
        };
        rule.map(|rule| rule.initializer(initializer))
    }

    /// What the rule is for.
    fn place(&self, first: usize, file: &mut File<'_>) -> Option<Rule<'static>> {
        let option = |word: &str| self.options.iter().find(|entry| entry.word == word);
        let filters = ["module", "rank"].map(option);
        let module = filters[0].and_then(|entry| module(entry, file));
        let rank = filters[1].and_then(|entry| rank(entry, file));
        let Some(at) = option("at") else {
            let named = filters.into_iter().flatten().chain(&self.seen).next();
            if let Some(entry) = named
                && !self.meant.contains(&"at")
            {
                let message = message::needs_at(file.notation, &entry.word);
                file.fault(first.max(entry.place), message);
            }
            return None;
        };
        let mut rule = Rule::at(glob(at, file)?).origin(file.origin(at.place));
        if let Some(module) = module {
            rule = rule.module(module);
        }
        if let Some(rank) = rank {
            rule = rule.rank(rank);
        }
        Some(rule)
    }

    /// A rule without initializer.
    fn orphans(&self, first: usize, file: &mut File<'_>) {
        if self.keys.is_empty() {
            let at = self.options.iter().find(|entry| entry.word == "at");
            let at = at.map(|entry| entry.value.spelled());
            file.fault(first, message::no_initializer(file.notation, at.as_deref()));
        }
        for entry in &self.keys {
            let value = entry.value.spelled();
            let message =
                message::needs_initializer(file.notation, &entry.word, Some(&value), false);
            file.fault(entry.place, message);
        }
    }

    fn settings(&self, found: &'static Initializer, file: &mut File<'_>) -> Settings {
        let mut settings = Settings::default();
        for entry in &self.keys {
            let Some(key) = key(&entry.word) else {
                continue;
            };
            if !found.keys.contains(&key.word) {
                let value = entry.value.spelled();
                let message = message::key_of_others(file.notation, key.word, Some(&value), found);
                file.fault(entry.place, message);
            } else if let Some(setting) = setting(entry, key.kind, file) {
                settings.push(key.word, setting);
            }
        }
        settings
    }

    /// What several keys say together.
    fn judge(&self, found: &Initializer, settings: &Settings, file: &mut File<'_>) {
        let given = |word: &str| self.keys.iter().any(|entry| entry.word == word);
        // A key whose value is faulty has been answered.
        let known = |word: &str| !given(word) || settings.number(word).is_some();
        let last = |words: &[&str]| {
            let among = |entry: &&&Entry<'_>| words.contains(&entry.word.as_str());
            self.keys.iter().rfind(among).copied()
        };
        if let Some(entry) = last(&["low", "high"])
            && known("low")
            && known("high")
        {
            let (low, high) = (settings.number("low"), settings.number("high"));
            if let Some(message) = message::not_ordered(file.notation, found.word, low, high) {
                file.fault(entry.value.place, message);
            }
        }
        if let Some(entry) = last(&["std"]) {
            let mean = settings.number("mean").or(known("mean").then_some(0.0));
            let std = settings.number("std");
            if let Some(message) = message::no_spread(file.notation, found.word, std, mean) {
                file.fault(entry.value.place, message);
            }
        }
        let gains = ["gain", "nonlinearity"];
        let mut gains = self.keys.iter().filter(|entry| {
            gains.contains(&entry.word.as_str()) && found.keys.contains(&entry.word.as_str())
        });
        if let (Some(first), Some(second)) = (gains.next(), gains.next()) {
            let message = message::two_gains(&first.word, &second.word);
            file.fault(second.place, message);
        }
    }
}
