//! A tensor with a shape but no memory, and the plan of a model that holds nothing else.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::plan::Entry;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{Error, Initialize, Parameter, Plan};

/// The path of the tensor in a plan of [`plan`].
pub(crate) const PATH: &str = "weight";

/// A tensor with a shape and no memory.
#[derive(Debug, Clone)]
pub(crate) struct Ghost {
    pub(crate) shape: Vec<usize>,
    pub(crate) dtype: DType,
}

impl Parameter for Ghost {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        self.dtype
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        Ok(())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

struct Model<'m> {
    tensor: Ghost,
    declared: &'m Declared<'m>,
}

impl Initialize for Model<'_> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let component = Component::field(PATH);
        Parameters::<init_core::walk::OwnShape>::visit(
            &self.tensor,
            &component,
            self.declared,
            visitor,
        );
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let component = Component::field(PATH);
        Parameters::<init_core::walk::OwnShape>::visit_mut(
            &mut self.tensor,
            &component,
            self.declared,
            visitor,
        );
    }
}

/// The plan of one tensor.
pub(crate) fn plan(shape: &[usize], dtype: DType, declared: &Declared<'_>) -> Result<Plan, Error> {
    let tensor = Ghost {
        shape: shape.to_vec(),
        dtype,
    };
    Model { tensor, declared }.plan()
}

/// What the plan of one f64 tensor says of it.
pub(crate) fn entry(shape: &[usize], declared: &Declared<'_>) -> Entry {
    let plan = plan(shape, DType::F64, declared)
        .unwrap_or_else(|error| panic!("{shape:?} {declared:?}: {error}"));
    plan.entries()[0].clone()
}
