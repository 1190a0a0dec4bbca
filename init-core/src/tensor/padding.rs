//! The parts of a table that are 0 whatever its law, such as the vector of a padding token.

use alloc::format;
use alloc::string::{String, ToString};
use core::ops::Range;

use super::count;

/// The rows of a table, or of each stacked one, that are 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Padding<'a> {
    rows: &'a [usize],
    /// The number of values in a row.
    row: usize,
    /// The number of values in a table.
    table: usize,
}

impl<'a> Padding<'a> {
    /// The `rows`, in order, of tables of this shape, each of `height` rows.
    pub(super) fn new(rows: &'a [usize], height: usize, shape: &[usize]) -> Self {
        let table = count(shape);
        Self {
            rows,
            row: table / height.max(1),
            table,
        }
    }

    /// The parts of `length` values from `start` on, in canonical order, that are 0: ranges in them.
    pub(crate) fn within(self, start: usize, length: usize) -> impl Iterator<Item = Range<usize>> {
        let end = start + length;
        let tables = if self.table == 0 || length == 0 {
            0..0
        } else {
            start / self.table..(end - 1) / self.table + 1
        };
        tables.flat_map(move |table| {
            let first = table * self.table;
            // The first row that is not wholly before the values.
            let from = start.saturating_sub(first) / self.row;
            let rows = &self.rows[self.rows.partition_point(|&row| row < from)..];
            let begin = rows.iter().map(move |row| first + row * self.row);
            begin
                .take_while(move |&begin| begin < end)
                .map(move |begin| {
                    let part = begin.max(start)..(begin + self.row).min(end);
                    part.start - start..part.end - start
                })
        })
    }
}

/// Indices as in an attribute.
pub(crate) fn indices_shown(indices: &[usize]) -> String {
    match indices {
        [one] => one.to_string(),
        several => format!("{several:?}"),
    }
}
