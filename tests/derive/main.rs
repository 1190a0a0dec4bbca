//! The code that `#[derive(Initialize)]` generates: paths, shapes and initializers in the plan,
//! values after a reset.

// The compiler expands no more attributes of one item than this.
#![recursion_limit = "256"]

mod containers;
mod crate_path;
mod enums;
mod expressions;
mod generics;
mod inferred;
mod large;
mod left;
mod lists;
mod macros;
mod names;
mod parameters;
mod paths;
mod spelling;
mod structs;

use init_core::{Initialize, Reset};

/// The plan of a model, a line a parameter: `path [shape] initializer`.
#[track_caller]
fn planned<M: Initialize + ?Sized>(model: &M) -> Vec<String> {
    let plan = model.plan().unwrap();
    let lines = plan.entries().iter().map(|entry| {
        let (path, shape, initializer) = (entry.path(), entry.shape(), entry.initializer());
        format!("{path} {shape:?} {initializer}")
    });
    lines.collect()
}

/// The paths of a model's parameters.
#[track_caller]
fn paths<M: Initialize + ?Sized>(model: &M) -> Vec<String> {
    let plan = model.plan().unwrap();
    plan.entries()
        .iter()
        .map(|entry| entry.path().to_owned())
        .collect()
}

/// The standard deviation that the plan promises for a path.
#[track_caller]
fn std_of<M: Initialize + ?Sized>(model: &M, path: &str) -> f64 {
    model
        .plan()
        .unwrap()
        .get(path)
        .unwrap()
        .law()
        .std()
        .unwrap()
}

/// Resets a model under a fixed seed.
#[track_caller]
fn reset<M: Initialize + ?Sized>(model: &mut M) {
    Reset::seed(7).run(model).unwrap();
}
