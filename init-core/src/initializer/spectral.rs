//! A normal law by the spectral norm of the weight.

use alloc::string::String;

use super::variance_scaling::{fill, std};
use super::{Distribution, Initializer, described, not_negative, unless};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// The word, in an attribute and in messages.
const WORD: &str = "spectral_normal";

/// A normal law by the spectral norm of the weight, made by [`spectral_normal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SpectralNormal {
    gain: f64,
}

/// Normal with std gain · √(fan_out / fan_in) / (√fan_in + √fan_out), so that the spectral norm of the
/// weight is gain · √(fan_out / fan_in) in expectation, up to a term that vanishes with the size. Features of
/// size 1 thus become features of size 1 whatever the width, as the maximal update parametrization (muP)
/// wants of every layer. For a convolution the norm is that of its map at each frequency.
///
/// The norm of a normal o × i matrix of std 1 is √o + √i: A. Edelman, "Eigenvalues and condition numbers of
/// random matrices", 1988. The condition is that of G. Yang, J. Simon and J. Bernstein, "A Spectral
/// Condition for Feature Learning", 2023, whose std (1/√fan_in)·min(1, √(fan_out / fan_in)) is of the same
/// order. [`orthogonal`](super::orthogonal()) with the gain √(fan_out / fan_in) has this norm exactly.
///
/// ```
/// use init_core::Initialize;
///
/// #[derive(Initialize)]
/// struct Net {
///     #[init(spectral_normal)]
///     weight: [[f32; 64]; 256],
/// }
///
/// let plan = Net { weight: [[0.0; 64]; 256] }.plan()?;
/// // √(256 / 64) / (√64 + √256)
/// assert_eq!(plan.get("weight").unwrap().law().std(), Some(2.0 / 24.0));
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn spectral_normal() -> SpectralNormal {
    SpectralNormal { gain: 1.0 }
}

impl SpectralNormal {
    /// The factor of the spectral norm: finite and not negative.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain = gain.into();
        self
    }
}

impl Initializer for SpectralNormal {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        not_negative("gain", self.gain)?;
        let fan_out = target.fans(WORD)?.fan_out;
        let std = std(WORD, FanMode::FanIn, target, |fan_in| {
            self.gain * (sqrt64(fan_out / fan_in) / (sqrt64(fan_in) + sqrt64(fan_out)))
        })?;
        Ok(fill(Distribution::Normal, std))
    }

    fn describe(&self) -> String {
        described(WORD, &[("gain", unless(&1.0, &self.gain))])
    }
}
