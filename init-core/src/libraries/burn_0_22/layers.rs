//! The layers of burn-nn as modules, initialized as PyTorch initializes its own.

use burn_nn_0_22::conv::{
    Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d, ConvTranspose3d, DeformConv2d,
};
use burn_nn_0_22::{
    BatchNorm, BiGru, BiLstm, BiRnn, Embedding, GateController, GroupNorm, Gru, InstanceNorm,
    LayerNorm, Linear, Lstm, PRelu, RmsNorm, Rnn,
};

use super::defaults::Layer;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::walk::{Component, OwnShape, Parameters, Visitor, VisitorMut};

impl Layer<'_> {
    fn visit<P: Parameters<OwnShape>>(
        &self,
        name: &'static str,
        tensor: &P,
        visitor: &mut dyn Visitor,
    ) {
        let role = self.role(name);
        tensor.visit(&Component::field(name), &role.declared(), visitor);
    }

    fn visit_mut<P: Parameters<OwnShape>>(
        &self,
        name: &'static str,
        tensor: &mut P,
        visitor: &mut dyn VisitorMut,
    ) {
        let role = self.role(name);
        tensor.visit_mut(&Component::field(name), &role.declared(), visitor);
    }
}

/// `Initialize` for layers whose fields are parameters: the facts of each layer, and its fields.
macro_rules! layers {
    ($($layer:ident |$this:ident| $($fact:ident($value:expr))* { $($field:ident)* })*) => {$(
        impl Initialize for $layer {
            fn visit_parameters(&self, visitor: &mut dyn Visitor) {
                visitor.module(stringify!($layer));
                let $this = self;
                let layer = Layer::new(stringify!($layer))$(.$fact($value))*;
                $(layer.visit(stringify!($field), &$this.$field, visitor);)*
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
                visitor.module(stringify!($layer));
                let $this = self;
                let layer = Layer::new(stringify!($layer))$(.$fact($value))*;
                $(layer.visit_mut(stringify!($field), &mut $this.$field, visitor);)*
            }
        }
    )*};
}

layers! {
    Linear |layer| weight(&layer.weight.shape()) { weight bias }
    Conv1d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    Conv2d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    Conv3d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    DeformConv2d |layer| weight(&layer.weight.shape()) groups(layer.weight_groups) { weight bias }
    ConvTranspose1d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    ConvTranspose2d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    ConvTranspose3d |layer| weight(&layer.weight.shape()) groups(layer.groups) { weight bias }
    Embedding |layer| { weight }
    LayerNorm |layer| { gamma beta }
    RmsNorm |layer| { gamma }
    GroupNorm |layer| { gamma beta }
    InstanceNorm |layer| { gamma beta }
    BatchNorm |layer| { gamma beta running_mean running_var }
    PRelu |layer| alpha(layer.alpha_value) { alpha }
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

/// The hidden size of a gate.
fn hidden(gate: &GateController) -> Option<usize> {
    gate.hidden_transform.weight.shape().get(1).copied()
}

fn in_gate(linear: &Linear, hidden: Option<usize>) -> Layer<'static> {
    (Layer::new("Linear").weight(&linear.weight.shape())).hidden(hidden)
}

/// The two layers of a gate, whose values depend on its hidden size.
impl Initialize for GateController {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        visitor.module("GateController");
        let hidden = hidden(self);
        for (name, linear) in [
            ("input_transform", &self.input_transform),
            ("hidden_transform", &self.hidden_transform),
        ] {
            visitor.enter(Component::field(name));
            visitor.module("Linear");
            let layer = in_gate(linear, hidden);
            layer.visit("weight", &linear.weight, visitor);
            layer.visit("bias", &linear.bias, visitor);
            visitor.leave();
        }
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        visitor.module("GateController");
        let hidden = hidden(self);
        for (name, linear) in [
            ("input_transform", &mut self.input_transform),
            ("hidden_transform", &mut self.hidden_transform),
        ] {
            visitor.enter(Component::field(name));
            visitor.module("Linear");
            let layer = in_gate(linear, hidden);
            layer.visit_mut("weight", &mut linear.weight, visitor);
            layer.visit_mut("bias", &mut linear.bias, visitor);
            visitor.leave();
        }
    }
}
