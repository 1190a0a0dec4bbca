//! What is said of mistakes: the same of an attribute and of a file of rules.
//!
//! Each function gives a [`Message`]; who found the mistake adds the place. What is to be
//! written instead is spelled in the [`Notation`] that the mistake was made in.

mod axes;
mod together;
mod value;
mod word;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub use axes::{bad_layout, layout_of_other_rank, needs_axes, not_divisible};
pub use together::{Known, bounds_not_ordered, not_reachable, together};
pub use value::{
    bad_glob, bad_text, bad_type_name, choice_without_quotes, needs_value, number_meant,
    out_of_range, outside, takes_number, takes_number_of_axes, takes_text, takes_true,
    unknown_choice, value_of_flag,
};
pub use word::{
    duplicate, key_of_others, keys_of, marker_in_rule, needs_at, needs_initializer, needs_key,
    needs_rust, no_initializer, option_in_rule, option_needs_initializer, two_subjects,
    unknown_in_rule, unknown_initializer, unknown_on_field,
};

use crate::{Kind, example, initializer, kind};

/// What is said of one mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What is wrong.
    pub text: String,
    /// What to write instead, where the text does not say it.
    pub help: Option<String>,
    /// What is known, e.g. the valid set.
    pub notes: Vec<String>,
}

impl Message {
    /// A message without notes.
    pub fn new(text: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: Some(help.into()),
            notes: Vec::new(),
        }
    }

    /// A message that says all in its text.
    pub fn bare(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: None,
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
    /// Whether rules stand in a file: their entries have no order and hold no Rust expression.
    pub fn is_of_file(self) -> bool {
        self != Self::Attribute
    }

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
