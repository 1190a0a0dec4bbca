#![doc = include_str!("../guides/pytorch.md")]

mod box_muller;
mod call;
mod double;
mod generator;
mod mersenne_twister;
mod order;
mod single;
mod stream;
#[cfg(test)]
mod tests;
mod truncated;
mod typed;

pub use generator::Generator;
