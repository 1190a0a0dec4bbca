//! Containers that several paths of a model share.

use super::{Component, Declared};
use crate::parameter::SharedId;

/// A container that a model may hold under several paths: its id, and, where it holds a parameter,
/// the declaration at this path.
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

    /// The id that all holders of one container have in common.
    pub fn id(&self) -> SharedId {
        self.id
    }

    /// The component of a shared parameter; a module has been entered already.
    pub fn component(&self) -> Option<&'a Component<'a>> {
        self.parameter.map(|(component, _)| component)
    }

    /// The declaration of a shared parameter at this path.
    pub fn declared(&self) -> Option<&'a Declared<'a>> {
        self.parameter.map(|(_, declared)| declared)
    }
}
