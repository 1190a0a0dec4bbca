//! A mistake in a file has the message of the same mistake in an attribute: the expectations of
//! the compiler's, `tests/ui`, are the oracle.

use std::fs;
use std::path::Path;

use init_core::Rules;
use init_grammar::INITIALIZERS;

/// Mistakes that files can make too.
const CASES: &[&str] = &[
    "argument/constant_without_value",
    "argument/key_of_one_initializer",
    "argument/icnr_without_factor",
    "argument/sparse_without_sparsity",
    "conflict/gain_and_nonlinearity",
    "conflict/gain_and_pass",
    "unknown/distribution_gaussian",
    "unknown/initializer_mistyped",
    "unknown/mode_mistyped",
    "unknown/nonlinearity_swish",
    "unknown/pass_mistyped",
    "unknown/variant_mistyped",
    "unknown/window_mistyped",
    "value/base_below_two",
    "value/constant_in_quotes",
    "value/dt_low_above_the_default",
    "value/factor_zero",
    "value/high_below_the_default",
    "value/low_of_a_logarithm",
    "value/low_above_high",
    "value/low_equals_high",
    "value/mode_number",
    "value/omega_zero",
    "value/probability_one",
    "value/sparsity_above_one",
    "value/sparsity_negative",
    "value/std_in_quotes",
    "value/std_negative",
    "value/std_zero",
    "value/std_zero_with_mean",
    "value/steps_below_two",
];

#[test]
fn a_file_says_what_the_compiler_says() {
    for case in CASES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/ui")
            .join(case);
        let source = fs::read_to_string(path.with_extension("rs")).unwrap();
        let expected = fs::read_to_string(path.with_extension("stderr")).unwrap();
        let (_, expected) = expected.split_once("error: ").unwrap();
        let (expected, _) = expected.split_once("-->").unwrap();
        let error = Rules::from_toml(&rule(&source)).unwrap_err().to_string();
        let (_, found) = error.split_once(": ").unwrap();
        assert_eq!(attributed(found), attributed(expected), "{case}");
    }
}

/// The first attribute of a source, as a rule.
fn rule(source: &str) -> String {
    let (_, attribute) = source.split_once("#[init(").unwrap();
    let (attribute, _) = attribute.split_once(")]").unwrap();
    let entries = attribute.split(", ").enumerate();
    let lines: Vec<String> = entries
        .map(|(place, entry)| match entry {
            entry if entry.contains('=') => entry.to_owned(),
            entry if place == 0 => format!("initializer = \"{entry}\""),
            entry => format!("{entry} = true"),
        })
        .collect();
    format!("[[rules]]\nat = \"**\"\n{}", lines.join("\n"))
}

/// A message with entries as an attribute has them, and its lines joined.
fn attributed(message: &str) -> String {
    let words: Vec<&str> = message.split_whitespace().collect();
    let mut message = words.join(" ").replace("` and `", ", ");
    for initializer in INITIALIZERS {
        let word = initializer.word;
        message = message.replace(&format!("initializer = \"{word}\""), word);
    }
    message
}
