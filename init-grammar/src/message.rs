//! The messages for mistakes: the same for an attribute and for a file of rules.
//!
//! Each function gives a [`Message`]; the caller, which found the mistake, adds the position. The
//! help is spelled in the [`Notation`] that the mistake was made in.

mod axes;
mod scalar;
mod together;
mod value;
mod word;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub use axes::{bad_layout, layout_of_other_rank, needs_axes, not_divisible, not_the_sum};
pub use scalar::{for_floats, not_held};
pub use together::{Known, bounds_not_ordered, not_reachable, together};
pub use value::{
    at_least_one, bad_glob, bad_text, bad_type_name, choice_without_quotes, counts_from_zero,
    needs_value, number_meant, out_of_range, outside, takes_number, takes_number_of_axes,
    takes_text, takes_true, unknown_choice, value_of_flag,
};
pub use word::{
    duplicate, key_of_others, keys_of, marker_in_rule, mode_meant, needs_at, needs_initializer,
    needs_key, needs_rust, no_initializer, option_in_rule, option_needs_initializer, taker,
    two_subjects, unknown_in_rule, unknown_initializer, unknown_on_field,
};

use crate::{Kind, example, initializer, kind, short};

/// The message for one mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The mistake.
    pub text: String,
    /// The text to write instead, where the description does not give it.
    pub help: Option<String>,
    /// Further facts, e.g. the valid set.
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

    /// A message that consists of its text.
    pub fn bare(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            help: None,
            notes: Vec::new(),
        }
    }

    /// Adds a further fact.
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
    /// Whether this is the notation of a file, where entries have no order and hold no Rust
    /// expression.
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

    /// The entry that a word makes, with the value that was given or, without one, an example.
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
            return self.entry(word, &short(value.or(self.example(word)).unwrap_or("…")));
        }
        match self {
            Self::Attribute => word.into(),
            _ if initializer(word).is_some() => self.entry("initializer", &format!("\"{word}\"")),
            _ => self.entry(word, "true"),
        }
    }

    /// A value that the word could have. A file has no `self`.
    fn example(self, word: &str) -> Option<&'static str> {
        match (self, word) {
            (Self::Toml | Self::Json, "initializer") => Some("\"zeros\""),
            (Self::Toml | Self::Json, "fan_in" | "fan_out") => Some("64"),
            _ => example(word),
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

/// Whether a file can contain an initializer: whether it takes no Rust expression.
pub fn is_sayable(initializer: &crate::Initializer) -> bool {
    initializer.value != Some(Kind::Expression)
}
