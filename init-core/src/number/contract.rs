//! A test that the tables of docs/value-contract.md hold the constants of the engine.

use alloc::vec::Vec;

const CONTRACT: &str = include_str!("../../../docs/value-contract.md");

/// The tables that the document must have, each compared where its constants are defined.
const NAMES: [&str; 16] = [
    "NODES",
    "WEIGHTS",
    "LN_F32",
    "LN_F64",
    "SINE_F32",
    "COSINE_F32",
    "SINE_F64",
    "COSINE_F64",
    "LOG2_F32",
    "CENTRAL_F32",
    "INNER_F32",
    "OUTER_F32",
    "INNER_F64",
    "MIDDLE_F64",
    "OUTER_F64",
    "FAR",
];

/// The tables of the document: the line that names each, and the patterns in it.
fn tables() -> impl Iterator<Item = (&'static str, Vec<u64>)> {
    CONTRACT.split("```text\n").skip(1).map(|rest| {
        let table = rest.split("```").next().unwrap();
        let (heading, body) = table.split_once('\n').unwrap();
        let words = body.split_whitespace();
        let patterns = words.map(|word| u64::from_str_radix(word, 16).unwrap());
        (heading, patterns.collect())
    })
}

/// Asserts that the document gives these coefficients under this name.
#[track_caller]
fn assert_table(name: &str, kind: &str, bits: &[u64]) {
    let heading = alloc::format!("{name} {kind} {}", bits.len());
    let found = tables().find(|(found, _)| *found == heading);
    assert_eq!(found.expect("a table of this heading").1, bits, "{name}");
}

#[track_caller]
pub(crate) fn assert_f32(name: &str, coefficients: &[f32]) {
    let bits: Vec<u64> = coefficients.iter().map(|c| c.to_bits().into()).collect();
    assert_table(name, "f32", &bits);
}

#[track_caller]
pub(crate) fn assert_f64(name: &str, coefficients: &[f64]) {
    let bits: Vec<u64> = coefficients.iter().map(|c| c.to_bits()).collect();
    assert_table(name, "f64", &bits);
}

#[test]
fn every_table_is_one_of_the_engine() {
    let found: Vec<&str> = tables()
        .map(|(heading, _)| heading.split(' ').next().unwrap())
        .collect();
    assert_eq!(found, NAMES);
}
