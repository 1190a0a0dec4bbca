//! Tables of GitHub Flavored Markdown.

use alloc::format;
use alloc::string::String;

/// A table: the first `left` columns are aligned left, the others right. The cells are Markdown; a
/// `|` in them must be escaped.
pub(crate) fn table<const N: usize>(
    headings: [&str; N],
    left: usize,
    rows: &[[String; N]],
) -> String {
    let mut text = line(headings.iter().copied());
    let rule = |column: usize| if column < left { "---" } else { "---:" };
    text.push_str(&line((0..N).map(rule)));
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str)));
    }
    text
}

fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
    let mut text = String::from("|");
    for cell in cells {
        text.push(' ');
        text.push_str(cell);
        text.push_str(if cell.is_empty() { "|" } else { " |" });
    }
    text.push('\n');
    text
}

/// A code span that shows `text` in a cell.
pub(crate) fn code(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let text = one_line(text).replace('|', "\\|");
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    // One space on each side belongs to the fence.
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Text in which only code between backticks has a meaning, as in errors and warnings: characters
/// that would be read as a tag or as emphasis outside of code are escaped.
pub(crate) fn prose(text: &str) -> String {
    let mut escaped = String::new();
    for (index, part) in one_line(text).split('`').enumerate() {
        if index > 0 {
            escaped.push('`');
        }
        let is_code = index % 2 == 1;
        for c in part.chars() {
            if c == '|' || !is_code && "\\*_<>[]~#".contains(c) {
                escaped.push('\\');
            }
            escaped.push(c);
        }
    }
    escaped
}

/// Line breaks end a cell.
fn one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\r', '\n'], " ")
}
