//! The progress of a reset.

use core::cell::Cell;
use core::fmt;

/// The greatest number of calls of the hook, whatever the model, apart from one more at the end.
const CALLS: usize = 200;

/// The fewest values between two checks of the progress: enough for every thread.
const PIECE: usize = 1 << 20;

/// The progress of a reset, as its hook receives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The path of the parameter that is being written.
    pub path: &'a str,
    /// The values written so far, those of buffers among them.
    pub done: usize,
    /// All values of the reset.
    pub total: usize,
}

/// Counts written values and calls the hook.
pub(crate) struct Meter<'h> {
    hook: &'h dyn Fn(Progress<'_>),
    done: Cell<usize>,
    total: usize,
}

impl<'h> Meter<'h> {
    pub(crate) fn new(hook: &'h dyn Fn(Progress<'_>), total: usize) -> Self {
        Self {
            hook,
            done: Cell::new(0),
            total,
        }
    }

    /// Notes that `count` more values of `path` are written.
    pub(crate) fn advance(&self, path: &str, count: usize) {
        let before = self.done.get();
        let done = before.saturating_add(count);
        self.done.set(done);
        let step = (self.total / CALLS).max(1);
        if done / step > before / step || (done == self.total && count > 0) {
            let total = self.total;
            (self.hook)(Progress { path, done, total });
        }
    }

    /// The number of values written between two checks, a multiple of the number that the kernels
    /// make at once.
    pub(crate) fn piece(&self) -> usize {
        (self.total / CALLS).next_multiple_of(PIECE).max(PIECE)
    }
}

impl fmt::Debug for Meter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meter({} of {})", self.done.get(), self.total)
    }
}
