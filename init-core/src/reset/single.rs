//! One tensor, filled without a model around it.

use super::{Generator, reset};
use crate::engine::Stream;
use crate::error::Error;
use crate::initializer::{self, Initializer, builders};
use crate::model::Initialize;
use crate::walk::{Component, Declared, Parameters, Visitor, VisitorMut};

impl Declared<'_> {
    /// Fills one tensor (or whatever a field may hold) as declared, with a key drawn from
    /// `rng`, under the empty path.
    ///
    /// ```
    /// use init_core::initializer::kaiming_normal;
    /// use init_core::walk::Declared;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// // A dense layer that computes x·W keeps the input axis first.
    /// let mut weight = [[0.0_f32; 64]; 32];
    /// Declared::new(&kaiming_normal()).layout("io").fill(&mut weight, &mut rng)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`try_reset_parameters`](crate::model::Initialize::try_reset_parameters).
    pub fn fill<P: Parameters>(
        &self,
        tensor: &mut P,
        rng: &mut (impl Generator + ?Sized),
    ) -> Result<(), Error> {
        let mut field = Field {
            tensor,
            declared: self,
        };
        reset(&mut field, || rng.draw_key())
    }
}

/// A module that has one field, under the empty path.
struct Field<'f, P> {
    tensor: &'f mut P,
    declared: &'f Declared<'f>,
}

impl<P: Parameters> Initialize for Field<'_, P> {
    fn visit_parameters(&self, visitor: &mut dyn Visitor) {
        self.tensor
            .visit(&Component::field(""), self.declared, visitor);
    }

    fn visit_parameters_mut(&mut self, visitor: &mut dyn VisitorMut) {
        self.tensor
            .visit_mut(&Component::field(""), self.declared, visitor);
    }
}

/// `fill` of every builder.
macro_rules! fill {
    ($($builder:ident $(<$parameter:ident: $bound:path>)?;)*) => {$(
        impl $(<$parameter: $bound>)? initializer::$builder $(<$parameter>)? {
            /// Fills one tensor (or what else a field may hold), with a key drawn from `rng`, under
            /// the empty path. [`Flat`](crate::parameter::Flat) gives a slice a shape;
            /// [`Declared::fill`] takes a layout and groups as well.
            ///
            /// # Errors
            /// As [`try_reset_parameters`](crate::model::Initialize::try_reset_parameters).
            pub fn fill<P: Parameters>(
                &self,
                tensor: &mut P,
                rng: &mut (impl Generator + ?Sized),
            ) -> Result<(), Error> {
                Declared::new(self).fill(tensor, rng)
            }
        }
    )*};
}
builders!(fill);
