//! JAX's streams: the values, compared with those that JAX, Flax and Keras themselves draw.

mod errors;
mod initializers;
mod key;
mod models;

use serde_json::Value;

use super::pytorch::{data, items, numbers, text};

/// The cases of the golden file whose operation begins so.
fn cases(operation: &str) -> Vec<Value> {
    let file = data("jax-cpu.json");
    let cases = items(&file, "cases").iter();
    cases
        .filter(|case| text(case, "op").starts_with(operation))
        .cloned()
        .collect()
}
