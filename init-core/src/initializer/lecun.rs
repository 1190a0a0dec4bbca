//! LeCun: scale 1, fan in.

use alloc::string::String;

use super::variance_scaling::{fill, std};
use super::{Distribution, Initializer};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// LeCun initialization, made by [`lecun_uniform`] and [`lecun_normal`].
///
/// Y. LeCun and others, "Efficient BackProp", 1998.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lecun {
    word: &'static str,
    distribution: Distribution,
}

/// Uniform on ±√(3 / fan_in): `jax.nn.initializers.lecun_uniform`.
///
/// ```
/// use init_core::initializer::lecun_uniform;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 3]; 64];
/// lecun_uniform().fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 1.0));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("LecunUniform"))]
pub fn lecun_uniform() -> Lecun {
    Lecun {
        word: "lecun_uniform",
        distribution: Distribution::Uniform,
    }
}

/// Normal with std √(1 / fan_in), cut at 2 of the std before truncation:
/// `jax.nn.initializers.lecun_normal`, truncated as in Keras and timm too.
///
/// ```
/// use init_core::initializer::lecun_normal;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 4]; 64];
/// lecun_normal().fill(&mut weight, &mut rng)?;
/// assert!(weight.as_flattened().iter().all(|w| w.abs() <= 1.14));
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("LecunNormal"))]
pub fn lecun_normal() -> Lecun {
    Lecun {
        word: "lecun_normal",
        distribution: Distribution::TruncatedNormal,
    }
}

impl Initializer for Lecun {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let std = std(self.word, FanMode::FanIn, target, |fan| sqrt64(1.0 / fan))?;
        Ok(fill(self.distribution, std))
    }

    fn describe(&self) -> String {
        self.word.into()
    }
}
