//! Variance scale / fan: the core of every named scheme.

use alloc::format;
use alloc::string::String;

use super::{
    Initializer, StdOf, TruncatedNormal, described, not_negative, truncated_normal, unless,
};
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// The standard deviation of a standard normal cut at ±2.
const STD_AT_TWO: f64 = 0.879_625_661_034_239_8;

/// The shape of a scaled law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Distribution {
    /// Normal.
    Normal,
    /// Normal cut at bounds, by default ±2 of its standard deviations, which are widened so that
    /// what is left has the variance asked for.
    #[default]
    TruncatedNormal,
    /// Uniform.
    Uniform,
}

impl Distribution {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::TruncatedNormal => "truncated_normal",
            Self::Uniform => "uniform",
        }
    }
}

/// Variance scale / fan, made by [`variance_scaling`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct VarianceScaling {
    scale: f64,
    mode: FanMode,
    distribution: Distribution,
    std_of: StdOf,
    low: f64,
    high: f64,
}

/// Values of variance `scale / fan`: `jax.nn.initializers.variance_scaling`.
///
/// | distribution | values |
/// |---|---|
/// | normal | std √(scale / fan) |
/// | truncated_normal | std √(scale / fan) / 0.8796…, cut at ±2 of it |
/// | uniform | ±√(3 · scale / fan) |
///
/// By default the scale is 1, the fan `fan_in` and the distribution truncated_normal, as in
/// Keras.
///
/// ```
/// use init_core::{FanMode, initializer::{Distribution, variance_scaling}};
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 32]; 64];
/// variance_scaling()
///     .scale(2.0)
///     .mode(FanMode::FanAvg)
///     .distribution(Distribution::Uniform)
///     .fill(&mut weight, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn variance_scaling() -> VarianceScaling {
    VarianceScaling {
        scale: 1.0,
        mode: FanMode::FanIn,
        distribution: Distribution::TruncatedNormal,
        std_of: StdOf::Truncated,
        low: -2.0,
        high: 2.0,
    }
}

impl VarianceScaling {
    /// The variance times the fan: finite and not negative.
    pub fn scale(mut self, scale: impl Into<f64>) -> Self {
        self.scale = scale.into();
        self
    }

    /// Which fan divides the scale.
    pub fn mode(mut self, mode: FanMode) -> Self {
        self.mode = mode;
        self
    }

    /// The shape of the law.
    pub fn distribution(mut self, distribution: Distribution) -> Self {
        self.distribution = distribution;
        self
    }

    /// Whether √(scale / fan) is the standard deviation of the truncated normal that is written, the
    /// default, or that before truncation: OLMo and torchtitan cut a head of std 1/√fan at ±3.
    ///
    /// ```
    /// use init_core::initializer::{StdOf, variance_scaling};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut head = [[0.0_f32; 64]; 100];
    /// let law = variance_scaling().std_of(StdOf::Parent).low(-3.0).high(3.0);
    /// law.fill(&mut head, &mut rng)?;
    /// assert!(head.as_flattened().iter().all(|w| w.abs() <= 3.0 / 8.0));
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn std_of(mut self, std_of: StdOf) -> Self {
        self.std_of = std_of;
        self
    }

    /// The lower bound of the truncated normal, in standard deviations before truncation.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = low.into();
        self
    }

    /// The upper bound of the truncated normal, in standard deviations before truncation.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = high.into();
        self
    }

    /// The truncated normal of this standard deviation, if it differs from the scheme's own.
    fn truncated(&self, std: f64) -> Option<TruncatedNormal> {
        let Self {
            std_of, low, high, ..
        } = *self;
        let law = truncated_normal()
            .std(std)
            .std_of(std_of)
            .low(low)
            .high(high);
        ((std_of, low, high) != (StdOf::Truncated, -2.0, 2.0)).then_some(law)
    }
}

/// The standard deviation of the scheme `word`, which is that `of` the fan of `mode`; 0 for a
/// tensor without values.
pub(super) fn std(
    word: &str,
    mode: FanMode,
    target: &Target<'_>,
    of: impl FnOnce(f64) -> f64,
) -> Result<f64, Problem> {
    let fan = mode.of(target.fans(word)?);
    if target.is_empty() {
        return Ok(0.0);
    }
    let name = mode.name();
    if fan == 0.0 {
        return Err(Problem::new(
            ErrorKind::FanZero,
            format!("`{word}` divides by `{name}`, which is 0"),
        ));
    }
    let std = of(fan);
    if fan.is_finite() && std.is_finite() {
        return Ok(std);
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("`{word}` divides by `{name}`, which is `{fan:?}`, and finds the std `{std:?}`"),
    )
    .help("give fans that are neither so small nor so large, `fan_in = …` and `fan_out = …`"))
}

/// The fill whose values have the standard deviation `std`.
pub(super) fn fill<'a>(distribution: Distribution, std: f64) -> Fill<'a> {
    if std == 0.0 {
        return Fill::constant(0.0);
    }
    match distribution {
        Distribution::Normal => Fill::normal(0.0, std),
        Distribution::TruncatedNormal => {
            let std = std / STD_AT_TWO;
            Fill::truncated_normal(0.0, std, -2.0 * std, 2.0 * std)
        }
        Distribution::Uniform => {
            let bound = sqrt64(3.0) * std;
            Fill::uniform(-bound, bound)
        }
    }
}

impl Initializer for VarianceScaling {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        not_negative("scale", self.scale)?;
        let std = std("variance_scaling", self.mode, target, |fan| {
            sqrt64(self.scale / fan)
        })?;
        let Some(law) = self.truncated(std) else {
            return Ok(fill(self.distribution, std));
        };
        if self.distribution != Distribution::TruncatedNormal {
            return Err(Problem::new(
                ErrorKind::Argument,
                "`low`, `high` and `std_of` are those of the distribution truncated_normal",
            )
            .help("remove them, or write `distribution = \"truncated_normal\"`"));
        }
        if std == 0.0 {
            return Ok(Fill::constant(0.0));
        }
        law.fill_of()
    }

    fn describe(&self) -> String {
        described(
            "variance_scaling",
            &[
                ("scale", unless(&1.0, &self.scale)),
                ("mode", unless(&"fan_in", &self.mode.name())),
                (
                    "distribution",
                    unless(&"truncated_normal", &self.distribution.name()),
                ),
                ("std_of", unless(&"truncated", &self.std_of.name())),
                ("low", unless(&-2.0, &self.low)),
                ("high", unless(&2.0, &self.high)),
            ],
        )
    }
}
