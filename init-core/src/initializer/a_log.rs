//! The logarithm of the decay of a selective state space.

use alloc::format;
use alloc::string::String;

use super::dt_bias::positive_bounds;
use super::indexed::indexed;
use super::{Initializer, described};
use crate::error::Problem;
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The logarithm of −A, made by [`a_log`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ALog {
    low: Option<f64>,
    high: Option<f64>,
}

/// ln(n + 1) at the index n of the last axis, the states of a channel: `A_log` of Mamba and of S4D-Real,
/// whose A is −(n + 1). With bounds the logarithm of a number that is uniform on [`low`, `high`), by
/// default 1 to 16: `A_log` of Mamba-2, one for each head.
///
/// ```
/// use init_core::initializer::a_log;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut states = [[7.0_f64; 4]; 8];
/// a_log().fill(&mut states, &mut rng)?;
/// assert_eq!(states[5], [1.0, 2.0, 3.0, 4.0].map(f64::ln));
///
/// let mut heads = [0.0_f32; 24];
/// a_log().low(1).high(16).fill(&mut heads, &mut rng)?;
/// assert!(heads.iter().all(|a| *a >= 0.0 && *a < 16.0_f32.ln()));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("A_log", "s4d_real"))]
pub fn a_log() -> ALog {
    ALog {
        low: None,
        high: None,
    }
}

impl ALog {
    /// The smallest number, positive.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = Some(low.into());
        self
    }

    /// The upper bound of the numbers.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = Some(high.into());
        self
    }
}

fn ln(value: f64) -> f64 {
    DoubleDouble::from(value).ln().high
}

impl Initializer for ALog {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        if (self.low, self.high) == (None, None) {
            let states = target.shape().last().copied().unwrap_or(1).max(1);
            return Ok(indexed(ln(states as f64), |index, _| {
                ln(index.last().map_or(1.0, |state| (state + 1) as f64))
            }));
        }
        let (low, high) = (self.low.unwrap_or(1.0), self.high.unwrap_or(16.0));
        positive_bounds(low, high)?;
        let largest = ln(low).abs().max(ln(high).abs());
        Ok(indexed(largest, move |_, stream| {
            ln(low + stream.uniform() * (high - low))
        }))
    }

    fn describe(&self) -> String {
        let number = |number: Option<f64>| number.map(|it| format!("{it:?}"));
        described(
            "a_log",
            &[("low", number(self.low)), ("high", number(self.high))],
        )
    }
}
