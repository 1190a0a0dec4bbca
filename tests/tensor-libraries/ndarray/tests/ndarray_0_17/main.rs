//! Arrays of ndarray.
