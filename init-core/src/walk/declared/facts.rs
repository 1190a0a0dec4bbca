//! Facts about the tensor of a parameter, which its field declares.

use alloc::borrow::Cow;

use super::Declared;
use crate::tensor::{FanCount, MupRole, Shape};

impl<'a> Declared<'a> {
    /// The roles of the axes: `o` and `i` for the output and input axis, `*` for an axis along
    /// which independent layers are stacked, other letters for the receptive field. Several axes may be
    /// outputs, or inputs, together: `ioo` for a weight of (inputs, heads, width of a head). Without a
    /// layout the axes are `oi…`, as PyTorch stores a weight.
    pub fn layout(mut self, layout: impl Into<Cow<'a, str>>) -> Self {
        self.axes.layout = Some(layout.into());
        self
    }

    /// The number of groups of a grouped convolution.
    pub fn groups(mut self, groups: usize) -> Self {
        self.axes.groups = Some(groups);
        self
    }

    /// The number of weights fused along the output axis, e.g. 3 for query, key and value, or the length
    /// of each where they differ: `(q, k, v)`. Each part has the fan out of its own length, and so the law
    /// that it would have alone.
    ///
    /// ```
    /// use init_core::initializer::xavier_uniform;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// // Eight heads of queries and two of keys and of values: ±√(6 / (8 + 8)) and ±√(6 / (8 + 2)).
    /// let mut qkv = [[0.0_f32; 8]; 12];
    /// Declared::new(&xavier_uniform()).split((8, 2, 2)).fill(&mut qkv, &mut rng)?;
    /// assert!(qkv[..8].as_flattened().iter().all(|w| w.abs() <= 0.375_f32.sqrt()));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn split(mut self, split: impl Shape) -> Self {
        self.axes.split = Some(split.to_shape());
        self
    }

    /// Marks a table whose rows are looked up, one for each index along the output axis: its fan in is 1
    /// and its fan out the length of a row. Whatever is looked up then has the variance of the values.
    pub fn embedding(mut self) -> Self {
        self.axes.embedding = true;
        self
    }

    /// The role of the weight in the maximal update parametrization, beside its fans at the base width:
    /// see [`MupRole`].
    pub fn mup(mut self, role: MupRole) -> Self {
        self.axes.mup = Some(role);
        self
    }

    /// The fan in at the base width of [`mup`](Declared::mup).
    pub fn base_fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.axes.base_fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out at the base width of [`mup`](Declared::mup).
    pub fn base_fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.axes.base_fan_out = Some(fan_out.to_fan());
        self
    }

    /// The fan in, instead of the one that the shape gives.
    pub fn fan_in(mut self, fan_in: impl FanCount) -> Self {
        self.axes.fan_in = Some(fan_in.to_fan());
        self
    }

    /// The fan out, instead of the one that the shape gives.
    pub fn fan_out(mut self, fan_out: impl FanCount) -> Self {
        self.axes.fan_out = Some(fan_out.to_fan());
        self
    }

    /// The index along the output axis, or several, whose values are 0 whatever the initializer: the
    /// vector of a padding token in an embedding. In a stack each of its tables has them; all other
    /// values are those without it.
    ///
    /// ```
    /// use init_core::initializer::normal;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut table = [[1.0_f32; 4]; 8];
    /// Declared::new(&normal()).padding_index([0, 7]).fill(&mut table, &mut rng)?;
    /// assert_eq!((table[0], table[7]), ([0.0; 4], [0.0; 4]));
    /// assert!(table[1][0] != 0.0);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn padding_index(mut self, indices: impl Shape) -> Self {
        self.axes.padding = Some(indices.to_shape());
        self
    }

    /// The shape of flat storage.
    pub fn shape(mut self, shape: impl Shape) -> Self {
        self.shape = Some(shape.to_shape());
        self
    }
}
