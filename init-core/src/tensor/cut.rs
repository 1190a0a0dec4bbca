//! A part of a tensor: which of its values a part has, and in what order.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Axes, Part};
use crate::dtype::DType;
use crate::error::Problem;

/// A part of a tensor, as memory of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut {
    /// The axes of the part.
    pub(crate) axes: Axes,
    /// The boxes of the tensor that it is, one after the other.
    boxes: Vec<Runs>,
    /// The indices of each box along the tensor's own axes.
    ranges: Vec<Vec<Range<usize>>>,
    /// True where the part is a vector, whose values are in the tensor's own order.
    is_flat: bool,
}

/// The runs of a tensor that a box of it is.
#[derive(Debug, Clone, PartialEq)]
struct Runs {
    /// The number of values.
    count: usize,
    /// The place of the first among those of the tensor, in canonical order.
    first: usize,
    /// How many follow one another in the tensor.
    run: usize,
    /// The lengths of the axes around a run, the innermost first, and the steps along them in the
    /// tensor.
    around: Vec<(usize, usize)>,
}

impl Cut {
    /// The part of a tensor with these axes that has one range of indices along each of its own axes.
    pub(crate) fn new(whole: &Axes, ranges: Vec<Range<usize>>) -> Self {
        Self {
            axes: whole.cut(&ranges),
            boxes: alloc::vec![Runs::new(whole, &ranges, &whole.order())],
            ranges: alloc::vec![ranges],
            is_flat: false,
        }
    }

    /// The part that a process holds.
    pub(crate) fn of_part(whole: &Axes, part: &Part) -> Self {
        if part.flat.is_none() {
            return Self::new(whole, part.ranges.clone());
        }
        let own: Vec<usize> = (0..part.ranges.len()).collect();
        let ranges = part.boxes();
        Self {
            axes: whole.flat(part.shape().first().copied().unwrap_or(0)),
            boxes: (ranges.iter())
                .map(|ranges| Runs::new(whole, ranges, &own))
                .collect(),
            ranges,
            is_flat: true,
        }
    }

    /// A part of a tensor that is row-major in its own order, such as one in a file.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn row_major(whole: &[usize], part: &Part) -> Self {
        Self::of_part(&Axes::plain(whole), part)
    }

    /// The boxes of the tensor that the part is: the indices of each along the tensor's own axes.
    pub(crate) fn ranges(&self) -> &[Vec<Range<usize>>] {
        &self.ranges
    }

    /// Whether its values are in the own order of a tensor whose canonical order is another.
    pub(crate) fn is_turned(&self, whole: &Axes) -> bool {
        self.is_flat && !whole.is_identity()
    }

    /// Hands over the runs of the tensor that the values of the part are from `start` on: the place of the
    /// first, and how many.
    pub(crate) fn each_run(
        &self,
        start: usize,
        count: usize,
        mut hear: impl FnMut(usize, usize) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let (mut before, end) = (0, start + count);
        for runs in &self.boxes {
            let (from, to) = (start.max(before), end.min(before + runs.count));
            if from < to {
                runs.each(from - before..to - before, &mut hear)?;
            }
            before += runs.count;
        }
        Ok(())
    }
}

impl Part {
    /// Cut out of a tensor with these axes, of elements of a type.
    pub(crate) fn cut(self, axes: &Axes, dtype: DType) -> Cut {
        let axes = axes.clone().of_elements(dtype);
        Cut::of_part(&axes, &self.of_elements(dtype))
    }
}

impl Runs {
    /// Those of a box, its values row-major along the tensor's own axes in this order.
    fn new(whole: &Axes, ranges: &[Range<usize>], order: &[usize]) -> Self {
        let mut runs = Self {
            count: ranges.iter().map(ExactSizeIterator::len).product(),
            first: 0,
            run: 1,
            around: Vec::new(),
        };
        let mut steps = alloc::vec![0; ranges.len()];
        let mut step = 1;
        for (&axis, &length) in whole.order().iter().zip(&*whole.shape).rev() {
            steps[axis] = step;
            step *= length;
        }
        for &axis in order.iter().rev() {
            runs.first += ranges[axis].start * steps[axis];
            runs.add(ranges[axis].len(), steps[axis]);
        }
        runs
    }

    /// Adds an axis outside those that it has.
    fn add(&mut self, length: usize, step: usize) {
        if length == 1 {
            return;
        }
        match self.around.last_mut() {
            None if step == self.run => self.run *= length,
            Some((inner, inner_step)) if step == *inner * *inner_step => *inner *= length,
            _ => self.around.push((length, step)),
        }
    }

    fn each(
        &self,
        values: Range<usize>,
        hear: &mut impl FnMut(usize, usize) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let mut at = values.start;
        while at < values.end {
            let (mut row, offset) = (at / self.run, at % self.run);
            let mut place = self.first + offset;
            for &(length, step) in &self.around {
                place += row % length * step;
                row /= length;
            }
            let count = (self.run - offset).min(values.end - at);
            hear(place, count)?;
            at += count;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;
    use core::ops::Range;

    use super::Cut;
    use crate::tensor::{Axes, AxisOptions, Shard};

    /// The places of a box's values, index by index.
    fn by_hand(whole: &Axes, ranges: &[Range<usize>]) -> Vec<usize> {
        let mut places = alloc::vec![0];
        for (&axis, &length) in whole.order().iter().zip(&*whole.shape) {
            places = (places.iter())
                .flat_map(|place| {
                    ranges[axis]
                        .clone()
                        .map(move |index| place * length + index)
                })
                .collect();
        }
        places
    }

    /// A flat part has the values of the tensor's own order.
    #[test]
    fn a_flat_part_is_in_the_order_of_the_tensor() {
        for layout in [None, Some("oik"), Some("kio"), Some("*io")] {
            let options = AxisOptions {
                layout: layout.map(Into::into),
                ..AxisOptions::default()
            };
            let shape = [3, 4, 2];
            let whole = Axes::new(&shape, &options).unwrap();
            let canonical = by_hand(&whole, &[0..3, 0..4, 0..2]);
            assert!(canonical.iter().copied().eq(0..24));
            // The canonical place of each value in the tensor's own order.
            let own: Vec<usize> = (0..3)
                .flat_map(|a| (0..4).flat_map(move |b| (0..2).map(move |c| [a, b, c])))
                .map(|[a, b, c]| by_hand(&whole, &[a..a + 1, b..b + 1, c..c + 1])[0])
                .collect();
            for (start, end) in [(0, 24), (5, 19), (7, 7), (11, 12)] {
                let part = Shard::flat_range(start..end).part(&shape).unwrap();
                let cut = Cut::of_part(&whole, &part);
                let mut found = Vec::new();
                cut.each_run(0, end - start, |place, count| {
                    found.extend(place..place + count);
                    Ok(())
                })
                .unwrap();
                assert_eq!(found, own[start..end], "{layout:?}");
            }
        }
    }

    #[test]
    fn every_value_of_every_box_is_at_its_place() {
        for layout in [None, Some("oik"), Some("kio"), Some("*oi")] {
            let options = AxisOptions {
                layout: layout.map(Into::into),
                ..AxisOptions::default()
            };
            let shape = [3, 4, 2];
            let whole = Axes::new(&shape, &options).unwrap();
            let all =
                |length: usize| (0..length).flat_map(move |a| (a + 1..=length).map(move |b| a..b));
            for a in all(3) {
                for b in all(4) {
                    for c in all(2) {
                        let ranges = [a.clone(), b.clone(), c];
                        let expected = by_hand(&whole, &ranges);
                        let cut = Cut::new(&whole, ranges.to_vec());
                        assert_eq!(cut.axes.count(), expected.len());
                        for start in 0..expected.len() {
                            let mut found = Vec::new();
                            cut.each_run(start, expected.len() - start, |place, count| {
                                found.extend(place..place + count);
                                Ok(())
                            })
                            .unwrap();
                            assert_eq!(found, expected[start..], "{layout:?} {ranges:?}");
                        }
                    }
                }
            }
        }
    }
}
