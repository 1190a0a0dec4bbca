//! Matrices, columns, rows and diagonals of faer 0.24, owned and as mutable views.
//!
//! A matrix has the shape [rows, columns], the others [n]. Any strides work, and give the same
//! values at the same indices. Memory is written line by line where the elements of a column, or
//! else of a row, are contiguous, as in the memory that faer allocates, and element by element
//! where they are not. faer lends no slice that contains the memory between two lines, so that
//! nothing there is touched.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use faer_0_24::diag::{Diag, DiagMut};
use faer_0_24::mat::{AsMatMut, AsMatRef};
use faer_0_24::prelude::{Reborrow, ReborrowMut};
use faer_0_24::{Col, ColMut, Mat, MatMut, MatRef, Row, RowMut, Shape, Stride};

use crate::dtype::DType;
use crate::engine::{Element, Wide};
use crate::error::Problem;
use crate::parameter::Parameter;
use crate::values::Values;

/// The number of elements handed to a reader at once: 512 KiB of `f64`, which fit the second-level
/// cache.
const PIECE: usize = 1 << 16;

/// Each type with the methods that give the lengths of its axes and, for a diagonal, its vector.
macro_rules! parameters {
    ($(
        $type:ty, [$($parameter:ident: $bound:ident),*], [$($length:ident),*]
        $(, $column:ident, $column_mut:ident)?;
    )*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Element, $($parameter: $bound),*> Parameter for $type {
            fn shape(&self) -> Cow<'_, [usize]> {
                Cow::Owned(alloc::vec![$(self.$length().unbound()),*])
            }

            fn dtype(&self) -> DType {
                T::DTYPE
            }

            fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
                let mut view = self.rb_mut()$(.$column_mut())?;
                write(AsMatMut::as_mat_mut(&mut view).as_dyn_mut(), values)
            }

            fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
                let view = self.rb()$(.$column())?;
                read(AsMatRef::as_mat_ref(&view).as_dyn(), sink);
                Ok(())
            }

            fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
                let view = self.rb()$(.$column())?;
                read(AsMatRef::as_mat_ref(&view).as_dyn(), sink);
                Ok(())
            }
        }
    )*};
}
parameters! {
    Mat<T, Rows, Cols>, [Rows: Shape, Cols: Shape], [nrows, ncols];
    MatMut<'_, T, Rows, Cols, RStride, CStride>,
        [Rows: Shape, Cols: Shape, RStride: Stride, CStride: Stride], [nrows, ncols];
    Col<T, Rows>, [Rows: Shape], [nrows];
    ColMut<'_, T, Rows, RStride>, [Rows: Shape, RStride: Stride], [nrows];
    Row<T, Cols>, [Cols: Shape], [ncols];
    RowMut<'_, T, Cols, CStride>, [Cols: Shape, CStride: Stride], [ncols];
    Diag<T, Dim>, [Dim: Shape], [dim], column_vector, column_vector_mut;
    DiagMut<'_, T, Dim, RStride>, [Dim: Shape, RStride: Stride], [dim],
        column_vector, column_vector_mut;
}

/// Writes a matrix, or a vector as a matrix of one line.
fn write<T: Element>(mut matrix: MatMut<'_, T>, values: &Values<'_>) -> Result<(), Problem> {
    if matrix.ncols() == 1 {
        return write_line(matrix.col_mut(0), values);
    }
    if matrix.nrows() == 1 {
        return write_line(matrix.row_mut(0).transpose_mut(), values);
    }
    if let Some(matrix) = matrix.rb_mut().try_as_col_major_mut() {
        return values.lines(0, matrix.col_iter_mut().map(ColMut::as_slice_mut));
    }
    if let Some(matrix) = matrix.rb_mut().try_as_row_major_mut() {
        return values.lines(1, matrix.row_iter_mut().map(RowMut::as_slice_mut));
    }
    let matrix = match values.order() {
        [1, 0] => matrix.transpose_mut(),
        _ => matrix,
    };
    values.each(matrix.row_iter_mut().flat_map(RowMut::iter_mut))
}

fn write_line<T: Element>(mut line: ColMut<'_, T>, values: &Values<'_>) -> Result<(), Problem> {
    if let Some(line) = line.rb_mut().try_as_col_major_mut() {
        return values.contiguous(line.as_slice_mut());
    }
    values.each(line.iter_mut())
}

/// Hands over whole rows, as many at once as fit a piece, or parts of one row. Each piece is
/// gathered along the columns, so that a cache line is read once and not for each of its rows.
fn read<T: Element, V: Wide>(matrix: MatRef<'_, T>, sink: &mut dyn FnMut(&[V])) {
    let matrix = if matrix.nrows() == 1 {
        matrix.transpose()
    } else {
        matrix
    };
    let (rows, columns) = matrix.shape();
    let width = columns.clamp(1, PIECE);
    let height = PIECE / width;
    let mut wide = Vec::new();
    for row in (0..rows).step_by(height) {
        for column in (0..columns).step_by(width) {
            let height = height.min(rows - row);
            let width = width.min(columns - column);
            let part = matrix.submatrix(row, column, height, width);
            wide.resize(height * width, V::default());
            for (column, elements) in part.col_iter().enumerate() {
                let places = wide[column..].iter_mut().step_by(width);
                for (place, &value) in places.zip(elements.iter()) {
                    *place = V::of(value);
                }
            }
            sink(&wide);
        }
    }
}
