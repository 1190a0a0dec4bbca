//! Orthonormal rows or columns.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Initializer, axes_of_layer, described, not_negative, unless};
use crate::engine::{Stream, householder};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::Target;
use crate::values::{Fill, Made, Recipe};

/// Orthogonal initialization, made by [`orthogonal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Orthogonal {
    gain: f64,
    per_part: bool,
}

/// `gain` (by default 1) times a matrix with orthonormal rows, or columns where there are more
/// rows: `torch.nn.init.orthogonal_`, `jax.nn.initializers.orthogonal`. Axes after the second
/// are flattened into the columns, as in PyTorch, which flattens all behind the first axis. JAX and Keras
/// flatten all before the last: their kernels have the same matrix with their layout, `hwio`.
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
    Orthogonal {
        gain: 1.0,
        per_part: false,
    }
}

impl Orthogonal {
    /// The factor of the orthonormal matrix: finite and not negative.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }

    /// Makes a matrix of its own for each part that the field's `split` declares, one after the other.
    /// Without it the parts are cut out of one matrix, whose rows or columns are orthonormal as a whole.
    /// Each stacked layer has matrices of its own in any case.
    ///
    /// ```
    /// use init_core::Initialize;
    ///
    /// /// The weight of an LSTM: four gates, each orthogonal.
    /// #[derive(Initialize)]
    /// struct Lstm {
    ///     #[init(orthogonal, per_part, split = 4)]
    ///     weight_hh: [[f64; 3]; 12],
    /// }
    ///
    /// # let mut rng = init_core::hidden::doc::rng();
    /// let mut lstm = Lstm { weight_hh: [[0.0; 3]; 12] };
    /// lstm.reset_parameters(&mut rng);
    /// for gate in lstm.weight_hh.chunks(3) {
    ///     let dot: f64 = (0..3).map(|k| gate[0][k] * gate[1][k]).sum();
    ///     assert!(dot.abs() < 1e-14);
    /// }
    /// ```
    pub fn per_part(mut self) -> Self {
        self.per_part = true;
        self
    }

    /// The rows of each matrix of a layer, and the columns of all.
    fn matrices(self, target: &Target<'_>) -> Result<(Vec<usize>, usize), Problem> {
        let (rows, input, field) = axes_of_layer("orthogonal", target)?;
        let rows = if self.per_part {
            target.parts()
        } else {
            alloc::vec![rows]
        };
        let columns = field
            .iter()
            .fold(input, |columns, &length| columns.saturating_mul(length));
        Ok((rows, columns))
    }
}

impl Initializer for Orthogonal {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (rows, columns) = self.matrices(target)?;
        not_negative("gain", self.gain)?;
        Ok(Fill::made(Matrices {
            rows,
            columns,
            gain: self.gain,
        }))
    }

    fn describe(&self) -> String {
        let mut text = described("orthogonal", &[("gain", unless(&1.0, &self.gain))]);
        if self.per_part {
            text.push_str(", per_part");
        }
        text
    }
}

/// The matrices of a layer, one after the other, and then those of the next: as many as the tensor
/// holds.
#[derive(Debug)]
struct Matrices {
    rows: Vec<usize>,
    columns: usize,
    gain: f64,
}

impl Made for Matrices {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        let mut rest = out;
        for &rows in self.rows.iter().cycle() {
            let Some((matrix, others)) = rest.split_at_mut_checked(rows * self.columns) else {
                break;
            };
            if matrix.is_empty() {
                break;
            }
            householder::orthonormal(rows, self.columns, stream, matrix)?;
            for value in matrix {
                *value *= self.gain;
            }
            rest = others;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        // The squares of the shorter side's vectors sum to gain² each.
        if let [rows, others @ ..] = &*self.rows
            && others.iter().all(|other| other == rows)
        {
            let longer = (*rows).max(self.columns).max(1) as f64;
            return Some((0.0, self.gain / sqrt64(longer)));
        }
        let shorter: usize = self.rows.iter().map(|rows| *rows.min(&self.columns)).sum();
        let values = self.rows.iter().sum::<usize>() as f64 * self.columns as f64;
        Some((0.0, self.gain * sqrt64(shorter as f64 / values.max(1.0))))
    }

    fn largest(&self) -> Option<f64> {
        Some(self.gain)
    }

    fn room(&self) -> usize {
        let rooms = self.rows.iter();
        let rooms = rooms.map(|rows| householder::room(*rows, self.columns));
        rooms.max().unwrap_or(0)
    }

    fn recipe(&self) -> Option<Recipe> {
        Some(Recipe::Orthogonal {
            rows: self.rows.clone(),
            columns: self.columns,
            gain: self.gain,
        })
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
