//! The lines of a text, found once.

use alloc::vec::Vec;

/// The largest number of bytes that is read to find a column.
const BLOCK: usize = 1024;

/// A text, and the offsets at which its lines begin.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    /// How many characters begin before each block.
    before: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let ends = text.match_indices('\n').map(|(end, _)| end + 1);
        let mut count = 0;
        let before = (text.as_bytes().chunks(BLOCK)).map(|block| {
            count += characters(block);
            count
        });
        Self {
            text,
            starts: core::iter::once(0).chain(ends).collect(),
            before: core::iter::once(0).chain(before).collect(),
        }
    }

    /// Line and column of an offset in bytes, counted from 1 in characters. An offset within a
    /// character counts as its beginning.
    pub(super) fn position(&self, place: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|&start| start <= place);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let start = start.unwrap_or(0);
        let places = (0..=place.min(self.text.len())).rev();
        let place = { places }.find(|&place| self.text.is_char_boundary(place));
        let place = place.unwrap_or(0);
        let column = if place - start <= BLOCK {
            characters(&self.text.as_bytes()[start..place])
        } else {
            self.count(place) - self.count(start)
        };
        (line, column + 1)
    }

    /// How many characters end before an offset.
    fn count(&self, place: usize) -> usize {
        let block = place / BLOCK;
        self.before[block] + characters(&self.text.as_bytes()[block * BLOCK..place])
    }
}

/// How many characters begin in a part of a text.
fn characters(bytes: &[u8]) -> usize {
    let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
    bytes.iter().filter(begins).count()
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::Lines;

    /// Every offset of a text of several blocks, with lines that are empty, short and long.
    #[test]
    fn a_position_is_what_stands_before_it() {
        let mut text = String::from("\n\nä\r\n𝄞b\n");
        for length in [1, 700, 1500, 3000] {
            text.extend("añ→𝄞".chars().cycle().take(length));
            text.push('\n');
        }
        let lines = Lines::new(&text);
        for place in 0..=text.len() + 2 {
            let end = (0..=place)
                .rev()
                .find(|&end| text.is_char_boundary(end.min(text.len())));
            let before = &text[..end.unwrap().min(text.len())];
            let line = before.rsplit('\n').next().unwrap();
            let expected = (before.matches('\n').count() + 1, line.chars().count() + 1);
            assert_eq!(lines.position(place), expected, "{place}");
        }
    }
}
