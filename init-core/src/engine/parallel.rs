//! Several threads inside one large tensor.
//!
//! A value depends on its index alone, so that the bits are the same however a tensor is cut.

#[cfg(feature = "parallel")]
use alloc::format;

use super::dispatch::Level;
use super::successive::{NORMALS, Normals};
use super::{Element, StreamKey};
#[cfg(feature = "parallel")]
use crate::{ErrorKind, Problem};

/// The values that one task makes, and the length below which no other thread is asked: what
/// they take is then little more than what waking a thread takes. A multiple of what the
/// kernels make at once.
const CHUNK: usize = 1 << 16;

/// The values from logical index `start` on, by the threads of the current rayon pool.
pub(super) fn fill<T: Element>(kernel: &T::Kernel, source: &StreamKey, start: u64, out: &mut [T]) {
    let level = Level::current();
    #[cfg(feature = "parallel")]
    if threads(out.len()) > 1 {
        use rayon::prelude::*;

        // Cut where the kernels' own tiles end, so that none is computed twice.
        let head = CHUNK - (start % CHUNK as u64) as usize;
        let (head, rest) = out.split_at_mut(head.min(out.len()));
        let middle = start + head.len() as u64;
        rayon::join(
            || level.fill(kernel, source, start, head),
            || {
                rest.par_chunks_mut(CHUNK)
                    .enumerate()
                    .for_each(|(n, part)| {
                        level.fill(kernel, source, middle + (n * CHUNK) as u64, part);
                    });
            },
        );
        return;
    }
    level.fill(kernel, source, start, out);
}

/// As many values from each of the logical indices `starts` on, one run behind the other, by the
/// threads of the current rayon pool.
pub(super) fn fill_runs<T: Element>(
    kernel: &T::Kernel,
    source: &StreamKey,
    starts: &[u64],
    out: &mut [T],
) {
    let run = out.len() / starts.len();
    if let [start] = *starts {
        return fill::<T>(kernel, source, start, out);
    }
    let level = Level::current();
    #[cfg(feature = "parallel")]
    if threads(out.len()) > 1 {
        use rayon::prelude::*;

        out.par_chunks_exact_mut(run)
            .zip(starts)
            .for_each(|(out, &start)| level.fill(kernel, source, start, out));
        return;
    }
    for (out, &start) in out.chunks_exact_mut(run).zip(starts) {
        level.fill(kernel, source, start, out);
    }
}

/// The threads that tensors are filled by: those of the rayon pool that the caller is in, unless
/// there is a pool of their own.
#[derive(Debug, Default)]
pub(crate) struct Threads {
    #[cfg(feature = "parallel")]
    pool: Option<rayon::ThreadPool>,
}

#[cfg_attr(
    not(feature = "parallel"),
    allow(clippy::unused_self, reason = "the one thread is nobody's")
)]
impl Threads {
    /// A pool of its own, of so many threads.
    #[cfg(feature = "parallel")]
    pub(crate) fn new(count: usize) -> Result<Self, Problem> {
        if count == 0 {
            return Err(Problem::new(
                ErrorKind::Argument,
                "`threads(0)` leaves nobody to fill a tensor",
            )
            .help("write `threads(1)`, or leave it out for the threads of rayon's pool"));
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
        let pool = pool.map_err(|error| {
            Problem::new(
                ErrorKind::Threads,
                format!("{count} threads could not be had: {error}"),
            )
            .help("ask for fewer, or leave `threads` out")
        })?;
        Ok(Self { pool: Some(pool) })
    }

    /// Runs a task on `count` values among these threads; on the caller's own, where they are
    /// fewer than another thread is asked for.
    pub(crate) fn run<R: Send>(&self, count: usize, task: impl FnOnce() -> R + Send) -> R {
        #[cfg(feature = "parallel")]
        if count > CHUNK
            && let Some(pool) = &self.pool
        {
            return pool.install(task);
        }
        let _ = count;
        task()
    }

    /// How many of them `count` values are worth.
    pub(super) fn worth(&self, count: usize) -> usize {
        #[cfg(feature = "parallel")]
        if count > CHUNK
            && let Some(pool) = &self.pool
        {
            return pool.current_num_threads();
        }
        threads(count)
    }
}

/// How many threads `count` values are worth.
pub(super) fn threads(count: usize) -> usize {
    #[cfg(feature = "parallel")]
    if count > CHUNK {
        return rayon::current_num_threads();
    }
    let _ = count;
    1
}

/// Runs both, at the same time where there are threads.
pub(super) fn join(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    #[cfg(feature = "parallel")]
    rayon::join(one, other);
    #[cfg(not(feature = "parallel"))]
    {
        one();
        other();
    }
}

/// Normals of successive words from a pair of tiles on, by the threads of the current rayon pool.
pub(super) fn normals(source: &StreamKey, first: u64, out: &mut [f64]) {
    let level = Level::current();
    let worth_threads = out.len() > CHUNK;
    parts(out, CHUNK, worth_threads, |n, out| {
        let first = first + (n * CHUNK / NORMALS) as u64;
        level.run(Normals { source, first, out });
    });
}

/// Calls `run` with the parts of some values that are `length` long, and their numbers; where
/// they are worth other threads, by those of the current rayon pool.
pub(super) fn parts<T: Send>(
    values: &mut [T],
    length: usize,
    worth_threads: bool,
    run: impl Fn(usize, &mut [T]) + Sync,
) {
    #[cfg(feature = "parallel")]
    if worth_threads && rayon::current_num_threads() > 1 {
        use rayon::prelude::*;

        values
            .par_chunks_mut(length)
            .enumerate()
            .with_max_len(1)
            .for_each(|(n, part)| run(n, part));
        return;
    }
    #[cfg(not(feature = "parallel"))]
    let _ = worth_threads;
    for (n, part) in values.chunks_mut(length).enumerate() {
        run(n, part);
    }
}

#[cfg(all(test, feature = "parallel"))]
mod tests;
