//! Arrays of ndarray 0.17: owned, mutable views, and shared ones that copy on write.
//!
//! Any memory order works, and gives the same values at the same indices. A contiguous array
//! is written in one pass over its memory, others element by element.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use ndarray_0_17::{ArrayBase, DataMut, Dimension, IxDyn};

use super::{DType, Parameter};
use crate::engine::Element;
use crate::{Problem, Values};

#[diagnostic::do_not_recommend]
impl<T: Element, S: DataMut<Elem = T>, D: Dimension> Parameter for ArrayBase<S, D> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(ArrayBase::shape(self))
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let strides: Option<Vec<usize>> = self
            .strides()
            .iter()
            .map(|&stride| usize::try_from(stride).ok())
            .collect();
        if let Some(memory) = self.as_slice_mut() {
            return values.contiguous(memory);
        }
        if let (Some(strides), Some(memory)) = (strides, self.as_slice_memory_order_mut()) {
            return values.strided(memory, &strides);
        }
        let view = self.view_mut().into_dyn();
        let mut view = view.permuted_axes(IxDyn(values.order()));
        values.each(view.iter_mut())
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        let mut wide = [0.0; 256];
        let mut filled = 0;
        for &value in self {
            wide[filled] = value.widen();
            filled += 1;
            if filled == wide.len() {
                sink(&wide);
                filled = 0;
            }
        }
        sink(&wide[..filled]);
        Ok(())
    }
}
