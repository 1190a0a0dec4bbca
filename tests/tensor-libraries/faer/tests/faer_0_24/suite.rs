//! The suite of all libraries, for every type of faer and every memory that it lends.

use std::borrow::Cow;
use std::cell::RefCell;

use common::suite::{Library, UNTOUCHED};
use faer::diag::{Diag, DiagMut};
use faer::{Col, ColMut, Mat, MatMut, Row, RowMut};
use half::{bf16, f16};
use init_core::Parameter;
use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};

/// Any parameter of faer, of rank 1 or 2.
pub(crate) trait Tensor: Parameter {
    /// The elements by faer's indices.
    fn elements(&self) -> Vec<f64>;
}

macro_rules! tensors {
    ($($tensor:ty, $this:ident => $elements:expr;)*) => {$(
        impl<T: Wide> Tensor for $tensor {
            fn elements(&self) -> Vec<f64> {
                let $this = self;
                $elements.map(T::wide).collect()
            }
        }
    )*};
}
tensors! {
    Mat<T>, mat => (0..mat.nrows()).flat_map(|i| (0..mat.ncols()).map(move |j| mat[(i, j)]));
    MatMut<'_, T>, mat => (0..mat.nrows()).flat_map(|i| (0..mat.ncols()).map(move |j| mat[(i, j)]));
    Col<T>, col => (0..col.nrows()).map(|i| col[i]);
    ColMut<'_, T>, col => (0..col.nrows()).map(|i| col[i]);
    Row<T>, row => (0..row.ncols()).map(|j| row[j]);
    RowMut<'_, T>, row => (0..row.ncols()).map(|j| row[j]);
    Diag<T>, diag => (0..diag.dim()).map(|i| diag.column_vector()[i]);
    DiagMut<'_, T>, diag => (0..diag.dim()).map(|i| diag.as_ref().column_vector()[i]);
}

/// A type of elements, with its exact values.
pub(crate) trait Wide: Element {
    fn narrow(value: f64) -> Self;
    fn wide(self) -> f64;
}

macro_rules! wide {
    ($($element:ty, $narrow:expr, $wide:expr;)*) => {$(
        impl Wide for $element {
            fn narrow(value: f64) -> Self {
                $narrow(value)
            }

            fn wide(self) -> f64 {
                $wide(self)
            }
        }
    )*};
}
wide! {
    f32, |value| value as f32, f64::from;
    f64, f64::from, f64::from;
    f16, f16::from_f64, f16::to_f64;
    bf16, bf16::from_f64, bf16::to_f64;
}

/// A way from a matrix to a parameter in its memory.
pub(crate) type Lend<T> = for<'a> fn(&'a mut Mat<T>) -> Box<dyn Tensor + 'a>;

/// A view together with the memory that it is lent; it is lent for reading too.
struct Lent<T> {
    memory: RefCell<Mat<T>>,
    lend: Lend<T>,
    shape: Vec<usize>,
}

impl<T: Wide> Lent<T> {
    fn boxed(rows: usize, columns: usize, lend: Lend<T>) -> Box<dyn Tensor> {
        let mut memory = Mat::full(rows, columns, T::narrow(UNTOUCHED));
        let shape = lend(&mut memory).shape().into_owned();
        Box::new(Self {
            memory: RefCell::new(memory),
            lend,
            shape,
        })
    }
}

impl<T: Wide> Parameter for Lent<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        (self.lend)(self.memory.get_mut()).write(values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        (self.lend)(&mut self.memory.borrow_mut()).read(sink)
    }
}

impl<T: Wide> Tensor for Lent<T> {
    fn elements(&self) -> Vec<f64> {
        (self.lend)(&mut self.memory.borrow_mut()).elements()
    }
}

/// Views of `n + 2` by `m + 4` matrices that are `n` by `m`: each memory that faer makes.
pub(crate) fn matrices<T: Wide>() -> [Lend<T>; 5] {
    fn inner<T>(mat: &mut Mat<T>) -> MatMut<'_, T> {
        let (rows, columns) = (mat.nrows() - 2, mat.ncols() - 4);
        mat.submatrix_mut(1, 2, rows, columns)
    }
    [
        |mat| Box::new(inner(mat)),
        |mat| Box::new(inner(mat).reverse_cols_mut()),
        |mat| Box::new(inner(mat).reverse_rows_mut()),
        |mat| Box::new(inner(mat).reverse_rows_and_cols_mut()),
        |mat| Box::new(mat.submatrix_mut(2, 4, mat.nrows() - 2, mat.ncols() - 4)),
    ]
}

/// Views of `n + 2` by `m + 4` matrices that are `m + 2` by `n`.
pub(crate) fn transposes<T: Wide>() -> [Lend<T>; 4] {
    fn inner<T>(mat: &mut Mat<T>) -> MatMut<'_, T> {
        let (rows, columns) = (mat.nrows() - 2, mat.ncols() - 4);
        mat.submatrix_mut(1, 2, rows, columns).transpose_mut()
    }
    [
        |mat| Box::new(inner(mat)),
        |mat| Box::new(inner(mat).reverse_cols_mut()),
        |mat| Box::new(inner(mat).reverse_rows_mut()),
        |mat| Box::new(inner(mat).reverse_rows_and_cols_mut()),
    ]
}

/// Views of square matrices of `n` rows that have `n` elements.
pub(crate) fn vectors<T: Wide>() -> [Lend<T>; 7] {
    [
        |mat| Box::new(mat.col_mut(0)),
        |mat| Box::new(mat.col_mut(0).reverse_rows_mut()),
        |mat| Box::new(mat.col_mut(0).transpose_mut()),
        |mat| Box::new(mat.row_mut(0)),
        |mat| Box::new(mat.row_mut(0).reverse_cols_mut()),
        |mat| Box::new(mat.row_mut(0).transpose_mut()),
        |mat| Box::new(mat.diagonal_mut()),
    ]
}

fn elsewhere<T: Wide>(shape: &[usize]) -> Vec<Box<dyn Tensor>> {
    let untouched = T::narrow(UNTOUCHED);
    match *shape {
        // An empty matrix has no first column.
        [0] => vec![
            Box::new(Row::full(0, untouched)),
            Box::new(Diag::full(0, untouched)),
        ],
        [length] => {
            let mut vectors: Vec<_> = vectors()
                .map(|lend| Lent::<T>::boxed(length, length, lend))
                .into();
            vectors.push(Box::new(Row::full(length, untouched)));
            vectors.push(Box::new(Diag::full(length, untouched)));
            vectors
        }
        [rows, columns] => {
            let straight = matrices().map(|lend| Lent::<T>::boxed(rows + 2, columns + 4, lend));
            let turned = transposes().map(|lend| Lent::<T>::boxed(columns + 2, rows + 4, lend));
            straight.into_iter().chain(turned).collect()
        }
        _ => Vec::new(),
    }
}

fn tensor<T: Wide>(shape: &[usize]) -> Option<Box<dyn Tensor>> {
    let untouched = T::narrow(UNTOUCHED);
    match *shape {
        [length] => Some(Box::new(Col::full(length, untouched))),
        [rows, columns] => Some(Box::new(Mat::full(rows, columns, untouched))),
        _ => None,
    }
}

struct Faer;

impl Library for Faer {
    type Tensor = Box<dyn Tensor>;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Box<dyn Tensor>> {
        match dtype {
            DType::F32 => tensor::<f32>(shape),
            DType::F64 => tensor::<f64>(shape),
            DType::F16 => tensor::<f16>(shape),
            DType::Bf16 => tensor::<bf16>(shape),
            other => panic!("no type of the suite: {other}"),
        }
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Box<dyn Tensor>> {
        match dtype {
            DType::F32 => elsewhere::<f32>(shape),
            DType::F64 => elsewhere::<f64>(shape),
            DType::F16 => elsewhere::<f16>(shape),
            DType::Bf16 => elsewhere::<bf16>(shape),
            other => panic!("no type of the suite: {other}"),
        }
    }

    fn elements(tensor: &Box<dyn Tensor>) -> Vec<f64> {
        tensor.elements()
    }
}

common::suite!(Faer);
