//! Uniform between two bounds.

use alloc::string::String;

use super::{Initializer, described, unless};
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// Uniform on [low, high), made by [`uniform`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

/// Uniform on [low, high), by default [0, 1): `torch.nn.init.uniform_`.
///
/// ```
/// use init_core::initializer::uniform;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [0.0_f32; 8];
/// uniform().low(-0.1).high(0.1).fill(&mut bias, &mut rng)?;
/// assert!(bias.iter().all(|b| (-0.1..0.1).contains(b)));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("uniform_", "RandomUniform", "rand"))]
pub fn uniform() -> Uniform {
    Uniform {
        low: 0.0,
        high: 1.0,
    }
}

impl Uniform {
    /// The smallest value.
    pub fn low(mut self, low: impl Into<f64>) -> Self {
        self.low = low.into();
        self
    }

    /// The bound above every value.
    pub fn high(mut self, high: impl Into<f64>) -> Self {
        self.high = high.into();
        self
    }
}

impl Initializer for Uniform {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::uniform(self.low, self.high))
    }

    fn describe(&self) -> String {
        described(
            "uniform",
            &[
                ("low", unless(&0.0, &self.low)),
                ("high", unless(&1.0, &self.high)),
            ],
        )
    }
}
