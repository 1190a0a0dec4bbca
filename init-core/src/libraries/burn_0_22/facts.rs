//! The facts of a module that must be known before burn walks it: the lengths of lists, since a
//! visitor hears a length before the entries, and the shapes of weights, since a bias depends on the
//! weight beside it.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use burn_core_0_22::Tensor;
use burn_core_0_22::module::{ModuleVisitor, Param};

use super::defaults::Layer;
use super::shape_of;

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

    /// The layer `name` of burn-nn at `path`.
    pub(super) fn layer<'n>(&self, path: &[String], name: &'n str) -> Layer<'n> {
        let weight = self.weights.get(path).map(Vec::as_slice);
        let hidden = self.hidden(path).filter(|_| name == "Linear");
        Layer::new(name)
            .weight(weight.unwrap_or_default())
            .hidden(hidden)
    }

    /// The hidden size of the gate that has a linear layer at `path`.
    fn hidden(&self, path: &[String]) -> Option<usize> {
        let (name, gate) = path.split_last()?;
        if !["input_transform", "hidden_transform"].contains(&name.as_str()) {
            return None;
        }
        let hidden = [gate, &["hidden_transform".into()]].concat();
        self.weights.get(&hidden)?.get(1).copied()
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
            self.weights.insert(path.into(), shape_of(param));
        }
    }
}
