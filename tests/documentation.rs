//! The tables of the attribute language in the README and in the derive's documentation match the
//! grammar, row by row.

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, Initializer, Key, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
};

const README: &str = include_str!("../README.md");
const MANIFEST: &str = include_str!("../init-core/Cargo.toml");
const DERIVE: &str = include_str!("../init-derive/doc/initialize.md");

fn initializer_row(initializer: &Initializer) -> String {
    let word = initializer.word;
    let word = match initializer.value {
        Some(_) => format!("`{word} = …`"),
        None => format!("`{word}`"),
    };
    let keys: Vec<String> = initializer
        .keys
        .iter()
        .map(|key| format!("`{key}`"))
        .collect();
    let keys = match keys.as_slice() {
        [] => String::from(" "),
        keys => format!(" {} ", keys.join(", ")),
    };
    format!("| {word} |{keys}| {} |", initializer.doc)
}

fn option_row(option: &Key) -> String {
    match option.kind {
        Kind::Flag => format!("| `{}` | {} |", option.word, option.doc),
        _ => format!("| `{} = …` | {} |", option.word, option.doc),
    }
}

#[test]
fn every_initializer_has_its_row_in_both_documents() {
    for row in INITIALIZERS.iter().map(initializer_row) {
        assert!(README.contains(&row), "the README lacks the row\n{row}");
        assert!(
            DERIVE.contains(&row),
            "the derive's documentation lacks the row\n{row}"
        );
    }
}

#[test]
fn every_option_has_its_row_in_both_documents() {
    let options = [FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS];
    for row in options.into_iter().flatten().map(option_row) {
        assert!(README.contains(&row), "the README lacks the row\n{row}");
        assert!(
            DERIVE.contains(&row),
            "the derive's documentation lacks the row\n{row}"
        );
    }
    for row in MARKERS.iter().map(option_row) {
        assert!(README.contains(&row), "the README lacks the row\n{row}");
    }
}

#[test]
fn neither_document_has_a_row_that_the_grammar_lacks() {
    let rows: Vec<String> = INITIALIZERS
        .iter()
        .map(initializer_row)
        .chain(
            [FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS, MARKERS]
                .into_iter()
                .flatten()
                .map(option_row),
        )
        .collect();
    for document in [README, DERIVE] {
        for line in document.lines().filter(|line| line.starts_with("| `")) {
            assert!(
                rows.iter().any(|row| row == line),
                "no word of the grammar says\n{line}"
            );
        }
    }
}

/// What is behind a feature is documented: docs.rs builds all of them, tch without libtorch.
#[test]
fn docs_rs_builds_every_feature() {
    let (_, features) = MANIFEST.split_once("\n[features]\n").unwrap();
    let (features, rest) = features.split_once("\n[dependencies]\n").unwrap();
    let (_, documented) = rest.split_once("\n[package.metadata.docs.rs]\n").unwrap();
    let lines = features.lines().filter_map(|line| line.split_once(" = ["));
    let names: Vec<&str> = lines.map(|(name, _)| name.trim_matches('"')).collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names.into_iter().filter(|&name| name != "default") {
        let listed = documented.contains(&format!("\"{name}\","));
        assert!(listed, "docs.rs does not build `{name}`");
    }
    assert!(documented.contains("\"tch_0_26/doc-only\""));
}
