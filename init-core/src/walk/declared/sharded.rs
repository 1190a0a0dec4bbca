//! The part of a parameter that this process holds.

use alloc::boxed::Box;

use super::Declared;
use crate::tensor::Shard;

impl Declared<'_> {
    /// The part of the parameter that this process holds; [`shape`](Declared::shape) is that of the whole.
    /// Fans are those of the whole, and each value is the one that the whole tensor has at its index.
    ///
    /// ```
    /// use init_core::initializer::xavier_uniform;
    /// use init_core::tensor::Shard;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let xavier = xavier_uniform();
    /// let mut rows = [[0.0_f32; 300]; 5];
    /// Declared::new(&xavier)
    ///     .shard(Shard::rows(1, 2).of((10, 300)))
    ///     .fill(&mut rows, &mut rng)?;
    /// assert!(rows.as_flattened().iter().all(|weight| weight.abs() <= 0.14));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn shard(mut self, shard: Shard) -> Self {
        self.shard = Some(Box::new(shard));
        self
    }

    /// The declared part, unless it is the whole tensor.
    pub(crate) fn shard_as_given(&self) -> Option<&Shard> {
        self.shard.as_deref().filter(|shard| !shard.is_whole())
    }

    /// The shape of the whole of which a part is declared, where it is known.
    pub(crate) fn whole_shape(&self) -> Option<&[usize]> {
        let given = self.shard.as_deref().and_then(Shard::whole_shape);
        given.or(self.declared_shape())
    }
}
