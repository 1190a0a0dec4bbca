//! Kaiming: one fan, and the gain of the nonlinearity that follows.

use alloc::format;
use alloc::string::String;

use super::variance_scaling::{fill, std};
use super::{
    Distribution, Initializer, Nonlinearity, calculate_gain, described, finite, not_negative,
    unless,
};
use crate::error::{ErrorKind, Problem};
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
    a: f64,
    mode: FanMode,
    nonlinearity: Nonlinearity,
    /// In place of that of the nonlinearity.
    gain: Option<f64>,
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
            a: 0.0,
            mode: FanMode::FanIn,
            nonlinearity: Nonlinearity::LeakyRelu,
            gain: None,
        }
    }

    /// The negative slope of `leaky_relu`, by default 0. Other nonlinearities have no slope.
    pub fn a(mut self, a: impl Into<f64>) -> Self {
        self.a = a.into();
        self.gain = None;
        self
    }

    /// Which fan: `FanIn` by default.
    pub fn mode(mut self, mode: FanMode) -> Self {
        self.mode = mode;
        self
    }

    /// The nonlinearity whose gain scales the values: `LeakyRelu` by default, whose gain with
    /// `a = 0` is that of `Relu`.
    pub fn nonlinearity(mut self, nonlinearity: Nonlinearity) -> Self {
        self.nonlinearity = nonlinearity;
        self.gain = None;
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
        self.gain = Some(gain.into());
        self
    }

    fn gain_of_law(&self) -> Result<f64, Problem> {
        if let Some(gain) = self.gain {
            return not_negative("gain", gain).map(|()| gain);
        }
        finite("a", self.a)?;
        let gain = calculate_gain(self.nonlinearity, Some(self.a));
        if gain == 0.0 {
            return Err(Problem::new(
                ErrorKind::Argument,
                format!("with `a = {:?}` the gain is 0", self.a),
            )
            .help("`a` is the negative slope of leaky_relu, e.g. `a = 0.01`"));
        }
        Ok(gain)
    }
}

impl Initializer for Kaiming {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let gain = self.gain_of_law()?;
        // The order of PyTorch's operations, whose bits it thus has.
        let std = std(self.word, self.mode, target, |fan| gain / sqrt64(fan))?;
        Ok(fill(self.distribution, std))
    }

    fn describe(&self) -> String {
        let of_nonlinearity = |text: Option<String>| text.filter(|_| self.gain.is_none());
        let nonlinearity = unless(&"leaky_relu", &self.nonlinearity.name());
        described(
            self.word,
            &[
                ("a", of_nonlinearity(unless(&0.0, &self.a))),
                ("mode", unless(&"fan_in", &self.mode.name())),
                ("nonlinearity", of_nonlinearity(nonlinearity)),
                ("gain", self.gain.map(|gain| format!("{gain:?}"))),
            ],
        )
    }
}
