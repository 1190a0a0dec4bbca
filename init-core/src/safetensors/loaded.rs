//! The result of a load: which tensors a checkpoint had and which it did not have.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::error::Named;

/// The names that were loaded, those that the file did not have, and those that the model did not
/// have.
///
/// Displayed, it counts all three and names the first 20 that are missing and that are surplus.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "it tells which parameters were not loaded"]
pub struct Loaded {
    pub(super) names: Vec<String>,
    pub(super) missing: Vec<String>,
    pub(super) surplus: Vec<String>,
    pub(super) bytes: u64,
}

impl Loaded {
    /// The paths of the tensors that were loaded, in declaration order: what
    /// [`Reset::loaded`](crate::reset::Reset::loaded) takes to initialize the others.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// The bytes of tensors that were read: of a tensor of which this process holds a part
    /// ([`Shard`](crate::tensor::Shard)), those of the part, in whatever form the file has it. Those of booleans,
    /// of values that are [rounded](super::Load::rounded), and of a tensor that the file has under several names
    /// are also read before the load, to be checked.
    pub fn bytes_read(&self) -> u64 {
        self.bytes
    }

    /// The paths of the tensors that the file does not have, in declaration order. They are as
    /// they were.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }

    /// The names in the file that no tensor of the model has, in alphabetical order.
    pub fn surplus(&self) -> &[String] {
        &self.surplus
    }
}

impl fmt::Display for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} loaded", self.names.len())?;
        for (names, word) in [(&self.missing, "missing"), (&self.surplus, "surplus")] {
            write!(f, ", {} {word}", names.len())?;
            if !names.is_empty() {
                write!(f, " ({})", Named(names))?;
            }
        }
        Ok(())
    }
}
