//! The part of a parameter that a process holds, in its plan.

use crate::tensor::{Cut, Shard};

/// A part, found for the shape of the parameter.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sharded {
    pub(crate) shard: Shard,
    pub(crate) cut: Cut,
}
