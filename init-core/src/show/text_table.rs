//! Aligned tables.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

/// The widest column: a cell that is longer is written whole, but nothing is aligned with it.
const WIDEST: usize = 200;

/// Writes rows under their headings: the first `left` columns are aligned left, the others right.
pub(crate) fn write<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    headings: [&str; N],
    left: usize,
    rows: &[[String; N]],
) -> fmt::Result {
    for line in lines(headings, left, rows) {
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The rows under their headings, each cell as wide as its column.
fn lines<const N: usize>(headings: [&str; N], left: usize, rows: &[[String; N]]) -> Vec<String> {
    let headings = headings.map(String::from);
    let mut widths = [0; N];
    for row in rows.iter().chain([&headings]) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().min(WIDEST).max(*width);
        }
    }
    let line = |row: &[String; N]| {
        let mut line = String::new();
        for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
            let cell = if column < left {
                format!("{cell:width$}")
            } else {
                format!("{cell:>width$}")
            };
            line.push_str(if column == 0 { "" } else { "  " });
            line.push_str(&cell);
        }
        line
    };
    core::iter::once(&headings).chain(rows).map(line).collect()
}

/// As [`write`], with a last column of pictures: text whose first character is at the same place in all
/// rows.
pub(crate) fn write_with<const N: usize>(
    f: &mut fmt::Formatter<'_>,
    headings: [&str; N],
    left: usize,
    rows: impl Iterator<Item = [String; N]>,
    heading: &str,
    pictures: impl Iterator<Item = String>,
) -> fmt::Result {
    let rows: Vec<[String; N]> = rows.collect();
    let pictures = core::iter::once(heading.into()).chain(pictures);
    for (mut line, picture) in lines(headings, left, &rows).into_iter().zip(pictures) {
        line.push_str("  ");
        line.push_str(&picture);
        writeln!(f, "{}", line.trim_end())?;
    }
    Ok(())
}

/// Digits in groups of three: `25,028,904`.
pub(crate) fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count and its noun: `1 parameter`, `161 parameters`.
pub(crate) fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {what}{plural}", grouped(count))
}

/// A JSON array with an element a line.
#[cfg(feature = "serde")]
pub(crate) fn json_lines<T: serde::Serialize>(elements: &[T]) -> Result<String, serde_json::Error> {
    let mut text = String::from("[");
    for (index, element) in elements.iter().enumerate() {
        text.push_str(if index == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(element)?);
    }
    text.push_str(if elements.is_empty() { "]" } else { "\n]" });
    Ok(text)
}
