//! Keys by their number: those of `flax.nnx`.

use super::before::Before;
use super::key::Key;
use super::state::Form;

/// The stream of keys of `flax.nnx.Rngs(seed)`, which goes on from one module to the next: each parameter
/// takes a key when it is constructed, in declaration order, and constant ones too.
///
/// ```
/// use init_core::jax::{Key, Rngs};
///
/// let mut rngs = Rngs::new(0);
/// assert_eq!(rngs.key(), Key::new(0).fold_in(0));
/// assert_eq!(rngs.key(), Key::new(0).fold_in(1));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Rngs {
    root: Key,
    count: u32,
    pub(super) before: Before,
}

impl Rngs {
    /// `nnx.Rngs(seed)`; also the stream of `nnx.Rngs(params=seed)`.
    pub fn new(seed: u64) -> Self {
        Self::of(Key::new(seed))
    }

    /// The stream of a key.
    pub fn of(key: Key) -> Self {
        Self {
            root: key,
            count: 0,
            before: Before::default(),
        }
    }

    /// The next key, as `rngs.params()` takes it.
    pub fn key(&mut self) -> Key {
        let key = self.root.fold_in(self.count);
        self.count = self.count.wrapping_add(1);
        key
    }

    /// Sets that the module or parameter at `path` takes `count` keys before its first parameter, such as
    /// a `Dropout` that stands there, which has no parameter.
    ///
    /// ```
    /// use init_core::jax::Rngs;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Net {
    ///     #[init(lecun_normal, layout = "io")]
    ///     first: [[f32; 2]; 2],
    ///     #[init(lecun_normal, layout = "io")]
    ///     second: [[f32; 2]; 2],
    /// }
    ///
    /// let mut net = Net { first: [[0.0; 2]; 2], second: [[0.0; 2]; 2] };
    /// let mut rngs = Rngs::new(0).before("second", 1);
    /// Reset::new().nnx(&mut rngs).run(&mut net)?;
    /// assert_eq!(rngs.key(), init_core::jax::Key::new(0).fold_in(3));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    #[must_use]
    pub fn before(mut self, path: &str, count: u32) -> Self {
        self.before.add(path, count);
        self
    }

    pub(super) fn form(&self) -> Form {
        self.root.0.form
    }

    /// The key of the parameter at a path.
    pub(super) fn next(&mut self, path: &str) -> Key {
        for _ in 0..self.before.take(path) {
            self.key();
        }
        self.key()
    }
}
