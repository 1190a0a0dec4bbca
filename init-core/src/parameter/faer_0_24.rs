//! Matrices of faer.
