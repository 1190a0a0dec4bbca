//! PyTorch's initializers for the layers of burn-nn: one table, for the layers that are fields of a
//! struct that derives `Initialize` and for those of a module that burn walks.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::initializer::{Initializer, constant, kaiming_uniform, normal, ones, uniform, zeros};
use crate::libraries::TORCH;
use crate::number::arithmetic::sqrt64;
use crate::walk::Declared;

/// A layer of burn-nn, by the facts that decide the roles of its tensors.
#[derive(Debug)]
pub(super) struct Layer<'n> {
    name: &'n str,
    weight: Vec<usize>,
    hidden: Option<usize>,
    groups: Option<usize>,
    alpha: f64,
}

impl<'n> Layer<'n> {
    pub(super) fn new(name: &'n str) -> Self {
        Self {
            name,
            weight: Vec::new(),
            hidden: None,
            groups: None,
            alpha: 0.25,
        }
    }

    /// The shape of its tensor `weight`.
    pub(super) fn weight(mut self, shape: &[usize]) -> Self {
        self.weight = shape.into();
        self
    }

    /// The hidden size of the recurrent gate that it belongs to.
    pub(super) fn hidden(mut self, hidden: Option<usize>) -> Self {
        self.hidden = hidden;
        self
    }

    /// The number of its groups, which burn shows to no visitor.
    pub(super) fn groups(mut self, groups: usize) -> Self {
        self.groups = Some(groups);
        self
    }

    /// The first slope of a `PRelu`, which burn shows to no visitor.
    pub(super) fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// The role of one of its tensors; an open one where the layer is not of burn-nn.
    pub(super) fn role(&self, tensor: &str) -> Role {
        match (self.name, tensor) {
            ("BatchNorm", "running_mean") => Role::new(zeros()).buffer(),
            ("BatchNorm", "running_var") => Role::new(ones()).buffer(),
            ("LayerNorm" | "RmsNorm" | "GroupNorm" | "InstanceNorm" | "BatchNorm", "gamma") => {
                Role::new(ones())
            }
            ("LayerNorm" | "GroupNorm" | "InstanceNorm" | "BatchNorm", "beta") => {
                Role::new(zeros())
            }
            ("PRelu", "alpha") => Role::new(constant(self.alpha)),
            ("Embedding", "weight") => Role::new(normal()),
            (_, "weight") => self.scaled(true),
            (_, "bias") => self.scaled(false),
            _ => Role::OPEN,
        }
    }

    /// The role of a weight, or of the bias beside it, whose scale follows from the weight's shape.
    fn scaled(&self, is_weight: bool) -> Role {
        let [first, rest @ ..] = &*self.weight else {
            return Role::OPEN;
        };
        if rest.is_empty() {
            return Role::OPEN;
        }
        let rest: usize = rest.iter().product();
        // PyTorch counts the inputs of a transposed convolution along the axis of its outputs, and
        // draws all values of a gate by the hidden size.
        let (layout, inputs, is_by_fan_in) = match (self.name, self.hidden) {
            ("Linear", None) => (Some("io"), *first, true),
            ("Linear", Some(hidden)) => (Some("io"), hidden, false),
            ("Conv1d" | "Conv2d" | "Conv3d" | "DeformConv2d", _) => (None, rest, true),
            ("ConvTranspose1d", _) => (Some("iow"), rest, false),
            ("ConvTranspose2d", _) => (Some("iohw"), rest, false),
            ("ConvTranspose3d", _) => (Some("iodhw"), rest, false),
            _ => return Role::OPEN,
        };
        let mut role = if is_weight && is_by_fan_in {
            Role::new(kaiming_uniform().a(sqrt64(5.0)))
        } else {
            // A layer without inputs has no values to bound.
            let bound = 1.0 / sqrt64(inputs.max(1) as f64);
            Role::new(uniform().low(-bound).high(bound))
        };
        if is_weight {
            (role.layout, role.groups) = (layout, self.groups);
        }
        role
    }
}

/// The role of a tensor in the layer that holds it.
pub(super) struct Role {
    default: Option<Box<dyn Initializer>>,
    layout: Option<&'static str>,
    groups: Option<usize>,
    is_buffer: bool,
}

impl Role {
    /// Rules initialize it.
    pub(super) const OPEN: Self = Self {
        default: None,
        layout: None,
        groups: None,
        is_buffer: false,
    };

    fn new(default: impl Initializer + 'static) -> Self {
        Self {
            default: Some(Box::new(default)),
            ..Self::OPEN
        }
    }

    fn buffer(mut self) -> Self {
        self.is_buffer = true;
        self
    }

    pub(super) fn declared(&self) -> Declared<'_> {
        let mut declared = match &self.default {
            Some(default) => Declared::new(&**default).by_default().origin(TORCH),
            None => Declared::parameter(),
        };
        if let Some(layout) = self.layout {
            declared = declared.layout(layout);
        }
        if let Some(groups) = self.groups {
            declared = declared.groups(groups);
        }
        if self.is_buffer {
            declared = declared.buffer();
        }
        declared
    }
}
