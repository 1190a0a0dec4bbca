//! Xavier: the mean of both fans.

use alloc::string::String;

use super::gain::Gain;
use super::variance_scaling::{fill, std};
use super::{Distribution, Initializer, Nonlinearity, Pass, described};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// Xavier initialization, made by [`xavier_uniform`] and [`xavier_normal`].
///
/// X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
/// networks", 2010.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Xavier {
    word: &'static str,
    distribution: Distribution,
    gain: Gain,
}

/// Uniform on ±gain · √(6 / (fan_in + fan_out)): `torch.nn.init.xavier_uniform_`,
/// `jax.nn.initializers.glorot_uniform`.
///
/// ```
/// use init_core::initializer::xavier_uniform;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 2]; 4];
/// xavier_uniform().fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() < 1.0));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("xavier_uniform_", "GlorotUniform"))]
pub fn xavier_uniform() -> Xavier {
    Xavier::new("xavier_uniform", Distribution::Uniform)
}

/// Normal with std gain · √(2 / (fan_in + fan_out)): `torch.nn.init.xavier_normal_`.
///
/// JAX's and Keras' `glorot_normal` are truncated at 2 std: for that write
/// [`variance_scaling`](super::variance_scaling())`().mode(FanMode::FanAvg)`.
///
/// ```
/// use init_core::initializer::{Nonlinearity, xavier_normal};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 32]; 64];
/// xavier_normal().nonlinearity(Nonlinearity::Tanh).fill(&mut weight, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("xavier_normal_", "GlorotNormal"))]
pub fn xavier_normal() -> Xavier {
    Xavier::new("xavier_normal", Distribution::Normal)
}

/// [`xavier_uniform`], by the other name of its author.
pub fn glorot_uniform() -> Xavier {
    xavier_uniform()
}

/// [`xavier_normal`], by the other name of its author.
pub fn glorot_normal() -> Xavier {
    xavier_normal()
}

impl Xavier {
    fn new(word: &'static str, distribution: Distribution) -> Self {
        Self {
            word,
            distribution,
            gain: Gain::new(Nonlinearity::Linear, 0.01),
        }
    }

    /// The gain: finite and not negative.
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain.number = Some(gain.into());
        self
    }

    /// Takes the gain of a nonlinearity instead of `gain`.
    pub fn nonlinearity(mut self, nonlinearity: Nonlinearity) -> Self {
        self.gain.nonlinearity = nonlinearity;
        self.gain.number = None;
        self
    }

    /// The pass whose variance the gain of the nonlinearity keeps.
    pub fn pass(mut self, pass: Pass) -> Self {
        self.gain.pass = pass;
        self.gain.number = None;
        self
    }
}

impl Initializer for Xavier {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let gain = self.gain.of(target)?;
        // The order of PyTorch's operations, whose bits it thus has.
        let std = std(self.word, FanMode::FanAvg, target, |fan| {
            gain * sqrt64(2.0 / (2.0 * fan))
        })?;
        Ok(fill(self.distribution, std))
    }

    fn describe(&self) -> String {
        described(self.word, &self.gain.arguments("linear"))
    }
}
