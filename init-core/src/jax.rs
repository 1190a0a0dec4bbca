#![doc = include_str!("../guides/jax.md")]

mod arithmetic;
mod before;
mod double;
mod draw;
mod erf;
mod four;
mod keras;
mod key;
mod keys;
mod linen;
mod narrow;
mod numbers;
mod promise;
mod rngs;
mod scheme;
mod single;
mod state;
mod stream;
mod threefry;

pub use keras::Keras;
pub use key::Key;
pub use rngs::Rngs;

#[cfg(test)]
mod tests;
