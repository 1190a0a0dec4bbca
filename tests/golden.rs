//! The value contract is frozen: the bits in `tests/data/golden.txt` never change.

#[path = "support/golden.rs"]
mod golden;

const COMMITTED: &str = include_str!("data/golden.txt");

#[test]
fn the_golden_bits_are_as_they_were() {
    let found = golden::text();
    let changed: Vec<String> = (COMMITTED.lines().zip(found.lines()))
        .filter(|(committed, found)| committed != found)
        .map(|(committed, found)| format!("committed: {committed}\nfound:     {found}"))
        .collect();
    let (committed, found) = (COMMITTED.lines().count(), found.lines().count());
    assert!(
        changed.is_empty() && committed == found,
        "{} of {committed} golden lines differ; {found} were made.\n\n\
         This is a value-breaking change: models that people have initialized with a key would \
         come out with other values. Version 1 of the value contract (docs/value-contract.md) is \
         frozen. Do not write `tests/data/golden.txt` anew. If the change is a mistake, correct \
         the code. If other values are wanted, leave version 1 as it is and put a new version \
         of the contract beside it, with a file of golden bits of its own. Only a new case adds \
         lines here.\n\n{}\n",
        changed.len(),
        changed.join("\n"),
    );
}
