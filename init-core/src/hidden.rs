//! Items for the documentation, the tests and the derive, not for users.

pub mod doc;
pub mod keyword;

/// The end of a walk that the derive writes, where every field has been visited.
#[derive(Debug, Clone, Copy)]
pub struct EndOfWalk;
