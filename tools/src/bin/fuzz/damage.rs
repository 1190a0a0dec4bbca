//! What can befall a text, a value of JSON, and bytes.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// Pieces that parsers stumble over.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "=",
    "\n",
    "\r\n",
    "#",
    "\\",
    "\\u0000",
    "\\ud800",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "π",
    "𝄞",
    "NaN",
    "nan",
    "-inf",
    "Infinity",
    "1e999",
    "-0",
    "0x10",
    "1_0",
    "1e-400",
    "99999999999999999999",
    "-9223372036854775808",
    "18446744073709551615",
    "null",
    "true",
    "[[rules]]",
    "rules",
    "at",
    "**",
    "*.*",
    "...",
    "initializer",
    "\"at\":",
    "2020-01-01",
    "'''",
    "\"\"\"",
    "{}",
    "[]",
    "__metadata__",
    "data_offsets",
    "weight_map",
    "../x",
    "/dev/zero",
    "F64",
    "I8",
];

/// Damages a text in one place, and in one of some hundred gives it a part that is very long or
/// very deep.
pub(crate) fn text(random: &mut Random, text: &mut Vec<u8>) {
    let place = random.below(text.len() + 1);
    let end = place + random.below(1 + (text.len() - place).min(40));
    match random.below(8) {
        0 => _ = text.drain(place..end),
        1 => {
            let again = text[place..end].to_vec();
            let place = random.below(text.len() + 1);
            text.splice(place..place, again);
        }
        2 => text.truncate(place),
        3 if place < text.len() => text[place] = random.word() as u8,
        4 if place < text.len() => text[place] ^= 1 << random.below(8),
        5 if random.one_in(60) => {
            let piece = random
                .choose(PIECES)
                .as_bytes()
                .repeat(1 + random.below(20_000));
            text.splice(place..place, piece);
        }
        6 => {
            let piece = *random.choose(PIECES);
            text.splice(place..end, piece.bytes());
        }
        _ => {
            let piece = *random.choose(PIECES);
            text.splice(place..place, piece.bytes());
        }
    }
}

/// Damages one of the values in a value.
pub(crate) fn json(random: &mut Random, value: &mut Value) {
    let mut left = random.below(count(value));
    if let Some(node) = nth(value, &mut left) {
        change(random, node);
    }
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(list) => list.iter().map(count).sum(),
        Value::Object(entries) => entries.values().map(count).sum(),
        _ => 0,
    }
}

/// The value that is reached after `left` others.
fn nth<'v>(value: &'v mut Value, left: &mut usize) -> Option<&'v mut Value> {
    if *left == 0 {
        return Some(value);
    }
    *left -= 1;
    match value {
        Value::Array(list) => list.iter_mut().find_map(|value| nth(value, left)),
        Value::Object(entries) => entries.values_mut().find_map(|value| nth(value, left)),
        _ => None,
    }
}

fn change(random: &mut Random, value: &mut Value) {
    match value {
        Value::Object(entries) if !entries.is_empty() && !random.one_in(4) => {
            change_entries(random, entries);
        }
        Value::Array(list) if !list.is_empty() && !random.one_in(4) => {
            let place = random.below(list.len());
            match random.below(3) {
                0 => _ = list.remove(place),
                1 => list.insert(place, list[place].clone()),
                _ => list.push(any(random)),
            }
        }
        Value::Number(number) if !random.one_in(3) => {
            let near = number.as_u64().unwrap_or(0);
            *value = match random.below(4) {
                0 => near.wrapping_add(1).into(),
                1 => near.wrapping_sub(1).into(),
                2 => near.wrapping_mul(2).into(),
                _ => json!(-(number.as_f64().unwrap_or(1.0))),
            };
        }
        Value::String(word) if !random.one_in(3) => {
            let mut bytes = std::mem::take(word).into_bytes();
            text(random, &mut bytes);
            *word = String::from_utf8_lossy(&bytes).into_owned();
        }
        _ => *value = any(random),
    }
}

fn change_entries(random: &mut Random, entries: &mut Map<String, Value>) {
    let keys: Vec<String> = entries.keys().cloned().collect();
    let (key, other) = (random.choose(&keys).clone(), random.choose(&keys).clone());
    match random.below(5) {
        0 => _ = entries.remove(&key),
        1 => {
            let moved = entries.remove(&key).unwrap_or_default();
            let mut name = key.into_bytes();
            text(random, &mut name);
            entries.insert(String::from_utf8_lossy(&name).into_owned(), moved);
        }
        2 => _ = entries.insert(format!("{key}{other}"), entries[&key].clone()),
        3 => {
            let (one, two) = (entries[&key].clone(), entries[&other].clone());
            entries.insert(key, two);
            entries.insert(other, one);
        }
        _ => _ = entries.insert((*random.choose(PIECES)).into(), any(random)),
    }
}

/// A value of any kind.
fn any(random: &mut Random) -> Value {
    match random.below(12) {
        0 => Value::Null,
        1 => true.into(),
        2 => json!([]),
        3 => json!({}),
        4 => json!([0, 24]),
        5 => (-1).into(),
        6 => 0.5.into(),
        7 => random.word().into(),
        8 => (random.below(100)).into(),
        9 => f64::from_bits(random.word()).into(),
        10 if random.one_in(40) => "long".repeat(1 + random.below(50_000)).into(),
        _ => (*random.choose(PIECES)).into(),
    }
}
