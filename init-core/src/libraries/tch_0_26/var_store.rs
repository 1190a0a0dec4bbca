//! The `VarStore` of `tch::nn` as a module: its variables under their names, which rules
//! initialize.

use alloc::collections::BTreeSet;
use alloc::string::String;
use std::sync::TryLockError;

use tch_0_26::Tensor;
use tch_0_26::nn::VarStore;

use crate::error::{ErrorKind, Problem};
use crate::libraries::dotted_names::Named;
use crate::model::Initialize;
use crate::model::shared_cell::busy;
use crate::parameter::Parameter;
use crate::walk::{Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// Its variables, in the order of their names. Each is declared as `parameter`, and as `buffer`
/// where it is not trained: the rules of the reset initialize it. A name followed only by 0, 1, 2,
/// … is a list, so that rules may read the [`layer`](crate::rules::Found::layer).
impl Initialize for VarStore {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, variable, visitor| {
                let declared = variable.declared();
                Parameters::<OwnShape>::visit(&variable.tensor, component, &declared, visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self) {
            Ok(named) => named.walk(visitor, &mut |component, variable, visitor| {
                let mut tensor = variable.tensor.shallow_clone();
                let declared = variable.declared();
                Parameters::<OwnShape>::visit_mut(&mut tensor, component, &declared, visitor);
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
        .filter_map(|variable| variable.tensor.shared_id())
        .collect();
    let variable = |(name, tensor): (&String, &Tensor)| {
        let variable = Variable {
            tensor: tensor.shallow_clone(),
            is_trained: (tensor.shared_id()).is_none_or(|id| trained.contains(&id)),
        };
        (name.clone(), variable)
    };
    Ok(vars.named_variables.iter().map(variable).collect())
}
