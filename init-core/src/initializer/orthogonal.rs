//! Orthonormal rows or columns.

use alloc::string::String;

use super::{Initializer, axes_of_rank, described, not_negative, unless};
use crate::engine::{Stream, householder};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::Target;
use crate::values::{Fill, Made};

/// Orthogonal initialization, made by [`orthogonal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orthogonal {
    gain: f64,
}

/// `gain` (by default 1) times a matrix with orthonormal rows, or columns where there are more
/// rows: `torch.nn.init.orthogonal_`, `jax.nn.initializers.orthogonal`. Axes after the second
/// are flattened into the columns.
///
/// The matrix is the Q of a normal matrix, with the signs that make the diagonal of R
/// positive, so that it is uniform (Haar) among all of its kind. It is made in f64 whatever the
/// tensor's type, in an order of operations that is always the same.
///
/// A. Saxe and others, "Exact solutions to the nonlinear dynamics of learning in deep linear
/// neural networks", 2013; F. Mezzadri, "How to generate random matrices from the classical
/// compact groups", 2006.
///
/// ```
/// use init_core::initializer::orthogonal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f64; 3]; 2];
/// orthogonal().gain(2).fill(&mut weight, &mut rng)?;
/// let dot: f64 = (0..3).map(|k| weight[0][k] * weight[1][k]).sum();
/// let square: f64 = weight[0].iter().map(|w| w * w).sum();
/// assert!(dot.abs() < 1e-14 && (square - 4.0).abs() < 1e-14);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("orthogonal_"))]
pub fn orthogonal() -> Orthogonal {
    Orthogonal { gain: 1.0 }
}

impl Orthogonal {
    /// The factor of the orthonormal matrix: finite and not negative.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }
}

impl Initializer for Orthogonal {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (rows, input, field) = axes_of_rank("orthogonal", target)?;
        not_negative("gain", self.gain)?;
        Ok(Fill::made(Matrix {
            rows,
            columns: (field.iter()).fold(input, |columns, &length| columns.saturating_mul(length)),
            gain: self.gain,
        }))
    }

    fn describe(&self) -> String {
        described("orthogonal", &[("gain", unless(&1.0, &self.gain))])
    }
}

#[derive(Debug)]
struct Matrix {
    rows: usize,
    columns: usize,
    gain: f64,
}

impl Made for Matrix {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        householder::orthonormal(self.rows, self.columns, stream, out)?;
        for value in out {
            *value *= self.gain;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        // The squares of the shorter side's vectors sum to gain² each.
        let longer = self.rows.max(self.columns).max(1) as f64;
        Some((0.0, self.gain / sqrt64(longer)))
    }

    fn largest(&self) -> Option<f64> {
        Some(self.gain)
    }

    fn room(&self) -> usize {
        householder::room(self.rows, self.columns)
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
