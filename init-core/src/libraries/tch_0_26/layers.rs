//! The layers of `tch::nn` as modules, with the names of their parameters in a `VarStore`.

use tch_0_26::Tensor;
use tch_0_26::nn::{
    BatchNorm, Conv1D, Conv2D, Conv3D, ConvTranspose1D, ConvTranspose2D, ConvTranspose3D,
    Embedding, GroupNorm, LayerNorm, Linear,
};

use crate::libraries::torch_layers::{affine, embedding, layers, norm, running, transposed};
use crate::walk::Declared;

/// The weight of a convolution, whose number of groups tch keeps private.
fn kernel(weight: Declared<'_>) -> Declared<'_> {
    weight.by_name()
}

layers! { Tensor, Tensor::shallow_clone;
    Linear |layer, hand| {
        affine(&layer.ws, layer.bs.as_ref(), |weight| weight, hand);
    };
    Conv1D |layer, hand| {
        affine(&layer.ws, layer.bs.as_ref(), kernel, hand);
    };
    Conv2D |layer, hand| {
        affine(&layer.ws, layer.bs.as_ref(), kernel, hand);
    };
    Conv3D |layer, hand| {
        affine(&layer.ws, layer.bs.as_ref(), kernel, hand);
    };
    ConvTranspose1D |layer, hand| {
        transposed(&layer.ws, layer.bs.as_ref(), |weight| kernel(weight).layout("iol"), hand);
    };
    ConvTranspose2D |layer, hand| {
        transposed(&layer.ws, layer.bs.as_ref(), |weight| kernel(weight).layout("iohw"), hand);
    };
    ConvTranspose3D |layer, hand| {
        transposed(&layer.ws, layer.bs.as_ref(), |weight| kernel(weight).layout("iodhw"), hand);
    };
    Embedding |layer, hand| {
        embedding(&layer.ws, hand);
    };
    LayerNorm |layer, hand| {
        norm(layer.ws.as_ref(), layer.bs.as_ref(), hand);
    };
    GroupNorm |layer, hand| {
        norm(layer.ws.as_ref(), layer.bs.as_ref(), hand);
    };
    BatchNorm |layer, hand| {
        norm(layer.ws.as_ref(), layer.bs.as_ref(), hand);
        running(&layer.running_mean, &layer.running_var, hand);
    };
}
