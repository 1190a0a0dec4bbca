//! Values by the billion through the public interface, on all threads.

use init_core::values::Element;
use init_core::{Initializer, Reset};
use rayon::prelude::*;

use crate::watched::{Model, Watched};

/// The tasks that a draw is cut into, always the same ones: sums do not depend on the threads.
const TASKS: usize = 64;

/// The values that are looked at together.
pub(crate) const PIECE: usize = 1 << 16;

/// Draws a tensor of `count` values under a seed, a power of two of at least 2^12. Each task
/// begins with an empty account, to which `step` adds the pieces; the accounts come in order.
pub(crate) fn draw<T, A>(
    law: &(impl Initializer + Sync),
    seed: u64,
    count: usize,
    account: impl Fn() -> A + Sync,
    step: impl Fn(&mut A, &[T]) + Sync,
) -> Vec<A>
where
    T: Element + Default,
    A: Send,
{
    let part = count / TASKS;
    (0..TASKS)
        .into_par_iter()
        .map(|task| {
            let mut sum = account();
            let mut model = Model {
                path: "w",
                tensor: Watched {
                    length: count,
                    part: task * part..(task + 1) * part,
                    piece: PIECE.min(part),
                    watch: &mut |piece: &[T]| step(&mut sum, piece),
                },
                law,
            };
            Reset::seed(seed).run(&mut model).expect("a valid law");
            sum
        })
        .collect()
}
