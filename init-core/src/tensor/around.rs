//! The parameters around a tensor, whose fans its initializer may take.

use alloc::collections::BTreeMap;
use alloc::string::String;
use core::cell::Cell;
use core::fmt;

use super::Fans;

/// The fans of every parameter of a model by its path, `None` where it has fewer than two axes.
pub(crate) type FansByPath = BTreeMap<String, Option<Fans>>;

/// The parameters around one, from the module that holds it.
pub(crate) struct Around<'a> {
    /// The path in the model of one that is given from the module.
    path_of: &'a dyn Fn(&str) -> String,
    /// All parameters; `None` while they are still to be met.
    known: Option<&'a FansByPath>,
    asked: &'a Cell<bool>,
}

/// The outcome of a search for a parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Found {
    /// It has these fans, or none.
    Fans(Option<Fans>),
    /// The model has no such parameter.
    Absent,
    /// Not all parameters are known yet.
    Unknown,
}

impl<'a> Around<'a> {
    /// Notes in `asked` that somebody asked.
    pub(crate) fn new(
        path_of: &'a dyn Fn(&str) -> String,
        known: Option<&'a FansByPath>,
        asked: &'a Cell<bool>,
    ) -> Self {
        Self {
            path_of,
            known,
            asked,
        }
    }

    /// The full path of the parameter `path` of the module.
    pub(super) fn path_of(&self, path: &str) -> String {
        (self.path_of)(path)
    }

    pub(super) fn fans_of(&self, path: &str) -> Found {
        self.asked.set(true);
        match self.known {
            None => Found::Unknown,
            Some(known) => {
                (known.get(&self.path_of(path))).map_or(Found::Absent, |fans| Found::Fans(*fans))
            }
        }
    }
}

impl fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around").finish_non_exhaustive()
    }
}
