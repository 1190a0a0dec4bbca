//! A part of a tensor, found for its shape.

use alloc::vec::Vec;
use core::ops::Range;

use super::indices::Indices;
use super::{Lengths, count};
use crate::dtype::DType;

/// A part of a tensor: some indices of each axis, or some of their values as one vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The indices along each of the tensor's own axes.
    pub(crate) axes: Vec<Indices>,
    /// The places of these, flattened.
    pub(crate) flat: Option<Indices>,
}

impl Part {
    /// All of a tensor.
    pub(super) fn whole(shape: &[usize]) -> Self {
        Self {
            axes: shape.iter().map(|&length| Indices::all(length)).collect(),
            flat: None,
        }
    }

    /// The part of the numbers that elements of a type are made of: complex ones have one more axis for their
    /// parts.
    pub(crate) fn of_elements(mut self, dtype: DType) -> Self {
        if dtype.is_complex() {
            self.axes.push(Indices::all(2));
            self.flat = self.flat.map(|flat| flat.scaled(0, 2));
        }
        self
    }

    /// How many indices of each axis it has.
    fn lengths(&self) -> Lengths {
        self.axes.iter().map(Indices::len).collect()
    }

    /// The number of values before it is flattened.
    pub(super) fn count(&self) -> usize {
        count(&self.lengths())
    }

    /// The lengths of the axes of the part.
    pub(crate) fn shape(&self) -> Lengths {
        match &self.flat {
            Some(flat) => [flat.len()][..].into(),
            None => self.lengths(),
        }
    }

    /// The boxes of the tensor that the part is, one after the other, each by its indices along every axis:
    /// one, unless the part is flat.
    pub(crate) fn boxes(&self) -> Vec<Vec<Indices>> {
        let Some(flat) = &self.flat else {
            return alloc::vec![self.axes.clone()];
        };
        let mut boxes = Vec::new();
        for range in flat.ranges() {
            self.add_boxes(range, &mut boxes);
        }
        boxes
    }

    /// Adds the boxes of a range of the values.
    fn add_boxes(&self, flat: Range<usize>, boxes: &mut Vec<Vec<Indices>>) {
        let lengths = self.lengths();
        let mut start = flat.start;
        while start < flat.end {
            let mut found = Vec::with_capacity(lengths.len());
            let mut step = count(&lengths);
            let mut taken = 0;
            let mut is_cut = false;
            let mut rest = start;
            for (&length, indices) in lengths.iter().zip(&self.axes) {
                step /= length;
                let index = rest / step;
                rest %= step;
                // The first axis at which whole indices begin here and fit before the end.
                let places = if is_cut {
                    0..length
                } else if rest == 0 && flat.end - start >= step {
                    is_cut = true;
                    taken = step * ((flat.end - start) / step).min(length - index);
                    index..index + taken / step
                } else {
                    index..index + 1
                };
                found.push(indices.slice(places));
            }
            boxes.push(found);
            start += taken.max(1);
        }
    }
}
