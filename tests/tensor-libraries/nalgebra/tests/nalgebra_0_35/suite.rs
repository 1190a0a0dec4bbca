//! The suite that every tensor library passes, for one axis and two.

use std::borrow::Cow;
use std::cell::RefCell;

use common::suite::{Library, UNTOUCHED};
use half::{bf16, f16};
use init_core::Parameter;
use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use nalgebra::{DMatrix, DMatrixViewMut, DVector, Dyn, Scalar, U1};

use crate::row_major;

struct Nalgebra;

trait Readable: Parameter {
    fn elements(&self) -> Vec<f64>;
}

/// A number of the suite.
trait Number: Element + Scalar + Into<f64> {}

impl<T: Element + Scalar + Into<f64>> Number for T {}

fn widened<T: Number>(elements: Vec<T>) -> Vec<f64> {
    elements.into_iter().map(Into::into).collect()
}

impl<T: Number> Readable for DMatrix<T> {
    fn elements(&self) -> Vec<f64> {
        widened(row_major(self))
    }
}

impl<T: Number> Readable for DVector<T> {
    fn elements(&self) -> Vec<f64> {
        widened(row_major(self))
    }
}

/// Which elements of a larger matrix a window shows.
#[derive(Debug, Clone, Copy)]
enum Frame {
    /// Some of its rows, all of its columns: unit row stride, gaps between the columns.
    Rows,
    /// Every third of its rows.
    Steps,
    /// Every second of its columns, every third of its rows.
    Both,
    /// As many from the front of its memory, row by row.
    RowMajor,
}

const FRAMES: [Frame; 4] = [Frame::Rows, Frame::Steps, Frame::Both, Frame::RowMajor];

/// A view into a matrix that it has with it: in a cell, since a view that can be written is what
/// answers for the shape too.
struct Window<T> {
    whole: RefCell<DMatrix<T>>,
    frame: Frame,
    shape: Vec<usize>,
}

impl<T: Number> Window<T> {
    fn new(frame: Frame, shape: &[usize], untouched: T) -> Self {
        let (rows, columns) = (shape[0], shape.get(1).copied().unwrap_or(1));
        Self {
            whole: RefCell::new(DMatrix::repeat(3 * rows + 2, 2 * columns + 1, untouched)),
            frame,
            shape: shape.to_vec(),
        }
    }

    /// The view with strides that no type knows.
    fn matrix<O>(&self, use_it: impl FnOnce(DMatrixViewMut<'_, T, Dyn, Dyn>) -> O) -> O {
        let (rows, columns) = (self.shape[0], self.shape.get(1).copied().unwrap_or(1));
        let whole = &mut *self.whole.borrow_mut();
        use_it(match self.frame {
            Frame::Rows => whole.view_with_steps_mut((2, 1), (rows, columns), (0, 0)),
            Frame::Steps => whole.view_with_steps_mut((1, 1), (rows, columns), (2, 0)),
            Frame::Both => whole.view_with_steps_mut((2, 0), (rows, columns), (2, 1)),
            Frame::RowMajor => {
                let memory = whole.as_mut_slice();
                DMatrixViewMut::from_slice_with_strides_mut(memory, rows, columns, columns + 1, 1)
            }
        })
    }

    /// The parameter: a view whose type knows a unit row stride and a vector where there is one.
    fn parameter<O>(&self, use_it: impl FnOnce(&mut dyn Parameter) -> O) -> O {
        let (frame, is_vector) = (self.frame, self.shape.len() == 1);
        self.matrix(|mut view| match (frame, is_vector) {
            (Frame::Rows, false) => use_it(&mut view.as_view_mut::<Dyn, Dyn, U1, Dyn>()),
            (Frame::Rows, true) => use_it(&mut view.as_view_mut::<Dyn, U1, U1, Dyn>()),
            (_, false) => use_it(&mut view),
            (_, true) => use_it(&mut view.as_view_mut::<Dyn, U1, Dyn, Dyn>()),
        })
    }
}

impl<T: Number> Parameter for Window<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(self.parameter(|view| view.shape().into_owned()))
    }

    fn dtype(&self) -> DType {
        self.parameter(|view| view.dtype())
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.parameter(|view| view.write(values))
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        self.parameter(|view| view.read(sink))
    }
}

impl<T: Number> Readable for Window<T> {
    /// What is outside the window must be untouched whenever somebody looks in.
    fn elements(&self) -> Vec<f64> {
        let elements = self.matrix(|view| widened(row_major(&view)));
        let written = |values: &[f64]| values.iter().filter(|&&value| value != UNTOUCHED).count();
        let whole = widened(self.whole.borrow().as_slice().to_vec());
        assert_eq!(written(&whole), written(&elements), "{:?}", self.frame);
        elements
    }
}

type Tensor = Box<dyn Readable>;

fn owned<T: Number>(shape: &[usize], untouched: T) -> Option<Tensor> {
    match *shape {
        [length] => Some(Box::new(DVector::repeat(length, untouched))),
        [rows, columns] => Some(Box::new(DMatrix::repeat(rows, columns, untouched))),
        _ => None,
    }
}

fn windows<T: Number>(shape: &[usize], untouched: T) -> Vec<Tensor> {
    if !matches!(shape.len(), 1 | 2) {
        return Vec::new();
    }
    let window = |frame| Box::new(Window::new(frame, shape, untouched)) as Tensor;
    FRAMES.into_iter().map(window).collect()
}

impl Library for Nalgebra {
    type Tensor = Tensor;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Tensor> {
        match dtype {
            DType::F64 => owned(shape, UNTOUCHED),
            DType::F16 => owned(shape, f16::from_f64(UNTOUCHED)),
            DType::Bf16 => owned(shape, bf16::from_f64(UNTOUCHED)),
            _ => owned(shape, UNTOUCHED as f32),
        }
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Tensor> {
        match dtype {
            DType::F64 => windows(shape, UNTOUCHED),
            DType::F16 => windows(shape, f16::from_f64(UNTOUCHED)),
            DType::Bf16 => windows(shape, bf16::from_f64(UNTOUCHED)),
            _ => windows(shape, UNTOUCHED as f32),
        }
    }

    fn elements(tensor: &Tensor) -> Vec<f64> {
        tensor.elements()
    }
}

common::suite!(Nalgebra);
