//! The parameter for which a rule chooses an initializer.

use alloc::string::String;
use core::cell::Cell;

use crate::walk::{Component, Layer, Trail};

/// A parameter that a rule reached.
#[derive(Debug)]
pub struct Found<'f> {
    pub(super) trail: &'f Trail,
    pub(super) component: &'f Component<'f>,
    pub(super) shape: &'f [usize],
    /// How many lists have been read.
    pub(super) read: Cell<usize>,
}

impl Found<'_> {
    /// The path in the model.
    pub fn path(&self) -> String {
        self.trail.path_of(self.component)
    }

    /// The type of the module that holds it.
    pub fn module(&self) -> Option<&'static str> {
        self.trail.current_module()
    }

    /// The lengths of the tensor's axes.
    pub fn shape(&self) -> &[usize] {
        self.shape
    }

    /// Its position in the nearest list around it. Outside any list, asking for it is an error of
    /// the plan.
    pub fn layer(&self) -> Layer {
        self.layers(1)
    }

    /// As [`layer`](Found::layer), for an expression that goes out through so many lists.
    #[doc(hidden)]
    pub fn layers(&self, lists: usize) -> Layer {
        self.read.set(self.read.get().max(lists));
        let layer = self.trail.layer_of(self.component);
        layer.unwrap_or(Layer::SINGLE)
    }
}
