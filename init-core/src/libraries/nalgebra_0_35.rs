//! Matrices of nalgebra 0.35: static, dynamic and mixed, owned and mutable views.
//!
//! One whose number of columns is statically 1 has one axis, every other has two: the type alone
//! decides, so that the rank of a parameter does not depend on its sizes.
//!
//! One implementation covers every storage, those of nalgebra's generic code included:
//! `DefaultAllocator: Allocator<R, C>` is all that `OMatrix<f32, R, C>` needs to be a parameter.

use alloc::borrow::Cow;
use alloc::vec;

use nalgebra_0_35::{DMatrixView, DMatrixViewMut, Dim, Dyn, Matrix, RawStorageMut, Scalar, U1};

use crate::dtype::DType;
use crate::engine::{Element, Wide};
use crate::error::Problem;
use crate::parameter::Parameter;
use crate::values::Values;

/// The number of values in a panel: as `f64`, they fit the second-level cache.
const PANEL: usize = 1 << 16;

/// The columns of a panel that are walked through side by side: a cache line of `f32`.
const TILE: usize = 16;

#[diagnostic::do_not_recommend]
impl<T, R, C, S> Parameter for Matrix<T, R, C, S>
where
    T: Element + Scalar,
    R: Dim,
    C: Dim,
    S: RawStorageMut<T, R, C>,
{
    fn shape(&self) -> Cow<'_, [usize]> {
        let (rows, columns) = Matrix::shape(self);
        Cow::Owned(if C::is::<U1>() {
            vec![rows]
        } else {
            vec![rows, columns]
        })
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        // The view has dynamic dimensions and strides, so that the rest is compiled once for each
        // type of element.
        let shape = Matrix::shape(self);
        write(self.view_with_steps_mut((0, 0), shape, (0, 0)), values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        let shape = Matrix::shape(self);
        read(self.view_with_steps((0, 0), shape, (0, 0)), sink);
        Ok(())
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        let shape = Matrix::shape(self);
        read(self.view_with_steps((0, 0), shape, (0, 0)), sink);
        Ok(())
    }
}

fn read<T: Element + Scalar, V: Wide>(
    view: DMatrixView<'_, T, Dyn, Dyn>,
    sink: &mut dyn FnMut(&[V]),
) {
    let (rows, columns) = view.shape();
    let mut wide = vec![V::default(); PANEL.min(rows * columns)];
    for (start, shape) in panels(rows, columns) {
        let panel = view.view(start, shape);
        let wide = &mut wide[..shape.0 * shape.1];
        by_tiles(shape, |place, index| wide[place] = V::of(panel[index]));
        sink(wide);
    }
}

fn write<T: Element + Scalar>(
    mut view: DMatrixViewMut<'_, T, Dyn, Dyn>,
    values: &Values<'_>,
) -> Result<(), Problem> {
    let ((rows, columns), (row_stride, column_stride)) = (view.shape(), view.strides());
    if row_stride == 1 && (column_stride == rows || columns == 1) {
        // The columns follow each other without gaps, which `reshape_generic` assumes.
        let view: DMatrixViewMut<'_, T> = view.as_view_mut();
        let memory = view.reshape_generic(Dyn(rows * columns), U1).data;
        let axes = values.order().len();
        return values.strided(memory.into_slice_mut(), &[1, rows][..axes]);
    }
    // A slice for each column is worth it where it has a cache line to write.
    if row_stride == 1 && rows >= TILE {
        let mut view: DMatrixViewMut<'_, T> = view.as_view_mut();
        let columns = view.column_iter_mut();
        return values.lines(0, columns.map(|column| column.data.into_slice_mut()));
    }
    if *values.order() == [1, 0] {
        return values.each(view.iter_mut());
    }
    values.pieces(PANEL, |piece, made: &[T]| {
        // A vector has no second axis.
        let across = piece.get(1).cloned().unwrap_or(0..1);
        let shape = (piece[0].len(), across.len());
        let mut panel = view.view_mut((piece[0].start, across.start), shape);
        by_tiles(shape, |place, index| panel[index] = made[place]);
        Ok(())
    })
}

/// The start and the shape of the panels that a matrix is cut into. Each is a run of the matrix
/// in row-major order, and they come in that order.
fn panels(rows: usize, columns: usize) -> impl Iterator<Item = ((usize, usize), (usize, usize))> {
    let width = columns.clamp(1, PANEL);
    let height = PANEL / width;
    (0..rows).step_by(height).flat_map(move |row| {
        let height = height.min(rows - row);
        (0..columns).step_by(width).map(move |column| {
            let width = width.min(columns - column);
            ((row, column), (height, width))
        })
    })
}

/// Visits the elements of a panel, each with its row-major position and its indices, in an order
/// that uses whole cache lines on either side.
fn by_tiles((rows, columns): (usize, usize), mut visit: impl FnMut(usize, (usize, usize))) {
    for first in (0..columns).step_by(TILE) {
        for row in 0..rows {
            for column in first..columns.min(first + TILE) {
                visit(row * columns + column, (row, column));
            }
        }
    }
}
