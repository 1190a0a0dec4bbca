//! The identity matrix.

use alloc::string::String;

use super::{Initializer, axes_of_layer, described, finite, layered, unless};
use crate::engine::Stream;
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::{Fill, Made};

/// The identity matrix, made by [`identity`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Identity {
    gain: f64,
    shift: usize,
}

/// `gain` (by default 1) on the diagonal of a matrix, 0 elsewhere: `torch.nn.init.eye_`,
/// Keras' `Identity`, Flux's `identity_init`. The matrix need not be square. With `shift` its rows are
/// turned down by so many: input d reaches output d + shift, beyond the last the first.
///
/// ```
/// use init_core::initializer::identity;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[7.0_f32; 3]; 2];
/// identity().fill(&mut weight, &mut rng)?;
/// assert_eq!(weight, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("eye_", "eye"))]
pub fn identity() -> Identity {
    Identity {
        gain: 1.0,
        shift: 0,
    }
}

impl Identity {
    /// The value on the diagonal.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }

    /// The rows by which the diagonal is turned down.
    pub fn shift(mut self, shift: usize) -> Self {
        self.shift = shift;
        self
    }
}

impl Initializer for Identity {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (rows, columns, _) = axes_of_layer("identity", target)?;
        finite("gain", self.gain)?;
        Ok(layered(
            target,
            Diagonal {
                gain: self.gain,
                // Of no rows nothing is written.
                shift: self.shift % rows.max(1),
                rows,
                columns,
            },
        ))
    }

    fn describe(&self) -> String {
        described(
            "identity",
            &[
                ("gain", unless(&1.0, &self.gain)),
                ("shift", unless(&0, &self.shift)),
            ],
        )
    }
}

#[derive(Debug)]
struct Diagonal {
    gain: f64,
    shift: usize,
    rows: usize,
    columns: usize,
}

impl Made for Diagonal {
    fn make(&self, _: &[usize], _: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        for diagonal in 0..self.rows.min(self.columns) {
            let row = (diagonal + self.shift) % self.rows;
            out[row * self.columns + diagonal] = self.gain;
        }
        Ok(())
    }

    fn largest(&self) -> Option<f64> {
        Some(self.gain.abs())
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
