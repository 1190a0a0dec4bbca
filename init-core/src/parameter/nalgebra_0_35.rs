//! Matrices of nalgebra.
