//! What a process holds of a parameter: the whole, or its part.

use super::Entry;
use crate::tensor::{Axes, Cut, Shard};

impl Entry {
    /// The part of the parameter that this process holds; `None` where it holds the whole. The shape, the
    /// fans and the number of values are those of the whole.
    pub fn shard(&self) -> Option<&Shard> {
        self.sharded.as_ref().map(|sharded| &sharded.shard)
    }

    /// Whether the whole of both has the same values.
    #[cfg(feature = "safetensors-0_8")]
    pub(crate) fn has_values_of(&self, other: &Self) -> bool {
        self.stream == other.stream
            && self.axes == other.axes
            && self.dtype == other.dtype
            && self.law == other.law
            && self.initializer() == other.initializer()
            && self.follows == other.follows
    }

    /// The lengths of the axes of what this process holds: of the whole, or of its part.
    pub fn held_shape(&self) -> &[usize] {
        self.held_axes().tensor_shape()
    }

    /// The number of values that this process holds.
    pub fn held_len(&self) -> usize {
        self.held_axes().count()
    }

    /// The axes of what this process holds.
    pub(crate) fn held_axes(&self) -> &Axes {
        self.cut().map_or(&self.axes, |cut| &cut.axes)
    }

    /// The part of the tensor that this process holds, if not the whole.
    pub(crate) fn cut(&self) -> Option<&Cut> {
        self.sharded.as_ref().map(|sharded| &sharded.cut)
    }
}
