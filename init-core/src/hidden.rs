//! What the documentation, the tests and the derive need, and no user.

pub mod doc;
pub mod keyword;

/// The end of a walk that the derive writes, where every field has been visited.
#[derive(Debug, Clone, Copy)]
pub struct EndOfWalk;
