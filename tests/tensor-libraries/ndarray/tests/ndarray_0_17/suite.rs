//! The suite that every tensor library passes, for arrays of every memory.

use common::suite::Library;
use half::{bf16, f16};
use init_core::tensor::DType;
use ndarray::{ArrayD, Ix0, Ix1, Ix2, Ix3, Ix4, Ix5};

use crate::memory::{Array, Borrowed, Float, Readable, Shared, Window, owned};

struct Ndarray;

/// The same array, whose type says how many axes it has.
fn fixed<T: Float>(array: ArrayD<T>) -> Box<dyn Readable> {
    macro_rules! with {
        ($dimension:ty) => {
            Box::new(Array(array.into_dimensionality::<$dimension>().unwrap()))
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

fn boxed<T: Float>(array: ArrayD<T>) -> Box<dyn Readable> {
    Box::new(Array(array))
}

fn every_memory<T: Float>(shape: &[usize]) -> Vec<Box<dyn Readable>> {
    let dynamic = owned::<T>(shape).map(boxed);
    let others: [Box<dyn Readable>; 3] = [
        Box::new(Shared::<T>::new(shape)),
        Box::new(Borrowed::<T>::new(shape)),
        Box::new(Window::<T>::new(shape)),
    ];
    let fixed = owned::<T>(shape).map(fixed);
    dynamic.chain(fixed).chain(others).collect()
}

impl Library for Ndarray {
    type Tensor = Box<dyn Readable>;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Box<dyn Readable>> {
        Self::elsewhere(shape, dtype).into_iter().next()
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Box<dyn Readable>> {
        match dtype {
            DType::F32 => every_memory::<f32>(shape),
            DType::F64 => every_memory::<f64>(shape),
            DType::F16 => every_memory::<f16>(shape),
            DType::Bf16 => every_memory::<bf16>(shape),
            other => panic!("no type of the suite: {other}"),
        }
    }

    fn elements(tensor: &Box<dyn Readable>) -> Vec<f64> {
        tensor.elements()
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
