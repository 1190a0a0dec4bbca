//! Kaiming: one fan, and the gain of the nonlinearity that follows.

use alloc::string::String;

use super::gain::Gain;
use super::variance_scaling::{fill, std};
use super::{Distribution, Initializer, Nonlinearity, Pass, described, unless};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// Kaiming initialization, made by [`kaiming_uniform`] and [`kaiming_normal`].
///
/// K. He and others, "Delving Deep into Rectifiers", 2015.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Kaiming {
    word: &'static str,
    distribution: Distribution,
    mode: FanMode,
    gain: Gain,
}

/// Uniform on ±gain · √(3 / fan): `torch.nn.init.kaiming_uniform_`. With `a = √5` the law of
/// PyTorch's own layers, uniform on ±1/√fan_in.
///
/// ```
/// use init_core::initializer::kaiming_uniform;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 4]; 64];
/// kaiming_uniform().a(5.0_f64.sqrt()).fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 0.5));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("kaiming_uniform_", "HeUniform"))]
pub fn kaiming_uniform() -> Kaiming {
    Kaiming::new("kaiming_uniform", Distribution::Uniform)
}

/// Normal with std gain / √fan: `torch.nn.init.kaiming_normal_`.
///
/// JAX's and Keras' `he_normal` are truncated at 2 std: for that write
/// [`variance_scaling`](super::variance_scaling())`().scale(2.0)`.
///
/// ```
/// use init_core::FanMode;
/// use init_core::initializer::{Nonlinearity, kaiming_normal};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[[[0.0_f32; 3]; 3]; 16]; 32];
/// kaiming_normal()
///     .mode(FanMode::FanOut)
///     .nonlinearity(Nonlinearity::Relu)
///     .fill(&mut weight, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("kaiming_normal_", "HeNormal", "msra"))]
pub fn kaiming_normal() -> Kaiming {
    Kaiming::new("kaiming_normal", Distribution::Normal)
}

/// [`kaiming_uniform`], by the other name of its author.
pub fn he_uniform() -> Kaiming {
    kaiming_uniform()
}

/// [`kaiming_normal`], by the other name of its author.
pub fn he_normal() -> Kaiming {
    kaiming_normal()
}

impl Kaiming {
    fn new(word: &'static str, distribution: Distribution) -> Self {
        Self {
            word,
            distribution,
            mode: FanMode::FanIn,
            gain: Gain::new(Nonlinearity::LeakyRelu, 0.0),
        }
    }

    /// The negative slope of `leaky_relu`, by default 0. Other nonlinearities have no slope.
    pub fn a(mut self, a: impl Into<f64>) -> Self {
        self.gain.a = a.into();
        self.gain.number = None;
        self
    }

    /// Which fan: `FanIn` by default.
    pub fn mode(mut self, mode: FanMode) -> Self {
        self.mode = mode;
        self
    }

    /// The nonlinearity whose gain scales the values: `LeakyRelu` by default, whose gain with
    /// `a = 0` is that of `Relu`. One of your own is `Nonlinearity::Function(f)`.
    pub fn nonlinearity(mut self, nonlinearity: Nonlinearity) -> Self {
        self.gain.nonlinearity = nonlinearity;
        self.gain.number = None;
        self
    }

    /// The pass whose variance the gain of the nonlinearity keeps.
    ///
    /// ```
    /// use init_core::FanMode;
    /// use init_core::initializer::{Nonlinearity, Pass, kaiming_normal};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// // std 1.4811/√64
    /// let mut weight = [[0.0_f32; 32]; 64];
    /// let scheme = kaiming_normal().nonlinearity(Nonlinearity::Gelu);
    /// scheme.mode(FanMode::FanOut).pass(Pass::Backward).fill(&mut weight, &mut rng)?;
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn pass(mut self, pass: Pass) -> Self {
        self.gain.pass = pass;
        self.gain.number = None;
        self
    }

    /// The gain, in place of that of a nonlinearity: finite and not negative. Of `gain` and
    /// `nonlinearity` or `a` the later holds.
    ///
    /// ```
    /// use init_core::initializer::kaiming_uniform;
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// // ±2·√(3 / 12)
    /// let mut weight = [[0.0_f32; 12]; 64];
    /// kaiming_uniform().gain(2.0).fill(&mut weight, &mut rng)?;
    /// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 1.0));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn gain(mut self, gain: impl Into<f64>) -> Self {
        self.gain.number = Some(gain.into());
        self
    }
}

impl Initializer for Kaiming {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let gain = self.gain.of(target)?;
        // The order of PyTorch's operations, whose bits it thus has.
        let std = std(self.word, self.mode, target, |fan| gain / sqrt64(fan))?;
        Ok(fill(self.distribution, std))
    }

    fn describe(&self) -> String {
        let slope = unless(&0.0, &self.gain.a).filter(|_| self.gain.number.is_none());
        let [nonlinearity, pass, gain] = self.gain.arguments("leaky_relu");
        let mode = ("mode", unless(&"fan_in", &self.mode.name()));
        described(self.word, &[("a", slope), mode, nonlinearity, pass, gain])
    }
}
