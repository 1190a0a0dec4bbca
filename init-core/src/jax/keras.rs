//! Seeds by Python's generator: those of Keras.

use core::fmt;

use super::before::Before;
use super::key::Key;
use crate::engine::mersenne_twister::MersenneTwister;

/// The seeds that the initializers of Keras draw after `keras.utils.set_random_seed`, on the backend of
/// JAX: one for each random initializer, from Python's `random`.
///
/// ```
/// use init_core::jax::Keras;
///
/// // >>> random.seed(42); random.randint(1, 10**9)
/// // 686579304
/// let mut keras = Keras::set_random_seed(42);
/// assert_eq!(keras.seed(), 686_579_304);
/// ```
#[derive(Clone, PartialEq)]
pub struct Keras {
    twister: MersenneTwister,
    pub(super) before: Before,
}

impl fmt::Debug for Keras {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keras").finish_non_exhaustive()
    }
}

impl Keras {
    /// The state after `keras.utils.set_random_seed(seed)`.
    pub fn set_random_seed(seed: u32) -> Self {
        Self {
            twister: MersenneTwister::of_words(&[seed]),
            before: Before::default(),
        }
    }

    /// The seed that the next initializer draws: `random.randint(1, 10**9)`.
    pub fn seed(&mut self) -> u32 {
        const COUNT: u32 = 1_000_000_000;
        loop {
            let drawn = self.twister.word() >> 2;
            if drawn < COUNT {
                return drawn + 1;
            }
        }
    }

    /// The key of an initializer with `seed=…`, an integer.
    pub fn key(seed: u32) -> Key {
        Key::from_words([seed, 0])
    }

    /// Sets that the layer or parameter at `path` draws `count` seeds before its first parameter's, such
    /// as a `MultiHeadAttention`, which draws one in vain, or a `Dropout` that stands there.
    #[must_use]
    pub fn before(mut self, path: &str, count: u32) -> Self {
        self.before.add(path, count);
        self
    }

    /// The key of the parameter at a path; `None` where its initializer draws nothing.
    pub(super) fn next(&mut self, path: &str, is_random: bool) -> Option<Key> {
        for _ in 0..self.before.take(path) {
            self.seed();
        }
        is_random.then(|| Self::key(self.seed()))
    }
}
