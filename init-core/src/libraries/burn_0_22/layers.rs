//! The layers of burn-nn as modules, initialized as PyTorch initializes its own.

use burn_nn_0_22::conv::{
    Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, DeformConv2d,
};
use burn_nn_0_22::{
    BatchNorm, BiGru, BiLstm, BiRnn, Embedding, GateController, GroupNorm, Gru, InstanceNorm,
    LayerNorm, Linear, Lstm, PRelu, RmsNorm, Rnn,
};

use crate::initializer::{
    Kaiming, Uniform, constant, kaiming_uniform, normal, ones, uniform, zeros,
};
use crate::model::Initialize;
use crate::number::arithmetic::sqrt64;
use crate::parameter::Parameter;
use crate::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// The layout of the weight of burn-nn's layer with this name; `None` where it is `oi…`.
pub(super) fn layout_of(layer: &str) -> Option<&'static str> {
    match layer {
        "Linear" => Some("io"),
        "ConvTranspose1d" => Some("iow"),
        "ConvTranspose2d" => Some("iohw"),
        "ConvTranspose3d" => Some("iodhw"),
        _ => None,
    }
}

/// PyTorch's own initializer of weights: U(−b, b) with b = 1 / √fan_in.
pub(super) fn by_fan_in() -> Kaiming {
    kaiming_uniform().a(sqrt64(5.0))
}

/// U(−b, b) with b = 1 / √count.
pub(super) fn within(count: usize) -> Uniform {
    // A layer without inputs has no values to bound.
    let bound = 1.0 / sqrt64(count.max(1) as f64);
    uniform().low(-bound).high(bound)
}

/// The number of inputs of a weight that is `io`.
fn inputs(weight: &dyn Parameter) -> usize {
    weight.shape()[0]
}

/// The product of the lengths of all axes but the first: the fan in of a weight that is `oi…`.
fn fan_in(weight: &dyn Parameter) -> usize {
    weight.shape()[1..].iter().product()
}

/// `Initialize` for layers whose fields are parameters: for each field its initializer and its
/// declared options.
macro_rules! layers {
    ($($layer:ident |$this:ident| {
        $($field:ident: $initializer:expr $(, $option:ident($($value:expr)?))*;)*
    })*) => {$(
        impl Initialize for $layer {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                visitor.module(stringify!($layer));
                let $this = self;
                $({
                    let initializer = $initializer;
                    let declared = Declared::new(&initializer).by_default()$(.$option($($value)?))*;
                    let component = Component::field(stringify!($field));
                    Parameters::<OwnShape>::visit(&$this.$field, &component, &declared, visitor);
                })*
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                visitor.module(stringify!($layer));
                let $this = self;
                $({
                    let initializer = $initializer;
                    let declared = Declared::new(&initializer).by_default()$(.$option($($value)?))*;
                    let component = Component::field(stringify!($field));
                    Parameters::<OwnShape>::visit_mut(&mut $this.$field, &component, &declared, visitor);
                })*
            }
        }
    )*};
}

layers! {
    Linear |layer| {
        weight: by_fan_in(), layout("io");
        bias: within(inputs(&layer.weight));
    }
    Conv1d |layer| {
        weight: by_fan_in(), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    Conv2d |layer| {
        weight: by_fan_in(), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    Conv3d |layer| {
        weight: by_fan_in(), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    DeformConv2d |layer| {
        weight: by_fan_in(), groups(layer.weight_groups);
        bias: within(fan_in(&layer.weight));
    }
    // PyTorch counts the fan in of a transposed convolution along the axis of its outputs.
    ConvTranspose1d |layer| {
        weight: within(fan_in(&layer.weight)), layout("iow"), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    ConvTranspose2d |layer| {
        weight: within(fan_in(&layer.weight)), layout("iohw"), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    ConvTranspose3d |layer| {
        weight: within(fan_in(&layer.weight)), layout("iodhw"), groups(layer.groups);
        bias: within(fan_in(&layer.weight));
    }
    Embedding |layer| {
        weight: normal();
    }
    LayerNorm |layer| {
        gamma: ones();
        beta: zeros();
    }
    RmsNorm |layer| {
        gamma: ones();
    }
    GroupNorm |layer| {
        gamma: ones();
        beta: zeros();
    }
    InstanceNorm |layer| {
        gamma: ones();
        beta: zeros();
    }
    BatchNorm |layer| {
        gamma: ones();
        beta: zeros();
        running_mean: zeros(), buffer();
        running_var: ones(), buffer();
    }
    PRelu |layer| {
        alpha: constant(layer.alpha_value);
    }
}

/// Layers whose fields are modules.
macro_rules! nests {
    ($($layer:ident { $($field:ident)* })*) => {$(
        impl Initialize for $layer {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                visitor.module(stringify!($layer));
                $(
                    visitor.enter(Component::field(stringify!($field)));
                    self.$field.visit_parameters(visitor);
                    visitor.leave();
                )*
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                visitor.module(stringify!($layer));
                $(
                    visitor.enter(Component::field(stringify!($field)));
                    self.$field.visit_parameters_mut(visitor);
                    visitor.leave();
                )*
            }
        }
    )*};
}

nests! {
    Lstm { input_gate forget_gate output_gate cell_gate }
    BiLstm { forward reverse }
    Gru { update_gate reset_gate new_gate }
    BiGru { forward reverse }
    Rnn { gate }
    BiRnn { forward reverse }
}

/// The two layers of a gate, all of whose values PyTorch draws from U(−b, b) with
/// b = 1 / √hidden.
impl Initialize for GateController {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.module("GateController");
        let initializer = within(fan_in(&self.hidden_transform.weight));
        for (name, linear) in [
            ("input_transform", &self.input_transform),
            ("hidden_transform", &self.hidden_transform),
        ] {
            visitor.enter(Component::field(name));
            visitor.module("Linear");
            let declared = Declared::new(&initializer).by_default().layout("io");
            let component = Component::field("weight");
            Parameters::<OwnShape>::visit(&linear.weight, &component, &declared, visitor);
            let declared = Declared::new(&initializer).by_default();
            let component = Component::field("bias");
            Parameters::<OwnShape>::visit(&linear.bias, &component, &declared, visitor);
            visitor.leave();
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        visitor.module("GateController");
        let initializer = within(fan_in(&self.hidden_transform.weight));
        for (name, linear) in [
            ("input_transform", &mut self.input_transform),
            ("hidden_transform", &mut self.hidden_transform),
        ] {
            visitor.enter(Component::field(name));
            visitor.module("Linear");
            let declared = Declared::new(&initializer).by_default().layout("io");
            let component = Component::field("weight");
            Parameters::<OwnShape>::visit_mut(&mut linear.weight, &component, &declared, visitor);
            let declared = Declared::new(&initializer).by_default();
            let component = Component::field("bias");
            Parameters::<OwnShape>::visit_mut(&mut linear.bias, &component, &declared, visitor);
            visitor.leave();
        }
    }
}
