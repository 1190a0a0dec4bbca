//! Variables, layers, the `VarMap` and whole models of candle 0.11.

mod integers;
mod layers;
mod models;
mod refusals;
mod tensors;
mod training;
mod var_map;
mod variables;
