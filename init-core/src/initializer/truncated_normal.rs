//! Normal, cut at two bounds.

use alloc::format;
use alloc::string::String;

use init_grammar::message::{Notation, bounds_not_ordered, not_reachable};

use super::{Initializer, described, unless};
use crate::error::{ErrorKind, Problem};
use crate::number::normal_law::truncated_moments;
use crate::number::parent_std::parent_std;
use crate::tensor::Target;
use crate::values::Fill;

/// Which standard deviation the `std` of a truncated normal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StdOf {
    /// The one before truncation, as in PyTorch and JAX: what is written has a smaller one.
    #[default]
    Parent,
    /// The one of what is written.
    Truncated,
}

impl StdOf {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Truncated => "truncated",
        }
    }
}

/// Truncated normal, made by [`truncated_normal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruncatedNormal {
    mean: f64,
    std: f64,
    std_of: StdOf,
    low: f64,
    high: f64,
    absolute: bool,
}

/// Normal with mean 0 and standard deviation 1 unless set, restricted to
/// [mean + low·std, mean + high·std], by default ±2 std: `jax.nn.initializers.truncated_normal`.
///
/// The bounds are multiples of `std`. PyTorch's `trunc_normal_` takes them as values, so that
/// its default of ±2 cuts nothing off a std of 0.02; [`absolute`](TruncatedNormal::absolute)
/// asks for that. `std` is the one before truncation, as in both, so that ±2 std leave 0.8796 of
/// it; [`std_of`](TruncatedNormal::std_of) asks for that of the values that are written.
///
/// ```
/// use init_core::initializer::truncated_normal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 16]; 16];
/// truncated_normal().std(0.02).low(-3).high(3).fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 0.06));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("trunc_normal_", "trunc_normal"))]
pub fn truncated_normal() -> TruncatedNormal {
    TruncatedNormal {
        mean: 0.0,
        std: 1.0,
        std_of: StdOf::Parent,
        low: -2.0,
        high: 2.0,
        absolute: false,
    }
}

impl TruncatedNormal {
    /// The mean before truncation.
    pub fn mean(mut self, mean: impl Into<f64>) -> Self {
        self.mean = mean.into();
        self
    }

    /// The standard deviation, before truncation unless [`std_of`](Self::std_of) is set otherwise:
    /// finite and positive.
    pub fn std(mut self, std: impl Into<f64>) -> Self {
        self.std = std.into();
        self
    }

    /// Whether `std` is that of the normal law before truncation or that of what is written.
    ///
    /// With [`StdOf::Truncated`] the law before truncation is widened: its σ solves
    ///
    /// σ · s((low − mean) / σ, (high − mean) / σ) = std,
    ///
    /// where s(a, b) is the standard deviation of a standard normal restricted to [a, b].
    /// Bounds in multiples stay multiples of σ, so that σ = std / s(low, high), which is at ±2
    /// what [`variance_scaling`](super::variance_scaling) does; [`absolute`](Self::absolute)
    /// bounds stay where they are, and a `std` that a uniform law between them does not have is
    /// an error of the plan. The mean stays the one before truncation.
    ///
    /// ```
    /// use init_core::initializer::{StdOf, truncated_normal};
    /// # let mut rng = init_core::hidden::doc::rng();
    ///
    /// let mut weight = [[0.0_f32; 64]; 64];
    /// let law = truncated_normal().std(0.02).std_of(StdOf::Truncated);
    /// law.low(-0.04).high(0.04).absolute().fill(&mut weight, &mut rng)?;
    /// let squares: f32 = weight.as_flattened().iter().map(|w| w * w).sum();
    /// assert!(((squares / 4096.0).sqrt() - 0.02).abs() < 0.001);
    /// # Ok::<(), init_core::Error>(())
    /// ```
    pub fn std_of(mut self, std_of: StdOf) -> Self {
        self.std_of = std_of;
        self
    }

    /// The lower bound, in standard deviations (before truncation) from the mean;
    /// `f64::NEG_INFINITY` for no bound.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = low.into();
        self
    }

    /// The upper bound, in standard deviations (before truncation) from the mean;
    /// `f64::INFINITY` for no bound.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = high.into();
        self
    }

    /// Takes the bounds as values, not as multiples of std.
    pub fn absolute(mut self) -> Self {
        self.absolute = true;
        self
    }

    /// The standard deviation before truncation. Numbers that are wrong whatever they are of pass
    /// through, to be refused by the plan.
    fn parent_std(&self) -> Result<f64, Problem> {
        let Self {
            mean,
            std,
            low,
            high,
            ..
        } = *self;
        let is_sound =
            std.is_finite() && std > 0.0 && mean.is_finite() && !low.is_nan() && !high.is_nan();
        let is_cut = low > f64::NEG_INFINITY || high < f64::INFINITY;
        if self.std_of == StdOf::Parent || !is_sound || !is_cut {
            return Ok(std);
        }
        let found = if self.absolute {
            below_uniform(std, low, high)?;
            parent_std(std, mean, low, high)
        } else {
            Some(std / truncated_moments(low, high).1)
        };
        found.filter(|sigma| sigma.is_finite()).ok_or_else(|| {
            Problem::new(
                ErrorKind::Argument,
                format!(
                    "no normal law with mean `{mean:?}` has a std of `{std:?}` left when it is cut at `{low:?}` and `{high:?}`"
                ),
            )
            .help("choose bounds nearer the mean, or write `uniform`")
        })
    }
}

/// Whatever its σ, a normal law cut at two bounds has a smaller standard deviation than the
/// uniform law between them.
fn below_uniform(std: f64, low: f64, high: f64) -> Result<(), Problem> {
    let message = not_reachable(Notation::Attribute, Some(std), Some(low), Some(high));
    let problem = message.map(|message| Problem::of(ErrorKind::Argument, message));
    problem.map_or(Ok(()), Err)
}

impl TruncatedNormal {
    /// The fill, which no tensor changes.
    pub(super) fn fill_of<'a>(&self) -> Result<Fill<'a>, Problem> {
        if self.low >= self.high {
            let message = bounds_not_ordered(self.low, self.high);
            return Err(Problem::of(ErrorKind::Argument, message));
        }
        let std = self.parent_std()?;
        let value = |bound: f64| {
            if self.absolute {
                bound
            } else {
                self.mean + bound * std
            }
        };
        Ok(Fill::truncated_normal(
            self.mean,
            std,
            value(self.low),
            value(self.high),
        ))
    }
}

impl Initializer for TruncatedNormal {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        self.fill_of()
    }

    fn describe(&self) -> String {
        let mut text = described(
            "truncated_normal",
            &[
                ("mean", unless(&0.0, &self.mean)),
                ("std", unless(&1.0, &self.std)),
                ("std_of", unless(&"parent", &self.std_of.name())),
                ("low", unless(&-2.0, &self.low)),
                ("high", unless(&2.0, &self.high)),
            ],
        );
        if self.absolute {
            text.push_str(", absolute");
        }
        text
    }
}
