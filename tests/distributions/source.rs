//! Values by the million, without memory for them.

use std::borrow::Cow;

use init_core::parameter::Own;
use init_core::{
    Component, DType, Declared, Element, Initialize, Initializer, Parameter, Parameters, Problem,
    Reset, Values, Visitor, VisitorMut,
};

/// A tensor that hands its values over in pieces instead of keeping them.
struct Watched<'w, T> {
    shape: [usize; 1],
    watch: &'w mut dyn FnMut(&[T]),
}

/// How many values are handed over at once: a multiple of every tile.
pub(crate) const PIECE: usize = 1 << 14;

impl<T: Element + Default> Parameter for Watched<'_, T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let mut piece = vec![T::default(); PIECE];
        for start in (0..self.shape[0]).step_by(PIECE) {
            values.range(start, &mut piece)?;
            (self.watch)(&piece);
        }
        Ok(())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

pub(crate) struct Model<'m, P> {
    pub(crate) path: &'m str,
    pub(crate) tensor: P,
    pub(crate) law: &'m dyn Initializer,
}

impl<P: Parameters> Initialize for Model<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let component = Component::field(self.path);
        let declared = Declared::new(self.law);
        Parameters::<Own>::visit(&self.tensor, &component, &declared, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let component = Component::field(self.path);
        let declared = Declared::new(self.law);
        Parameters::<Own>::visit_mut(&mut self.tensor, &component, &declared, visitor);
    }
}

/// Hands over `count` values (whole pieces) of a law, under a seed and a path.
pub(crate) fn watch_at<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    path: &str,
    count: usize,
    mut watch: impl FnMut(&[T]),
) {
    assert!(count.is_multiple_of(PIECE));
    let mut model = Model {
        path,
        tensor: Watched {
            shape: [count],
            watch: &mut watch,
        },
        law,
    };
    Reset::seed(seed).run(&mut model).unwrap();
}

/// Hands over `count` values (whole pieces) of a law, under a seed.
pub(crate) fn watch<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    count: usize,
    watch: impl FnMut(&[T]),
) {
    watch_at(law, seed, "w", count, watch);
}

/// `count` values (whole pieces) of a law, under a seed and a path.
pub(crate) fn values_at<T: Element + Default>(
    law: &dyn Initializer,
    seed: u64,
    path: &str,
    count: usize,
) -> Vec<T> {
    let mut values = Vec::with_capacity(count);
    watch_at(law, seed, path, count, |piece| {
        values.extend_from_slice(piece);
    });
    values
}
