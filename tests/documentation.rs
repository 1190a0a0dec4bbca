//! The tables of the attribute language in the derive's documentation match the grammar,
//! row by row; the README and the module of initializers name its words.

use std::fs;
use std::path::{Path, PathBuf};

use init_grammar::{
    FIELD_OPTIONS, INITIALIZERS, Initializer, Key, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
};

const README: &str = include_str!("../README.md");
const MANIFEST: &str = include_str!("../init-core/Cargo.toml");
const MODULE: &str = include_str!("../init-core/src/initializer.rs");
const DERIVE: &str = include_str!("../init-derive/doc/initialize.md");
const TABLE: &str = include_str!("../docs/initializers.md");
const LINES: &str = include_str!("../docs/lines.md");
/// The tests that run the lines in Rust of `docs/lines.md`.
const RUN: [&str; 3] = [
    include_str!("safetensors/loading.rs"),
    include_str!("tensor-libraries/burn/tests/burn_0_22/lines.rs"),
    include_str!("tensor-libraries/candle/tests/candle_0_11/lines.rs"),
];

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
fn every_initializer_has_its_row_and_its_link() {
    for initializer in INITIALIZERS {
        let row = initializer_row(initializer);
        assert!(
            DERIVE.contains(&row),
            "the derive's documentation lacks the row\n{row}"
        );
        let word = initializer.word;
        let alias = word.starts_with("glorot") || word.starts_with("he_");
        let linked = alias || word == "initializer" || MODULE.contains(&format!("[`{word}`]"));
        assert!(linked, "`init_core::initializer` does not link [`{word}`]");
    }
}

/// `docs/initializers.md` has the same row, with four more cells and the defaults.
#[test]
fn the_table_of_initializers_has_every_word_and_no_other() {
    let rows: Vec<&str> = TABLE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let (rows, rest) = rows.split_at(INITIALIZERS.len());
    for (initializer, row) in INITIALIZERS.iter().zip(rows) {
        let start = initializer_row(initializer);
        assert!(
            row.starts_with(&start),
            "{row}\ndoes not begin with\n{start}"
        );
        assert_eq!(row.replace("\\|", "").matches('|').count(), 9, "{row}");
    }
    let words = rest.iter().filter_map(|row| row.split('`').nth(3));
    for word in words.filter_map(|code| code.split([',', ' ', ':']).next()) {
        let is_path = matches!(word, "safetensors" | "reset");
        assert!(is_path || init_grammar::kind(word).is_some(), "{word}");
    }
}

#[test]
fn every_option_has_its_row() {
    let options = [FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS];
    for row in options.into_iter().flatten().map(option_row) {
        assert!(
            DERIVE.contains(&row),
            "the derive's documentation lacks the row\n{row}"
        );
    }
    for marker in MARKERS.iter().map(|marker| format!("`{}`", marker.word)) {
        assert!(DERIVE.contains(&marker), "{marker}");
    }
}

#[test]
fn no_row_is_of_a_word_that_the_grammar_lacks() {
    let options = [FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS];
    let rows: Vec<String> = (INITIALIZERS.iter().map(initializer_row))
        .chain(options.into_iter().flatten().map(option_row))
        .collect();
    for line in DERIVE.lines().filter(|line| line.starts_with("| `")) {
        let known = rows.iter().any(|row| row == line);
        assert!(known, "no word of the grammar says\n{line}");
    }
}

/// The README names a choice of the words: the first of each entry that it shows.
#[test]
fn the_readme_names_no_word_that_the_grammar_lacks() {
    let (_, table) = README.split_once("\n| on a field | meaning |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let first = |line: &'static str| line.split('|').nth(1).unwrap_or_default();
    let cells = table
        .lines()
        .map(first)
        .flat_map(|cell| cell.split('`').skip(1).step_by(2));
    let words: Vec<&str> = cells.filter_map(|code| code.split(' ').next()).collect();
    assert!(words.len() > 20, "{words:?}");
    for word in words {
        assert!(init_grammar::kind(word).is_some(), "`{word}`");
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

/// A block is pasted as it stands, so none has lines that only rustdoc sees.
#[test]
fn every_block_of_the_readme_and_the_guides_is_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let guides = fs::read_dir(root.join("init-core/guides")).expect("a folder");
    let guides = guides.map(|guide| guide.expect("a file").path());
    let pages: Vec<PathBuf> = guides
        .chain(["README.md", "init-core/README.md"].map(|page| root.join(page)))
        .collect();
    assert_eq!(pages.len(), 17);
    for page in pages {
        let text = fs::read_to_string(&page).expect("text");
        let blocks: Vec<&str> = (text.split("\n```").skip(1).step_by(2))
            .filter_map(|block| block.strip_prefix("rust\n"))
            .collect();
        assert!(!blocks.is_empty(), "{}", page.display());
        for block in blocks {
            let place = format!("{}:\n{block}", page.display());
            assert!(block.contains("fn main()"), "{place}");
            let is_hidden = |line: &str| line == "#" || line.starts_with("# ");
            assert!(
                !block.lines().map(str::trim_start).any(is_hidden),
                "{place}"
            );
        }
    }
}

/// The code of a page's blocks, each with its language.
fn blocks(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let blocks = text.split("\n```").skip(1).step_by(2);
    blocks.filter_map(|block| block.split_once('\n'))
}

/// Code as no formatter changes it.
fn bare(code: &str) -> String {
    let code: String = code.split_whitespace().collect();
    code.replace(",}", "}").replace(",)", ")")
}

/// Each line is in a test, and the table counts them, init-core's first.
#[test]
fn the_lines_of_the_comparison_are_run_and_counted() {
    let run = RUN.map(bare);
    let counted = LINES.lines().filter(|line| line.starts_with("| "));
    let rows: Vec<Vec<usize>> = counted
        .skip(1)
        .map(|row| {
            let cells = row.split('|').skip(2);
            let numbers = cells.filter_map(|cell| cell.split_whitespace().next());
            numbers.filter_map(|number| number.parse().ok()).collect()
        })
        .collect();
    let sections: Vec<&str> = LINES.split("\n## ").skip(1).collect();
    assert_eq!(rows.len(), sections.len());
    for (row, section) in rows.iter().zip(sections) {
        let mut counts = Vec::new();
        for (language, block) in blocks(section) {
            for line in block.lines().filter(|_| language == "rust") {
                let is_run = run.iter().any(|test| test.contains(&bare(line)));
                assert!(is_run, "no test has\n{line}");
            }
            counts.push(block.lines().count());
        }
        // What a library does by itself has no block.
        let shown: Vec<usize> = row.iter().copied().filter(|&count| count > 0).collect();
        assert_eq!(shown, counts, "{section}");
        let most = row[1..].iter().filter(|&&count| count > 0).min();
        assert!(most.is_none_or(|&most| row[0] <= most), "{section}");
    }
}
