//! Arrays of ndarray 0.17: owned, mutable views, those that copy on write, and references.
//!
//! Any memory order works, and gives the same values at the same indices.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use ndarray_0_17::{ArrayBase, ArrayRef, ArrayViewMut, Axis, DataMut, Dimension, LayoutRef};

use crate::dtype::DType;
use crate::engine::Wide;
use crate::error::Problem;
use crate::parameter::{Number, Parameter, read_slice};
use crate::values::Values;

/// The length from which lines are written as slices: a list of shorter ones costs more than it
/// saves.
const LINE: usize = 32;

/// The number of indices of the first axis that are read at once: a cache line of f32.
const BAND: usize = 16;

/// The most columns of such a band, which then takes 1 MiB.
const COLUMNS: usize = 1 << 13;

#[diagnostic::do_not_recommend]
impl<T: Number, D: Dimension> Parameter for ArrayRef<T, D> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(LayoutRef::shape(self))
    }

    fn dtype(&self) -> DType {
        T::dtype()
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        if let Some(memory) = self.as_slice_mut() {
            return values.contiguous(T::parts_mut(memory));
        }
        if let Some(mut strides) = forward_strides(self)
            && let Some(memory) = self.as_slice_memory_order_mut()
        {
            if T::dtype().is_complex() {
                strides.iter_mut().for_each(|stride| *stride *= 2);
                strides.push(1);
            }
            return values.strided(T::parts_mut(memory), &strides);
        }
        if let Some(axis) = line_axis(self).filter(|_| !T::dtype().is_complex()) {
            let lines = self.lanes_mut(Axis(axis)).into_iter();
            let lines = lines.filter_map(ArrayViewMut::into_slice);
            return values.lines(axis, lines.map(T::parts_mut));
        }
        let mut axes = self.raw_dim();
        // The parts of complex numbers are the last axis in either order.
        for (place, &axis) in axes.slice_mut().iter_mut().zip(values.order()) {
            *place = axis;
        }
        let mut view = self.view_mut().permuted_axes(axes);
        // Along a line ndarray steps by the stride; from line to line it counts every axis.
        T::write_each(values, view.rows_mut().into_iter().flatten())
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        read(self, sink);
        Ok(())
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        read(self, sink);
        Ok(())
    }
}

/// Values are written through [`ArrayRef`], which an array that copies on write becomes once its
/// memory is its own.
#[diagnostic::do_not_recommend]
impl<T: Number, S: DataMut<Elem = T>, D: Dimension> Parameter for ArrayBase<S, D> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Parameter::shape(&**self)
    }

    fn dtype(&self) -> DType {
        T::dtype()
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        (**self).write(values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        (**self).read(sink)
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        (**self).read_integers(sink)
    }
}

/// Hands the elements to `sink` in logical order, widened.
fn read<T: Number, D: Dimension, V: Wide>(array: &ArrayRef<T, D>, sink: &mut dyn FnMut(&[V])) {
    if let Some(memory) = array.as_slice() {
        return read_slice(T::parts(memory), sink);
    }
    if runs_down(array) && !T::dtype().is_complex() {
        return read_bands(array, sink);
    }
    let mut wide = [V::default(); 256];
    let mut filled = 0;
    for value in array.rows().into_iter().flatten() {
        for &part in T::parts(core::slice::from_ref(value)) {
            wide[filled] = V::of(part);
            filled += 1;
        }
        // A multiple of the parts of a number.
        if filled == wide.len() {
            sink(&wide);
            filled = 0;
        }
    }
    sink(&wide[..filled]);
}

/// The strides, where no axis runs backward.
fn forward_strides<T, D: Dimension>(array: &LayoutRef<T, D>) -> Option<Vec<usize>> {
    let strides = array.strides().iter();
    strides.map(|&stride| stride.try_into().ok()).collect()
}

/// The axis whose lines are slices of memory and long enough.
fn line_axis<T, D: Dimension>(array: &LayoutRef<T, D>) -> Option<usize> {
    let mut axes = array.shape().iter().zip(array.strides());
    axes.position(|(&length, &stride)| length >= LINE && stride == 1)
}

/// Returns true if the first axis is the fastest in memory, and a band of its indices is worth it.
fn runs_down<T, D: Dimension>(array: &LayoutRef<T, D>) -> bool {
    let strides = array.strides();
    let fastest = strides.iter().map(|stride| stride.unsigned_abs()).min();
    let columns: usize = array.shape()[1..].iter().product();
    Some(strides[0].unsigned_abs()) == fastest && (BAND..=COLUMNS).contains(&columns)
}

/// Reads several indices of the first axis at once, so that each cache line is loaded once.
fn read_bands<T: Number, D: Dimension, V: Wide>(
    array: &ArrayRef<T, D>,
    sink: &mut dyn FnMut(&[V]),
) {
    let mut wide = Vec::new();
    for band in array.axis_chunks_iter(Axis(0), BAND) {
        let rows = band.len_of(Axis(0));
        let columns = band.len() / rows;
        // Rows a power of two apart would compete for the same cache lines.
        let stride = columns + 8;
        wide.resize(rows * stride, V::default());
        for (column, line) in band.lanes(Axis(0)).into_iter().enumerate() {
            for (wide, value) in wide[column..].iter_mut().step_by(stride).zip(line) {
                *wide = V::of(T::parts(core::slice::from_ref(value))[0]);
            }
        }
        for row in wide.chunks_exact(stride) {
            sink(&row[..columns]);
        }
    }
}
