//! Every mistake in an attribute, one file for each, with the message that it must have.
//!
//! `TRYBUILD=overwrite cargo test --test ui` rewrites the expectations: read each one.

use std::fs;
use std::path::{Path, PathBuf};

/// What an expectation must not quote: other crates' source, whose lines move.
const FORBIDDEN: &[&str] = &["$RUST", "$CARGO"];

/// What it must not quote unless its case is about a tensor library: types that come and go with
/// features.
const LIBRARIES: &[&str] = &["ndarray", "ArrayBase", "candle", "burn"];

/// The traits whose implementations may be listed: the lists do not grow with features, because
/// implementations for tensors keep out of them.
const LISTED: &[&str] = &[
    "`Initialize`",
    "`init_core::Initializer`",
    "`Parameters<S>`",
    "Cell`",
    "Shape`",
];

/// Cases of several mistakes, and how many.
const SEVERAL: &[(&str, usize)] = &[
    ("every_mistake_at_once", 6),
    ("every_mistake_of_one_attribute", 4),
    ("nested_faults_of_two_structs", 2),
];

#[test]
fn every_mistake_has_its_message() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/*/*.rs");
}

#[test]
fn every_expectation_has_its_case_and_every_case_its_expectation() {
    for file in files() {
        let other = file.with_extension(match extension(&file) {
            "rs" => "stderr",
            "stderr" => "rs",
            _ => panic!("{} does not belong here", file.display()),
        });
        assert!(
            other.is_file(),
            "{} has no {}",
            file.display(),
            other.display()
        );
    }
}

#[test]
fn one_mistake_has_one_error() {
    for file in expectations() {
        let name = file.file_stem().unwrap().to_str().unwrap();
        let several = SEVERAL.iter().find(|(several, _)| *several == name);
        let expected = several.map_or(1, |&(_, errors)| errors);
        let text = fs::read_to_string(&file).unwrap();
        let errors = text
            .lines()
            .filter(|line| line.starts_with("error"))
            .count();
        let warnings = text
            .lines()
            .filter(|line| line.starts_with("warning"))
            .count();
        assert_eq!((errors, warnings), (expected, 0), "{}", file.display());
    }
}

#[test]
fn expectations_hold_on_every_machine_and_with_every_feature() {
    for file in expectations() {
        let text = fs::read_to_string(&file).unwrap();
        let case = fs::read_to_string(file.with_extension("rs")).unwrap();
        let about_a_library = LIBRARIES.iter().any(|name| case.contains(name));
        let libraries = LIBRARIES.iter().filter(|_| !about_a_library);
        for forbidden in FORBIDDEN.iter().chain(libraries) {
            assert!(
                !text.contains(forbidden),
                "{} quotes {forbidden}",
                file.display()
            );
        }
        for line in text
            .lines()
            .filter(|line| line.contains("other types implement"))
        {
            let listed = LISTED.iter().any(|name| line.contains(name));
            assert!(listed, "{} lists implementations: {line}", file.display());
        }
    }
}

#[test]
fn cases_are_short() {
    for file in files().filter(|file| extension(file) == "rs") {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= 24, "{} has {lines} lines", file.display());
    }
}

fn expectations() -> impl Iterator<Item = PathBuf> {
    files().filter(|file| extension(file) == "stderr")
}

/// All files of the cases.
fn files() -> impl Iterator<Item = PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let topics = fs::read_dir(root).unwrap();
    topics.flat_map(|topic| {
        let topic = topic.unwrap().path();
        let files = fs::read_dir(&topic).unwrap();
        files.map(|file| file.unwrap().path())
    })
}

fn extension(file: &Path) -> &str {
    file.extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default()
}
