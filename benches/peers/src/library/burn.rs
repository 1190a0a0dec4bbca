//! burn 0.22 on its backend `flex`.

use burn::module::Param;
use burn::nn::Initializer;
use burn::tensor::{Device, Tensor};

use super::Library;

/// Parameters. They are lazy until they are read; a reset never fills memory that is there, but
/// puts new tensors in the place of the old.
pub(crate) struct Burn;

impl Library for Burn {
    const NAME: &'static str = "burn";
    const INITIALIZER: &'static str = "Initializer";

    type Tensor<const D: usize> = Param<Tensor<D>>;

    fn blank<const D: usize>(shape: [usize; D]) -> Param<Tensor<D>> {
        Initializer::Zeros.init(shape, &Device::flex())
    }

    fn constant<const D: usize>(shape: [usize; D], value: f64) -> Param<Tensor<D>> {
        read(&Initializer::Constant { value }, shape)
    }

    fn normal<const D: usize>(shape: [usize; D], std: f64) -> Param<Tensor<D>> {
        read(&Initializer::Normal { mean: 0.0, std }, shape)
    }
}

/// A parameter that is no longer lazy.
fn read<const D: usize>(initializer: &Initializer, shape: [usize; D]) -> Param<Tensor<D>> {
    let param = initializer.init(shape, &Device::flex());
    param.val();
    param
}
