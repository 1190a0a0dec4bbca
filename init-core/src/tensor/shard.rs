//! The part of a tensor that one of several processes holds.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::{Lengths, Shape, count, shown};
use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};

/// The part of a tensor that this process holds: some of its rows, some indices of any of its axes, or a
/// range of it flattened. The axes are the tensor's own.
///
/// Parts are cut as `torch.chunk` and PyTorch's `DTensor` cut them: of n indices, the first processes have
/// ⌈n / count⌉ each, the one after them what is left, and those at the end may have none.
///
/// ```
/// use init_core::{Initialize, Reset};
/// use init_core::tensor::Shard;
///
/// #[derive(Initialize)]
/// struct Projection {
///     #[init(kaiming_normal, shape = (50, 8), shard = Shard::rows(self.rank, self.ranks))]
///     weight: Vec<f32>,
///     #[init(skip)]
///     rank: usize,
///     #[init(skip)]
///     ranks: usize,
/// }
///
/// let part = |rank, rows: usize| Projection { weight: vec![0.0; rows * 8], rank, ranks: 3 };
/// let mut parts = [part(0, 17), part(1, 17), part(2, 16)];
/// let mut whole = Projection { weight: vec![0.0; 50 * 8], rank: 0, ranks: 1 };
/// Reset::seed(1).run(&mut whole)?;
/// for part in &mut parts {
///     Reset::seed(1).run(part)?;
/// }
/// assert_eq!(parts.map(|part| part.weight).concat(), whole.weight);
/// # Ok::<(), init_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Shard {
    cuts: Vec<Piece>,
    /// The lengths of the axes of the tensor, where its field does not declare them.
    whole: Option<Vec<usize>>,
}

/// One cut: of the tensor, or of what the cuts before left.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
struct Piece {
    /// The axis; none for the tensor flattened.
    axis: Option<usize>,
    of: Of,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "snake_case")
)]
enum Of {
    /// The part of this number, of so many.
    Chunk { index: usize, count: usize },
    /// These indices.
    Range { start: usize, end: usize },
}

/// A part of a tensor, found for its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The indices along each axis.
    pub(crate) ranges: Vec<Range<usize>>,
    /// The range of these, flattened.
    pub(crate) flat: Option<Range<usize>>,
}

impl Shard {
    /// The whole tensor.
    pub fn whole() -> Self {
        Self {
            cuts: Vec::new(),
            whole: None,
        }
    }

    /// The part `index` of `count` along the first axis: the outputs of a weight that is stored by outputs
    /// and inputs, the words of an embedding.
    pub fn rows(index: usize, count: usize) -> Self {
        Self::axis(0, index, count)
    }

    /// The part `index` of `count` along the second axis.
    pub fn columns(index: usize, count: usize) -> Self {
        Self::axis(1, index, count)
    }

    /// The part `index` of `count` along any axis: `Shard(axis)` of a `DTensor`.
    pub fn axis(axis: usize, index: usize, count: usize) -> Self {
        Self::of_piece(Some(axis), Of::Chunk { index, count })
    }

    /// These indices of an axis.
    ///
    /// ```
    /// use init_core::initializer::normal;
    /// use init_core::tensor::Shard;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let normal = normal();
    /// let declared = Declared::new(&normal).shard(Shard::range(1, 2..5).of((4, 6)));
    /// let mut columns = [[0.0_f32; 3]; 4];
    /// declared.fill(&mut columns, &mut rng)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn range(axis: usize, indices: Range<usize>) -> Self {
        let Range { start, end } = indices;
        Self::of_piece(Some(axis), Of::Range { start, end })
    }

    /// The part `index` of `count` of the tensor flattened, as one vector: what fully sharded data
    /// parallelism holds.
    pub fn flat(index: usize, count: usize) -> Self {
        Self::of_piece(None, Of::Chunk { index, count })
    }

    /// These values of the tensor flattened, as one vector.
    pub fn flat_range(values: Range<usize>) -> Self {
        let Range { start, end } = values;
        Self::of_piece(None, Of::Range { start, end })
    }

    fn of_piece(axis: Option<usize>, of: Of) -> Self {
        Self {
            cuts: alloc::vec![Piece { axis, of }],
            whole: None,
        }
    }

    /// Cuts the part again, as another axis of a mesh of devices does.
    ///
    /// ```
    /// use init_core::tensor::Shard;
    ///
    /// // Of a mesh of 2 by 4 devices, the one at (1, 2): rows along the first axis, columns along the other.
    /// let shard = Shard::rows(1, 2).and(Shard::columns(2, 4));
    /// assert_eq!(shard.to_string(), "rows 1 of 2, columns 2 of 4");
    /// ```
    pub fn and(mut self, other: Self) -> Self {
        self.cuts.extend(other.cuts);
        self.whole = self.whole.or(other.whole);
        self
    }

    /// Gives the shape of the whole tensor, for one whose field has no `shape = …`, such as that of a
    /// library's layer.
    pub fn of(mut self, shape: impl Shape) -> Self {
        self.whole = Some(shape.to_shape());
        self
    }

    /// The shape of the part of a tensor of this shape: the memory that it needs. `None` where such a tensor
    /// has no such part, which the plan tells of.
    ///
    /// ```
    /// use init_core::tensor::Shard;
    ///
    /// // GPT-2's vocabulary on four processes.
    /// let rows = |rank| Shard::rows(rank, 4).shape_of((50_257, 768)).unwrap()[0];
    /// assert_eq!([0, 1, 2, 3].map(rows), [12_565, 12_565, 12_565, 12_562]);
    /// ```
    pub fn shape_of(&self, whole: impl Shape) -> Option<Vec<usize>> {
        let part = self.part(&whole.to_shape()).ok()?;
        Some(part.shape().to_vec())
    }

    /// Whether nothing is cut off.
    pub(crate) fn is_whole(&self) -> bool {
        self.cuts.is_empty()
    }

    /// The shape of the whole tensor, where it was given.
    pub(crate) fn whole_shape(&self) -> Option<&[usize]> {
        self.whole.as_deref()
    }

    /// The part of a tensor of this shape.
    pub(crate) fn part(&self, whole: &[usize]) -> Result<Part, Problem> {
        let mut part = Part {
            ranges: whole.iter().map(|&length| 0..length).collect(),
            flat: None,
        };
        for cut in &self.cuts {
            let Some(axis) = cut.axis else {
                let all = 0..part.count();
                let flat = part.flat.as_ref().unwrap_or(&all);
                part.flat = Some(cut.of.within(flat, || "the values".into(), whole)?);
                continue;
            };
            if part.flat.is_some() {
                let text = format!("`shard` cuts axis {axis} of what it has flattened");
                return Err(Problem::new(ErrorKind::Argument, text)
                    .help("cut the axes first: `Shard::rows(…).and(Shard::flat(…))`"));
            }
            let Some(range) = part.ranges.get(axis) else {
                return Err(no_axis(axis, whole));
            };
            part.ranges[axis] = cut.of.within(range, || format!("axis {axis}"), whole)?;
        }
        Ok(part)
    }
}

fn no_axis(axis: usize, whole: &[usize]) -> Problem {
    let text = format!("`shard` cuts axis {axis}, found shape {}", shown(whole));
    Problem::new(ErrorKind::Argument, text).help("count axes from 0, in the tensor's own order")
}

impl Of {
    /// The indices of a range that are the part's.
    fn within(
        &self,
        range: &Range<usize>,
        what: impl Fn() -> String,
        whole: &[usize],
    ) -> Result<Range<usize>, Problem> {
        let length = range.len();
        let (start, end) = match *self {
            Self::Chunk { index, count } if index < count => {
                let chunk = length.div_ceil(count);
                let start = chunk.saturating_mul(index).min(length);
                (start, (start + chunk).min(length))
            }
            Self::Chunk { index, count } => {
                let text = format!("`shard` is part {index} of {count}");
                return Err(Problem::new(ErrorKind::Argument, text)
                    .help("count parts from 0: the last of n is n − 1"));
            }
            Self::Range { start, end } => (start, end),
        };
        if start > end || end > length {
            let text = format!(
                "`shard` has {start}..{end} of {}, which has {length}, of a tensor of shape {}",
                what(),
                shown(whole)
            );
            return Err(Problem::new(ErrorKind::Argument, text)
                .help(format!("end the range at {length}, or before")));
        }
        Ok(range.start + start..range.start + end)
    }
}

impl Part {
    /// The part of the numbers that elements of a type are made of: complex ones have one more axis for their
    /// parts.
    pub(crate) fn of_elements(mut self, dtype: DType) -> Self {
        if dtype.is_complex() {
            self.ranges.push(0..2);
            self.flat = self.flat.map(|flat| 2 * flat.start..2 * flat.end);
        }
        self
    }

    /// The number of values of the box.
    fn count(&self) -> usize {
        let lengths: Vec<usize> = self.ranges.iter().map(ExactSizeIterator::len).collect();
        count(&lengths)
    }

    /// The lengths of the axes of the part.
    pub(crate) fn shape(&self) -> Lengths {
        match &self.flat {
            Some(flat) => [flat.len()][..].into(),
            None => self.ranges.iter().map(ExactSizeIterator::len).collect(),
        }
    }

    /// The boxes of the tensor that the part is, one after the other: one, unless the part is flat.
    pub(crate) fn boxes(&self) -> Vec<Vec<Range<usize>>> {
        let Some(flat) = &self.flat else {
            return alloc::vec![self.ranges.clone()];
        };
        let lengths: Vec<usize> = self.ranges.iter().map(ExactSizeIterator::len).collect();
        let mut boxes = Vec::new();
        let mut start = flat.start;
        while start < flat.end {
            let mut found = Vec::with_capacity(lengths.len());
            let mut step = count(&lengths);
            let mut taken = 0;
            let mut is_cut = false;
            let mut rest = start;
            for (&length, range) in lengths.iter().zip(&self.ranges) {
                step /= length;
                let index = rest / step;
                rest %= step;
                // The first axis at which whole indices begin here and fit before the end.
                let indices = if is_cut {
                    0..length
                } else if rest == 0 && flat.end - start >= step {
                    is_cut = true;
                    taken = step * ((flat.end - start) / step).min(length - index);
                    index..index + taken / step
                } else {
                    index..index + 1
                };
                found.push(range.start + indices.start..range.start + indices.end);
            }
            boxes.push(found);
            start += taken.max(1);
        }
        boxes
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.cuts.is_empty() {
            f.write_str("whole")?;
        }
        for (place, cut) in self.cuts.iter().enumerate() {
            f.write_str(if place == 0 { "" } else { ", " })?;
            match cut.axis {
                Some(0) => f.write_str("rows")?,
                Some(1) => f.write_str("columns")?,
                Some(axis) => write!(f, "axis {axis}:")?,
                None => f.write_str("flat")?,
            }
            match cut.of {
                Of::Chunk { index, count } => write!(f, " {index} of {count}")?,
                Of::Range { start, end } => write!(f, " {start}..{end}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
