//! The suite that every tensor library passes.

use std::borrow::Cow;

use burn::module::Param;
use burn::tensor::{DType as BurnDType, Tensor, TensorData};
use common::suite::{Library, UNTOUCHED};
use half::{bf16, f16};
use init_core::{DType, Parameter, Problem, Values};

use crate::device;

struct Burn;

/// A parameter of any number of axes.
struct AnyParam(Box<dyn Readable>);

trait Readable: Parameter {
    fn elements(&self) -> Vec<f64>;
}

impl<const D: usize> Readable for Param<Tensor<D>> {
    fn elements(&self) -> Vec<f64> {
        let data = self.val().to_data();
        data.try_to_vec_as::<f64>().expect("floats")
    }
}

impl Parameter for AnyParam {
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

fn plain<const D: usize>(shape: &[usize], dtype: DType) -> AnyParam {
    AnyParam(Box::new(Param::from_tensor(untouched::<D>(shape, dtype))))
}

/// A view of a tensor whose axes stand in the reverse order.
fn turned<const D: usize>(shape: &[usize], dtype: DType) -> AnyParam {
    let reversed: Vec<usize> = shape.iter().rev().copied().collect();
    let mut axes = [0; D];
    for (place, axis) in axes.iter_mut().rev().enumerate() {
        *axis = place.cast_signed();
    }
    let view = untouched::<D>(&reversed, dtype).permute(axes);
    AnyParam(Box::new(Param::from_tensor(view)))
}

impl Library for Burn {
    type Tensor = AnyParam;

    fn tensor(shape: &[usize], dtype: DType) -> Option<AnyParam> {
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

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<AnyParam> {
        match shape.len() {
            2 => vec![turned::<2>(shape, dtype)],
            3 => vec![turned::<3>(shape, dtype)],
            4 => vec![turned::<4>(shape, dtype)],
            _ => Vec::new(),
        }
    }

    fn elements(tensor: &AnyParam) -> Vec<f64> {
        tensor.0.elements()
    }
}

common::suite!(Burn);
