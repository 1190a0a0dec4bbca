//! The output of the derive for a few small structs, to be read by a person.
//!
//! A snapshot is a file: the struct, a line, the expansion. `BLESS=1 cargo test -p init-derive
//! snapshots` writes the expansions anew.

use std::fs;
use std::path::{Path, PathBuf};

use super::parsed;

const LINE: &str = "\n\n// The derive writes:\n\n";

/// The most lines that an expansion may have.
const MOST: usize = 64;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/snapshots");
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn expansion(source: &str) -> String {
    let output = crate::derive(&parsed(source));
    prettyplease::unparse(&syn::parse2(output).unwrap())
}

#[test]
fn expansions_are_those_that_were_read() {
    let bless = std::env::var_os("BLESS").is_some();
    for file in files() {
        let text = fs::read_to_string(&file).unwrap();
        let (source, expected) = text.split_once(LINE).unwrap_or((text.trim_end(), ""));
        let found = expansion(source);
        let name = file.file_name().unwrap().display();
        let lines = found.lines().count();
        assert!(lines <= MOST, "{name} has {lines} lines");
        if bless {
            fs::write(&file, format!("{source}{LINE}{found}")).unwrap();
        } else {
            assert!(
                found == expected,
                "{name} has changed; to accept it, run with BLESS=1\n{found}"
            );
        }
    }
}
