//! What the documentation, the tests and the derive need, and no user.

pub mod doc;
pub mod keyword;
