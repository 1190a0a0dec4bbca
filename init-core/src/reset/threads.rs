//! The threads of a reset.

use super::Reset;
use crate::engine::{Threads, work};
use crate::error::Error;
use crate::plan::{Entry, Plan};

impl<K> Reset<'_, K> {
    /// Fills with at most `count` threads of the reset's own, whatever rayon pool the caller is in,
    /// and even if a thread there waits for a lock that the caller holds. Only as many are made as
    /// the machine has and the largest tensor can use; for a count of 1 none is made. The bits do
    /// not depend on the count.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    /// # #[derive(Initialize)]
    /// # struct Gate { #[init(normal)] weight: [f32; 64] }
    /// # let mut model = Gate { weight: [0.0; 64] };
    /// Reset::seed(1).threads(1).run(&mut model)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    #[cfg(feature = "parallel")]
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Some(count);
        self
    }

    #[cfg(feature = "parallel")]
    pub(super) fn pool(&self, most_work: impl FnOnce() -> usize) -> Result<Threads, Error> {
        let Some(count) = self.threads else {
            return Ok(Threads::default());
        };
        Threads::new(count, most_work()).map_err(|problem| Error::planning([problem].into()))
    }

    #[cfg(not(feature = "parallel"))]
    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "as with threads"
    )]
    pub(super) fn pool(&self, _: impl FnOnce() -> usize) -> Result<Threads, Error> {
        Ok(Threads::default())
    }

    pub(super) fn pool_for(&self, plan: &Plan) -> Result<Threads, Error> {
        let work_of = |entry: &Entry| work(entry.law(), entry.len());
        self.pool(|| plan.entries().iter().map(work_of).max().unwrap_or(0))
    }
}
