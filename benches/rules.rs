//! How long it takes to find that rules reach nothing, beside a plan without them, and to read files
//! of rules, beside files of a tenth of the rules.
//!
//! `cargo bench --bench rules`; `-- unreached` or `-- file` for one of them.

use std::collections::BTreeMap;
use std::hint::black_box;

use init_core::initializer::zeros;
use init_core::{Error, Initialize, Reset, Rules};
use race::Race;
use toml::de::DeTable;

#[allow(dead_code, reason = "one thread plans and reads")]
#[path = "common/race.rs"]
mod race;

const ROUNDS: usize = 5;

#[derive(Initialize)]
struct Linear {
    #[init(zeros)]
    weight: [f32; 2],
    #[init(zeros)]
    bias: [f32; 2],
}

fn main() {
    if race::is_chosen("unreached") {
        unreached();
    }
    if race::is_chosen("file") {
        file();
    }
}

/// 100 rules on 4,800 parameters.
fn unreached() {
    let linear = |k| {
        let linear = Linear {
            weight: [0.0; 2],
            bias: [0.0; 2],
        };
        (format!("layers{k:04}_self_attention"), linear)
    };
    let model: BTreeMap<String, Linear> = (0..2400).map(linear).collect();
    let mut race = Race::new("100 rules that reach nothing, 4,800 parameters", 4800);
    race.series("a plan", || {
        black_box(Reset::seed(1).dry_run(&model).expect("a plan"));
    });
    for (name, glob) in [
        ("rules with a name to correct", "wieght"),
        ("rules without", "running_mean"),
    ] {
        let model = &model;
        race.series(name, move || {
            let rules = (0..100).fold(Rules::new(), |rules, k| {
                rules.at(format!("layers{k:04}_cross_attention.{glob}{k}"), zeros())
            });
            let error = Reset::seed(1).rules(&rules).dry_run(model);
            let error = error.expect_err("rules that reach nothing");
            assert_eq!(error.problems().len(), 100);
            black_box(error.to_string());
        });
    }
    race.run(ROUNDS);
}

/// Files of 10,000 and of 100,000 rules.
fn file() {
    let toml = |count: usize, rule: &str| format!("[[rules]]\nat = '**'\n{rule}\n\n").repeat(count);
    let json = |count: usize, rule: &str| {
        let rules = vec![format!("{{\"at\": \"**\", {rule}}}"); count];
        format!("{{\"rules\": [{}]}}", rules.join(", "))
    };
    let files: [(_, _, fn(&str)); 5] = [
        (
            "rules in TOML",
            [10_000, 100_000].map(|count| toml(count, "initializer = 'zeros'")),
            |text| read(Rules::from_toml(text)),
        ),
        (
            "the same, by the parser of TOML alone",
            [10_000, 100_000].map(|count| toml(count, "initializer = 'zeros'")),
            |text| _ = black_box(DeTable::parse(text)),
        ),
        (
            "rules in JSON",
            [10_000, 100_000].map(|count| json(count, "\"initializer\": \"zeros\"")),
            |text| read(Rules::from_json(text)),
        ),
        (
            "rules in TOML with a mistake each",
            [10_000, 100_000].map(|count| toml(count, "initializer = 'zero'")),
            |text| read(Rules::from_toml(text)),
        ),
        (
            "rules in JSON with a mistake each",
            [10_000, 100_000].map(|count| json(count, "\"initializer\": \"zero\"")),
            |text| read(Rules::from_json(text)),
        ),
    ];
    for (title, texts, read) in files {
        let mut race = Race::new(title, 100_000);
        for (name, text) in ["10,000", "100,000"].into_iter().zip(texts) {
            race.series(name, move || read(&text));
        }
        race.run(ROUNDS)
            .print_ratios(&[("100,000", "10,000", 12.0)]);
    }
}

/// To show a mistake is part of the work.
fn read(rules: Result<Rules<'_>, Error>) {
    _ = black_box(rules.map_err(|error| error.to_string()));
}
