//! The promises of every scheme (fans, std, bounds, gains), against figures from other sources:
//! PyTorch's, JAX's, and rows computed by hand.

#[path = "../support/attribute.rs"]
mod attribute;
#[path = "../support/ghost.rs"]
mod ghost;

mod by_hand;
mod catalogue;
mod coming_from;
mod data;
mod fans;
mod gains;
mod jax;
mod parent;
mod plain;
mod torch;
mod widths;

use std::fs;
use std::path::Path;

use init_core::values::Law;

/// A word of the grammar is held to figures from elsewhere: its function is called in this folder
/// or in that of the values, or its bits are golden, which `tests/contract` computes anew.
#[test]
fn no_initializer_is_without_an_oracle() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut sources = vec![fs::read_to_string(tests.join("data/golden.txt")).unwrap()];
    for folder in ["formulas", "values"] {
        let files = fs::read_dir(tests.join(folder)).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let files = files.filter(|path| path.is_file());
        sources.extend(files.map(|path| fs::read_to_string(path).unwrap()));
    }
    for word in init_grammar::INITIALIZERS.iter().map(|found| found.word) {
        let named = sources.iter().any(|source| {
            let words = source.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
            words.into_iter().any(|found| found == word)
        });
        assert!(
            named,
            "`{word}` has no formula in tests/formulas and no golden bits"
        );
    }
}

/// The relative error that is allowed against another system's figures.
const TOLERANCE: f64 = 1e-12;

/// √3: a uniform law on ±√3·std has the standard deviation std.
const SQRT_3: f64 = 1.732_050_807_568_877_2;

/// The standard deviation of a standard normal cut at ±2 (mpmath, data/truncated-normal.json).
const STD_AT_TWO: f64 = 0.879_625_661_034_239_7;

#[track_caller]
fn assert_close(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs() / expected.abs();
    assert!(
        error <= TOLERANCE,
        "{what}: found {found:e}, expected {expected:e}, relative error {error:e}"
    );
}

#[track_caller]
fn assert_normal(law: Law, std: f64, what: &str) {
    let Law::Normal { mean, std: found } = law else {
        panic!("{what}: not a normal law: {law:?}");
    };
    assert_eq!(mean, 0.0, "{what}");
    assert_close(found, std, what);
}

#[track_caller]
fn assert_uniform(law: Law, std: f64, what: &str) {
    let Law::Uniform { low, high } = law else {
        panic!("{what}: not a uniform law: {law:?}");
    };
    assert_close(high, SQRT_3 * std, what);
    assert_eq!(low, -high, "{what}");
}

/// `std` is the one of the values; the law before truncation is wider.
#[track_caller]
fn assert_truncated(law: Law, std: f64, what: &str) {
    let Law::TruncatedNormal {
        mean,
        std: before,
        low,
        high,
    } = law
    else {
        panic!("{what}: not a truncated normal law: {law:?}");
    };
    assert_eq!(mean, 0.0, "{what}");
    assert_close(before, std / STD_AT_TWO, what);
    assert_close(high, 2.0 * std / STD_AT_TWO, what);
    assert_eq!(low, -high, "{what}");
    assert_close(law.std().unwrap(), std, what);
}
