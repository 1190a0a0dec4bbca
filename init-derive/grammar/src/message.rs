//! What is said of mistakes: the same of an attribute and of a file of rules.
//!
//! Each function gives a [`Message`]; who found the mistake adds the place. What is to be
//! written instead is spelled in the [`Notation`] that the mistake was made in.

mod together;
mod value;
mod word;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub use together::{no_spread, not_ordered, not_reachable, two_gains};
pub use value::{
    bad_glob, bad_type_name, choice_without_quotes, holds_dot, needs_value, number_meant,
    out_of_range, takes_number, takes_number_of_axes, takes_text, takes_true, unknown_choice,
    value_of_flag,
};
pub use word::{
    key_of_others, keys_of, marker_in_rule, needs_at, needs_initializer, needs_key, needs_rust,
    no_initializer, option_in_rule, said_twice, two_initializers, unknown_in_rule,
    unknown_initializer,
};

use crate::{Kind, example, initializer, kind};

/// What is said of one mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What is wrong.
    pub text: String,
    /// What to write instead.
    pub help: String,
    /// What is known, e.g. the valid set.
    pub notes: Vec<String>,
}

impl Message {
    /// A message without notes.
    pub fn new(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: help.into(),
            notes: Vec::new(),
        }
    }

    /// Adds what is known.
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}

/// How entries are written.
///
/// | | a key | a flag | an initializer |
/// |---|---|---|---|
/// | [`Attribute`](Self::Attribute) | `std = 0.02` | `absolute` | `normal` |
/// | [`Toml`](Self::Toml) | `std = 0.02` | `absolute = true` | `initializer = "normal"` |
/// | [`Json`](Self::Json) | `"std": 0.02` | `"absolute": true` | `"initializer": "normal"` |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// `#[init(…)]`.
    Attribute,
    /// A table of TOML.
    Toml,
    /// An object of JSON.
    Json,
}

impl Notation {
    /// A word and its value.
    pub fn entry(self, word: &str, value: &str) -> String {
        match self {
            Self::Attribute | Self::Toml => format!("{word} = {value}"),
            Self::Json => format!("\"{word}\": {value}"),
        }
    }

    /// The entry that a word makes, with the value that was given or, in place of it, an
    /// example.
    ///
    /// ```
    /// use init_grammar::message::Notation;
    ///
    /// assert_eq!(Notation::Attribute.usage("std", None), "std = 0.02");
    /// assert_eq!(Notation::Json.usage("std", Some("1.5")), "\"std\": 1.5");
    /// assert_eq!(Notation::Toml.usage("zeros", None), "initializer = \"zeros\"");
    /// ```
    pub fn usage(self, word: &str, value: Option<&str>) -> String {
        if kind(word) != Some(Kind::Flag) {
            let example = match self {
                Self::Toml | Self::Json if word == "initializer" => Some("\"zeros\""),
                _ => example(word),
            };
            return self.entry(word, value.or(example).unwrap_or("…"));
        }
        match self {
            Self::Attribute => word.into(),
            _ if initializer(word).is_some() => self.entry("initializer", &format!("\"{word}\"")),
            _ => self.entry(word, "true"),
        }
    }

    /// Several entries, as code.
    pub fn code(self, entries: &[String]) -> String {
        match self {
            Self::Attribute | Self::Json => format!("`{}`", entries.join(", ")),
            Self::Toml => format!("`{}`", entries.join("` and `")),
        }
    }

    /// A word that was probably meant: in a file an initializer is more than its name.
    fn meant(self, word: &str) -> String {
        match self {
            Self::Toml | Self::Json if initializer(word).is_some() => self.usage(word, None),
            _ => word.into(),
        }
    }
}

/// The words of an initializer that a file can say: those that take no Rust expression.
pub fn is_sayable(initializer: &crate::Initializer) -> bool {
    initializer.value != Some(Kind::Expression)
}
