//! The `VarMap` of candle-nn as a module: its variables under their names, which rules initialize.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use candle_core_0_11::Var;
use candle_nn_0_11::VarMap;
use rand_core::Rng;

use crate::parameter::Own;
use crate::reset::Key;
use crate::{
    Component, Declared, Error, ErrorKind, Initialize, Parameters, Plan, Problem, Reset, Visitor,
    VisitorMut, Walk,
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
        match Tree::of(self) {
            Ok(tree) => tree.walk(visitor, &mut |component, var, visitor| {
                Parameters::<Own>::visit(var, component, &Declared::parameter(), visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        match Tree::of(self) {
            Ok(tree) => tree.walk(visitor, &mut |component, var, visitor| {
                let mut var = var.clone();
                Parameters::<Own>::visit_mut(&mut var, component, &Declared::parameter(), visitor);
            }),
            Err(problem) => visitor.fail(None, problem),
        }
    }
}

/// Variables under the components of their names.
#[derive(Debug, Default)]
struct Tree {
    var: Option<Var>,
    below: BTreeMap<String, Tree>,
}

impl Tree {
    fn of(vars: &VarMap) -> Result<Self, Problem> {
        let vars = vars.data().lock().map_err(|_| {
            Problem::new(
                ErrorKind::Poisoned,
                "the `VarMap` is poisoned: a thread that held its lock panicked",
            )
            .help("call `clear_poison` on its `data()` once its content is known to be sound")
        })?;
        let mut root = Self::default();
        for (name, var) in &*vars {
            let mut tree = &mut root;
            for component in name.split('.') {
                tree = tree.below.entry(component.into()).or_default();
            }
            tree.var = Some(var.clone());
        }
        Ok(root)
    }

    /// What is below: a list by its indices, all else by name.
    fn entries(&self) -> (bool, Vec<(Component<'_>, &Self)>) {
        let indexed = (0..self.below.len()).map(|index| {
            let tree = self
                .below
                .get(&alloc::string::ToString::to_string(&index))?;
            Some((Component::index(index), tree))
        });
        if let Some(entries) = indexed.collect::<Option<Vec<_>>>() {
            return (true, entries);
        }
        let named = self.below.iter().map(|(name, tree)| {
            // The name of a field may be empty, a part of a variable's name may not.
            let component = match name.as_str() {
                "" => Component::key("", 0),
                name => Component::field(name),
            };
            (component, tree)
        });
        (false, named.collect())
    }

    fn walk<V: Walk + ?Sized>(
        &self,
        visitor: &mut V,
        hand: &mut impl FnMut(&Component<'_>, &Var, &mut V),
    ) {
        let (is_list, entries) = self.entries();
        if is_list && !entries.is_empty() {
            visitor.list(entries.len());
        }
        for (component, tree) in entries {
            if let Some(var) = &tree.var {
                hand(&component, var, visitor);
            }
            if !tree.below.is_empty() {
                visitor.enter(component);
                tree.walk(visitor, hand);
                visitor.leave();
            }
        }
    }
}
