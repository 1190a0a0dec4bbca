//! The `VarMap` of candle-nn as a module: its variables under their names, which rules initialize.

use std::sync::TryLockError;

use candle_core_0_11::Var;
use candle_nn_0_11::VarMap;
use rand_core::Rng;

use crate::cell::busy;
use crate::parameter::Own;
use crate::parameter::named::Named;
use crate::reset::Key;
use crate::{
    Declared, Error, ErrorKind, Initialize, Parameters, Plan, Problem, Reset, Visitor, VisitorMut,
};

impl Reset<'_> {
    /// Initializes all variables of a `VarMap` by rules, with one key of 32 bytes drawn from
    /// `rng`. Feature `candle-0_11`.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters); a variable that no rule
    /// reaches is one.
    pub fn run_var_map(&self, vars: &VarMap, rng: &mut dyn Rng) -> Result<Plan, Error> {
        // A clone is the same map.
        self.run(&mut vars.clone(), rng)
    }
}

impl Reset<'_, Key> {
    /// Initializes all variables of a `VarMap` by rules. Feature `candle-0_11`.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters); a variable that no rule
    /// reaches is one.
    pub fn run_var_map(&self, vars: &VarMap) -> Result<Plan, Error> {
        self.run(&mut vars.clone())
    }
}

impl<K> Reset<'_, K> {
    /// What the reset would do to a `VarMap`, without doing it. Feature `candle-0_11`.
    ///
    /// # Errors
    /// Everything that planning finds.
    pub fn dry_run_var_map(&self, vars: &VarMap) -> Result<Plan, Error> {
        self.dry_run(vars)
    }
}

/// Its variables, in the order of their names. Each is declared as `parameter`: the rules of the
/// reset say how it is initialized. Where all that follows a name is 0, 1, 2, … it is a list, so
/// that rules may ask for the [`layer`](crate::rules::Found::layer).
impl Initialize for VarMap {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, var, visitor| {
                Parameters::<Own>::visit(var, component, &Declared::parameter(), visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, var, visitor| {
                let mut var = var.clone();
                Parameters::<Own>::visit_mut(&mut var, component, &Declared::parameter(), visitor);
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
