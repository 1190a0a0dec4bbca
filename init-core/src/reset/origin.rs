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
    /// Tells a plan whose values they are, where they are not the engine's, after a check that there
    /// are some for every parameter.
    #[doc(hidden)]
    fn complete(&self, _plan: &mut Plan) -> Result<(), Error> {
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
        let (mut plan, _) = plan(model, self.rules, &self.selection)?;
        self.key.complete(&mut plan)?;
        Ok(plan)
    }
}
