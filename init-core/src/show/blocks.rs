//! Heights in one line of text.

use alloc::string::String;
use alloc::vec::Vec;

/// An eighth of a cell high, and so on.
const BLOCKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A character for each height, of which the largest fills its cell. A height of 0 is a space, so that it
/// differs from a small one.
pub(crate) fn line(heights: impl Iterator<Item = f64>) -> String {
    let heights: Vec<f64> = heights.collect();
    let largest = heights.iter().copied().fold(0.0, f64::max);
    let block = |&height: &f64| {
        if height <= 0.0 {
            return ' ';
        }
        let last = BLOCKS.len() - 1;
        BLOCKS[((height / largest * BLOCKS.len() as f64) as usize).min(last)]
    };
    heights.iter().map(block).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_fills_its_cell() {
        assert_eq!(line([0.0, 1.0, 4.0, 8.0].into_iter()), " ▂▅█");
        assert_eq!(line([1e-9, 1e9].into_iter()), "▁█");
        assert_eq!(line([0.0, 0.0].into_iter()), "  ");
    }
}
