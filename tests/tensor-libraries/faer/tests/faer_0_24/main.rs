//! Arrays of faer.
