//! Some of the indices of an axis, in order.

use alloc::format;
use alloc::vec::Vec;
use core::ops::Range;

use crate::error::{ErrorKind, Problem};

/// Indices in ascending order, as ranges that do not touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Indices(Vec<Run>);

/// A range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Run {
    /// How many are before it.
    before: usize,
    range: Range<usize>,
}

impl Indices {
    /// All of an axis.
    pub(crate) fn all(length: usize) -> Self {
        Self::from(0..length)
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        (self.0.last()).map_or(0, |run| run.before + run.range.len())
    }

    /// Whether they are the first `length`, which are some.
    pub(super) fn is_all(&self, length: usize) -> bool {
        matches!(&*self.0, [run] if run.range == (0..length))
    }

    /// The ranges that they are.
    pub(crate) fn ranges(&self) -> impl Iterator<Item = Range<usize>> {
        self.0.iter().map(|run| run.range.clone())
    }

    /// The first.
    pub(super) fn first(&self) -> Option<usize> {
        self.0.first().map(|run| run.range.start)
    }

    /// The place of an index among them, and how many follow one another from it on.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn find(&self, index: usize) -> Option<(usize, usize)> {
        let after = self.0.partition_point(|run| run.range.start <= index);
        let run = &self.0[after.checked_sub(1)?];
        let is_in = run.range.contains(&index);
        is_in.then(|| (run.before + index - run.range.start, run.range.end - index))
    }

    /// Those in a range, counted as if it began at `start`.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn within(&self, range: &Range<usize>, start: usize) -> Self {
        let mut found = Self(Vec::new());
        for run in self.ranges() {
            let (first, end) = (run.start.max(range.start), run.end.min(range.end));
            if first < end {
                found.push(first - range.start + start..end - range.start + start);
            }
        }
        found
    }

    /// The index at a place among them, and how many follow one another from it on.
    pub(crate) fn at(&self, place: usize) -> (usize, usize) {
        let run = &self.0[self.0.partition_point(|run| run.before <= place) - 1];
        let offset = place - run.before;
        (run.range.start + offset, run.range.len() - offset)
    }

    /// Those at some places.
    pub(crate) fn slice(&self, places: Range<usize>) -> Self {
        let mut slice = Self(Vec::new());
        self.each_range(places, |range| slice.push(range));
        slice
    }

    /// Those at some places of each of `count` equal blocks of them.
    pub(super) fn of_blocks(&self, count: usize, places: &Range<usize>) -> Result<Self, Problem> {
        let block = self.len() / count;
        if places.len() == block {
            return Ok(self.clone());
        }
        let mut part = Self(Vec::new());
        if places.is_empty() {
            return Ok(part);
        }
        part.0.try_reserve(count).map_err(|_| {
            let text = format!("no memory for the {count} ranges of which the part is made");
            Problem::new(ErrorKind::OutOfMemory, text)
        })?;
        for start in (0..count).map(|number| number * block) {
            self.each_range(start + places.start..start + places.end, |range| {
                part.push(range);
            });
        }
        Ok(part)
    }

    /// Those from the index `start` on, counted from it, in units of which an index has `unit`.
    pub(super) fn scaled(&self, start: usize, unit: usize) -> Self {
        let scaled = |run: &Run| Run {
            before: run.before * unit,
            range: (run.range.start - start) * unit..(run.range.end - start) * unit,
        };
        Self(self.0.iter().map(scaled).collect())
    }

    /// Hands over the ranges of those at some places.
    fn each_range(&self, places: Range<usize>, mut hear: impl FnMut(Range<usize>)) {
        let mut place = places.start;
        while place < places.end {
            let (index, count) = self.at(place);
            let count = count.min(places.end - place);
            hear(index..index + count);
            place += count;
        }
    }

    /// Adds indices after those that it has.
    fn push(&mut self, range: Range<usize>) {
        let before = self.len();
        match self.0.last_mut() {
            Some(last) if last.range.end == range.start => last.range.end = range.end,
            _ => self.0.push(Run { before, range }),
        }
    }
}

#[cfg(test)]
impl Indices {
    /// These, in order.
    pub(super) fn of(listed: &[usize]) -> Self {
        let mut indices = Self(Vec::new());
        for &index in listed {
            indices.push(index..index + 1);
        }
        indices
    }
}

impl From<Range<usize>> for Indices {
    fn from(range: Range<usize>) -> Self {
        let run = Run { before: 0, range };
        Self((!run.range.is_empty()).then_some(run).into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::Indices;

    fn listed(indices: &Indices) -> Vec<usize> {
        indices.ranges().flatten().collect()
    }

    /// Slices and blocks, against the indices one by one.
    #[test]
    fn what_is_cut_is_what_a_list_has() {
        let axis = Indices::all(24).of_blocks(3, &(1..6)).unwrap();
        let all: Vec<usize> = (0..24)
            .filter(|index| (1..6).contains(&(index % 8)))
            .collect();
        assert_eq!(listed(&axis), all);
        for start in 0..=all.len() {
            for end in start..=all.len() {
                let slice = axis.slice(start..end);
                assert_eq!(listed(&slice), all[start..end]);
                assert_eq!(slice.len(), end - start);
                for (place, &index) in all[start..end].iter().enumerate() {
                    let (found, count) = slice.at(place);
                    assert_eq!(found, index);
                    let follow = (index..).zip(&all[start + place..end]);
                    assert_eq!(count, follow.take_while(|(a, b)| a == *b).count());
                }
            }
        }
        for (count, places) in [(5, 1..3), (5, 0..3), (3, 2..2), (1, 4..14), (15, 0..1)] {
            let block = all.len() / count;
            let expected = (all.chunks(block)).flat_map(|block| &block[places.clone()]);
            let found = axis.of_blocks(count, &places).unwrap();
            assert!(listed(&found).iter().eq(expected), "{count} {places:?}");
        }
    }

    #[test]
    fn ranges_that_touch_are_one() {
        let axis = Indices::all(12).of_blocks(2, &(3..6)).unwrap();
        let one = axis.of_blocks(1, &(0..6)).unwrap();
        assert_eq!(one, axis);
        assert_eq!(
            Indices::all(6).of_blocks(3, &(0..2)).unwrap(),
            Indices::all(6)
        );
        assert_eq!(Indices::from(4..4), Indices::all(0));
    }
}
