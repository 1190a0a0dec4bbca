//! The key, and what is drawn with it.

use alloc::vec::Vec;

use super::draw::{Draw, Sample};
use super::single;
use super::state::{Form, State};
use super::threefry;

/// A key of JAX, of its generator `threefry2x32`, and how JAX computes with it.
///
/// Its values are those of jaxlib 0.8.3 to 0.12.0.1 on x86-64 with fused multiply-add, bit for bit,
/// whatever processor this crate runs on. Each is a function of the key and its index.
///
/// ```
/// use init_core::jax::Key;
///
/// // >>> jax.random.normal(jax.random.key(0), (3,))
/// // Array([ 1.6226422 ,  2.0252647 , -0.43359444], dtype=float32)
/// let mut values = [0.0; 3];
/// Key::new(0).normal(&mut values);
/// assert_eq!(values, [1.6226422, 2.0252647, -0.43359444]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key(pub(super) State);

impl Key {
    /// `jax.random.key(seed)`. Of the seed, the low 32 bits count, as in JAX without
    /// `jax_enable_x64`; a negative seed is `seed as u64`. With it, the key is
    /// `from_words([(seed >> 32) as u32, seed as u32])`.
    pub fn new(seed: u64) -> Self {
        Self::from_words([0, seed as u32])
    }

    /// The key of these words: `jax.random.wrap_key_data`.
    ///
    /// ```
    /// use init_core::jax::Key;
    ///
    /// assert_eq!(Key::new(7), Key::from_words([0, 7]));
    /// ```
    pub fn from_words(words: [u32; 2]) -> Self {
        let form = Form {
            partitionable: true,
            fused: true,
            two_products: false,
        };
        Self(State { words, form })
    }

    /// The words of the key: `jax.random.key_data`.
    pub fn words(&self) -> [u32; 2] {
        self.0.words
    }

    /// `jax.random.fold_in(key, data)`.
    ///
    /// ```
    /// use init_core::jax::Key;
    ///
    /// assert_eq!(Key::new(0).fold_in(17).words(), [0xa4bf_4ab0, 0x1d7e_b6cd]);
    /// ```
    #[must_use]
    pub fn fold_in(&self, data: u32) -> Key {
        self.with(threefry::words(self.0.words, [0, data]))
    }

    /// `jax.random.split(key, n)`.
    ///
    /// ```
    /// use init_core::jax::Key;
    ///
    /// let key = Key::new(0);
    /// assert_eq!(key.split(3)[1], key.fold_in(1));
    /// ```
    pub fn split(&self, n: usize) -> Vec<Key> {
        let words = self.0.stream(2 * n as u64);
        let child = |child: u64| {
            if self.0.form.partitionable {
                threefry::words(self.0.words, [(child >> 32) as u32, child as u32])
            } else {
                [words.at(2 * child), words.at(2 * child + 1)]
            }
        };
        (0..n as u64).map(|n| self.with(child(n))).collect()
    }

    /// Sets `jax_threefry_partitionable`, which is true by default from JAX 0.5 on: where it is false,
    /// the words depend on how many are drawn at once. JAX 0.4 has false.
    #[must_use]
    pub fn partitionable(mut self, partitionable: bool) -> Key {
        self.0.form.partitionable = partitionable;
        self
    }

    /// Sets whether products and sums are fused, as on every processor with AVX2, the default. JAX on
    /// one without it, or with `XLA_FLAGS=--xla_cpu_max_isa=SSE4_2`, has false.
    #[must_use]
    pub fn fused(mut self, fused: bool) -> Key {
        self.0.form.fused = fused;
        self
    }

    /// Sets whether the initializers `normal` and `variance_scaling` with `distribution="normal"`
    /// multiply by √2 and by the standard deviation one after the other, as JAX up to 0.11.2 does
    /// outside `jax.jit`. By default they multiply by the product of both, as JAX 0.12.
    #[must_use]
    pub fn two_products(mut self, two_products: bool) -> Key {
        self.0.form.two_products = two_products;
        self
    }

    /// Writes `jax.random.bits(key, (out.len(),))`.
    pub fn bits(&self, out: &mut [u32]) {
        single::bits(self.0.stream(out.len() as u64), out);
    }

    /// Writes `jax.random.uniform(key, (out.len(),), minval=low, maxval=high)`: 23 random bits each.
    /// `high` itself can come out by rounding.
    ///
    /// ```
    /// use init_core::jax::Key;
    ///
    /// // >>> jax.random.uniform(jax.random.key(0), (2,))
    /// // Array([0.947667 , 0.9785799], dtype=float32)
    /// let mut values = [0.0; 2];
    /// Key::new(0).uniform(&mut values, 0.0, 1.0);
    /// assert_eq!(values, [0.947667, 0.9785799]);
    /// ```
    pub fn uniform(&self, out: &mut [f32], low: f32, high: f32) {
        let (low, high) = (low.into(), high.into());
        self.draw(out, Sample::Uniform { low, high });
    }

    /// Writes `jax.random.normal(key, (out.len(),))`.
    pub fn normal(&self, out: &mut [f32]) {
        self.draw(out, Sample::Normal);
    }

    /// Writes `jax.random.truncated_normal(key, low, high, (out.len(),))`, as outside `jax.jit`. Under
    /// it XLA computes bounds other than ±2 by another function, and some values have another last
    /// bit.
    pub fn truncated_normal(&self, out: &mut [f32], low: f32, high: f32) {
        let (low, high) = (low.into(), high.into());
        self.draw(out, Sample::Truncated { low, high });
    }

    fn draw(&self, out: &mut [f32], sample: Sample) {
        Draw::of(sample).single(self.0, out);
    }

    /// Another key with the same form.
    fn with(&self, words: [u32; 2]) -> Self {
        Self(State { words, ..self.0 })
    }
}
