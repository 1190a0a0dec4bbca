//! The suite that every tensor library passes, for arrays of every memory.

use std::borrow::Cow;

use common::suite::Library;
use half::{bf16, f16};
use init_core::{DType, Parameter, Problem, Values};
use ndarray::{ArrayD, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5};

use crate::memory::{Array, Borrowed, Float, Readable, Shared, Window, owned};

struct Ndarray;

/// A parameter in any memory.
pub(crate) struct AnyArray(Box<dyn Readable>);

impl Parameter for AnyArray {
    fn shape(&self) -> Cow<'_, [usize]> {
        self.0.shape()
    }

    fn dtype(&self) -> DType {
        self.0.dtype()
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        self.0.write(values)
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        self.0.read(sink)
    }
}

/// The same array, whose type says how many axes it has.
fn fixed<T: Float>(array: ArrayD<T>) -> AnyArray {
    macro_rules! with {
        ($dimension:ty) => {
            AnyArray(Box::new(Array(
                array.into_dimensionality::<$dimension>().unwrap(),
            )))
        };
    }
    match array.ndim() {
        0 => with!(Ix0),
        1 => with!(Ix1),
        2 => with!(Ix2),
        3 => with!(Ix3),
        4 => with!(Ix4),
        _ => with!(Ix5),
    }
}

fn every_memory<T: Float>(shape: &[usize]) -> Vec<AnyArray> {
    let dynamic = owned::<T>(shape).map(|array| AnyArray(Box::new(Array(array))));
    let others: [Box<dyn Readable>; 3] = [
        Box::new(Shared::<T>::new(shape)),
        Box::new(Borrowed::<T>::new(shape)),
        Box::new(Window::<T>::new(shape)),
    ];
    let fixed = owned::<T>(shape).map(fixed);
    dynamic.chain(fixed).chain(others.map(AnyArray)).collect()
}

impl Library for Ndarray {
    type Tensor = AnyArray;

    fn tensor(shape: &[usize], dtype: DType) -> Option<AnyArray> {
        Self::elsewhere(shape, dtype).into_iter().next()
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<AnyArray> {
        match dtype {
            DType::F32 => every_memory::<f32>(shape),
            DType::F64 => every_memory::<f64>(shape),
            DType::F16 => every_memory::<f16>(shape),
            DType::Bf16 => every_memory::<bf16>(shape),
            other => panic!("no type of the suite: {other}"),
        }
    }

    fn elements(tensor: &AnyArray) -> Vec<f64> {
        tensor.0.elements()
    }
}

common::suite!(Ndarray);

/// The memories are what they say.
#[test]
fn no_two_memories_have_the_same_strides() {
    let mut strides: Vec<Vec<isize>> = owned::<f32>(&[5, 6, 7])
        .map(|array| array.strides().to_vec())
        .collect();
    let count = strides.len();
    strides.sort();
    strides.dedup();
    assert_eq!(strides.len(), count);
}
