//! Normal with a mean and a standard deviation.

use alloc::string::String;

use super::{Initializer, described, unless};
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// Normal, made by [`normal`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Normal {
    mean: f64,
    std: f64,
}

/// Normal with mean 0 and standard deviation 1 unless set: `torch.nn.init.normal_`.
///
/// ```
/// use init_core::initializer::normal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut embedding = [[0.0_f32; 16]; 100];
/// normal().std(0.02).fill(&mut embedding, &mut rng)?;
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("normal_", "RandomNormal", "randn", "gaussian"))]
pub fn normal() -> Normal {
    Normal {
        mean: 0.0,
        std: 1.0,
    }
}

impl Normal {
    /// The mean.
    pub fn mean(mut self, mean: impl Into<f64>) -> Self {
        self.mean = mean.into();
        self
    }

    /// The standard deviation: finite and not negative.
    pub fn std(mut self, std: impl Into<f64>) -> Self {
        self.std = std.into();
        self
    }
}

impl Initializer for Normal {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::normal(self.mean, self.std))
    }

    fn describe(&self) -> String {
        described(
            "normal",
            &[
                ("mean", unless(&0.0, &self.mean)),
                ("std", unless(&1.0, &self.std)),
            ],
        )
    }
}
