//! TOML, with the place of every word and value.

use alloc::string::ToString;
use alloc::vec::Vec;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use init_grammar::message::duplicate;

use super::File;
use super::document::{Entry, Said, Value};

/// What the file says, unless it is not TOML.
pub(super) fn parse<'t>(file: &mut File<'t>) -> Option<Value<'t>> {
    let text = file.text;
    let error = match DeTable::parse(text) {
        Ok(root) => {
            return Some(Value {
                written: text,
                place: 0,
                said: Said::Table(entries(root.get_ref(), text)),
            });
        }
        Err(error) => error,
    };
    let span = error.span().unwrap_or(text.len()..text.len());
    let word = text.get(span.clone()).unwrap_or_default();
    let word = word.trim_matches(['"', '\'']);
    match error.message() {
        "duplicate key" if !word.is_empty() => file.fault(span.start, duplicate(word)),
        what => file.syntax(span.start, what),
    }
    None
}

/// The entries of a table, in the order in which they are written.
fn entries<'t>(table: &DeTable<'_>, text: &'t str) -> Vec<Entry<'t>> {
    let entry = |(word, found): (&Spanned<_>, &_)| Entry {
        word: AsRef::<str>::as_ref(word.get_ref()).into(),
        place: word.span().start,
        value: value(found, text),
    };
    let mut entries: Vec<Entry<'t>> = table.iter().map(entry).collect();
    entries.sort_by_key(|entry| entry.place);
    entries
}

fn value<'t>(found: &Spanned<DeValue<'_>>, text: &'t str) -> Value<'t> {
    let said = match found.get_ref() {
        DeValue::String(text) => Said::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let (digits, radix) = (integer.as_str(), integer.radix());
            let value = match radix {
                10 => number(digits),
                _ => i128::from_str_radix(digits, radix).map_or(f64::NAN, |value| value as f64),
            };
            Said::Number(value, usize::from_str_radix(digits, radix).ok())
        }
        DeValue::Float(float) => Said::Number(number(float.as_str()), None),
        DeValue::Boolean(flag) => Said::Flag(*flag),
        DeValue::Datetime(_) => Said::Other("a date"),
        DeValue::Array(list) => Said::List(list.iter().map(|found| value(found, text)).collect()),
        DeValue::Table(table) => Said::Table(entries(table, text)),
    };
    let span = found.span();
    Value {
        place: span.start,
        written: text.get(span).unwrap_or_default(),
        said,
    }
}

/// A decimal number; the parser of the format has checked it.
fn number(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}
