//! The suite that every tensor library passes.

use burn::module::Param;
use burn::tensor::{DType as BurnDType, Tensor, TensorData};
use common::suite::{Library, UNTOUCHED};
use half::{bf16, f16};
use init_core::Parameter;
use init_core::tensor::DType;

use crate::device;

struct Burn;

/// A parameter of any number of axes.
trait Readable: Parameter {
    fn elements(&self) -> Vec<f64>;
}

impl<const D: usize> Readable for Param<Tensor<D>> {
    fn elements(&self) -> Vec<f64> {
        let data = self.val().to_data();
        data.try_to_vec_as::<f64>().expect("floats")
    }
}

/// All [`UNTOUCHED`].
fn untouched<const D: usize>(shape: &[usize], dtype: DType) -> Tensor<D> {
    let length = shape.iter().product();
    let (data, dtype) = match dtype {
        DType::F64 => (
            TensorData::new(vec![UNTOUCHED; length], shape.to_vec()),
            BurnDType::F64,
        ),
        DType::F16 => (
            TensorData::new(vec![f16::from_f64(UNTOUCHED); length], shape.to_vec()),
            BurnDType::F16,
        ),
        DType::Bf16 => (
            TensorData::new(vec![bf16::from_f64(UNTOUCHED); length], shape.to_vec()),
            BurnDType::BF16,
        ),
        _ => (
            TensorData::new(vec![UNTOUCHED as f32; length], shape.to_vec()),
            BurnDType::F32,
        ),
    };
    Tensor::from_data(data, (&device(), dtype))
}

fn plain<const D: usize>(shape: &[usize], dtype: DType) -> Box<dyn Readable> {
    Box::new(Param::from_tensor(untouched::<D>(shape, dtype)))
}

/// A view of a tensor whose axes are in the reverse order.
fn turned<const D: usize>(shape: &[usize], dtype: DType) -> Box<dyn Readable> {
    let reversed: Vec<usize> = shape.iter().rev().copied().collect();
    let mut axes = [0; D];
    for (place, axis) in axes.iter_mut().rev().enumerate() {
        *axis = place.cast_signed();
    }
    let view = untouched::<D>(&reversed, dtype).permute(axes);
    Box::new(Param::from_tensor(view))
}

impl Library for Burn {
    type Tensor = Box<dyn Readable>;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Box<dyn Readable>> {
        // burn has no tensor without axes.
        Some(match shape.len() {
            1 => plain::<1>(shape, dtype),
            2 => plain::<2>(shape, dtype),
            3 => plain::<3>(shape, dtype),
            4 => plain::<4>(shape, dtype),
            5 => plain::<5>(shape, dtype),
            _ => return None,
        })
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Box<dyn Readable>> {
        match shape.len() {
            2 => vec![turned::<2>(shape, dtype)],
            3 => vec![turned::<3>(shape, dtype)],
            4 => vec![turned::<4>(shape, dtype)],
            _ => Vec::new(),
        }
    }

    fn elements(tensor: &Box<dyn Readable>) -> Vec<f64> {
        tensor.elements()
    }
}

common::suite!(Burn);
