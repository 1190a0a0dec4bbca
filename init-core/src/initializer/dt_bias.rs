//! The bias of the step size of a selective state space.

use alloc::string::String;

use init_grammar::Range;
use init_grammar::message::bounds_not_ordered;

use super::indexed::indexed;
use super::{Initializer, described, not_negative, unless};
use crate::error::{ErrorKind, Problem};
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The bias of a step size, made by [`dt_bias`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DtBias {
    low: f64,
    high: f64,
    floor: f64,
}

/// The bias whose softplus is a step size dt, log-uniform on [`low`, `high`) (by default 0.001 to 0.1) and
/// at least `floor` (by default 10⁻⁴): dt + ln(1 − e^−dt), the `dt_proj.bias` of Mamba, the `dt_bias` of
/// Mamba-2.
///
/// A. Gu and T. Dao, "Mamba: Linear-time sequence modeling with selective state spaces", 2023,
/// section 3.6.
///
/// ```
/// use init_core::initializer::dt_bias;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [0.0_f64; 64];
/// dt_bias().fill(&mut bias, &mut rng)?;
/// for bias in bias {
///     let dt = bias.exp().ln_1p();
///     assert!(dt > 0.0009 && dt < 0.1001);
/// }
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("dt_proj"))]
pub fn dt_bias() -> DtBias {
    DtBias {
        low: 0.001,
        high: 0.1,
        floor: 1e-4,
    }
}

impl DtBias {
    /// The smallest step size that is drawn, positive.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = low.into();
        self
    }

    /// The upper bound of the step sizes that are drawn.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = high.into();
        self
    }

    /// The step size that a smaller one is raised to.
    pub fn floor(mut self, floor: impl Into<f64>) -> Self {
        self.floor = floor.into();
        self
    }
}

/// x with softplus(x) = dt.
fn inverse_softplus(dt: f64) -> f64 {
    let dt = DoubleDouble::from(dt);
    (dt + (-(-dt).exp_m1()).ln()).high
}

/// Bounds that are positive and in order.
pub(super) fn positive_bounds(low: f64, high: f64) -> Result<(), Problem> {
    Problem::unless_in(Range::Positive, "low", low)?;
    Problem::unless_in(Range::Finite, "high", high)?;
    if low < high {
        return Ok(());
    }
    let message = bounds_not_ordered(low, high);
    Err(Problem::of(ErrorKind::Argument, message))
}

impl Initializer for DtBias {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let Self { low, high, floor } = *self;
        positive_bounds(low, high)?;
        not_negative("floor", floor)?;
        let ends = [low, high].map(|dt| inverse_softplus(dt.max(floor)).abs());
        let start = DoubleDouble::from(low).ln();
        let range = DoubleDouble::from(high).ln() - start;
        Ok(indexed(ends[0].max(ends[1]), move |_, stream| {
            let dt = (range * stream.uniform().into() + start).exp().high;
            inverse_softplus(dt.max(floor))
        }))
    }

    fn describe(&self) -> String {
        described(
            "dt_bias",
            &[
                ("low", unless(&0.001, &self.low)),
                ("high", unless(&0.1, &self.high)),
                ("floor", unless(&1e-4, &self.floor)),
            ],
        )
    }
}
