//! Arrays of ndarray 0.17, in every memory that it has.

mod fields;
mod memory;
mod network;
mod suite;
