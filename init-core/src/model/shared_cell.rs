//! Cells and locks: content that a shared reference can write.

use core::cell::RefCell;

use crate::error::{ErrorKind, Problem};
use crate::walk::Visitor;

mod sealed {
    pub trait Sealed {}
}

/// A cell or lock whose content can be reached through a shared reference while nothing else holds
/// it: `RefCell`, `Mutex`, `RwLock`. Access never waits for it. Threads that take no other jobs do
/// the work on the content of a lock, so that no job begins there that waits for this lock; about
/// locks that the caller holds, see [`Reset`](crate::Reset#threads). This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "what an `Rc` or `Arc` shares can be written only inside a cell or lock, which `{Self}` is not",
    label = "not a cell or lock",
    note = "write `Rc<RefCell<_>>`, `Arc<Mutex<_>>` or `Arc<RwLock<_>>`"
)]
pub trait SharedCell: sealed::Sealed {
    /// The content.
    type Content: ?Sized;

    /// Reads the content, which others may read at the same time.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`] where it is held elsewhere to be written (a `Mutex`: where it is held at
    /// all), [`ErrorKind::Poisoned`] where a holder of the lock panicked.
    fn with(&self, read: impl FnOnce(&Self::Content)) -> Result<(), Problem>;

    /// Writes the content.
    ///
    /// # Errors
    /// [`ErrorKind::Busy`] where it is held elsewhere, [`ErrorKind::Poisoned`] where a holder of
    /// the lock panicked.
    fn with_mut(&self, write: impl FnOnce(&mut Self::Content)) -> Result<(), Problem>;
}

/// Walks the content: as a reader where the walk only reads, and otherwise as the writer, so that a
/// reader elsewhere is found before anything is written.
pub(crate) fn walk<C: SharedCell + ?Sized>(
    cell: &C,
    visitor: &mut dyn Visitor,
    walk: impl FnOnce(&C::Content, &mut dyn Visitor),
) -> Result<(), Problem> {
    if visitor.trail().only_reads() {
        cell.with(|content| walk(content, visitor))
    } else {
        cell.with_mut(|content| walk(content, visitor))
    }
}

/// The problem of a cell or lock that is held elsewhere.
pub(crate) fn busy(cell: &str, held: &str) -> Problem {
    Problem::new(
        ErrorKind::Busy,
        alloc::format!("the `{cell}` is {held} elsewhere"),
    )
    .help("let go of it first")
}

impl<T: ?Sized> sealed::Sealed for RefCell<T> {}

impl<T: ?Sized> SharedCell for RefCell<T> {
    type Content = T;

    fn with(&self, read: impl FnOnce(&T)) -> Result<(), Problem> {
        let content = self.try_borrow().map_err(|_| busy("RefCell", "borrowed"))?;
        read(&content);
        Ok(())
    }

    fn with_mut(&self, write: impl FnOnce(&mut T)) -> Result<(), Problem> {
        let mut content = self
            .try_borrow_mut()
            .map_err(|_| busy("RefCell", "borrowed"))?;
        write(&mut content);
        Ok(())
    }
}

#[cfg(feature = "std")]
pub(crate) mod locks {
    use std::sync::{Mutex, RwLock, TryLockError};

    use super::{ErrorKind, Problem, SharedCell, busy, sealed};
    use crate::engine::Held;

    /// The problem of what a lock keeps: `held` is what a thread holds, `cleared` what `clear_poison`
    /// is called on.
    pub(crate) fn lock_problem<G>(
        cell: &str,
        held: &str,
        cleared: &str,
        error: &TryLockError<G>,
    ) -> Problem {
        match error {
            TryLockError::WouldBlock => busy(cell, "locked"),
            TryLockError::Poisoned(_) => Problem::new(
                ErrorKind::Poisoned,
                std::format!("the `{cell}` is poisoned: a thread that held {held} panicked"),
            )
            .help(std::format!(
                "call `clear_poison` on {cleared} once its content is known to be sound"
            )),
        }
    }

    fn of_itself<G>(lock: &str, error: &TryLockError<G>) -> Problem {
        lock_problem(lock, "it", "it", error)
    }

    impl<T: ?Sized> sealed::Sealed for Mutex<T> {}

    impl<T: ?Sized> SharedCell for Mutex<T> {
        type Content = T;

        fn with(&self, read: impl FnOnce(&T)) -> Result<(), Problem> {
            let content = self.try_lock().map_err(|e| of_itself("Mutex", &e))?;
            read(&content);
            Ok(())
        }

        fn with_mut(&self, write: impl FnOnce(&mut T)) -> Result<(), Problem> {
            let mut content = self.try_lock().map_err(|e| of_itself("Mutex", &e))?;
            let _held = Held::new();
            write(&mut content);
            Ok(())
        }
    }

    impl<T: ?Sized> sealed::Sealed for RwLock<T> {}

    impl<T: ?Sized> SharedCell for RwLock<T> {
        type Content = T;

        fn with(&self, read: impl FnOnce(&T)) -> Result<(), Problem> {
            let content = self.try_read().map_err(|e| of_itself("RwLock", &e))?;
            read(&content);
            Ok(())
        }

        fn with_mut(&self, write: impl FnOnce(&mut T)) -> Result<(), Problem> {
            let mut content = self.try_write().map_err(|e| of_itself("RwLock", &e))?;
            let _held = Held::new();
            write(&mut content);
            Ok(())
        }
    }
}
