//! Modules: structs whose parameters can be visited, and so planned and reset.

use crate::error::Error;
use crate::plan::Plan;
use crate::reset::{Generator, reset};
use crate::walk::{Visitor, VisitorMut};

/// A module whose parameters can be initialized.
///
/// Derive it: `#[derive(Initialize)]` writes the two visiting methods from the attributes of
/// the fields. The rest follows from them.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(kaiming_uniform, a = 5.0_f64.sqrt())]
///     weight: [[f32; 300]; 10],
///     #[init(zeros)]
///     bias: [f32; 10],
/// }
///
/// # let mut rng = init_core::hidden::doc::rng();
/// let mut model = Linear { weight: [[0.0; 300]; 10], bias: [1.0; 10] };
/// model.reset_parameters(&mut rng);
/// assert_eq!(model.bias, [0.0; 10]);
/// ```
///
/// The trait is dyn-compatible: `Box<dyn Initialize>` is a module like any other.
///
/// # Implementing it by hand
///
/// Both methods make the same calls in the same order: the module's type, then its fields.
///
/// ```
/// use init_core::Initialize;
/// use init_core::walk::{Component, Declared, Parameters, Visitor, VisitorMut};
/// use init_core::initializer::ones;
///
/// struct Scale { gamma: [f32; 8] }
///
/// impl Initialize for Scale {
///     fn visit_parameters(&self, visitor: &mut dyn Visitor) {
///         visitor.module("Scale");
///         let initializer = ones();
///         let declared = Declared::new(&initializer);
///         <[f32; 8] as Parameters>::visit(&self.gamma, &Component::field("gamma"), &declared, visitor);
///     }
///
///     fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
///         visitor.module("Scale");
///         let initializer = ones();
///         let declared = Declared::new(&initializer);
///         <[f32; 8] as Parameters>::visit_mut(&mut self.gamma, &Component::field("gamma"), &declared, visitor);
///     }
/// }
/// assert_eq!(Scale { gamma: [0.0; 8] }.plan().unwrap().entries()[0].path(), "gamma");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a parameter with an initializer nor a module",
    label = "not a module",
    note = "if it is a tensor, declare its initializer, e.g. `#[init(zeros)]`",
    note = "if it is a counter or a flag that checkpoints have, such as `num_batches_tracked: i64`, write `#[init(constant = 0, buffer)]`",
    note = "if it is a module of yours, add `#[derive(Initialize)]` to its type",
    note = "if it is a `HashMap`, make it a `BTreeMap`, whose parameters have an order",
    note = "if it is neither, mark the field `#[init(skip)]`"
)]
pub trait Initialize {
    /// Hands every parameter to `visitor`, in declaration order.
    fn visit_parameters(&self, visitor: &mut dyn Visitor);

    /// Hands every parameter to `visitor` to be written, in declaration order.
    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut);

    /// Initializes every parameter, with one key of 32 bytes drawn from `rng`.
    ///
    /// Any generator coerces: `&mut rng` of a concrete type. Where there is an `rng: &mut R` of an
    /// unsized type, such as a `&mut dyn Rng`, write `&mut { rng }`.
    ///
    /// # Panics
    /// On any error of [`try_reset_parameters`](Initialize::try_reset_parameters), with its
    /// full message.
    #[doc(alias("init_weights", "apply"))]
    fn reset_parameters(&mut self, rng: &mut dyn Generator) {
        if let Err(error) = self.try_reset_parameters(rng) {
            panic!("{error}");
        }
    }

    /// Initializes every parameter, with one key of 32 bytes drawn from `rng`.
    ///
    /// # Errors
    /// Everything that planning finds (see [`ErrorKind`](crate::error::ErrorKind)): then nothing
    /// was written and `rng` has not moved. A function or distribution from outside the crate that
    /// gives a value which the tensor cannot hold: then nothing was written, but the key has been
    /// drawn. A tensor that fails while it is written: then the error names the parameters written
    /// before it.
    fn try_reset_parameters(&mut self, rng: &mut dyn Generator) -> Result<(), Error> {
        reset(self, || rng.draw_key())
    }

    /// Plans a reset: its effect on every parameter, with nothing written.
    ///
    /// # Errors
    /// Everything that planning finds.
    fn plan(&self) -> Result<Plan, Error> {
        Plan::of(self)
    }
}
