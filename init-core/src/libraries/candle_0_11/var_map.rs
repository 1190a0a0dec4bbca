//! The `VarMap` of candle-nn as a module: its variables under their names, which rules initialize.

use std::sync::TryLockError;

use candle_core_0_11::Var;
use candle_nn_0_11::VarMap;

use crate::error::{ErrorKind, Problem};
use crate::libraries::dotted_names::Named;
use crate::model::Initialize;
use crate::model::shared_cell::busy;
use crate::walk::{Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// Its variables, in the order of their names. Each is declared as `parameter`: the rules of the
/// reset initialize it. A name followed only by 0, 1, 2, … is a list, so that rules may read the
/// [`layer`](crate::rules::Found::layer).
impl Initialize for VarMap {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, var, visitor| {
                Parameters::<OwnShape>::visit(var, component, &Declared::parameter(), visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, var, visitor| {
                let mut var = var.clone();
                Parameters::<OwnShape>::visit_mut(
                    &mut var,
                    component,
                    &Declared::parameter(),
                    visitor,
                );
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }
}

/// The variables under their names.
fn variables(vars: &VarMap) -> Result<Named<Var>, Problem> {
    let vars = vars.data().try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => busy("VarMap", "locked"),
        TryLockError::Poisoned(_) => Problem::new(
            ErrorKind::Poisoned,
            "the `VarMap` is poisoned: a thread that held its lock panicked",
        )
        .help("call `clear_poison` on its `data()` once its content is known to be sound"),
    })?;
    Ok((vars.iter())
        .map(|(name, var)| (name.clone(), var.clone()))
        .collect())
}
