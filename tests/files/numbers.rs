//! Numbers in files: their ranges, and their spellings.

use init_core::Rules;

use crate::errors::{json, rule, toml};

#[test]
fn values_out_of_range() {
    toml(
        &rule("initializer = \"normal\"\nstd = -0.02\nmean = inf"),
        &[
            "4:7: `std` must be finite and not negative, found `-0.02`\nhelp: write `std = 0.02`",
            "5:8: `mean` must be finite, found `inf`\n\
             help: write a finite number, e.g. `mean = 0.0`",
        ],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"initializer\": \"uniform\", \"low\": 2, \"high\": 1}]}",
        &["1:69: `low` must be less than `high`, found `2` and `1`\n\
           help: swap them: `\"low\": 1.0, \"high\": 2.0`"],
    );
}

/// What TOML can spell and JSON cannot has one answer, not two one after the other.
#[test]
fn numbers_that_are_not_finite() {
    for number in ["NaN", "nan", "Infinity", "-Infinity", "-inf"] {
        let expected = format!(
            "1:57: `std` must be finite and not negative, found `{number}`\n\
             help: write a finite number, e.g. `\"std\": 0.02`"
        );
        json(
            &format!(
                "{{\"rules\": [{{\"at\": \"**\", \"initializer\": \"normal\", \"std\": {number}}}]}}"
            ),
            &[&expected],
        );
    }
    toml(
        &rule("initializer = \"normal\"\nstd = NaN"),
        &["4:7: `std` must be finite and not negative, found `NaN`\n\
           help: write a finite number, e.g. `std = 0.02`"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"constant\": NaN}]}",
        &["1:37: `constant` must be finite, found `NaN`\n\
           help: write a finite number, e.g. `\"constant\": 0.0`"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"rank\": NaN}]}",
        &["1:33: `rank` takes a number of axes\nhelp: write e.g. `\"rank\": 2`"],
    );
    json(
        "{\"rules\": [{\"at\": \"**\", \"low\": -Infinity}]}",
        &["1:32: not JSON: `-Infinity` is not a number there\nhelp: write a finite number"],
    );
    json(
        "{\"rules\": [{\"at\": NaN}]}",
        &["1:19: `at` takes a string\nhelp: write `\"at\": \"**.bias\"`"],
    );
}

#[test]
fn a_rank_is_an_integer_however_it_is_spelled() {
    for (rank, found) in [
        ("0x2", 2),
        ("0b10", 2),
        ("0o2", 2),
        ("+2", 2),
        ("1_0", 10),
        ("0xa", 10),
    ] {
        let text = format!("[[rules]]\nat = '**'\nrank = {rank}\ninitializer = 'zeros'");
        let rules = Rules::from_toml(&text).unwrap();
        let shown: Vec<String> = rules.iter().map(ToString::to_string).collect();
        assert!(shown[0].contains(&format!("rank = {found}`")), "{shown:?}");
    }
    for rank in ["2.0", "-2", "0x1_0000_0000_0000_0000"] {
        let text = format!("[[rules]]\nat = '**'\nrank = {rank}\ninitializer = 'zeros'");
        let error = Rules::from_toml(&text).unwrap_err().to_string();
        assert!(error.contains("`rank` takes a number of axes"), "{error}");
    }
}
