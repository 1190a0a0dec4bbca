//! Matrices, columns, rows and diagonals of faer 0.24, owned and as mutable views.

mod fields;
mod loss;
mod refusals;
mod suite;
mod views;
