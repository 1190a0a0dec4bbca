//! Variables, layers and the `VarMap` of candle 0.11.

mod layers;
mod refusals;
mod tensors;
mod training;
mod var_map;
