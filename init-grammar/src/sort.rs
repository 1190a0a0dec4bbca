//! The entries of a field or of a rule, by what they are: the same for the tokens of an attribute
//! and for the tables of a file.

mod sorter;

use alloc::string::String;
use alloc::vec::Vec;

use self::sorter::Sorter;
use crate::message::{self, Message, Notation};
use crate::{Initializer, Key, field_option, key, rule_option};

/// An entry as it is written: a word, or a word and its value.
pub trait Written {
    /// The word.
    fn word(&self) -> &str;

    /// The value as it is spelled; `None` for a word without a value.
    fn value(&self) -> Option<String>;

    /// The value, where it is a string.
    fn text(&self) -> Option<&str>;
}

/// Where a mistake is: at the word of an entry or at its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The word.
    Word,
    /// The value, or the word of an entry that has none.
    Value,
}

/// Takes a mistake, the entry that it is in and where.
pub type Report<'r, E> = dyn FnMut(&E, Part, Message) + 'r;

/// The item that entries belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Home<'n> {
    /// On a field.
    Field {
        /// Its name.
        name: &'n str,
        /// The noun for the item that has the field: a struct or an enum.
        noun: &'n str,
    },
    /// In a rule.
    Rule,
}

/// The word that decides what a field or a rule is.
#[derive(Debug, Clone, Copy)]
pub enum Subject {
    /// The word of an initializer.
    Initializer(&'static Initializer),
    /// `parameter`: rules give the initializer.
    Parameter,
    /// `skip`: not a parameter.
    Skip,
}

impl Subject {
    fn word(self) -> &'static str {
        match self {
            Self::Initializer(found) => found.word,
            Self::Parameter => "parameter",
            Self::Skip => "skip",
        }
    }
}

/// Words that are written wrongly, so that they are not missing.
#[derive(Debug, Clone, Default)]
pub struct Meant {
    words: Vec<String>,
    anything: bool,
}

impl Meant {
    /// Notes that any word may be meant.
    pub fn open(&mut self) {
        self.anything = true;
    }

    /// Whether any word may be meant.
    pub fn is_open(&self) -> bool {
        self.anything
    }

    /// Notes a word whose value is faulty.
    pub fn note(&mut self, word: &str) {
        self.words.push(word.into());
    }

    /// The words that have been noted.
    pub fn noted(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(String::as_str)
    }

    /// Whether the word may be meant.
    pub fn has(&self, word: &str) -> bool {
        self.anything || self.noted().any(|meant| meant == word)
    }
}

/// Entries by what they are.
#[derive(Debug)]
pub struct Sorted<'e, E> {
    /// The first entry.
    pub first: Option<&'e E>,
    /// The word that decides what the field or the rule is.
    pub subject: Option<(Subject, &'e E)>,
    /// Keys of initializers.
    pub keys: Vec<&'e E>,
    /// Options of the parameter and, in a rule, its filters.
    pub options: Vec<&'e E>,
    /// Words that are written wrongly.
    pub meant: Meant,
}

impl<'e, E: Written> Sorted<'e, E> {
    /// Sorts entries, and reports duplicates and words that do not belong there.
    pub fn new(
        entries: &'e [E],
        home: Home<'_>,
        notation: Notation,
        report: &mut Report<'_, E>,
    ) -> Self {
        let sorted = Self {
            first: entries.first(),
            subject: None,
            keys: Vec::new(),
            options: Vec::new(),
            meant: Meant::default(),
        };
        Sorter::new(home, notation, report, sorted).sort(entries)
    }

    /// The keys that the initializer has. Reports those of other initializers, and those that
    /// are missing.
    pub fn keys_of(
        &self,
        found: &'static Initializer,
        subject: &'e E,
        notation: Notation,
        report: &mut Report<'_, E>,
    ) -> Vec<(&'static Key, &'e E)> {
        for required in found.required {
            let given = self.keys.iter().any(|entry| entry.word() == *required);
            if !given && !self.meant.has(required) {
                let message = message::needs_key(notation, found.word, required);
                report(subject, Part::Value, message);
            }
        }
        let mut keys = Vec::new();
        for &entry in &self.keys {
            let Some(key) = key(entry.word()) else {
                continue;
            };
            if found.takes(key.word) {
                keys.push((key, entry));
            } else {
                let value = entry.value();
                let message = message::key_of_others(notation, key.word, value.as_deref(), found);
                report(entry, Part::Word, message);
            }
        }
        keys
    }

    /// Reports keys without an initializer; `parameter`: on a field that is marked so.
    pub fn orphans(&self, parameter: bool, notation: Notation, report: &mut Report<'_, E>) {
        for &entry in &self.keys {
            let (word, value) = (entry.word(), entry.value());
            let message = message::needs_initializer(notation, word, value.as_deref(), parameter);
            report(entry, Part::Word, message);
        }
    }

    /// Whether an option of the parameter is given, whatever its value.
    pub fn has_options(&self) -> bool {
        let mut options = self.options.iter();
        options.any(|entry| field_option(entry.word()).is_some())
    }

    /// Reports what a rule lacks: its glob, or anything that it gives.
    pub fn missing_in_rule(&self, notation: Notation, report: &mut Report<'_, E>) {
        let Some(first) = self.first else { return };
        let at = self.options.iter().find(|entry| entry.word() == "at");
        if at.is_none() && !self.meant.has("at") {
            let mut filters = self.options.iter();
            let filter = filters.find(|entry| rule_option(entry.word()).is_some());
            let entry = filter.copied().unwrap_or(first);
            let message = message::needs_at(notation, entry.word());
            report(entry, Part::Word, message);
        }
        if self.subject.is_some() || self.meant.is_open() {
            return;
        }
        self.orphans(false, notation, report);
        if self.keys.is_empty() && !self.has_options() {
            let at = at.and_then(|entry| entry.value());
            let message = message::no_initializer(notation, at.as_deref());
            report(first, Part::Word, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::String;
    use alloc::vec::Vec;

    use super::{Home, Part, Sorted, Subject, Written};
    use crate::message::Notation;

    /// A word and its value, as text.
    struct Entry(&'static str, Option<&'static str>);

    impl Written for Entry {
        fn word(&self) -> &str {
            self.0
        }

        fn value(&self) -> Option<String> {
            self.1.map(Into::into)
        }

        fn text(&self) -> Option<&str> {
            self.1?.strip_prefix('"')?.strip_suffix('"')
        }
    }

    const FIELD: Home<'_> = Home::Field {
        name: "weight",
        noun: "struct",
    };

    /// The reports on entries: the word, the part and the text of each.
    fn reported(home: Home<'_>, notation: Notation, entries: &[Entry]) -> Vec<String> {
        let mut reported = Vec::new();
        let mut report = |entry: &Entry, part: Part, message: crate::message::Message| {
            reported.push(format!("{} {part:?}: {}", entry.0, message.text));
        };
        let sorted = Sorted::new(entries, home, notation, &mut report);
        if home == Home::Rule {
            sorted.missing_in_rule(notation, &mut report);
        }
        reported
    }

    #[test]
    fn words_are_sorted_by_what_they_are() {
        let entries = [
            Entry("normal", None),
            Entry("std", Some("0.5")),
            Entry("shape", Some("(2, 3)")),
        ];
        let mut report = |_: &Entry, _, _| panic!("a fault");
        let sorted = Sorted::new(&entries, FIELD, Notation::Attribute, &mut report);
        assert!(matches!(
            sorted.subject,
            Some((Subject::Initializer(found), _)) if found.word == "normal"
        ));
        assert_eq!(sorted.keys.len(), 1);
        assert_eq!(sorted.options[0].word(), "shape");
    }

    #[test]
    fn a_duplicate_and_a_second_initializer_are_reported_at_the_second() {
        let entries = [
            Entry("zeros", None),
            Entry("std", Some("1")),
            Entry("std", Some("2")),
            Entry("ones", None),
        ];
        assert_eq!(
            reported(FIELD, Notation::Attribute, &entries),
            [
                "std Word: duplicate `std`",
                "ones Word: field `weight` has two initializers, `zeros` and `ones`",
            ]
        );
    }

    #[test]
    fn in_a_file_a_word_is_judged_by_the_initializer_that_follows() {
        let entries = [
            Entry("at", Some("\"**\"")),
            Entry("stddev", Some("1")),
            Entry("initializer", Some("\"normal\"")),
        ];
        assert_eq!(
            reported(Home::Rule, Notation::Toml, &entries),
            ["stddev Word: a rule has no word `stddev`"]
        );
        let entries = [
            Entry("initializer", Some("\"with\"")),
            Entry("rank", Some("2")),
        ];
        assert_eq!(
            reported(Home::Rule, Notation::Toml, &entries),
            [
                "initializer Value: `with` takes a Rust expression, which a file cannot hold",
                // The missing entry may be what the faulty one was meant to be.
            ]
        );
    }

    #[test]
    fn a_rule_needs_a_glob_and_an_initializer() {
        assert_eq!(
            reported(Home::Rule, Notation::Toml, &[Entry("rank", Some("2"))]),
            [
                "rank Word: `rank` needs `at` beside it",
                "rank Word: the rule has no initializer",
            ]
        );
    }
}
