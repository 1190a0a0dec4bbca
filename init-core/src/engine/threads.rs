//! The threads of a reset: those of the caller's pool, its own, or the caller's thread alone.

#[cfg(feature = "parallel")]
use alloc::format;
#[cfg(feature = "std")]
use core::marker::PhantomData;
#[cfg(feature = "parallel")]
use std::sync::OnceLock;

#[cfg(feature = "parallel")]
use rayon::ThreadPool;

#[cfg(feature = "parallel")]
use crate::error::{ErrorKind, Problem};
use crate::law::Law;

/// The number of values that one task makes, and the length below which no other thread is used:
/// making so many values takes little longer than waking a thread. A multiple of the number that
/// the kernels make at once.
pub(crate) const CHUNK: usize = 1 << 16;

/// The threads that fill tensors.
///
/// A waiting rayon worker runs other jobs of its pool. If it holds a lock meanwhile, such a job of
/// the caller's may wait for this lock, and for ever. So tensors under a lock are filled by a pool
/// that has no other jobs, and the caller waits without working.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    /// True where a number of threads was requested.
    #[cfg(feature = "parallel")]
    asked: bool,
    /// The reset's own pool; none where the caller's thread is enough.
    #[cfg(feature = "parallel")]
    own: OnceLock<Option<ThreadPool>>,
}

/// The threads that fill one tensor.
#[cfg(feature = "parallel")]
enum Crew<'t> {
    /// The caller's thread alone.
    Caller,
    /// The rayon pool that the caller is in.
    Around,
    /// The reset's own pool.
    Own(&'t ThreadPool),
}

#[cfg(feature = "parallel")]
impl Threads {
    /// The reset's own threads: `count`, but not more than the machine has, nor than the largest
    /// piece of `work` can use.
    pub(crate) fn new(count: usize, work: usize) -> Result<Self, Problem> {
        if count == 0 {
            return Err(Problem::new(
                ErrorKind::Argument,
                "`threads(0)` leaves no thread to fill a tensor",
            )
            .help("write `threads(1)`, or leave it out for the threads of rayon's pool"));
        }
        let machine = std::thread::available_parallelism().map_or(1, usize::from);
        let count = count.min(work.div_ceil(CHUNK)).min(machine);
        let own = pool(count).map_err(|error| {
            Problem::new(
                ErrorKind::Threads,
                format!("{count} threads could not be had: {error}"),
            )
            .help("ask for fewer, or leave `threads` out")
        })?;
        Ok(Self {
            asked: true,
            own: own.into(),
        })
    }

    fn crew(&self) -> Crew<'_> {
        if !self.asked && (fork::happened() || rayon::current_num_threads() == 1) {
            return Crew::Caller;
        }
        if !self.asked && !is_held() {
            return Crew::Around;
        }
        let own = self
            .own
            .get_or_init(|| pool(rayon::current_num_threads()).unwrap_or(None));
        own.as_ref().map_or(Crew::Caller, Crew::Own)
    }

    /// Runs a task on these threads, or on the caller's own where the work is not worth another
    /// thread.
    pub(crate) fn run<R: Send>(&self, work: usize, task: impl FnOnce() -> R + Send) -> R {
        if work <= CHUNK {
            return task();
        }
        match self.crew() {
            Crew::Caller => alone(task),
            Crew::Around => task(),
            Crew::Own(pool) => install(pool, task),
        }
    }

    /// The number of these threads that some work is worth.
    pub(crate) fn worth(&self, work: usize) -> usize {
        if work <= CHUNK {
            return 1;
        }
        match self.crew() {
            Crew::Caller => 1,
            Crew::Around => rayon::current_num_threads(),
            Crew::Own(pool) => pool.current_num_threads(),
        }
    }
}

/// The least work of one value of a matrix, in values of a fill.
const WORK_OF_MADE: usize = 8;

/// The work for threads where `count` values have a law, in values that are computed one by one.
pub(crate) fn work(law: &Law, count: usize) -> usize {
    match law {
        // Code from outside the engine, which may not be shared among threads.
        Law::Drawn => 0,
        Law::Made { .. } => count.saturating_mul(WORK_OF_MADE),
        _ => count,
    }
}

/// A pool of `count` threads, or none where the caller's thread is enough.
#[cfg(feature = "parallel")]
fn pool(count: usize) -> Result<Option<ThreadPool>, rayon::ThreadPoolBuildError> {
    if count <= 1 {
        return Ok(None);
    }
    let builder = rayon::ThreadPoolBuilder::new().num_threads(count);
    builder.build().map(Some)
}

/// Runs a task in a pool while the caller waits without working, even if it is a worker of another
/// pool.
#[cfg(feature = "parallel")]
fn install<R: Send>(pool: &ThreadPool, task: impl FnOnce() -> R + Send) -> R {
    if rayon::current_thread_index().is_none() {
        return pool.install(task);
    }
    let mut task = Some(task);
    let mut result = None;
    let joined = std::thread::scope(|scope| {
        let run = || result = task.take().map(|task| pool.install(task));
        let thread = std::thread::Builder::new().spawn_scoped(scope, run);
        thread.map(std::thread::ScopedJoinHandle::join)
    });
    if let Ok(Err(panic)) = joined {
        std::panic::resume_unwind(panic);
    }
    match (result, task) {
        (Some(result), _) => result,
        // The thread that runs the task could not be started.
        (None, Some(task)) => alone(task),
        (None, None) => unreachable!("the task has run"),
    }
}

#[cfg(feature = "parallel")]
mod here {
    use core::cell::Cell;

    std::thread_local! {
        /// True while a task of this thread runs on it alone.
        pub(super) static ALONE: Cell<bool> = const { Cell::new(false) };
        /// The number of locks that this thread holds.
        pub(super) static HELD: Cell<usize> = const { Cell::new(0) };
    }
}

/// The number of threads that a task of this thread has.
#[cfg(feature = "parallel")]
pub(super) fn here() -> usize {
    if here::ALONE.get() {
        return 1;
    }
    rayon::current_num_threads()
}

/// Runs a task on this thread alone.
#[cfg(feature = "parallel")]
fn alone<R>(task: impl FnOnce() -> R) -> R {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            here::ALONE.set(self.0);
        }
    }
    let _before = Before(here::ALONE.replace(true));
    task()
}

#[cfg(feature = "parallel")]
fn is_held() -> bool {
    here::HELD.get() > 0
}

/// While it lives, this thread holds a lock that a job of other code may wait for.
#[cfg(feature = "std")]
#[derive(Debug)]
pub(crate) struct Held(PhantomData<*const ()>);

#[cfg(feature = "std")]
impl Held {
    pub(crate) fn new() -> Self {
        #[cfg(feature = "parallel")]
        here::HELD.set(here::HELD.get() + 1);
        Self(PhantomData)
    }
}

#[cfg(feature = "std")]
impl Drop for Held {
    fn drop(&mut self) {
        #[cfg(feature = "parallel")]
        here::HELD.set(here::HELD.get() - 1);
    }
}

/// A process forked from the one that made the caller's pool has none of the pool's threads: a task
/// given to the pool never runs.
#[cfg(feature = "parallel")]
mod fork {
    /// Returns true if a pool was first used by a process other than this one.
    #[cfg(unix)]
    pub(super) fn happened() -> bool {
        use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

        /// The process that first used a pool.
        static FIRST: AtomicU32 = AtomicU32::new(0);

        let this = std::process::id();
        let first = FIRST.compare_exchange(0, this, Relaxed, Relaxed);
        first.is_err_and(|first| first != this)
    }

    #[cfg(not(unix))]
    pub(super) fn happened() -> bool {
        false
    }
}

/// The caller's thread, the only one.
#[cfg(not(feature = "parallel"))]
#[allow(clippy::unused_self, reason = "as with threads")]
impl Threads {
    pub(crate) fn run<R: Send>(&self, _work: usize, task: impl FnOnce() -> R + Send) -> R {
        task()
    }

    pub(crate) fn worth(&self, _work: usize) -> usize {
        1
    }
}

#[cfg(all(test, feature = "parallel"))]
mod tests;
