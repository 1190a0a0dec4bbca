//! What holds for the layers of every library.

use init_core::rules::{Known, Names};
use init_core::{Initialize, Plan};
use init_core::plan::Entry;
use init_core::values::Law;

/// A parameter is uniform on ±1/√fan, as `reset_parameters` of the layers of torch.nn leaves it.
///
/// # Panics
/// If it is not.
#[track_caller]
pub fn assert_uniform(plan: &Plan, path: &str, fan: f64) {
    let Law::Uniform { low, high, .. } = *plan.get(path).unwrap().law() else {
        panic!("`{path}` is not uniform");
    };
    let bound = 1.0 / fan.sqrt();
    assert!((low + bound).abs() < 1e-12, "`{path}`: {low}, {bound}");
    assert!((high - bound).abs() < 1e-12, "`{path}`: {high}, {bound}");
}

/// The names at compile time, where the derive holds a rule on the field against them, and the
/// parameters at run time are the same.
///
/// # Panics
/// If they are not.
#[track_caller]
pub fn assert_known<L: Names + Initialize>(layer: &L) {
    let Known::Fields(names) = L::NAMES else {
        panic!("no names");
    };
    let plan = layer.plan().unwrap();
    let paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    assert_eq!(paths, names);
}
