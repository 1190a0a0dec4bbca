//! Tensors that a reset cannot write, because they have no memory.

use alloc::vec::Vec;

use crate::error::{Error, Problem};
use crate::parameter::without_memory;
use crate::plan::Plan;
use crate::tensor::Context;

/// Checks that all that is planned has memory.
pub(super) fn check(plan: &Plan, context: &Context) -> Result<(), Error> {
    let planned = context
        .without_memory
        .iter()
        .filter(|path| !plan.keeps(path));
    let problems: Vec<Problem> = planned.map(|path| without_memory().at(path)).collect();
    if problems.is_empty() {
        Ok(())
    } else {
        Err(Error::planning(problems))
    }
}
