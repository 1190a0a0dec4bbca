//! The `VarStore` of `tch::nn` as a module: its variables under their names, which rules
//! initialize.

use alloc::collections::BTreeSet;
use alloc::string::String;
use std::sync::TryLockError;

use rand_core::Rng;
use tch_0_26::Tensor;
use tch_0_26::nn::VarStore;

use crate::cell::busy;
use crate::parameter::named::Named;
use crate::parameter::{Own, Parameter};
use crate::reset::Key;
use crate::{
    Declared, Error, ErrorKind, Initialize, Parameters, Plan, Problem, Reset, Visitor, VisitorMut,
};

impl Reset<'_> {
    /// Initializes all variables of a `VarStore` by rules, with one key of 32 bytes drawn from
    /// `rng`. Feature `tch-0_26`.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters); a variable that no rule
    /// reaches is one.
    pub fn run_var_store(&self, vars: &VarStore, rng: &mut dyn Rng) -> Result<Plan, Error> {
        self.run(&mut Variables(vars), rng)
    }
}

impl Reset<'_, Key> {
    /// Initializes all variables of a `VarStore` by rules. Feature `tch-0_26`.
    ///
    /// # Errors
    /// As [`try_reset_parameters`](Initialize::try_reset_parameters); a variable that no rule
    /// reaches is one.
    pub fn run_var_store(&self, vars: &VarStore) -> Result<Plan, Error> {
        self.run(&mut Variables(vars))
    }
}

impl<K> Reset<'_, K> {
    /// What the reset would do to a `VarStore`, without doing it. Feature `tch-0_26`.
    ///
    /// # Errors
    /// Everything that planning finds.
    pub fn dry_run_var_store(&self, vars: &VarStore) -> Result<Plan, Error> {
        self.dry_run(vars)
    }
}

/// Its variables, in the order of their names. Each is declared as `parameter`, and as `buffer`
/// where it is not trained: the rules of the reset say how it is initialized. Where all that
/// follows a name is 0, 1, 2, … it is a list, so that rules may ask for the
/// [`layer`](crate::rules::Found::layer).
impl Initialize for VarStore {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, variable, visitor| {
                let declared = variable.declared();
                Parameters::<Own>::visit(&variable.tensor, component, &declared, visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        Variables(self).visit_parameters_mut(visitor);
    }
}

/// A `VarStore` that is borrowed: writing its variables changes what they hold, and not the store.
struct Variables<'v>(&'v VarStore);

impl Initialize for Variables<'_> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        self.0.visit_parameters(visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self.0) {
            Ok(named) => named.walk(visitor, &mut |component, variable, visitor| {
                let mut tensor = variable.tensor.shallow_clone();
                let declared = variable.declared();
                Parameters::<Own>::visit_mut(&mut tensor, component, &declared, visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }
}

/// A variable, and whether it is trained.
struct Variable {
    tensor: Tensor,
    is_trained: bool,
}

impl Variable {
    fn declared(&self) -> Declared<'static> {
        if self.is_trained {
            Declared::parameter()
        } else {
            Declared::parameter().buffer()
        }
    }
}

/// The variables under their names.
fn variables(vars: &VarStore) -> Result<Named<Variable>, Problem> {
    let vars = vars.variables_.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => busy("VarStore", "locked"),
        TryLockError::Poisoned(_) => Problem::new(
            ErrorKind::Poisoned,
            "the `VarStore` is poisoned: a thread that held its lock panicked",
        )
        .help("call `clear_poison` on its `variables_` once its content is known to be sound"),
    })?;
    let trained: BTreeSet<_> = (vars.trainable_variables.iter())
        .filter_map(|variable| variable.tensor.identity())
        .collect();
    let variable = |(name, tensor): (&String, &Tensor)| {
        let variable = Variable {
            tensor: tensor.shallow_clone(),
            is_trained: (tensor.identity()).is_none_or(|identity| trained.contains(&identity)),
        };
        (name.clone(), variable)
    };
    Ok(vars.named_variables.iter().map(variable).collect())
}
