//! Parameters that no code has set: NaN is written first, and looked for afterwards.

use alloc::string::String;
use alloc::vec::Vec;

use super::Reset;
use crate::error::{Error, Problem};
use crate::initializer::Initializer;
use crate::model::Initialize;
use crate::parameter::Parameter;
use crate::rules::Rules;
use crate::tensor::Target;
use crate::values::Fill;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// A [`Reset`] that writes NaN.
#[derive(Debug, Clone, Copy)]
pub struct Nan;

/// NaN everywhere, whatever the shape.
struct NanEverywhere;

impl Initializer for NanEverywhere {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::nan())
    }

    fn describe(&self) -> String {
        "nan".into()
    }
}

impl<'h> Reset<'h> {
    /// Writes NaN where a reset would write values, so that a parameter that is then forgotten
    /// shows: [`unset`] finds it, and so does every loss. Integers and booleans, which have no NaN,
    /// are left as they are.
    ///
    /// ```
    /// use init_core::{Initialize, Reset};
    /// use init_core::reset::unset;
    ///
    /// #[derive(Initialize)]
    /// struct Linear {
    ///     #[init(normal)]
    ///     weight: [f32; 4],
    ///     #[init(zeros)]
    ///     bias: [f32; 4],
    /// }
    ///
    /// let mut linear = Linear { weight: [0.0; 4], bias: [0.0; 4] };
    /// Reset::nan().run(&mut linear)?;
    /// linear.bias = [0.0; 4];
    /// assert_eq!(unset(&linear)?, ["weight"]);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn nan() -> Reset<'h, Nan> {
        Self::new().with(Nan)
    }
}

impl Reset<'_, Nan> {
    /// Writes NaN to every parameter and buffer of floats that is selected, whether or not it has an
    /// initializer.
    ///
    /// # Errors
    /// A tensor that cannot be written, or a glob that matches nothing.
    pub fn run<M: Initialize + ?Sized>(&self, model: &mut M) -> Result<(), Error> {
        let rules = Rules::new().at("**", NanEverywhere);
        self.carry_out(Some(&rules), model, || [0; 32]).map(drop)
    }
}

/// The paths of the parameters and buffers that hold NaN: those that [`Reset::nan`] wrote
/// and no code has set since.
///
/// # Errors
/// The failure of a tensor that cannot be read.
pub fn unset<M: Initialize + ?Sized>(model: &M) -> Result<Vec<String>, Error> {
    let mut walker = Walker::reading(Search::default());
    model.visit_parameters(&mut walker);
    if walker.job.problems.is_empty() {
        Ok(walker.job.found)
    } else {
        Err(Error::planning(walker.job.problems))
    }
}

/// Panics, in a build with debug assertions, if a parameter of the model holds NaN: one that
/// [`Reset::nan`](crate::Reset::nan) wrote and no code has set since. It names all of them.
///
/// ```should_panic
/// use init_core::{Initialize, Reset, debug_assert_set};
///
/// #[derive(Initialize)]
/// struct Scale {
///     #[init(ones)]
///     gamma: [f32; 4],
/// }
///
/// let mut scale = Scale { gamma: [1.0; 4] };
/// debug_assert_set!(scale);
/// Reset::nan().run(&mut scale)?;
/// debug_assert_set!(scale); // panics: `gamma` is not set
/// # Ok::<(), init_core::Error>(())
/// ```
#[macro_export]
macro_rules! debug_assert_set {
    ($model:expr) => {
        if ::core::cfg!(debug_assertions) {
            match $crate::reset::unset(&$model) {
                Ok(paths) => ::core::assert!(paths.is_empty(), "not set: `{}`", paths.join("`, `")),
                Err(error) => ::core::panic!("{error}"),
            }
        }
    };
}

#[derive(Debug, Default)]
struct Search {
    found: Vec<String>,
    problems: Vec<Problem>,
}

impl Job for Search {
    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Search> {
    fn parameter(&mut self, component: &Component<'_>, tensor: &dyn Parameter, _: &Declared<'_>) {
        self.trail.count_entry(component);
        if tensor.dtype().is_integer() {
            return;
        }
        let path = self.trail.path_of(component);
        let mut found = false;
        let read = tensor.read(&mut |values| found |= values.iter().any(|value| value.is_nan()));
        match read {
            Ok(()) if found => self.job.found.push(path),
            Ok(()) => {}
            Err(problem) => self.job.fail(path, problem),
        }
    }
}
