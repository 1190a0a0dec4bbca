//! The contents of a file, whatever its format.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::Written;

/// A value.
#[derive(Debug)]
pub(in crate::rules) struct Value<'t> {
    /// As it is written.
    pub(in crate::rules) written: &'t str,
    /// Where it begins, in bytes.
    pub(in crate::rules) place: usize,
    pub(in crate::rules) data: Data<'t>,
}

/// The data of a value.
#[derive(Debug)]
pub(in crate::rules) enum Data<'t> {
    Text(String),
    /// A number, and the same as an integer, if it is written as one.
    Number(f64, Option<i128>),
    Flag(bool),
    List(Vec<Value<'t>>),
    Table(Vec<Entry<'t>>),
    /// Something that no rule takes: its noun.
    Other(&'static str),
}

/// A word and its value.
#[derive(Debug)]
pub(in crate::rules) struct Entry<'t> {
    pub(in crate::rules) word: String,
    /// Where the word begins, in bytes.
    pub(in crate::rules) place: usize,
    pub(in crate::rules) value: Value<'t>,
}

impl Written for Entry<'_> {
    fn word(&self) -> &str {
        &self.word
    }

    fn value(&self) -> Option<String> {
        Some(self.value.spelled())
    }

    fn text(&self) -> Option<&str> {
        match &self.value.data {
            Data::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Value<'_> {
    /// The value as Rust, JSON and TOML alike write it.
    pub(in crate::rules) fn spelled(&self) -> String {
        match &self.data {
            Data::Text(text) => format!("{text:?}"),
            _ => self.written.into(),
        }
    }

    /// The value, where it is a finite number.
    pub(in crate::rules) fn number(&self) -> Option<f64> {
        match self.data {
            Data::Number(number, _) if number.is_finite() => Some(number),
            _ => None,
        }
    }

    /// The noun for the value, for messages.
    pub(in crate::rules) fn noun(&self) -> &'static str {
        match self.data {
            Data::Text(_) => "a string",
            Data::Number(..) => "a number",
            Data::Flag(true) => "`true`",
            Data::Flag(false) => "`false`",
            Data::List(_) => "a list",
            Data::Table(_) => "a table",
            Data::Other(noun) => noun,
        }
    }
}
