//! The properties of the layers of every library.

use init_core::Plan;
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
