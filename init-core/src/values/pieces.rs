//! Values for memory that takes only copies: piece by piece, each a box of indices.

use alloc::vec::Vec;
use core::ops::Range;

use super::Values;
use crate::engine::Element;
use crate::error::Problem;

impl Values<'_> {
    /// Hands the values to `take` in pieces of at most `most`, one after the other, for memory that
    /// only takes copies, such as that of a GPU: the host then holds one piece at a time.
    ///
    /// A piece is a box: `take` is given its range of indices along each axis in canonical order,
    /// and its values row-major. The ranges are those of a tensor whose axes are permuted by
    /// [`order`](Values::order).
    ///
    /// ```
    /// # use std::borrow::Cow;
    /// # use init_core::Parameter;
    /// # use init_core::error::Problem;
    /// # use init_core::tensor::DType;
    /// # use init_core::values::Values;
    /// # struct Remote { rows: usize, columns: usize, buffer: Vec<f32> }
    /// # impl Remote {
    /// #     fn upload(&mut self, start: usize, values: &[f32]) {
    /// #         self.buffer[start..][..values.len()].copy_from_slice(values);
    /// #     }
    /// # }
    /// # impl Parameter for Remote {
    /// #     fn shape(&self) -> Cow<'_, [usize]> {
    /// #         Cow::Owned(vec![self.rows, self.columns])
    /// #     }
    /// #     fn dtype(&self) -> DType {
    /// #         DType::F32
    /// #     }
    /// # // `Remote` is row-major, [rows, columns], and has a method `upload`.
    /// fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
    ///     let columns = self.columns;
    ///     values.pieces(1 << 18, |piece, values: &[f32]| {
    ///         self.upload(piece[0].start * columns + piece[1].start, values);
    ///         Ok(())
    ///     })
    /// }
    /// #     fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
    /// #         Ok(())
    /// #     }
    /// # }
    /// # use init_core::initializer::{constant, uniform};
    /// # let mut rng = init_core::hidden::doc::rng();
    /// # let mut weight = Remote { rows: 600, columns: 700, buffer: vec![0.0; 420_000] };
    /// # uniform().low(1.0).high(2.0).fill(&mut weight, &mut rng)?;
    /// # assert!(weight.buffer.iter().all(|&value| value >= 1.0));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::DType`](crate::error::ErrorKind::DType) where `T` is not the reported type, the
    /// errors of the fill itself, and those that `take` returns.
    pub fn pieces<T: Element>(
        &self,
        most: usize,
        mut take: impl FnMut(&[Range<usize>], &[T]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let supply = self.supply::<T>()?;
        let mut memory = Vec::new();
        let mut start = 0;
        for piece in Pieces::new(&self.held().shape, most) {
            let length = piece.iter().map(ExactSizeIterator::len).product();
            // The first is the longest.
            if memory.is_empty() {
                memory = alloc::vec![T::round(0.0); length];
            }
            let values = &mut memory[..length];
            self.take(&supply, &[start], values)?;
            take(&piece, values)?;
            start += length as u64;
        }
        Ok(())
    }
}

/// A shape cut into boxes of at most a number of indices, each a run in row-major order: the ranges
/// of each along all axes. None is longer than the first.
#[derive(Debug)]
pub(crate) struct Pieces<'s> {
    shape: &'s [usize],
    extents: Vec<usize>,
    next: Option<Vec<usize>>,
}

impl<'s> Pieces<'s> {
    pub(crate) fn new(shape: &'s [usize], most: usize) -> Self {
        let mut room = most.max(1);
        let mut extents = Vec::from(shape);
        for extent in extents.iter_mut().rev() {
            let length = (*extent).max(1);
            // The cut axis is cut evenly, and the axes outside it into single indices.
            *extent = length.div_ceil(length.div_ceil(room));
            room = if *extent < length { 1 } else { room / length };
        }
        Self {
            shape,
            extents,
            next: (!shape.contains(&0)).then(|| alloc::vec![0; shape.len()]),
        }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Vec<Range<usize>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut start = self.next.take()?;
        let piece = (start.iter().zip(&self.extents).zip(self.shape))
            .map(|((&start, &extent), &length)| start..length.min(start + extent))
            .collect();
        for (axis, start_of) in start.iter_mut().enumerate().rev() {
            *start_of += self.extents[axis];
            if *start_of < self.shape[axis] {
                self.next = Some(start);
                break;
            }
            *start_of = 0;
        }
        Some(piece)
    }
}
