//! How far a reset is.

use core::cell::Cell;
use core::fmt;

/// The hook is called at most this often, whatever the model, and once more at the end.
const CALLS: usize = 200;

/// The fewest values between two looks at how far a reset is: enough for every thread.
const PIECE: usize = 1 << 20;

/// How far a reset is, as its hook hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The path of the parameter that is being written.
    pub path: &'a str,
    /// The values written so far, those of buffers among them.
    pub done: usize,
    /// The values in all.
    pub total: usize,
}

/// Counts what is written and tells the hook.
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

    /// How many values are written between two looks, a multiple of what the kernels make at
    /// once.
    pub(crate) fn piece(&self) -> usize {
        (self.total / CALLS).next_multiple_of(PIECE).max(PIECE)
    }
}

impl fmt::Debug for Meter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Meter({} of {})", self.done.get(), self.total)
    }
}
