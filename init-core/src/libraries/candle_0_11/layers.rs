//! The layers of candle-nn as modules, with the names of their parameters in a `VarMap`.

use candle_core_0_11::Tensor;
use candle_nn_0_11::{
    BatchNorm, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Embedding, LayerNorm, Linear,
    PReLU, RmsNorm,
};

use crate::initializer::{constant, ones};
use crate::libraries::torch_layers::{
    affine, default, embedding, layers, norm, running, transposed,
};

layers! { Tensor, Tensor::clone;
    Linear |layer, hand| {
        affine(layer.weight(), layer.bias(), |weight| weight, hand);
    };
    Conv1d |layer, hand| {
        let groups = layer.config().groups;
        affine(layer.weight(), layer.bias(), |weight| weight.groups(groups), hand);
    };
    Conv2d |layer, hand| {
        let groups = layer.config().groups;
        affine(layer.weight(), layer.bias(), |weight| weight.groups(groups), hand);
    };
    ConvTranspose1d |layer, hand| {
        let groups = layer.config().groups;
        let (weight, bias) = (layer.weight(), layer.bias());
        transposed(weight, bias, |weight| weight.layout("iol").groups(groups), hand);
    };
    ConvTranspose2d |layer, hand| {
        transposed(layer.weight(), layer.bias(), |weight| weight.layout("iohw"), hand);
    };
    Embedding |layer, hand| {
        embedding(layer.embeddings(), hand);
    };
    LayerNorm |layer, hand| {
        norm(Some(layer.weight()), layer.bias(), hand);
    };
    RmsNorm |layer, hand| {
        hand("weight", Some(layer.weight()), &default(&ones()));
    };
    BatchNorm |layer, hand| {
        let (weight, bias) = layer.weight_and_bias().unzip();
        norm(weight, bias, hand);
        running(layer.running_mean(), layer.running_var(), hand);
    };
    PReLU |layer, hand| {
        hand("weight", Some(layer.weight()), &default(&constant(0.25)));
    };
}
