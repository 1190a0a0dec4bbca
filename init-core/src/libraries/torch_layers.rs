//! Layers whose parameters have PyTorch's names, with PyTorch's initializers.

use super::TORCH;
use crate::initializer::{Initializer, kaiming_uniform, normal, ones, uniform, zeros};
use crate::number::arithmetic::sqrt64;
use crate::parameter::Parameter;
use crate::walk::{Component, Declared, OwnShape, Parameters, Visitor, VisitorMut};

/// The function that takes a parameter of a layer: its name, the tensor if it exists, and its
/// declaration.
pub(super) type Hand<'h, T> = dyn FnMut(&'static str, Option<&T>, &Declared<'_>) + 'h;

/// A layer, as its parameters.
pub(super) trait TorchLayer {
    type Tensor: Parameter;

    fn each(&self, hand: &mut Hand<'_, Self::Tensor>);

    /// The same tensor, to be written: clones of these libraries' tensors share their memory.
    fn same(tensor: &Self::Tensor) -> Self::Tensor;
}

/// `Initialize` for layers: the parameters of each, handed over one by one.
macro_rules! layers {
    ($tensor:ty, $same:expr; $(
        $layer:ident |$self:ident, $hand:ident| $each:expr;
    )*) => {$(
        impl $crate::libraries::torch_layers::TorchLayer for $layer {
            type Tensor = $tensor;

            fn each(&self, $hand: &mut $crate::libraries::torch_layers::Hand<'_, $tensor>) {
                let $self = self;
                $each
            }

            fn same(tensor: &$tensor) -> $tensor {
                $same(tensor)
            }
        }

        impl $crate::model::Initialize for $layer {
            fn visit_parameters(&self, visitor: &mut dyn $crate::walk::Visitor) {
                visitor.module(stringify!($layer));
                $crate::libraries::torch_layers::visit(self, visitor);
            }

            fn visit_parameters_mut(&mut self, visitor: &mut dyn $crate::walk::VisitorMut) {
                visitor.module(stringify!($layer));
                $crate::libraries::torch_layers::visit_mut(self, visitor);
            }
        }
    )*};
}
pub(super) use layers;

pub(super) fn visit<L: TorchLayer>(layer: &L, visitor: &mut dyn Visitor) {
    layer.each(&mut |name, tensor, declared| {
        let component = Component::field(name);
        match tensor {
            Some(tensor) => Parameters::<OwnShape>::visit(tensor, &component, declared, visitor),
            None => visitor.absent(Some(&component)),
        }
    });
}

pub(super) fn visit_mut<L: TorchLayer>(layer: &L, visitor: &mut dyn VisitorMut) {
    layer.each(&mut |name, tensor, declared| {
        let component = Component::field(name);
        match tensor.map(L::same) {
            Some(mut tensor) => {
                Parameters::<OwnShape>::visit_mut(&mut tensor, &component, declared, visitor);
            }
            None => visitor.absent(Some(&component)),
        }
    });
}

pub(super) fn default(initializer: &dyn Initializer) -> Declared<'_> {
    Declared::new(initializer).by_default().origin(TORCH)
}

/// A weight of shape (o, i, receptive field) and a bias.
pub(super) fn affine<T: Parameter>(
    weight: &T,
    bias: Option<&T>,
    options: impl for<'d> Fn(Declared<'d>) -> Declared<'d>,
    hand: &mut Hand<'_, T>,
) {
    let initializer = kaiming_uniform().a(sqrt64(5.0));
    hand("weight", Some(weight), &options(default(&initializer)));
    scaled("bias", bias, second_axis_fan(weight), |bias| bias, hand);
}

/// A weight of shape (i, o / groups, receptive field) and a bias. PyTorch counts its second axis as
/// the inputs, as it does for all weights; rules that count fans take them from the layout.
pub(super) fn transposed<T: Parameter>(
    weight: &T,
    bias: Option<&T>,
    options: impl for<'d> Fn(Declared<'d>) -> Declared<'d>,
    hand: &mut Hand<'_, T>,
) {
    let fan = second_axis_fan(weight);
    scaled("weight", Some(weight), fan, options, hand);
    scaled("bias", bias, fan, |bias| bias, hand);
}

/// Uniform on ±1/√fan, which is `kaiming_uniform, a = √5`; 0 without inputs.
fn scaled<T: Parameter>(
    name: &'static str,
    tensor: Option<&T>,
    fan: f64,
    options: impl for<'d> Fn(Declared<'d>) -> Declared<'d>,
    hand: &mut Hand<'_, T>,
) {
    if fan > 0.0 {
        let bound = 1.0 / sqrt64(fan);
        let initializer = uniform().low(-bound).high(bound);
        hand(name, tensor, &options(default(&initializer)));
    } else {
        hand(name, tensor, &options(default(&zeros())));
    }
}

/// PyTorch's fan in: the second axis, times the receptive field.
fn second_axis_fan(weight: &dyn Parameter) -> f64 {
    let shape = weight.shape();
    shape.iter().skip(1).map(|&length| length as f64).product()
}

/// A table of vectors.
pub(super) fn embedding<T: Parameter>(weight: &T, hand: &mut Hand<'_, T>) {
    hand("weight", Some(weight), &default(&normal()));
}

/// The scale and the shift of a normalization.
pub(super) fn norm<T: Parameter>(weight: Option<&T>, bias: Option<&T>, hand: &mut Hand<'_, T>) {
    hand("weight", weight, &default(&ones()));
    hand("bias", bias, &default(&zeros()));
}

/// The mean and the variance that a batch norm keeps.
pub(super) fn running<T: Parameter>(mean: &T, variance: &T, hand: &mut Hand<'_, T>) {
    hand("running_mean", Some(mean), &default(&zeros()).buffer());
    hand("running_var", Some(variance), &default(&ones()).buffer());
}
