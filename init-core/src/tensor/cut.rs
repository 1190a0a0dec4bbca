//! A part of a tensor: which of its values a part has, and in what order.

use alloc::vec::Vec;
use core::ops::Range;

use super::{Axes, Indices, Lengths, Part, count};
use crate::dtype::DType;
use crate::error::Problem;

/// A part of a tensor, as memory of its own.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cut {
    /// The axes of the part.
    pub(crate) axes: Axes,
    /// The boxes of the tensor that it is, one after the other.
    boxes: Vec<Runs>,
    /// The indices of each along the tensor's own axes.
    indices: Vec<Vec<Indices>>,
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
    /// The places after it of those that have one index along each axis around them.
    inner: Indices,
    /// The indices after the first along these axes, the innermost first, and the steps along them in the
    /// tensor.
    around: Vec<(Indices, usize)>,
}

impl Cut {
    /// The part of a tensor with these axes that has these indices along each of its own axes.
    pub(crate) fn new(whole: &Axes, indices: Vec<Indices>) -> Self {
        Self {
            axes: whole.cut(&indices),
            boxes: alloc::vec![Runs::new(whole, &indices, &whole.order())],
            indices: alloc::vec![indices],
            is_flat: false,
        }
    }

    /// The part that a process holds.
    pub(crate) fn of_part(whole: &Axes, part: &Part) -> Self {
        if part.flat.is_none() {
            return Self::new(whole, part.axes.clone());
        }
        let own: Vec<usize> = (0..part.axes.len()).collect();
        let indices = part.boxes();
        Self {
            axes: whole.flat(part.shape().first().copied().unwrap_or(0)),
            boxes: (indices.iter())
                .map(|indices| Runs::new(whole, indices, &own))
                .collect(),
            indices,
            is_flat: true,
        }
    }

    /// A part of a tensor that is row-major in its own order, such as one in a file.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn row_major(whole: &[usize], part: &Part) -> Self {
        Self::of_part(&Axes::plain(whole), part)
    }

    /// The boxes of the tensor that the part is: the indices of each along the tensor's own axes.
    pub(crate) fn indices(&self) -> &[Vec<Indices>] {
        &self.indices
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
    fn new(whole: &Axes, indices: &[Indices], order: &[usize]) -> Self {
        let lengths: Lengths = indices.iter().map(Indices::len).collect();
        let mut runs = Self {
            count: count(&lengths),
            first: 0,
            inner: Indices::all(1),
            around: Vec::new(),
        };
        if runs.count == 0 {
            return runs;
        }
        let mut steps = alloc::vec![0; indices.len()];
        let mut step = 1;
        for (&axis, &length) in whole.order().iter().zip(&*whole.shape).rev() {
            steps[axis] = step;
            step *= length;
        }
        for &axis in order.iter().rev() {
            runs.add(&indices[axis], steps[axis]);
        }
        runs
    }

    /// Adds an axis outside those that it has.
    fn add(&mut self, indices: &Indices, step: usize) {
        let first = indices.first().unwrap_or_default();
        self.first += first * step;
        if indices.len() == 1 {
            return;
        }
        match self.around.last_mut() {
            None if self.inner.is_all(step) => self.inner = indices.scaled(first, step),
            Some((inner, inner_step)) if inner.is_all(step / *inner_step) => {
                *inner = indices.scaled(first, step / *inner_step);
            }
            _ => self.around.push((indices.scaled(first, 1), step)),
        }
    }

    fn each(
        &self,
        values: Range<usize>,
        hear: &mut impl FnMut(usize, usize) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let inside = self.inner.len();
        let mut at = values.start;
        while at < values.end {
            let mut row = at / inside;
            let (place, count) = self.inner.at(at % inside);
            let mut place = self.first + place;
            for (indices, step) in &self.around {
                let length = indices.len();
                place += indices.at(row % length).0 * step;
                row /= length;
            }
            let count = count.min(values.end - at);
            hear(place, count)?;
            at += count;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::Cut;
    use crate::tensor::{Axes, AxisOptions, Indices, Shard};

    /// The places of a box's values, index by index.
    fn by_hand<I: IntoIterator<Item = usize> + Clone>(whole: &Axes, indices: &[I]) -> Vec<usize> {
        let mut places = alloc::vec![0];
        for (&axis, &length) in whole.order().iter().zip(&*whole.shape) {
            places = (places.iter())
                .flat_map(|place| {
                    let indices = indices[axis].clone().into_iter();
                    indices.map(move |index| place * length + index)
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
                        let cut = Cut::new(&whole, ranges.clone().map(Indices::from).to_vec());
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

    /// Indices of any axes may be several ranges, of equal or unequal lengths.
    #[test]
    fn the_values_of_several_ranges_are_at_their_places() {
        let shape = [6, 4, 8];
        for layout in [None, Some("oik"), Some("kio"), Some("*oi"), Some("iok")] {
            let options = AxisOptions {
                layout: layout.map(Into::into),
                ..AxisOptions::default()
            };
            let whole = Axes::new(&shape, &options).unwrap();
            for numbers in 0..64_u32 {
                // Of each axis all, or these.
                let some = [[1, 2, 4].as_slice(), &[0, 3], &[2, 3, 6, 7]];
                let odd = [[0, 2, 3, 5].as_slice(), &[1, 3], &[0, 1, 2, 5]];
                let listed: Vec<Vec<usize>> = (0..3)
                    .map(|axis| match numbers >> (2 * axis) & 3 {
                        0 => (0..shape[axis]).collect(),
                        1 => some[axis].to_vec(),
                        2 => odd[axis].to_vec(),
                        _ => alloc::vec![shape[axis] - 1],
                    })
                    .collect();
                let indices = listed.iter().map(|listed| Indices::of(listed)).collect();
                let expected = by_hand(&whole, &listed);
                let cut = Cut::new(&whole, indices);
                assert_eq!(cut.axes.count(), expected.len());
                for start in [0, 1, expected.len() / 2, expected.len()] {
                    let mut found = Vec::new();
                    cut.each_run(start, expected.len() - start, |place, count| {
                        found.extend(place..place + count);
                        Ok(())
                    })
                    .unwrap();
                    assert_eq!(found, expected[start..], "{layout:?} {listed:?}");
                }
            }
        }
    }
}
