//! The `VarStore` of `tch::nn` as a module: its variables under their names, which rules
//! initialize.

use alloc::collections::BTreeSet;
use alloc::string::String;

use tch_0_26::Tensor;
use tch_0_26::nn::VarStore;

use crate::error::Problem;
use crate::model::shared_cell::locks::lock_problem;
use crate::model::{Initialize, NamedParameters};
use crate::parameter::Parameter;
use crate::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// Its variables as [`NamedParameters`]: those that are not trained are buffers.
impl Initialize for VarStore {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        match variables(self) {
            Ok(named) => named.visit_parameters(visitor),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match variables(self) {
            Ok(mut named) => named.visit_parameters_mut(visitor),
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
    fn declared<'a>(&self, named: &Declared<'a>) -> Declared<'a> {
        if self.is_trained {
            named.clone()
        } else {
            named.clone().buffer()
        }
    }
}

impl Parameters for Variable {
    fn visit(&self, component: &Component<'_>, named: &Declared<'_>, visitor: &mut dyn Visitor) {
        Parameters::<OwnShape>::visit(&self.tensor, component, &self.declared(named), visitor);
    }

    fn visit_mut(
        &mut self,
        component: &Component<'_>,
        named: &Declared<'_>,
        visitor: &mut dyn VisitorMut,
    ) {
        let declared = self.declared(named);
        Parameters::<OwnShape>::visit_mut(&mut self.tensor, component, &declared, visitor);
    }
}

/// The variables under their names.
fn variables(vars: &VarStore) -> Result<NamedParameters<Variable>, Problem> {
    let vars = vars.variables_.try_lock();
    let vars = vars.map_err(|e| lock_problem("VarStore", "its lock", "its `variables_`", &e))?;
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
