//! The part of a tensor that one of several processes holds.

use alloc::format;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use super::indices::Indices;
use super::{Part, Shape, shown};
use crate::error::{ErrorKind, Problem};

/// The part of a tensor that this process holds: some of its rows, some indices of any of its axes, or of equal
/// blocks of one ([`in_blocks`](Shard::in_blocks)), or a range of it flattened. The axes are the tensor's own.
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
    /// The number of equal blocks of which each is cut; none for the axis as a whole.
    #[cfg_attr(
        feature = "serde",
        serde(default, skip_serializing_if = "Option::is_none")
    )]
    blocks: Option<usize>,
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
            cuts: alloc::vec![Piece {
                axis,
                of,
                blocks: None,
            }],
            whole: None,
        }
    }

    /// Cuts each of so many equal blocks that lie one after the other along the axis, and not the axis as a
    /// whole: the process holds its part of the first, then of the second. So tensor parallelism cuts weights
    /// that are fused: query, key and value of GPT-2's `c_attn` or of an `in_proj_weight`, the gates of an LSTM.
    ///
    /// It is for the last of several cuts ([`and`](Shard::and)); of the whole tensor it changes nothing. The
    /// fans, `split` and `groups` are those of the whole, as with any part.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    /// use init_core::tensor::Shard;
    ///
    /// #[derive(Initialize)]
    /// struct Attention {
    ///     /// Query, key and value, of 8 outputs each.
    ///     #[init(xavier_uniform, split = 3, shape = (24, 8), shard = self.shard.clone())]
    ///     in_proj: Vec<f32>,
    ///     #[init(skip)]
    ///     shard: Shard,
    /// }
    ///
    /// let shard = Shard::rows(1, 4).in_blocks(3);
    /// assert_eq!(shard.to_string(), "rows 1 of 4 in each of 3 blocks");
    /// let mut part = Attention { in_proj: vec![0.0; 6 * 8], shard };
    /// let mut whole = Attention { in_proj: vec![0.0; 24 * 8], shard: Shard::whole() };
    /// Reset::seed(1).run(&mut part)?;
    /// Reset::seed(1).run(&mut whole)?;
    /// // Rows 2 and 3 of each block of 8.
    /// let blocks = whole.in_proj.chunks(8 * 8);
    /// assert!(blocks.flat_map(|block| &block[2 * 8..4 * 8]).eq(&part.in_proj));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn in_blocks(mut self, count: usize) -> Self {
        if let Some(last) = self.cuts.last_mut() {
            last.blocks = Some(count).filter(|&count| count != 1);
        }
        self
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
        let mut part = Part::whole(whole);
        for cut in &self.cuts {
            let Some(axis) = cut.axis else {
                let flat = part.flat.take();
                let flat = flat.unwrap_or_else(|| Indices::all(part.count()));
                part.flat = Some(cut.within(&flat, whole)?);
                continue;
            };
            if part.flat.is_some() {
                let text = format!("`shard` cuts axis {axis} of what it has flattened");
                return Err(Problem::new(ErrorKind::Argument, text)
                    .help("cut the axes first: `Shard::rows(…).and(Shard::flat(…))`"));
            }
            let Some(indices) = part.axes.get_mut(axis) else {
                return Err(no_axis(axis, whole));
            };
            *indices = cut.within(indices, whole)?;
        }
        Ok(part)
    }
}

fn no_axis(axis: usize, whole: &[usize]) -> Problem {
    let text = format!("`shard` cuts axis {axis}, found shape {}", shown(whole));
    Problem::new(ErrorKind::Argument, text).help("count axes from 0, in the tensor's own order")
}

impl Piece {
    /// Those of the indices that are the part's.
    fn within(&self, indices: &Indices, whole: &[usize]) -> Result<Indices, Problem> {
        let (length, blocks) = (indices.len(), self.blocks.unwrap_or(1));
        let what = match self.axis {
            Some(axis) => format!("axis {axis}"),
            None => "the values".into(),
        };
        if blocks == 0 {
            let text = format!("`shard` cuts 0 blocks of {what}");
            return Err(Problem::new(ErrorKind::Argument, text).help(
                "give the number of equal blocks, e.g. `.in_blocks(3)` for query, key and value",
            ));
        }
        if !length.is_multiple_of(blocks) {
            let text = format!(
                "`shard` cuts {blocks} blocks of {what}, which has {length}, of a tensor of shape {}",
                shown(whole)
            );
            return Err(Problem::new(ErrorKind::NotDivisible, text)
                .help(format!("give a number of blocks that divides {length}")));
        }
        let what = if blocks == 1 {
            what
        } else {
            format!("each of {blocks} blocks of {what}")
        };
        let places = self.of.within(length / blocks, &what, whole)?;
        indices.of_blocks(blocks, &places)
    }
}

impl Of {
    /// Its places among so many.
    fn within(&self, length: usize, what: &str, whole: &[usize]) -> Result<Range<usize>, Problem> {
        match *self {
            Self::Chunk { index, count } if index < count => {
                let chunk = length.div_ceil(count);
                let start = chunk.saturating_mul(index).min(length);
                Ok(start..start.saturating_add(chunk).min(length))
            }
            Self::Chunk { index, count } => {
                let text = format!("`shard` is part {index} of {count}");
                Err(Problem::new(ErrorKind::Argument, text)
                    .help("count parts from 0: the last of n is n − 1"))
            }
            Self::Range { start, end } if start <= end && end <= length => Ok(start..end),
            Self::Range { start, end } => {
                let text = format!(
                    "`shard` has {start}..{end} of {what}, which has {length}, of a tensor of shape {}",
                    shown(whole)
                );
                Err(Problem::new(ErrorKind::Argument, text)
                    .help(format!("end the range at {length}, or before")))
            }
        }
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
            if let Some(blocks) = cut.blocks {
                write!(f, " in each of {blocks} blocks")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
