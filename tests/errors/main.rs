//! The errors of a model at run time: the message in full, and the proof that nothing was written
//! and that the generator has not moved.
//!
//! The cases are those of the research on bad inputs (numbers 29 to 51), as far as they can
//! arise with the types of this crate.

mod arguments;
mod changes;
mod custom;
mod empty;
mod foreign;
mod layers;
mod memory;
mod names;
mod panics;
mod representable;
mod scales;
mod shapes;
mod shards;
mod sharing;
mod tied;
mod written;

use std::fmt::Debug;

use init_core::initializer::{normal, zeros};
use init_core::walk::OwnShape;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{Error, Initialize, Initializer};
use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

pub(crate) const UNTOUCHED: f32 = 7.0;

/// A valid parameter before and after the one that is wrong.
pub(crate) struct Guarded<'d, P> {
    before: [f32; 3],
    tensor: P,
    behind: [f32; 3],
    declared: &'d Declared<'d>,
}

impl<'d, P: Parameters> Guarded<'d, P> {
    pub(crate) fn new(tensor: P, declared: &'d Declared<'d>) -> Self {
        Self {
            before: [UNTOUCHED; 3],
            tensor,
            behind: [UNTOUCHED; 3],
            declared,
        }
    }
}

impl<P: Parameters> Initialize for Guarded<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let (normal, zeros) = (normal(), zeros());
        let (normal, zeros) = (Declared::new(&normal), Declared::new(&zeros));
        visit(&self.before, "before", &normal, visitor);
        visit(&self.tensor, "tensor", self.declared, visitor);
        visit(&self.behind, "behind", &zeros, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let (normal, zeros) = (normal(), zeros());
        let (normal, zeros) = (Declared::new(&normal), Declared::new(&zeros));
        visit_mut(&mut self.before, "before", &normal, visitor);
        visit_mut(&mut self.tensor, "tensor", self.declared, visitor);
        visit_mut(&mut self.behind, "behind", &zeros, visitor);
    }
}

pub(crate) fn visit<P: Parameters + ?Sized>(
    tensor: &P,
    name: &str,
    declared: &Declared<'_>,
    visitor: &mut dyn Visitor,
) {
    Parameters::<OwnShape>::visit(tensor, &Component::field(name), declared, visitor);
}

pub(crate) fn visit_mut<P: Parameters + ?Sized>(
    tensor: &mut P,
    name: &str,
    declared: &Declared<'_>,
    visitor: &mut dyn VisitorMut,
) {
    Parameters::<OwnShape>::visit_mut(tensor, &Component::field(name), declared, visitor);
}

/// A generator, and its twin that stays where both began.
pub(crate) struct Watched {
    rng: ChaCha8Rng,
    start: ChaCha8Rng,
}

impl Watched {
    pub(crate) fn new() -> Self {
        Self {
            rng: ChaCha8Rng::seed_from_u64(0),
            start: ChaCha8Rng::seed_from_u64(0),
        }
    }

    /// Resets the model, which must fail without moving the generator.
    #[track_caller]
    pub(crate) fn refused<M: Initialize + ?Sized>(mut self, model: &mut M) -> Error {
        let planned = model.plan().expect_err("the plan is refused");
        let error = self.reset(model).expect_err("the reset is refused");
        assert_eq!(planned, error, "plan and reset say the same");
        assert_eq!(error.written(), [""; 0], "nothing was written");
        assert_eq!(
            self.rng.next_u64(),
            self.start.next_u64(),
            "the generator has not moved"
        );
        error
    }

    /// Resets the model, which must fail after the key was drawn.
    #[track_caller]
    pub(crate) fn failed<M: Initialize + ?Sized>(mut self, model: &mut M) -> Error {
        model.plan().expect("the plan stands");
        let error = self.reset(model).expect_err("the reset fails");
        self.start.fill_bytes(&mut [0; 32]);
        assert_eq!(
            self.rng.next_u64(),
            self.start.next_u64(),
            "one key was drawn"
        );
        error
    }

    fn reset<M: Initialize + ?Sized>(&mut self, model: &mut M) -> Result<(), Error> {
        model.try_reset_parameters(&mut self.rng)
    }
}

/// The message of a model whose tensor is refused, of which nothing was written.
#[track_caller]
pub(crate) fn refused<P>(tensor: P, declared: &Declared<'_>) -> String
where
    P: Parameters + Clone + PartialEq + Debug,
{
    let untouched = tensor.clone();
    let mut model = Guarded::new(tensor, declared);
    let error = Watched::new().refused(&mut model);
    assert_eq!(model.before, [UNTOUCHED; 3]);
    assert_eq!(model.tensor, untouched);
    assert_eq!(model.behind, [UNTOUCHED; 3]);
    assert_eq!(error.problems().len(), 1);
    assert_eq!(error.problems()[0].path(), Some("tensor"));
    let text = error.to_string();
    let text = text
        .strip_prefix("`tensor`: ")
        .expect("the path comes first");
    let text = text.strip_suffix("\nnote: nothing was written");
    text.expect("the end says that nothing was written").into()
}

/// The message of a 4×4 matrix whose initializer is refused.
#[track_caller]
pub(crate) fn refused_matrix(initializer: &dyn Initializer) -> String {
    refused([[UNTOUCHED; 4]; 4], &Declared::new(initializer))
}
