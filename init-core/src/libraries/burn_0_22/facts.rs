//! What must be known of a module before burn walks it: the lengths of lists, since a visitor hears a
//! length before the entries, and the weights beside which a bias stands.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use burn_core_0_22::Tensor;
use burn_core_0_22::module::{ModuleVisitor, Param};

use super::layers::{by_fan_in, within};
use crate::initializer::{Initializer, constant, normal, ones, zeros};

/// The facts of one module, by the names that burn has entered.
#[derive(Debug, Default)]
pub(super) struct Facts {
    names: Vec<String>,
    lengths: BTreeMap<Vec<String>, usize>,
    /// The shape of the tensor `weight` of each module that has one.
    weights: BTreeMap<Vec<String>, Vec<usize>>,
}

impl Facts {
    /// The number of entries of the list at `path`.
    pub(super) fn length(&self, path: &[String]) -> usize {
        self.lengths.get(path).copied().unwrap_or(0)
    }

    /// What PyTorch gives the tensor `name` of a layer of burn-nn at `path`; `None` for what is no
    /// such tensor.
    pub(super) fn default_of(
        &self,
        path: &[String],
        layer: &str,
        name: &str,
    ) -> Option<Box<dyn Initializer>> {
        Some(match (layer, name) {
            ("LayerNorm" | "RmsNorm" | "GroupNorm" | "InstanceNorm" | "BatchNorm", "gamma") => {
                Box::new(ones())
            }
            ("LayerNorm" | "GroupNorm" | "InstanceNorm" | "BatchNorm", "beta") => Box::new(zeros()),
            // burn's own default: it does not show the number of a layer.
            ("PRelu", "alpha") => Box::new(constant(0.25)),
            ("Embedding", "weight") => Box::new(normal()),
            (_, "weight" | "bias") => return self.by_weight(path, layer, name),
            _ => return None,
        })
    }

    /// The default of a weight, or of the bias beside it, that follows from the weight's shape.
    fn by_weight(&self, path: &[String], layer: &str, name: &str) -> Option<Box<dyn Initializer>> {
        let [first, rest @ ..] = self.weights.get(path)?.as_slice() else {
            return None;
        };
        let hidden = self.hidden(path).filter(|_| layer == "Linear");
        let count = match layer {
            _ if rest.is_empty() => return None,
            "Linear" => hidden.unwrap_or(*first),
            "Conv1d" | "Conv2d" | "Conv3d" | "DeformConv2d" | "ConvTranspose1d"
            | "ConvTranspose2d" | "ConvTranspose3d" => rest.iter().product(),
            _ => return None,
        };
        // PyTorch counts the inputs of these two otherwise.
        let differs = hidden.is_some() || layer.starts_with("ConvTranspose");
        if name == "weight" && !differs {
            Some(Box::new(by_fan_in()))
        } else {
            Some(Box::new(within(count)))
        }
    }

    /// The hidden size of the gate that has a linear layer at `path`.
    fn hidden(&self, path: &[String]) -> Option<usize> {
        let (name, gate) = path.split_last()?;
        let pair = ["input_transform", "hidden_transform"];
        if !pair.contains(&name.as_str()) {
            return None;
        }
        let [_, hidden] = pair.map(|name| {
            let path = [gate, &[name.into()]].concat();
            self.weights.get(&path)
        });
        Some(hidden?.get(1..)?.iter().product())
    }
}

impl ModuleVisitor for Facts {
    fn enter_module(&mut self, name: &str, container: &str) {
        if matches!(container, "Vec" | "Array") {
            *self.lengths.entry(self.names.clone()).or_default() += 1;
        }
        self.names.push(name.into());
    }

    fn exit_module(&mut self, _: &str, _: &str) {
        self.names.pop();
    }

    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        if let Some((name, path)) = self.names.split_last()
            && name == "weight"
        {
            // A lazy parameter stays one.
            self.weights
                .insert(path.into(), param.lazy_shape().to_vec());
        }
    }
}
