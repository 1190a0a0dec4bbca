//! The outcome of a save.

use alloc::vec::Vec;
use std::path::{Path, PathBuf};

/// The files that a save wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    pub(super) files: Vec<PathBuf>,
    pub(super) index: Option<PathBuf>,
    pub(super) bytes: u64,
}

impl Saved {
    /// The files with tensors.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The index, where there are several files.
    pub fn index(&self) -> Option<&Path> {
        self.index.as_deref()
    }

    /// The bytes of all tensors.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
