//! Files of rules, in TOML and JSON.

use init_core::{Error, Reset, Rules};

use crate::damage;
use crate::document::Document;
use crate::model::Net;
use crate::random::Random;
use crate::tally::{Files, Tally, Verdict};

const TOML: &str = "rules.toml";
const JSON: &str = "rules.json";

pub(crate) fn check(tally: &mut Tally) {
    tally.section("rules, by the grammar", by_grammar, alike);
    tally.section("rules, damaged", damaged, |files| {
        let (name, text) = first(files)?;
        let rules = match name {
            TOML => Rules::from_toml(&text),
            _ => Rules::from_json(&text),
        };
        match rules {
            Ok(rules) => applied(&rules).map(|_| Verdict::Accepted),
            Err(error) => Verdict::refused(&error),
        }
    });
}

/// The same rules in both formats.
fn by_grammar(random: &mut Random) -> Files {
    let document = Document::new(random);
    Files::from([
        (TOML.into(), document.toml().into_bytes()),
        (JSON.into(), document.json().into_bytes()),
    ])
}

/// Rules in one format, with damage to the text.
fn damaged(random: &mut Random) -> Files {
    let mut files = by_grammar(random);
    files.remove([TOML, JSON][random.below(2)]);
    for text in files.values_mut() {
        for _ in 0..random.below(3) {
            damage::text(random, text);
        }
    }
    files
}

fn first(files: &Files) -> Result<(&str, String), String> {
    let (name, bytes) = files.first_key_value().ok_or("no file")?;
    Ok((name, String::from_utf8_lossy(bytes).into_owned()))
}

/// Both formats give the same rules, or neither does.
fn alike(files: &Files) -> Result<Verdict, String> {
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    match (Rules::from_toml(&text(TOML)), Rules::from_json(&text(JSON))) {
        (Ok(toml), Ok(json)) => {
            if applied(&toml)? == applied(&json)? {
                Ok(Verdict::Accepted)
            } else {
                Err("the formats give other values".into())
            }
        }
        (Err(toml), Err(json)) => {
            Verdict::refused(&toml)?;
            Verdict::refused(&json)
        }
        (Ok(_), Err(error)) => Err(format!("JSON alone is refused: {error}")),
        (Err(error), Ok(_)) => Err(format!("TOML alone is refused: {error}")),
    }
}

/// A reset by rules: the values, or the number of problems of one that left the model as it was.
fn applied(rules: &Rules<'_>) -> Result<Result<Vec<u64>, usize>, String> {
    let mut net = Net::new(100);
    let before = net.numbers();
    let result: Result<_, Error> = Reset::seed(3).rules(rules).run(&mut net);
    let now = net.numbers();
    match result {
        Ok(_) => Ok(Ok(now
            .into_values()
            .flat_map(|numbers| numbers.bits)
            .collect())),
        Err(_) if now != before => Err("an error, but the model has changed".into()),
        Err(error) => {
            Verdict::refused(&error)?;
            Ok(Err(error.problems().len()))
        }
    }
}
