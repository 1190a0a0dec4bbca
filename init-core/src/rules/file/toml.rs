//! TOML, with the offset of every word and value.

use alloc::string::ToString;
use alloc::vec::Vec;

use ::toml::Spanned;
use ::toml::de::{DeTable, DeValue};
use init_grammar::message::duplicate;

use super::File;
use super::document::{Data, Entry, Value};

/// The contents of the file, unless it is not TOML.
pub(super) fn parse<'t>(file: &mut File<'t>) -> Option<Value<'t>> {
    let text = file.text;
    let error = match DeTable::parse(text) {
        Ok(root) => {
            return Some(Value {
                written: text,
                place: 0,
                data: Data::Table(entries(root.get_ref(), text)),
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
    let data = match found.get_ref() {
        DeValue::String(text) => Data::Text(text.to_string()),
        DeValue::Integer(integer) => {
            let (digits, radix) = (integer.as_str(), integer.radix());
            let integer = i128::from_str_radix(digits, radix).ok();
            let value = match radix {
                10 => number(digits),
                _ => integer.map_or(f64::NAN, |value| value as f64),
            };
            Data::Number(value, integer)
        }
        DeValue::Float(float) => Data::Number(number(float.as_str()), None),
        DeValue::Boolean(flag) => Data::Flag(*flag),
        DeValue::Datetime(_) => Data::Other("a date"),
        DeValue::Array(list) => Data::List(list.iter().map(|found| value(found, text)).collect()),
        DeValue::Table(table) => Data::Table(entries(table, text)),
    };
    let span = found.span();
    Value {
        place: span.start,
        written: text.get(span).unwrap_or_default(),
        data,
    }
}

/// A decimal number; the parser of the format has checked it.
fn number(digits: &str) -> f64 {
    digits.parse().unwrap_or(f64::NAN)
}
