//! The walk over entries that sorts them.

use alloc::vec::Vec;

use super::{Home, Part, Report, Sorted, Subject, Written};
use crate::message::{self, Message, Notation};
use crate::{Kind, field_option, initializer, is_marker, key, rule_option, ruled_option};

pub(super) struct Sorter<'e, 'r, 'n, E> {
    home: Home<'n>,
    notation: Notation,
    report: &'r mut Report<'r, E>,
    seen: Vec<&'e str>,
    /// Words of a file, which has no order, that the grammar does not have.
    strangers: Vec<&'e E>,
    sorted: Sorted<'e, E>,
}

impl<'e, 'r, 'n, E: Written> Sorter<'e, 'r, 'n, E> {
    pub(super) fn new(
        home: Home<'n>,
        notation: Notation,
        report: &'r mut Report<'r, E>,
        sorted: Sorted<'e, E>,
    ) -> Self {
        Self {
            home,
            notation,
            report,
            seen: Vec::new(),
            strangers: Vec::new(),
            sorted,
        }
    }

    pub(super) fn sort(mut self, entries: &'e [E]) -> Sorted<'e, E> {
        for entry in entries {
            self.add(entry);
        }
        for entry in core::mem::take(&mut self.strangers) {
            self.stranger(entry);
        }
        self.sorted
    }

    fn add(&mut self, entry: &'e E) {
        let word = entry.word();
        let in_file = self.notation.is_of_file();
        let in_rule = self.home == Home::Rule;
        if self.seen.contains(&word) {
            (self.report)(entry, Part::Word, message::duplicate(word));
            return;
        }
        if in_file && word == "initializer" {
            self.named(entry);
        } else if let Some(found) = initializer(word) {
            match found.value {
                Some(Kind::Expression) if in_file => self.needs_rust(entry, Part::Word, word),
                None if in_file => {
                    self.refuse(
                        entry,
                        Part::Word,
                        message::value_of_flag(self.notation, word),
                    );
                }
                _ => self.set(Subject::Initializer(found), entry),
            }
        } else if key(word).is_some() {
            self.sorted.keys.push(entry);
        } else if self.is_option(word) {
            self.sorted.options.push(entry);
        } else if is_marker(word) {
            match word {
                _ if in_rule => self.refuse(entry, Part::Word, message::marker_in_rule(word)),
                "skip" => self.set(Subject::Skip, entry),
                _ => self.set(Subject::Parameter, entry),
            }
        } else if field_option(word).is_some() {
            let message = message::option_in_rule(word, entry.value().as_deref());
            self.refuse(entry, Part::Word, message);
        } else if in_file {
            self.strangers.push(entry);
            return;
        } else {
            self.stranger(entry);
            return;
        }
        self.seen.push(word);
    }

    fn is_option(&self, word: &str) -> bool {
        match self.home {
            Home::Rule => rule_option(word).is_some() || ruled_option(word).is_some(),
            Home::Field { .. } => field_option(word).is_some(),
        }
    }

    /// Reports a mistake that leaves open what the field or the rule is.
    fn refuse(&mut self, entry: &E, part: Part, message: Message) {
        self.sorted.meant.open();
        (self.report)(entry, part, message);
    }

    fn needs_rust(&mut self, entry: &E, part: Part, word: &str) {
        self.refuse(entry, part, message::needs_rust(word));
    }

    /// `initializer = "…"` of a file.
    fn named(&mut self, entry: &'e E) {
        let notation = self.notation;
        let Some(word) = entry.text() else {
            let message = message::takes_text(notation, "initializer", "\"zeros\"");
            return self.refuse(entry, Part::Value, message);
        };
        let Some(found) = initializer(word) else {
            let (message, _) = message::unknown_initializer(notation, word);
            return self.refuse(entry, Part::Value, message);
        };
        match found.value {
            Some(Kind::Expression) => self.needs_rust(entry, Part::Value, word),
            Some(_) => self.refuse(entry, Part::Value, message::needs_value(notation, word)),
            None => self.set(Subject::Initializer(found), entry),
        }
    }

    fn set(&mut self, subject: Subject, entry: &'e E) {
        match self.sorted.subject {
            None => self.sorted.subject = Some((subject, entry)),
            Some((first, _)) => {
                let message = message::two_subjects(self.home, first.word(), subject.word());
                (self.report)(entry, Part::Word, message);
            }
        }
    }

    /// A word that the grammar does not have, after an initializer or, in a file, beside one.
    fn stranger(&mut self, entry: &'e E) {
        let word = entry.word();
        let found = match self.sorted.subject {
            Some((Subject::Initializer(found), _)) => Some(found),
            _ => None,
        };
        let (message, near) = match self.home {
            Home::Rule => message::unknown_in_rule(self.notation, word, found),
            Home::Field { noun, .. } => {
                let value = entry.value();
                message::unknown_on_field(word, value.as_deref(), found, noun)
            }
        };
        if let Some(near) = near {
            self.sorted.meant.note(near);
        }
        self.refuse(entry, Part::Word, message);
    }
}
