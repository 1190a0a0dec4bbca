//! Several threads inside one large tensor.
//!
//! A value depends on its index alone, so that the bits are the same however a tensor is cut.

use super::StreamKey;
use super::dispatch::Level;
use super::kernel::Kernel;
use super::stream_normals::{NORMALS, Normals};
use super::threads::CHUNK;
#[cfg(feature = "parallel")]
use super::threads::here;

/// The values from logical index `start` on, by the threads of the current rayon pool.
fn write_run<T: Send, K: Kernel<T>>(kernel: &K, key: &StreamKey, start: u64, out: &mut [T]) {
    let level = Level::current();
    #[cfg(feature = "parallel")]
    if threads(out.len()) > 1 {
        use rayon::prelude::*;

        // Cut where the kernels' own tiles end, so that none is computed twice.
        let head = CHUNK - (start % CHUNK as u64) as usize;
        let (head, rest) = out.split_at_mut(head.min(out.len()));
        let middle = start + head.len() as u64;
        rayon::join(
            || level.write(kernel, key, start, head),
            || {
                rest.par_chunks_mut(CHUNK)
                    .enumerate()
                    .for_each(|(n, part)| {
                        level.write(kernel, key, middle + (n * CHUNK) as u64, part);
                    });
            },
        );
        return;
    }
    level.write(kernel, key, start, out);
}

/// As many values from each of the logical indices `starts` on, one run after the other, by the
/// threads of the current rayon pool.
pub(super) fn write_runs<T: Send, K: Kernel<T>>(
    kernel: &K,
    key: &StreamKey,
    starts: &[u64],
    out: &mut [T],
) {
    let run = out.len() / starts.len();
    if let [start] = *starts {
        return write_run(kernel, key, start, out);
    }
    let level = Level::current();
    #[cfg(feature = "parallel")]
    if threads(out.len()) > 1 {
        use rayon::prelude::*;

        out.par_chunks_exact_mut(run)
            .zip(starts)
            .for_each(|(out, &start)| level.write(kernel, key, start, out));
        return;
    }
    for (out, &start) in out.chunks_exact_mut(run).zip(starts) {
        level.write(kernel, key, start, out);
    }
}

/// The number of threads that `count` values are worth.
pub(crate) fn threads(count: usize) -> usize {
    #[cfg(feature = "parallel")]
    if count > CHUNK {
        return here();
    }
    let _ = count;
    1
}

/// Runs both functions, in parallel where there are threads.
pub(crate) fn join(one: impl FnOnce() + Send, other: impl FnOnce() + Send) {
    #[cfg(feature = "parallel")]
    rayon::join(one, other);
    #[cfg(not(feature = "parallel"))]
    {
        one();
        other();
    }
}

/// Normals of successive words from a pair of tiles on, by the threads of the current rayon pool.
pub(super) fn normals(key: &StreamKey, first: u64, out: &mut [f64]) {
    let level = Level::current();
    let worth_threads = out.len() > CHUNK;
    parts(out, CHUNK, worth_threads, |n, out| {
        let first = first + (n * CHUNK / NORMALS) as u64;
        level.run(Normals { key, first, out });
    });
}

/// Cuts values into parts of `length` and calls `run` with each part and its number, on the threads
/// of the current rayon pool where the values are worth them.
pub(crate) fn parts<T: Send>(
    values: &mut [T],
    length: usize,
    worth_threads: bool,
    run: impl Fn(usize, &mut [T]) + Sync,
) {
    #[cfg(feature = "parallel")]
    if worth_threads && here() > 1 {
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
