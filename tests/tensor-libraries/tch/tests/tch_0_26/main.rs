//! Tensors, layers and the `VarStore` of tch 0.26.

mod eight_bits;
mod integers;
mod layers;
mod refusals;
mod shared;
mod tensors;
mod training;
mod var_store;
