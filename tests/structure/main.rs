//! The effects of a model's structure on its parameters' paths and values, and their absence.

mod containers;
mod direct;
mod independence;
mod layers;
mod named;
mod plan;
mod progress;
mod shareable;
mod walks;

use init_core::{Initialize, Reset};

/// Resets a model with a seed, whatever values it holds.
pub(crate) fn reset<M: Initialize>(mut model: M) -> M {
    Reset::seed(11)
        .run(&mut model)
        .unwrap_or_else(|error| panic!("{error}"));
    model
}

/// The paths of a model's parameters, in order.
pub(crate) fn paths<M: Initialize + ?Sized>(model: &M) -> Vec<String> {
    let plan = model.plan().unwrap_or_else(|error| panic!("{error}"));
    plan.entries()
        .iter()
        .map(|entry| entry.path().into())
        .collect()
}
