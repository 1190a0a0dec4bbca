//! Rules as data, written in TOML and in JSON.

use init_grammar::{INITIALIZERS, KEYS, Kind, RULE_OPTIONS, Range, all_words, choices, key};
use serde_json::Value as Json;

use crate::random::Random;

/// The words and values of one rule.
type Entries = Vec<(String, Value)>;

/// A file of rules.
pub(crate) struct Document(Vec<Entries>);

/// What both formats spell alike.
#[derive(Clone)]
enum Value {
    Text(String),
    Number(String),
    Flag(bool),
    List,
    Table,
}

/// Globs that reach something, as they are more often than not.
const GOOD: &[&str] = &[
    "**",
    "**.weight",
    "layers.*.bias",
    "half",
    "**.w*t",
    "tied",
    "layers.**",
];

const GLOBS: &[&str] = &[
    "**",
    "**.weight",
    "layers.*.bias",
    "half",
    "layers.0.kernel",
    "**.w*t",
    "tied",
    "again",
    "*",
    "no.such",
    "layers.**",
    "**.wieght",
    "layers..x",
    "**bias",
    "",
    "*.*.*",
    "**.**.**",
];

const MODULES: &[&str] = &["Layer", "Net", "L*", "nn.Layer", "Lineer", "", "Layer<T>"];

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "2",
    "-1",
    "0.5",
    "-0.5",
    "1e-3",
    "1e400",
    "-0.0",
    "4",
    "1e40",
    "18446744073709551616",
    "0.1",
    "1e-46",
    "3.4028235e38",
    "2.5",
    "1000000000000000000000000000000000000000",
    "5e-324",
];

impl Document {
    /// Rules that are nearly right: each has a glob, an initializer and keys of it.
    pub(crate) fn new(random: &mut Random) -> Self {
        let mut rules: Vec<Entries> = (0..=random.below(4)).map(|_| rule(random)).collect();
        for _ in 0..random.below(4).saturating_sub(1) {
            let place = random.below(rules.len());
            if let Some(entries) = rules.get_mut(place) {
                change(random, entries);
            }
        }
        Self(rules)
    }

    pub(crate) fn toml(&self) -> String {
        let mut text = String::new();
        for rule in &self.0 {
            text.push_str("[[rules]]\n");
            for (word, value) in rule {
                let is_bare = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
                let word = match word.as_str() {
                    "" => "\"\"".into(),
                    bare if bare.chars().all(is_bare) => bare.to_owned(),
                    other => quoted(other),
                };
                text.extend([&word, " = ", &value.written(), "\n"]);
            }
        }
        text
    }

    pub(crate) fn json(&self) -> String {
        let entry =
            |(word, value): &(String, Value)| format!("{}: {}", quoted(word), value.written());
        let rule = |entries: &Entries| {
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        };
        let rules: Vec<String> = self.0.iter().map(rule).collect();
        format!("{{\"rules\": [{}]}}", rules.join(",\n"))
    }
}

impl Value {
    /// In both formats.
    fn written(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Number(number) => number.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::List => "[1]".into(),
            Self::Table => "{}".into(),
        }
    }
}

fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// A rule in the words of the grammar: of initializers that a file can hold, nearly always.
fn rule(random: &mut Random) -> Entries {
    let globs = if random.one_in(10) { GLOBS } else { GOOD };
    let mut entries = vec![("at".into(), text(*random.choose(globs)))];
    let mut found = random.choose(INITIALIZERS);
    while found.value == Some(Kind::Expression) && !random.one_in(50) {
        found = random.choose(INITIALIZERS);
    }
    match found.value {
        Some(kind) => entries.push((found.word.into(), value(random, kind))),
        None => entries.push(("initializer".into(), text(found.word))),
    }
    for word in found.keys {
        if !found.required.contains(word) && !random.one_in(4) {
            continue;
        }
        if let Some(key) = key(word) {
            entries.push(((*word).into(), value(random, key.kind)));
        }
    }
    if random.one_in(20) {
        entries.push(("module".into(), text(*random.choose(MODULES))));
    }
    if random.one_in(20) {
        entries.push(("rank".into(), Value::Number(random.below(6).to_string())));
    }
    entries
}

fn text(text: impl Into<String>) -> Value {
    Value::Text(text.into())
}

/// A value of the kind, nearly always.
fn value(random: &mut Random, kind: Kind) -> Value {
    if random.one_in(60) {
        return any(random);
    }
    match kind {
        Kind::Flag => Value::Flag(true),
        Kind::Choice(name) => match choices(name) {
            Some(choices) => text(random.choose(choices.values).0),
            None => any(random),
        },
        Kind::Number(Range::Unit) => Value::Number("0.25".into()),
        Kind::Number(_) if random.one_in(12) => Value::Number((*random.choose(NUMBERS)).into()),
        Kind::Number(_) => Value::Number("1.5".into()),
        _ => any(random),
    }
}

fn any(random: &mut Random) -> Value {
    match random.below(8) {
        0 => Value::Flag(random.one_in(2)),
        1 => Value::List,
        2 => Value::Table,
        3 => text(*random.choose(GLOBS)),
        4 => text(word(random)),
        _ => Value::Number((*random.choose(NUMBERS)).into()),
    }
}

/// A word of the grammar, one that nearly is, or a very long one.
fn word(random: &mut Random) -> String {
    let words: Vec<&str> = all_words().collect();
    let mut word = String::from(*random.choose(&words));
    match random.below(6) {
        0 => word.push('x'),
        1 => _ = word.pop(),
        2 => word.insert(0, 'π'),
        3 if random.one_in(20) => word = word.repeat(1 + random.below(1 << 17)),
        _ => {}
    }
    word
}

/// Changes one entry: its word, its value, or that it is there once.
fn change(random: &mut Random, entries: &mut Entries) {
    let place = random.below(entries.len());
    let Some(entry) = entries.get(place).cloned() else {
        return;
    };
    match random.below(6) {
        0 => _ = entries.remove(place),
        1 => entries.push(entry),
        2 => entries[place].0 = word(random),
        3 => entries[place].1 = any(random),
        4 => {
            let key = random.choose(KEYS);
            entries.push((key.word.into(), value(random, key.kind)));
        }
        _ => {
            let option = random.choose(RULE_OPTIONS);
            entries.push((option.word.into(), any(random)));
        }
    }
}
