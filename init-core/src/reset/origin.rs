//! Where the values of a reset come from.

use super::{FromGenerator, Key, Reset};
use crate::error::Error;
use crate::model::Initialize;
use crate::plan::{Plan, plan};

pub(super) mod sealed {
    pub trait Sealed {}

    impl Sealed for super::FromGenerator {}
    impl Sealed for super::Key {}
}

/// Where the values of a [`Reset`] come from: a generator, a key, or the stream of another framework.
/// This trait is sealed.
pub trait Origin: sealed::Sealed {
    /// Checks that there are values for every parameter of a plan.
    #[doc(hidden)]
    fn check(&self, _plan: &Plan) -> Result<(), Error> {
        Ok(())
    }
}

impl Origin for FromGenerator {}
impl Origin for Key {}

impl<K: Origin> Reset<'_, K> {
    /// The plan of the reset, without carrying it out.
    ///
    /// # Errors
    /// Everything that planning finds; with the values of another framework also what it cannot
    /// initialize as planned.
    pub fn dry_run<M: Initialize + ?Sized>(&self, model: &M) -> Result<Plan, Error> {
        let (plan, _) = plan(model, self.rules, &self.selection)?;
        self.key.check(&plan)?;
        Ok(plan)
    }
}
