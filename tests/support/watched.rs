//! A tensor that hands its values over in pieces instead of keeping them.

use std::borrow::Cow;
use std::ops::Range;

use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::OwnShape;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{Initialize, Initializer, Parameter};

/// A part of a tensor of one axis, handed over piece by piece.
pub(crate) struct Watched<'w, T> {
    pub(crate) length: usize,
    pub(crate) part: Range<usize>,
    pub(crate) piece: usize,
    pub(crate) watch: &'w mut dyn FnMut(&[T]),
}

impl<T: Element + Default> Parameter for Watched<'_, T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(vec![self.length])
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let mut piece = vec![T::default(); self.piece];
        for start in self.part.clone().step_by(self.piece) {
            values.range(start, &mut piece)?;
            (self.watch)(&piece);
        }
        Ok(())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

/// One tensor at a path.
pub(crate) struct Model<'m, P> {
    pub(crate) path: &'m str,
    pub(crate) tensor: P,
    pub(crate) law: &'m dyn Initializer,
}

impl<P: Parameters> Initialize for Model<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let component = Component::field(self.path);
        let declared = Declared::new(self.law);
        Parameters::<OwnShape>::visit(&self.tensor, &component, &declared, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let component = Component::field(self.path);
        let declared = Declared::new(self.law);
        Parameters::<OwnShape>::visit_mut(&mut self.tensor, &component, &declared, visitor);
    }
}
