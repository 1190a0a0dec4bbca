//! What several places of a model hold together.

use super::{Component, Declared};
use crate::parameter::SharedId;

/// A container that several places of a model may hold: what identifies it, and, where it
/// holds a parameter, what is declared for it at this place.
#[derive(Debug)]
pub struct Shared<'a> {
    id: SharedId,
    parameter: Option<(&'a Component<'a>, &'a Declared<'a>)>,
}

impl<'a> Shared<'a> {
    /// A shared module.
    pub fn module(id: SharedId) -> Self {
        Self {
            id,
            parameter: None,
        }
    }

    /// A shared parameter.
    pub fn parameter(
        id: SharedId,
        component: &'a Component<'a>,
        declared: &'a Declared<'a>,
    ) -> Self {
        Self {
            id,
            parameter: Some((component, declared)),
        }
    }

    /// What the places that hold one container have in common.
    pub fn id(&self) -> SharedId {
        self.id
    }

    /// The component of a shared parameter; a module has been entered already.
    pub fn component(&self) -> Option<&'a Component<'a>> {
        self.parameter.map(|(component, _)| component)
    }

    /// What is declared for a shared parameter at this place.
    pub fn declared(&self) -> Option<&'a Declared<'a>> {
        self.parameter.map(|(_, declared)| declared)
    }
}
