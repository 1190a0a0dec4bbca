//! candle 0.11.

use candle_core::{DType, Device, Var};
use candle_nn::{Init, VarMap};
use init_core::initializer::{normal, ones, zeros};
use init_core::{Plan, Reset, Rules};

use super::{Library, STD};

/// Variables, by the function with which a `VarMap` makes those that it lacks.
pub(crate) struct Candle;

impl Library for Candle {
    const NAME: &'static str = "candle";
    const INITIALIZER: &'static str = "Init";

    type Tensor<const D: usize> = Var;

    fn blank<const D: usize>(shape: [usize; D]) -> Var {
        var(Init::Const(0.0), &shape)
    }

    fn constant<const D: usize>(shape: [usize; D], value: f64) -> Var {
        var(Init::Const(value), &shape)
    }

    fn normal<const D: usize>(shape: [usize; D], std: f64) -> Var {
        let init = Init::Randn {
            mean: 0.0,
            stdev: std,
        };
        var(init, &shape)
    }
}

fn var(init: Init, shape: &[usize]) -> Var {
    let var = init.var(shape, DType::F32, &Device::Cpu);
    var.expect("a variable")
}

/// Variables under the names of a plan, not yet initialized.
pub(crate) fn var_map(plan: &Plan) -> VarMap {
    let vars = VarMap::new();
    for entry in plan.entries() {
        let (zero, shape) = (Init::Const(0.0), entry.shape());
        let tensor = vars.get(shape, entry.path(), zero, DType::F32, &Device::Cpu);
        tensor.expect("a name of its own");
    }
    vars
}

/// Resets GPT-2's variables by rules.
pub(crate) fn reset_by_rules(vars: &mut VarMap) {
    let rules = Rules::new()
        .at("**.weight", normal().std(STD))
        .at("**.ln_*.weight", ones())
        .at("**.bias", zeros());
    let result = Reset::seed(7).rules(&rules).run(vars);
    result.expect("a plan without errors");
}
