//! The part of a tensor that a reset is for.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crate::dtype::DType;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Axes, Shard, count, indices_shown, shown};

/// Some indices of one axis of a tensor: a reset writes their values and leaves the others.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Part {
    /// The axis, in the tensor's own order.
    pub(crate) axis: usize,
    pub(crate) indices: BTreeSet<usize>,
}

impl Part {
    /// Checks that a tensor has the part.
    pub(super) fn check(&self, shape: &[usize], dtype: DType) -> Result<(), Problem> {
        if dtype.is_integer() {
            let text = format!("`part` is for tensors of floats, found type {dtype}");
            return Err(Problem::new(ErrorKind::Selection, text)
                .help("reset it whole, or leave it out with `.except(…)`"));
        }
        let Some(&length) = shape.get(self.axis) else {
            let text = format!(
                "`part` is of axis {}, found shape {}",
                self.axis,
                shown(shape)
            );
            return Err(Problem::new(ErrorKind::Selection, text)
                .help("count axes from 0, in the tensor's own order"));
        };
        match self.indices.last() {
            Some(&last) if last >= length => {
                let text = format!(
                    "`part` has index {last} of axis {}, found shape {}",
                    self.axis,
                    shown(shape)
                );
                Err(Problem::new(ErrorKind::Selection, text).help(format!(
                    "the indices of this axis are 0 to {}",
                    length.saturating_sub(1)
                )))
            }
            _ => Ok(()),
        }
    }

    /// The problem of a reset of some indices where a process holds a part of the tensor.
    pub(super) fn of_shard(shard: &Shard) -> Problem {
        let text = format!("`part` is for whole tensors, but this process holds {shard}");
        Problem::new(ErrorKind::Selection, text)
            .help("reset what the process holds, or leave it out with `.except(…)`")
    }

    /// The part of the values in canonical order: whether each run of `step` values, one for each
    /// index of the axis in turn, is in it; and `step`.
    pub(crate) fn runs(&self, axes: &Axes) -> (usize, Vec<bool>) {
        let place = axes.order().iter().position(|&own| own == self.axis);
        let place = place.unwrap_or_default();
        let length = axes.shape.get(place).copied().unwrap_or(1);
        let within = (0..length).map(|index| self.indices.contains(&index));
        let after = axes.shape.get(place + 1..).unwrap_or_default();
        (count(after), within.collect())
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let indices: Vec<usize> = self.indices.iter().copied().collect();
        let axis = self.axis;
        match indices.as_slice() {
            [first, .., last] if last - first + 1 == indices.len() => {
                write!(f, "only indices {first} to {last} of axis {axis}")
            }
            several => write!(f, "only index {} of axis {axis}", indices_shown(several)),
        }
    }
}
