//! JSON, with the offset of every word and value.
//!
//! serde_json gives no offsets of values, but it lends them as they are written: a [`RawValue`] is
//! a slice of the text, and its offset is that of the slice.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::File;
use super::document::{Data, Entry, Value};

/// How deep a file of rules goes: object, list, rule, value, number of a list.
const DEPTH: usize = 5;

/// The contents of the file, unless it is not JSON.
pub(super) fn parse<'t>(file: &mut File<'t>) -> Option<Value<'t>> {
    let read: Result<&'t RawValue, _> = serde_json::from_str(file.text);
    let read = read.map_err(|error| fault(&error, 0, file.text));
    match read.and_then(|raw| value(raw, file.text, DEPTH)) {
        Ok(value) => Some(value),
        Err((place, what)) => {
            file.syntax(place, &what);
            None
        }
    }
}

/// The offset of an error, and its description.
type Fault = (usize, String);

/// The offset and the message of an error in the part of the text that begins at `start`.
fn fault(error: &serde_json::Error, start: usize, part: &str) -> Fault {
    let (line, column) = (error.line(), error.column());
    let what = error.to_string();
    let suffix = format!(" at line {line} column {column}");
    let lines = part.split_inclusive('\n').take(line.saturating_sub(1));
    let place: usize = lines.map(str::len).sum();
    let what = what.strip_suffix(&suffix).unwrap_or(&what);
    (start + place + column.saturating_sub(1), what.into())
}

fn value<'t>(raw: &'t RawValue, text: &'t str, depth: usize) -> Result<Value<'t>, Fault> {
    let written = raw.get();
    let place = place(raw, text);
    let failed = |error: serde_json::Error| fault(&error, place, written);
    let data = match written.as_bytes().first() {
        Some(b'"') => Data::Text(serde_json::from_str(written).map_err(failed)?),
        Some(b't' | b'f') => Data::Flag(written == "true"),
        Some(b'n') => Data::Other("`null`"),
        Some(b'[') if depth == 1 => Data::Other("a list"),
        Some(b'{') if depth == 1 => Data::Other("a table"),
        Some(b'[') => {
            let list: Vec<&'t RawValue> = serde_json::from_str(written).map_err(failed)?;
            let list = list.into_iter().map(|raw| value(raw, text, depth - 1));
            Data::List(list.collect::<Result<_, _>>()?)
        }
        Some(b'{') => {
            let table: Table<'t> = serde_json::from_str(written).map_err(failed)?;
            let entry = |(word, raw): (&'t RawValue, _)| {
                let start = self::place(word, text);
                Ok(Entry {
                    word: serde_json::from_str(word.get())
                        .map_err(|error| fault(&error, start, word.get()))?,
                    place: start,
                    value: value(raw, text, depth - 1)?,
                })
            };
            Data::Table(table.0.into_iter().map(entry).collect::<Result<_, _>>()?)
        }
        // The standard library's parser rounds correctly, serde_json's by default does not.
        _ => Data::Number(written.parse().unwrap_or(f64::NAN), written.parse().ok()),
    };
    Ok(Value {
        written,
        place,
        data,
    })
}

/// Where a part of the text begins.
fn place(raw: &RawValue, text: &str) -> usize {
    raw.get().as_ptr().addr() - text.as_ptr().addr()
}

/// The entries of an object as they are written, repeated ones among them.
struct Table<'t>(Vec<(&'t RawValue, &'t RawValue)>);

impl<'t> Deserialize<'t> for Table<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;

        impl<'t> Visitor<'t> for Entries {
            type Value = Table<'t>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Table<'t>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Table(entries))
            }
        }

        deserializer.deserialize_map(Entries)
    }
}
