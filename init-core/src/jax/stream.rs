//! A reset with the values of JAX.

use alloc::string::String;

use super::keras::Keras;
use super::key::Key;
use super::keys::Keys;
use super::numbers::{drawn, orthogonal};
use super::promise;
use super::rngs::Rngs;
use super::scheme::Scheme;
use crate::error::{ErrorKind, Problem};
use crate::plan::{Entry, Plan};
use crate::reset::foreign::ForeignStream;
use crate::reset::{Foreign, Reset};
use crate::values::{Numbers, Recipe};

impl<'h> Reset<'h> {
    /// A reset with the values of `jax.nn.initializers`, bit for bit: each parameter with a random
    /// initializer, in declaration order, gets those that its namesake draws with the next of `keys`.
    ///
    /// ```
    /// use init_core::jax::Key;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Net {
    ///     #[init(he_uniform, layout = "io")]
    ///     first: [[f32; 4]; 3],
    ///     #[init(zeros)]
    ///     bias: [f32; 4],
    ///     #[init(normal, std = 0.02, layout = "io")]
    ///     second: [[f32; 2]; 4],
    /// }
    ///
    /// // >>> first, second = jax.random.split(jax.random.key(0))
    /// // >>> jax.nn.initializers.he_uniform()(first, (3, 4))
    /// // >>> jax.nn.initializers.normal(0.02)(second, (4, 2))
    /// let mut net = Net { first: [[0.0; 4]; 3], bias: [1.0; 4], second: [[0.0; 2]; 4] };
    /// Reset::new().jax(Key::new(0).split(2)).run(&mut net)?;
    /// assert_eq!(net.first[0][..2], [0.9682105, -0.89836884]);
    /// assert_eq!(net.second[0], [-0.048849113, -0.040713612]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The [guide](crate::jax) tells what is reproduced, and what is not.
    pub fn jax(self, keys: impl IntoIterator<Item = Key>) -> Reset<'h, Foreign<'static>> {
        self.foreign(Stream(Keys::given(keys.into_iter().collect())))
    }

    /// A reset with the values that `init` of a module of Flax Linen gives, bit for bit: each parameter
    /// gets those that its initializer's namesake of `jax.nn.initializers` draws with the key that follows
    /// from `key`, the names of the modules around it, and its number in the last one.
    ///
    /// ```
    /// use init_core::jax::Key;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Dense {
    ///     #[init(lecun_normal, layout = "io")]
    ///     kernel: [[f32; 2]; 3],
    ///     #[init(zeros)]
    ///     bias: [f32; 2],
    /// }
    ///
    /// // >>> nn.Dense(2).init(jax.random.key(0), jax.numpy.ones((1, 3)))["params"]["kernel"][0]
    /// // Array([ 0.04769871, -0.9522832 ], dtype=float32)
    /// let mut dense = Dense { kernel: [[0.0; 2]; 3], bias: [1.0; 2] };
    /// Reset::new().linen(Key::new(0)).run(&mut dense)?;
    /// assert_eq!(dense.kernel[0], [0.047698714, -0.9522832]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The [guide](crate::jax) tells what is reproduced, and what is not.
    pub fn linen(self, key: Key) -> Reset<'h, Foreign<'static>> {
        self.foreign(Stream(Keys::linen(key)))
    }

    /// A reset with the values of a module of Flax NNX, bit for bit: each parameter, in declaration order,
    /// takes a key of `rngs`, which goes on where the reset ends.
    ///
    /// ```
    /// use init_core::jax::Rngs;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(lecun_normal, layout = "io")]
    ///     kernel: [[f32; 2]; 3],
    ///     #[init(zeros)]
    ///     bias: [f32; 2],
    /// }
    ///
    /// // >>> nnx.Linear(3, 2, rngs=nnx.Rngs(0)).kernel[0]
    /// // Array([ 0.6178674 , -0.55987215], dtype=float32)
    /// let mut linear = Linear { kernel: [[0.0; 2]; 3], bias: [1.0; 2] };
    /// Reset::new().nnx(&mut Rngs::new(0)).run(&mut linear)?;
    /// assert_eq!(linear.kernel[0], [0.6178674, -0.55987215]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The [guide](crate::jax) tells what is reproduced, and what is not.
    pub fn nnx(self, rngs: &mut Rngs) -> Reset<'h, Foreign<'_>> {
        self.foreign(Stream(Keys::nnx(rngs)))
    }

    /// A reset with the values of a model of Keras on the backend of JAX, bit for bit: each parameter with
    /// a random initializer, in declaration order, draws a seed of `keras`, which goes on where the reset
    /// ends.
    ///
    /// ```
    /// use init_core::jax::Keras;
    /// use init_core::{Initialize, Reset};
    ///
    /// #[derive(Initialize)]
    /// struct Dense {
    ///     #[init(glorot_uniform, layout = "io")]
    ///     kernel: [[f32; 2]; 3],
    ///     #[init(zeros)]
    ///     bias: [f32; 2],
    /// }
    ///
    /// // >>> keras.utils.set_random_seed(0)
    /// // >>> dense = keras.layers.Dense(2); dense.build((None, 3)); dense.kernel[0]
    /// // Array([0.34441105, 0.42156407], dtype=float32)
    /// let mut dense = Dense { kernel: [[0.0; 2]; 3], bias: [1.0; 2] };
    /// Reset::new().keras(&mut Keras::set_random_seed(0)).run(&mut dense)?;
    /// assert_eq!(dense.kernel[0], [0.34441105, 0.42156407]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// The [guide](crate::jax) tells what is reproduced, and what is not.
    pub fn keras(self, keras: &mut Keras) -> Reset<'h, Foreign<'_>> {
        self.foreign(Stream(Keys::keras(keras)))
    }
}

/// A plan's draws, each by its key.
#[derive(Debug)]
struct Stream<'g>(Keys<'g>);

impl ForeignStream for Stream<'_> {
    fn check(&self, entry: &Entry) -> Result<(), Problem> {
        let scheme = Scheme::of(entry)?;
        promise::check(entry, scheme, self.0.is_keras())
    }

    fn check_whole(&self, plan: &Plan) -> Result<(), Problem> {
        self.0.check(plan)
    }

    fn draw(
        &mut self,
        plan: &Plan,
        place: usize,
        recipe: Option<Recipe>,
    ) -> Result<Option<Numbers>, Problem> {
        let entry = &plan.entries()[place];
        let scheme = Scheme::of(entry)?;
        let Some(key) = self
            .0
            .next(entry.path(), entry.buffer, scheme != Scheme::Nothing)
        else {
            return Ok(None);
        };
        if let Some(Recipe::Orthogonal { gain, .. }) = recipe {
            return orthogonal(key.0, gain, entry).map(Some);
        }
        let draw = if self.0.is_keras() {
            scheme.of_keras()
        } else {
            scheme.of_jax(entry.dtype(), key.0.form.two_products)
        };
        if scheme != Scheme::Nothing && draw.is_none() {
            let message = "JAX has no initializer for these values";
            return Err(Problem::new(ErrorKind::Foreign, message)
                .help("leave the parameter out by `Reset::except`"));
        }
        draw.map(|draw| drawn(key.0, &draw, entry)).transpose()
    }

    fn pass(&mut self, path: &str, is_buffer: bool) {
        _ = self.0.next(path, is_buffer, false);
    }

    fn finish(&mut self) {
        self.0.finish();
    }

    fn describe(&self) -> String {
        self.0.describe()
    }

    fn warn(&self, entry: &Entry) -> Option<Problem> {
        promise::warn(entry, self.0.form().fused)
    }
}
