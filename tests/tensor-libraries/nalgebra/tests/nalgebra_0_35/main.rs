//! Arrays of nalgebra.
