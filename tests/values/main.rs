//! The value contract: the bits at each index. Everything is compared with a second implementation
//! that shares no code with the engine: rand's ChaCha8 generator, the standard library's functions,
//! figures from mpmath.

mod access;
mod blocks;
mod complex;
mod composed;
mod constants;
mod ensembles;
mod float8_0_7;
mod follow;
mod half_2;
mod intervals;
mod jax;
mod keys;
mod layers;
mod layouts;
mod lines;
mod matrices;
mod memory;
mod model;
mod ndarray_0_17;
mod normal;
mod orders;
mod parts;
mod pieces;
mod pytorch;
mod reference;
mod shards;
#[path = "../support/single.rs"]
mod single;
mod streams;
mod truncated;
mod uniform;
mod words;
