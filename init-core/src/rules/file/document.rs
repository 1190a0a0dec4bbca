//! What a file says, whatever its format.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::Written;

/// A value.
#[derive(Debug)]
pub(super) struct Value<'t> {
    /// As it is written.
    pub(super) written: &'t str,
    /// Where it begins, in bytes.
    pub(super) place: usize,
    pub(super) said: Said<'t>,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Said<'t> {
    Text(String),
    /// A number, and what it counts, if it is a whole one.
    Number(f64, Option<usize>),
    Flag(bool),
    List(Vec<Value<'t>>),
    Table(Vec<Entry<'t>>),
    /// Nothing that a rule takes: what it is called.
    Other(&'static str),
}

/// A word and its value.
#[derive(Debug)]
pub(super) struct Entry<'t> {
    pub(super) word: String,
    /// Where the word begins, in bytes.
    pub(super) place: usize,
    pub(super) value: Value<'t>,
}

impl Written for Entry<'_> {
    fn word(&self) -> &str {
        &self.word
    }

    fn value(&self) -> Option<String> {
        Some(self.value.spelled())
    }

    fn text(&self) -> Option<&str> {
        match &self.value.said {
            Said::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl Value<'_> {
    /// The value as Rust, JSON and TOML alike write it.
    pub(super) fn spelled(&self) -> String {
        match &self.said {
            Said::Text(text) => format!("{text:?}"),
            _ => self.written.into(),
        }
    }

    /// What the value is, for messages.
    pub(super) fn noun(&self) -> &'static str {
        match self.said {
            Said::Text(_) => "a string",
            Said::Number(..) => "a number",
            Said::Flag(true) => "`true`",
            Said::Flag(false) => "`false`",
            Said::List(_) => "a list",
            Said::Table(_) => "a table",
            Said::Other(noun) => noun,
        }
    }
}
