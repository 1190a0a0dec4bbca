//! Normal, cut at two bounds.

use alloc::format;
use alloc::string::String;

use super::{Initializer, described, unless};
use crate::axes::Target;
use crate::{ErrorKind, Fill, Problem};

/// Truncated normal, made by [`truncated_normal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TruncatedNormal {
    mean: f64,
    std: f64,
    low: f64,
    high: f64,
    absolute: bool,
}

/// Normal with mean 0 and standard deviation 1 unless set, restricted to
/// [mean + low·std, mean + high·std], by default ±2 std: `jax.nn.initializers.truncated_normal`.
///
/// The bounds are multiples of `std`. PyTorch's `trunc_normal_` takes them as values, so that
/// its default of ±2 cuts nothing off a std of 0.02; [`absolute`](TruncatedNormal::absolute)
/// asks for that. `std` is the one before truncation, as in both.
///
/// ```
/// use init_core::initializer::truncated_normal;
/// # let mut rng = init_core::doc::rng();
///
/// let mut weight = [[0.0_f32; 16]; 16];
/// truncated_normal().std(0.02).low(-3).high(3).fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 0.06));
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn truncated_normal() -> TruncatedNormal {
    TruncatedNormal {
        mean: 0.0,
        std: 1.0,
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

    /// The standard deviation before truncation: finite and positive.
    pub fn std(mut self, std: impl Into<f64>) -> Self {
        self.std = std.into();
        self
    }

    /// The lower bound, in standard deviations from the mean; `f64::NEG_INFINITY` for none.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = low.into();
        self
    }

    /// The upper bound, in standard deviations from the mean; `f64::INFINITY` for none.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = high.into();
        self
    }

    /// Takes the bounds as values, not as multiples of std.
    pub fn absolute(mut self) -> Self {
        self.absolute = true;
        self
    }
}

impl Initializer for TruncatedNormal {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        if self.low >= self.high {
            return Err(Problem::new(
                ErrorKind::Argument,
                format!(
                    "`low` must be less than `high`, found `{}` and `{}`",
                    self.low, self.high
                ),
            )
            .help("for one value everywhere write `constant = …`"));
        }
        let value = |bound: f64| {
            if self.absolute {
                bound
            } else {
                self.mean + bound * self.std
            }
        };
        Ok(Fill::TruncatedNormal {
            mean: self.mean,
            std: self.std,
            low: value(self.low),
            high: value(self.high),
        })
    }

    fn describe(&self) -> String {
        let mut text = described(
            "truncated_normal",
            &[
                ("mean", unless(&0.0, &self.mean)),
                ("std", unless(&1.0, &self.std)),
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
