//! A tensor that asks for its values in every way.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::OwnShape;
use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
use init_core::{Error, Initialize, Parameter, Reset};

use crate::cases::Case;

/// How the values are asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Access {
    Contiguous,
    /// Ranges of any length, the last first.
    Ranges,
    /// One by one, into places in canonical order.
    Each,
    /// Into memory with gaps.
    Strided,
}

/// The values of a case, row-major where the memory is contiguous, and the same after every
/// other way of asking.
pub(crate) fn fill<T: Element>(case: &Case, access: Access) -> Result<Vec<T>, Error> {
    let mut model = Model {
        case,
        tensor: Tensor {
            shape: case.shape.clone(),
            values: vec![T::round(0.0); case.shape.iter().product()],
            access,
        },
    };
    Reset::seed(2026).run(&mut model)?;
    Ok(model.tensor.values)
}

struct Model<'c, T> {
    case: &'c Case,
    tensor: Tensor<T>,
}

impl Case {
    fn declared(&self) -> Declared<'_> {
        let declared = Declared::new(&*self.law);
        match self.layout {
            Some(layout) => declared.layout(layout),
            None => declared,
        }
    }
}

impl<T: Element> Initialize for Model<'_, T> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        let component = Component::field(self.case.name);
        Parameters::<OwnShape>::visit(&self.tensor, &component, &self.case.declared(), visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        let component = Component::field(self.case.name);
        let declared = self.case.declared();
        Parameters::<OwnShape>::visit_mut(&mut self.tensor, &component, &declared, visitor);
    }
}

struct Tensor<T> {
    shape: Vec<usize>,
    values: Vec<T>,
    access: Access,
}

impl<T: Element> Parameter for Tensor<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        match self.access {
            Access::Contiguous => values.contiguous(&mut self.values),
            Access::Strided => self.strided(values),
            Access::Ranges | Access::Each => {
                let mut canonical = self.values.clone();
                if let Access::Ranges = self.access {
                    ranges(values, &mut canonical)?;
                } else {
                    values.each(&mut canonical)?;
                }
                for (&value, place) in canonical.iter().zip(places(&self.shape, values.order())) {
                    self.values[place] = value;
                }
                Ok(())
            }
        }
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        for value in &self.values {
            sink(&[value.widen()]);
        }
        Ok(())
    }
}

impl<T: Element> Tensor<T> {
    fn strided(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        const GAP: usize = 3;
        let mut memory = vec![T::round(0.0); GAP * self.values.len()];
        let strides: Vec<usize> = (steps(&self.shape).iter()).map(|step| GAP * step).collect();
        values.strided(&mut memory, &strides)?;
        for (value, &found) in self.values.iter_mut().zip(memory.iter().step_by(GAP)) {
            *value = found;
        }
        Ok(())
    }
}

/// Ranges of lengths that go through all residues of a tile, the last range first.
fn ranges<T: Element>(values: &Values<'_>, canonical: &mut [T]) -> Result<(), Problem> {
    let mut end = canonical.len();
    let mut length = 1;
    while end > 0 {
        let start = end.saturating_sub(length);
        values.range(start, &mut canonical[start..end])?;
        end = start;
        length = (length * 7 + 5) % 9973;
    }
    Ok(())
}

/// The row-major steps of a shape.
fn steps(shape: &[usize]) -> Vec<usize> {
    let mut steps = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        steps[axis - 1] = steps[axis] * shape[axis];
    }
    steps
}

/// The row-major places of a tensor, in canonical order.
fn places(shape: &[usize], order: &[usize]) -> Vec<usize> {
    let steps = steps(shape);
    let mut places = vec![0];
    for &axis in order {
        places = (places.iter())
            .flat_map(|place| (0..shape[axis]).map(move |index| (place, index)))
            .map(|(place, index)| place + index * steps[axis])
            .collect();
    }
    places
}
