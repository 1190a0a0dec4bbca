//! The layers of candle-nn as modules, with the names of their parameters in a `VarMap` and what
//! PyTorch initializes the layer of that name with.

use candle_core_0_11::Tensor;
use candle_nn_0_11::{
    BatchNorm, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Embedding, LayerNorm, Linear,
    PReLU, RmsNorm,
};

use crate::engine::arithmetic::sqrt64;
use crate::initializer::{constant, kaiming_uniform, normal, ones, uniform, zeros};
use crate::parameter::Own;
use crate::rules::{Known, Names};
use crate::{Component, Declared, Initialize, Initializer, Parameters, Visitor, VisitorMut};

/// What is done with a parameter of a layer: its name, the tensor if it is there, and what is
/// declared for it.
type Hand<'h> = dyn FnMut(&'static str, Option<&Tensor>, &Declared<'_>) + 'h;

/// A layer, as its parameters.
trait Layer {
    fn each(&self, hand: &mut Hand<'_>);
}

macro_rules! layers {
    ($($layer:ident [$($name:literal)*] |$self:ident, $hand:ident| $each:expr;)*) => {$(
        impl Layer for $layer {
            fn each(&self, $hand: &mut Hand<'_>) {
                let $self = self;
                $each
            }
        }

        impl Names for $layer {
            const NAMES: Known = Known::Fields(&[$($name),*]);
        }

        impl Initialize for $layer {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                visitor.module(stringify!($layer));
                self.each(&mut |name, tensor, declared| {
                    let component = Component::field(name);
                    match tensor {
                        Some(tensor) => {
                            Parameters::<Own>::visit(tensor, &component, declared, visitor);
                        }
                        None => visitor.absent(Some(&component)),
                    }
                });
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                visitor.module(stringify!($layer));
                self.each(&mut |name, tensor, declared| {
                    let component = Component::field(name);
                    match tensor.cloned() {
                        Some(mut tensor) => {
                            Parameters::<Own>::visit_mut(&mut tensor, &component, declared, visitor);
                        }
                        None => visitor.absent(Some(&component)),
                    }
                });
            }
        }
    )*};
}

layers! {
    Linear ["weight" "bias"] |layer, hand| {
        let (weight, bias) = (layer.weight(), layer.bias());
        affine(weight, bias, |weight| weight, hand);
    };
    Conv1d ["weight" "bias"] |layer, hand| {
        let groups = layer.config().groups;
        affine(layer.weight(), layer.bias(), |weight| weight.groups(groups), hand);
    };
    Conv2d ["weight" "bias"] |layer, hand| {
        let groups = layer.config().groups;
        affine(layer.weight(), layer.bias(), |weight| weight.groups(groups), hand);
    };
    ConvTranspose1d ["weight" "bias"] |layer, hand| {
        let groups = layer.config().groups;
        transposed(layer.weight(), layer.bias(), "iol", groups, hand);
    };
    ConvTranspose2d ["weight" "bias"] |layer, hand| {
        transposed(layer.weight(), layer.bias(), "iohw", 1, hand);
    };
    Embedding ["weight"] |layer, hand| {
        hand("weight", Some(layer.embeddings()), &default(&normal()));
    };
    LayerNorm ["weight" "bias"] |layer, hand| {
        norm(Some(layer.weight()), layer.bias(), hand);
    };
    RmsNorm ["weight"] |layer, hand| {
        hand("weight", Some(layer.weight()), &default(&ones()));
    };
    BatchNorm ["weight" "bias" "running_mean" "running_var"] |layer, hand| {
        let (weight, bias) = layer.weight_and_bias().unzip();
        norm(weight, bias, hand);
        hand("running_mean", Some(layer.running_mean()), &default(&zeros()).buffer());
        hand("running_var", Some(layer.running_var()), &default(&ones()).buffer());
    };
    PReLU ["weight"] |layer, hand| {
        hand("weight", Some(layer.weight()), &default(&constant(0.25)));
    };
}

fn default(initializer: &dyn Initializer) -> Declared<'_> {
    Declared::new(initializer).by_default()
}

/// A weight of shape (o, i, receptive field) and a bias.
fn affine(
    weight: &Tensor,
    bias: Option<&Tensor>,
    options: impl for<'d> Fn(Declared<'d>) -> Declared<'d>,
    hand: &mut Hand<'_>,
) {
    let initializer = kaiming_uniform().a(sqrt64(5.0));
    hand("weight", Some(weight), &options(default(&initializer)));
    scaled_bias(weight, bias, hand);
}

/// A weight of shape (i, o / groups, receptive field) and a bias. PyTorch takes its second axis
/// for the inputs, as it does for all weights; rules that count fans take them from the layout.
fn transposed(
    weight: &Tensor,
    bias: Option<&Tensor>,
    layout: &'static str,
    groups: usize,
    hand: &mut Hand<'_>,
) {
    let fan = second_axis_fan(weight);
    scaled(
        "weight",
        Some(weight),
        fan,
        |weight| weight.layout(layout).groups(groups),
        hand,
    );
    scaled_bias(weight, bias, hand);
}

fn scaled_bias(weight: &Tensor, bias: Option<&Tensor>, hand: &mut Hand<'_>) {
    scaled("bias", bias, second_axis_fan(weight), |bias| bias, hand);
}

/// Uniform on ±1/√fan, which is `kaiming_uniform, a = √5`; 0 without inputs.
fn scaled(
    name: &'static str,
    tensor: Option<&Tensor>,
    fan: f64,
    options: impl for<'d> Fn(Declared<'d>) -> Declared<'d>,
    hand: &mut Hand<'_>,
) {
    if fan > 0.0 {
        let bound = 1.0 / sqrt64(fan);
        let initializer = uniform().low(-bound).high(bound);
        hand(name, tensor, &options(default(&initializer)));
    } else {
        hand(name, tensor, &options(default(&zeros())));
    }
}

/// What PyTorch counts as the fan in: the second axis, times the receptive field.
fn second_axis_fan(weight: &Tensor) -> f64 {
    let lengths = weight.dims().iter().skip(1);
    lengths.map(|&length| length as f64).product()
}

fn norm(weight: Option<&Tensor>, bias: Option<&Tensor>, hand: &mut Hand<'_>) {
    hand("weight", weight, &default(&ones()));
    hand("bias", bias, &default(&zeros()));
}
