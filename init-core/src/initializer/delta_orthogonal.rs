//! An orthogonal matrix at the centre of a convolution.

use alloc::format;
use alloc::string::String;

use super::{Initializer, axes_of_layer, described, layered, not_negative, unless};
use crate::engine::host_memory::try_reserved;
use crate::engine::{Stream, householder};
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;
use crate::tensor::{Target, count};
use crate::values::{Fill, Made};

/// An orthogonal matrix at the centre of a convolution, made by [`delta_orthogonal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DeltaOrthogonal {
    gain: f64,
}

/// `gain` (by default 1) times a matrix with orthonormal columns at the centre of the kernel,
/// 0 elsewhere: `jax.nn.initializers.delta_orthogonal`. It preserves the norm of its input, so
/// it needs at least as many outputs as inputs. The centre of an axis of length k is (k − 1)/2,
/// rounded down.
///
/// L. Xiao and others, "Dynamical isometry and a mean field theory of CNNs", 2018.
///
/// ```
/// use init_core::initializer::delta_orthogonal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[[0.0_f64; 3]; 2]; 4];
/// delta_orthogonal().fill(&mut weight, &mut rng)?;
/// let square: f64 = (0..4).map(|o| weight[o][0][1] * weight[o][0][1]).sum();
/// assert!((square - 1.0).abs() < 1e-14);
/// assert!(weight.iter().flatten().all(|kernel| kernel[0] == 0.0 && kernel[2] == 0.0));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("ConvolutionDeltaOrthogonal"))]
pub fn delta_orthogonal() -> DeltaOrthogonal {
    DeltaOrthogonal { gain: 1.0 }
}

impl DeltaOrthogonal {
    /// The factor of the orthonormal matrix: finite and not negative.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }
}

impl Initializer for DeltaOrthogonal {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let (outputs, inputs, field) = axes_of_layer("delta_orthogonal", target)?;
        not_negative("gain", self.gain)?;
        if inputs > outputs {
            return Err(Problem::new(
                ErrorKind::Rank,
                format!(
                    "`delta_orthogonal` needs at least as many outputs as inputs, found {outputs} and {inputs}"
                ),
            )
            .help("write `orthogonal`, which takes any shape"));
        }
        Ok(layered(
            target,
            Centre {
                outputs,
                inputs,
                field: count(field),
                middle: field.iter().fold(0, |centre, length| {
                    let middle = length.saturating_sub(1) / 2;
                    usize::saturating_mul(centre, *length).saturating_add(middle)
                }),
                gain: self.gain,
            },
        ))
    }

    fn describe(&self) -> String {
        described("delta_orthogonal", &[("gain", unless(&1.0, &self.gain))])
    }
}

#[derive(Debug)]
struct Centre {
    outputs: usize,
    inputs: usize,
    field: usize,
    middle: usize,
    gain: f64,
}

impl Made for Centre {
    fn make(&self, _: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        if self.field == 0 {
            return Ok(());
        }
        let length = self.outputs * self.inputs;
        let mut matrix = try_reserved(length)?;
        matrix.resize(length, 0.0);
        householder::orthonormal(self.outputs, self.inputs, stream, &mut matrix)?;
        for (kernel, value) in out.chunks_exact_mut(self.field).zip(matrix) {
            kernel[self.middle] = self.gain * value;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        // The squares of each of the columns sum to gain².
        let values = self.outputs.max(1) * self.field.max(1);
        Some((0.0, self.gain / sqrt64(values as f64)))
    }

    fn largest(&self) -> Option<f64> {
        Some(self.gain)
    }

    fn room(&self) -> usize {
        let matrix = self.outputs.saturating_mul(self.inputs);
        matrix.saturating_add(householder::room(self.outputs, self.inputs))
    }

    fn is_foreign(&self) -> bool {
        false
    }
}
