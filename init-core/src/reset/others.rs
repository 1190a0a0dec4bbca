//! A reset of the parameters that something else does not write.

use alloc::collections::BTreeSet;
use alloc::string::String;

use super::execution::{Basis, rehearse};
use super::follow::followings;
use super::{Key, Reset, memory};
use crate::error::Error;
use crate::model::Initialize;
use crate::plan::{Plan, Selection, plan};
use crate::rules::Rules;

impl Reset<'_, Key> {
    /// Plans and tries a reset of all parameters but those of these paths, and writes nothing.
    pub(crate) fn try_all_but<M: Initialize + ?Sized>(
        &self,
        kept: BTreeSet<String>,
        model: &M,
    ) -> Result<(), Error> {
        let (plan, context) = plan(model, self.rules, &Selection::all_but(kept))?;
        memory::check(&plan, &context)?;
        let rules = self.rules.map_or(&[][..], Rules::as_slice);
        let (key, threads) = (&self.key.0, &self.pool_for(&plan)?);
        let basis = Basis {
            plan: &plan,
            context: &context,
            key,
            threads,
            followings: &followings(&plan, &context, model, rules, key, threads)?,
        };
        rehearse(model, rules, basis)
    }

    /// Initializes all parameters but those of these paths.
    pub(crate) fn run_all_but<M: Initialize + ?Sized>(
        &self,
        kept: BTreeSet<String>,
        model: &mut M,
    ) -> Result<Plan, Error> {
        let selection = Selection::all_but(kept);
        self.carry_out_for(&selection, self.rules, model, || self.key.0)
    }
}
