//! PyTorch's own values, bit for bit, without PyTorch.

mod box_muller;
mod double;
mod generator;
mod mersenne_twister;
mod single;
mod truncated;

pub use generator::Generator;
