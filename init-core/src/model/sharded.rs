//! A model of which this process holds a part.

use core::fmt;

use super::Initialize;
use crate::parameter::Parameter;
use crate::tensor::{Lengths, Shard};
use crate::walk::{Component, Declared, Shared, Visitor, VisitorMut, Walk, hand_on_walk};

/// A model of which this process holds parts: a function gives the part of each tensor, by its path and the
/// shape of the whole. Plans, resets, saves and loads of it are those of the parts.
///
/// The shape of the whole is what the field declares (`shape = …`); that of a tensor without memory is its
/// own. A tensor of a library has the shape of its part, and tells the shape of the whole by
/// [`Shard::of`]. A part that a field declares (`shard = …`) stays.
///
/// ```
/// use init_core::model::Sharded;
/// use init_core::tensor::Shard;
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Mlp {
///     #[init(normal, std = 0.02, shape = (64, 16))]
///     up: Vec<f32>,
///     #[init(zeros, shape = 64)]
///     bias: Vec<f32>,
///     #[init(normal, std = 0.02, shape = (16, 64))]
///     down: Vec<f32>,
/// }
///
/// // As Megatron cuts it: the first projection by its outputs, the second by its inputs.
/// // (A projection that fuses query, key and value would be `Shard::rows(1, 4).in_blocks(3)`.)
/// let cut = |path: &str, _: &[usize]| match path {
///     "down" => Shard::columns(1, 4),
///     _ => Shard::rows(1, 4),
/// };
/// let mut part = Mlp { up: vec![0.0; 256], bias: vec![0.0; 16], down: vec![0.0; 256] };
/// let mut whole = Mlp { up: vec![0.0; 1024], bias: vec![0.0; 64], down: vec![0.0; 1024] };
/// Reset::seed(1).run(&mut Sharded::new(&mut part, cut))?;
/// Reset::seed(1).run(&mut whole)?;
/// assert_eq!(part.up, whole.up[256..512]);
/// assert_eq!(part.down[..16], whole.down[16..32]);
///
/// // As fully sharded data parallelism does: a range of each tensor, flattened.
/// let mut flat = Mlp { up: vec![0.0; 512], bias: vec![0.0; 32], down: vec![0.0; 512] };
/// Reset::seed(1).run(&mut Sharded::new(&mut flat, |_, _| Shard::flat(1, 2)))?;
/// assert_eq!(flat.down, whole.down[512..]);
/// # Ok::<(), init_core::Error>(())
/// ```
pub struct Sharded<M, F> {
    model: M,
    shard: F,
}

impl<M: Initialize, F: Fn(&str, &[usize]) -> Shard> Sharded<M, F> {
    /// A model, or a mutable reference to one, and the part of each tensor by its path and whole shape.
    pub fn new(model: M, shard: F) -> Self {
        Self { model, shard }
    }

    /// The model.
    pub fn into_inner(self) -> M {
        self.model
    }
}

impl<M: fmt::Debug, F> fmt::Debug for Sharded<M, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sharded").field(&self.model).finish()
    }
}

impl<M: Initialize, F: Fn(&str, &[usize]) -> Shard> Initialize for Sharded<M, F> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let shard = &self.shard;
        self.model
            .visit_parameters(&mut Sharding { visitor, shard });
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let shard = &self.shard;
        self.model
            .visit_parameters_mut(&mut Sharding { visitor, shard });
    }
}

/// The adapter between the model and a visitor.
struct Sharding<'v, 'f, V: ?Sized, F> {
    visitor: &'v mut V,
    shard: &'f F,
}

impl<V: Walk + ?Sized, F: Fn(&str, &[usize]) -> Shard> Sharding<'_, '_, V, F> {
    /// What is declared for a tensor, with its part.
    fn declare<'d>(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'d>,
    ) -> Declared<'d> {
        let declared = declared.clone();
        if declared.shard_as_given().is_some() {
            return declared;
        }
        let own = tensor.shape();
        let whole = Lengths::from(declared.declared_shape().unwrap_or(&own));
        let path = self.visitor.trail().path_of(component);
        declared.shard((self.shard)(&path, &whole))
    }
}

impl<V: Walk + ?Sized, F> Walk for Sharding<'_, '_, V, F> {
    hand_on_walk!();

    fn shared(&mut self, shared: &Shared<'_>) -> bool {
        self.visitor.shared(shared)
    }
}

impl<V: Visitor + ?Sized, F: Fn(&str, &[usize]) -> Shard> Visitor for Sharding<'_, '_, V, F> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &dyn Parameter,
        declared: &Declared<'_>,
    ) {
        let declared = self.declare(component, tensor, declared);
        declared.hand_over(tensor, |tensor, declared| {
            self.visitor.parameter(component, tensor, declared);
        });
    }
}

impl<V: VisitorMut + ?Sized, F: Fn(&str, &[usize]) -> Shard> VisitorMut for Sharding<'_, '_, V, F> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        declared: &Declared<'_>,
    ) {
        let declared = self.declare(component, tensor, declared);
        declared.hand_over_mut(tensor, |tensor, declared| {
            self.visitor.parameter(component, tensor, declared);
        });
    }

    fn tied(&mut self, component: &Component<'_>, tensor: &mut dyn Parameter) {
        self.visitor.tied(component, tensor);
    }
}
