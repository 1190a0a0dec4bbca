//! The memories that an array can have, all [`UNTOUCHED`].

use std::borrow::Cow;
use std::slice;

use common::suite::UNTOUCHED;
use half::{bf16, f16};
use init_core::Parameter;
use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use ndarray::{
    ArcArray, ArrayBase, ArrayD, ArrayView, ArrayViewD, ArrayViewMutD, Axis, CowArray, Data,
    Dimension, IxDyn, ShapeBuilder, Slice,
};

/// What the suite fills.
pub(crate) trait Float: Element + PartialEq {
    /// [`UNTOUCHED`], in a place that lives as long as the tests.
    const UNTOUCHED: &'static Self;

    fn wide(self) -> f64;
}

macro_rules! float {
    ($($float:ty: $untouched:expr, $wide:path;)*) => {$(
        impl Float for $float {
            const UNTOUCHED: &'static Self = &$untouched;

            fn wide(self) -> f64 {
                $wide(self)
            }
        }
    )*};
}
float! {
    f32: UNTOUCHED as f32, f64::from;
    f64: UNTOUCHED, f64::from;
    f16: f16::from_f64_const(UNTOUCHED), f16::to_f64;
    bf16: bf16::from_f64_const(UNTOUCHED), bf16::to_f64;
}

/// A parameter whose elements ndarray itself reads.
pub(crate) trait Readable: Parameter {
    /// In logical order.
    fn elements(&self) -> Vec<f64>;
}

fn elements<T: Float, S: Data<Elem = T>, D: Dimension>(array: &ArrayBase<S, D>) -> Vec<f64> {
    array.iter().map(|value| value.wide()).collect()
}

fn untouched<T: Float>(shape: &[usize]) -> ArrayD<T> {
    ArrayD::from_elem(shape, *T::UNTOUCHED)
}

/// Owned arrays of a shape, the first of which is row-major and without gaps.
pub(crate) fn owned<T: Float>(shape: &[usize]) -> impl Iterator<Item = ArrayD<T>> {
    let mut arrays = vec![untouched(shape)];
    if let Some(last) = shape.len().checked_sub(1) {
        let columns = ArrayD::from_elem(IxDyn(shape).f(), *T::UNTOUCHED);
        let mut rotated = shape.to_vec();
        rotated.rotate_left(1);
        let mut axes = vec![last];
        axes.extend(0..last);
        let turned = untouched(&rotated).permuted_axes(axes);
        let backward = |axis| {
            let mut array = untouched(shape);
            array.invert_axis(Axis(axis));
            array
        };
        arrays.extend([
            columns,
            turned,
            backward(0),
            backward(last),
            spaced(shape, last, 2),
            spaced(shape, 0, -3),
            padded(shape, false),
            padded(shape, true),
        ]);
    }
    arrays.into_iter()
}

/// One element of every `step.abs()` along an axis.
fn spaced<T: Float>(shape: &[usize], axis: usize, step: isize) -> ArrayD<T> {
    let mut longer = shape.to_vec();
    longer[axis] *= step.unsigned_abs();
    let mut array = untouched(&longer);
    array.slice_axis_inplace(Axis(axis), Slice::new(0, None, step));
    array
}

/// Three elements after each line of the fastest axis: the last, or the first.
fn padded<T: Float>(shape: &[usize], first: bool) -> ArrayD<T> {
    let axis = if first { 0 } else { shape.len() - 1 };
    let mut longer = shape.to_vec();
    longer[axis] += 3;
    let mut array = ArrayD::from_elem(IxDyn(&longer).set_f(first), *T::UNTOUCHED);
    array.slice_axis_inplace(Axis(axis), Slice::from(..shape[axis]));
    array
}

/// An array that owns its elements.
pub(crate) struct Array<T, D: Dimension>(pub(crate) ndarray::Array<T, D>);

/// An array that copies on write, beside another owner of its memory.
pub(crate) struct Shared<T> {
    array: ArcArray<T, IxDyn>,
    other: ArcArray<T, IxDyn>,
}

impl<T: Float> Shared<T> {
    /// Column-major.
    pub(crate) fn new(shape: &[usize]) -> Self {
        let array = ArrayD::from_elem(IxDyn(shape).f(), *T::UNTOUCHED).into_shared();
        let other = array.clone();
        Self { array, other }
    }
}

/// An array that borrows one element for all places, until it is written.
pub(crate) struct Borrowed<T: 'static>(CowArray<'static, T, IxDyn>);

impl<T: Float> Borrowed<T> {
    pub(crate) fn new(shape: &[usize]) -> Self {
        let shape = IxDyn(shape).strides(IxDyn(&vec![0; shape.len()]));
        let view = ArrayView::from_shape(shape, slice::from_ref(T::UNTOUCHED));
        Self(view.expect("one element fits any shape").into())
    }
}

/// What lies in a larger array, two from its beginning along each axis and one from its end.
pub(crate) struct Window<T>(ArrayD<T>);

fn inside(length: usize) -> Slice {
    Slice::from(2..length - 1)
}

impl<T: Float> Window<T> {
    pub(crate) fn new(shape: &[usize]) -> Self {
        let longer: Vec<usize> = shape.iter().map(|length| length + 3).collect();
        Self(untouched(&longer))
    }

    fn view(&self) -> ArrayViewD<'_, T> {
        self.0.slice_each_axis(|axis| inside(axis.len))
    }

    fn view_mut(&mut self) -> ArrayViewMutD<'_, T> {
        self.0.slice_each_axis_mut(|axis| inside(axis.len))
    }
}

/// Hands a parameter on to the array that it is.
macro_rules! forward {
    ($(impl<$($parameter:ident: $bound:ident),*> for $type:ty: $array:tt;)*) => {$(
        impl<$($parameter: $bound),*> Parameter for $type {
            fn shape(&self) -> Cow<'_, [usize]> {
                Parameter::shape(&self.$array)
            }

            fn dtype(&self) -> DType {
                self.$array.dtype()
            }

            fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
                self.$array.write(values)
            }

            fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
                self.$array.read(sink)
            }
        }
    )*};
}
forward! {
    impl<T: Float, D: Dimension> for Array<T, D>: 0;
    impl<T: Float> for Shared<T>: array;
    impl<T: Float> for Borrowed<T>: 0;
}

impl<T: Float> Parameter for Window<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(self.view().shape().to_vec())
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.view_mut().write(values)
    }

    /// A view that cannot be written is read as what it points to.
    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        (*self.view()).read(sink)
    }
}

impl<T: Float, D: Dimension> Readable for Array<T, D> {
    fn elements(&self) -> Vec<f64> {
        elements(&self.0)
    }
}

impl<T: Float> Readable for Shared<T> {
    fn elements(&self) -> Vec<f64> {
        assert!(self.other.iter().all(|value| value == T::UNTOUCHED));
        elements(&self.array)
    }
}

impl<T: Float> Readable for Borrowed<T> {
    fn elements(&self) -> Vec<f64> {
        elements(&self.0)
    }
}

impl<T: Float> Readable for Window<T> {
    /// Those inside: what lies outside is as it was.
    fn elements(&self) -> Vec<f64> {
        let mut outside = self.0.clone();
        let mut view = outside.slice_each_axis_mut(|axis| inside(axis.len));
        view.fill(*T::UNTOUCHED);
        assert!(outside.iter().all(|value| value == T::UNTOUCHED));
        elements(&self.view())
    }
}
