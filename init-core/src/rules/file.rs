//! Rules in words and values, as a file has them: read, judged, built.

mod build;
mod check;
mod document;
#[cfg(feature = "serde")]
mod json;
mod lines;
#[cfg(feature = "serde")]
mod read;
mod syntax;
#[cfg(feature = "serde")]
mod toml;
mod value;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use init_grammar::message::{Message, Notation};

pub(super) use self::document::{Data, Entry, Value};
use self::lines::Lines;
use super::Rules;
use crate::error::{Error, ErrorKind, Problem};

/// From the text of a file to its contents; `None` after a syntax error.
#[cfg(feature = "serde")]
type Parse = for<'t> fn(&mut File<'t>) -> Option<Value<'t>>;

/// A file that is being read, and what has been found wrong in it.
pub(super) struct File<'t> {
    name: &'t str,
    text: &'t str,
    lines: Lines<'t>,
    notation: Notation,
    faults: Vec<(usize, Problem)>,
}

impl<'t> File<'t> {
    pub(super) fn new(name: &'t str, text: &'t str, notation: Notation) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self {
            name,
            text,
            lines: Lines::new(text),
            notation,
            faults: Vec::new(),
        }
    }

    #[cfg(feature = "serde")]
    fn rules(mut self, parse: Parse) -> Result<Rules<'static>, Error> {
        let rules = if self.text.trim().is_empty() {
            self.fault(0, check::no_rules(self.notation, "the file is empty"));
            Rules::new()
        } else {
            let root = parse(&mut self);
            root.map_or_else(Rules::new, |root| check::rules(&root, &mut self))
        };
        self.with(rules)
    }

    /// The rules in the contents of a file.
    pub(super) fn judged(mut self, root: &Value<'_>) -> Result<Rules<'static>, Error> {
        let rules = check::rules(root, &mut self);
        self.with(rules)
    }

    fn with(mut self, rules: Rules<'static>) -> Result<Rules<'static>, Error> {
        if self.faults.is_empty() {
            return Ok(rules);
        }
        self.faults.sort_by_key(|(place, _)| *place);
        let problems = self.faults.into_iter().map(|(_, problem)| problem);
        Err(Error::of_file(problems.collect()))
    }

    /// Notes a fault at an offset, in bytes.
    fn fault(&mut self, place: usize, message: Message) {
        let (line, column) = self.lines.position(place);
        let text = format!("{}:{line}:{column}: {}", self.name, message.text);
        let problem = Problem::of(ErrorKind::File, Message { text, ..message });
        self.faults.push((place, problem));
    }

    /// The file and the line of an offset: what a plan shows.
    fn origin(&self, place: usize) -> String {
        format!("{}:{}", self.name, self.lines.position(place).0)
    }

    /// Notes a syntax error; an offset within a character counts as its beginning.
    #[cfg(feature = "serde")]
    fn syntax(&mut self, place: usize, what: &str) {
        let mut places = (0..=place.min(self.text.len())).rev();
        let place = places.find(|&place| self.text.is_char_boundary(place));
        let place = place.unwrap_or(0);
        if let Some(entry) = syntax::not_finite(self.text, place) {
            check::not_finite(&entry, self);
            return;
        }
        let (place, message) = syntax::message(self.notation, self.text, place, what);
        self.fault(place, message);
    }
}
