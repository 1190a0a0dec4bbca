//! Items for the documentation, the tests and the derive, not for users.

pub mod doc;
pub mod keyword;
