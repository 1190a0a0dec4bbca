//! The `VarMap` of candle-nn as a module: its variables under their names, which rules initialize.

use alloc::string::String;
use alloc::vec::Vec;

use candle_core_0_11::Var;
use candle_nn_0_11::VarMap;

use crate::error::Problem;
use crate::model::shared_cell::locks::lock_problem;
use crate::model::{Initialize, NamedParameters};
use crate::walk::{Visitor, VisitorMut};

/// Its variables as [`NamedParameters`].
impl Initialize for VarMap {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named
                .collect::<NamedParameters<_>>()
                .visit_parameters(visitor),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self) {
            Ok(named) => named
                .collect::<NamedParameters<_>>()
                .visit_parameters_mut(visitor),
            Err(problem) => visitor.fail(None, problem),
        }
    }
}

/// The variables under their names.
pub(super) fn variables(
    vars: &VarMap,
) -> Result<impl Iterator<Item = (String, Var)> + use<>, Problem> {
    let vars = vars.data().try_lock();
    let vars = vars.map_err(|e| lock_problem("VarMap", "its lock", "its `data()`", &e))?;
    let variables: Vec<_> = (vars.iter())
        .map(|(name, var)| (name.clone(), var.clone()))
        .collect();
    Ok(variables.into_iter())
}
