//! The parameters around a tensor, whose fans its initializer may take.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use core::fmt;

use init_grammar::alternatives;

use super::Fans;
use crate::number::second_moment::{Unbounded, second_moment};

/// The fans of every parameter of a model by its path, `None` where it has fewer than two axes.
pub(crate) type FansByPath = BTreeMap<String, Option<Fans>>;

/// What is known of a model beyond one tensor and beside its plan: found once for all walks of a plan.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// The fans of all parameters, where one asked for those of another; `None` while they are still
    /// to be met.
    pub(crate) fans: Option<FansByPath>,
    /// The paths of the tensors that have no memory.
    pub(crate) without_memory: Vec<String>,
    moments: SecondMoments,
}

/// The mean squares of functions, each found once.
#[derive(Debug, Default)]
struct SecondMoments(RefCell<Vec<OfFunction>>);

/// A function, whether it is its derivative that is meant, and the mean square.
type OfFunction = (fn(f64) -> f64, bool, MeanSquare);

/// The mean square of a function, or why it has none.
type MeanSquare = Result<f64, Unbounded>;

impl SecondMoments {
    fn of(&self, function: fn(f64) -> f64, of_derivative: bool) -> MeanSquare {
        // Two functions at one address are the same code.
        let known = self
            .0
            .borrow()
            .iter()
            .find_map(|(known, derivative, found)| {
                let is_it = core::ptr::fn_addr_eq(*known, function) && *derivative == of_derivative;
                is_it.then_some(*found)
            });
        known.unwrap_or_else(|| {
            let found = second_moment(function, of_derivative);
            self.0.borrow_mut().push((function, of_derivative, found));
            found
        })
    }
}

/// The parameters around one, from the module that holds it.
pub(crate) struct Around<'a> {
    /// The path in the model of one that is given from the module.
    path_of: &'a dyn Fn(&str) -> String,
    context: &'a Context,
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
        context: &'a Context,
        asked: &'a Cell<bool>,
    ) -> Self {
        Self {
            path_of,
            context,
            asked,
        }
    }

    /// The mean square of a function of a standard normal number, or of its derivative.
    pub(super) fn second_moment(
        &self,
        function: fn(f64) -> f64,
        of_derivative: bool,
    ) -> MeanSquare {
        self.context.moments.of(function, of_derivative)
    }

    /// The full paths of the parameters that are named from the module.
    pub(super) fn paths_of(&self, paths: &str) -> impl Iterator<Item = String> {
        alternatives(paths).map(self.path_of)
    }

    /// The fans of the first of these parameters that the model has.
    pub(super) fn fans_of(&self, paths: &str) -> Found {
        self.asked.set(true);
        match &self.context.fans {
            None => Found::Unknown,
            Some(known) => {
                let found = self
                    .paths_of(paths)
                    .find_map(|path| known.get(&path).copied());
                found.map_or(Found::Absent, Found::Fans)
            }
        }
    }
}

impl fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Around").finish_non_exhaustive()
    }
}
