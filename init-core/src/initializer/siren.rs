//! Sinusoidal representation networks.

use alloc::string::String;

use init_grammar::Range;

use super::variance_scaling::std;
use super::{Initializer, described, unless};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// The word, in an attribute and in messages.
const WORD: &str = "siren";

/// A layer of a SIREN, made by [`siren`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Siren {
    omega: f64,
    first: bool,
}

/// Uniform on ±√(6 / fan_in) / `omega` (by default 30): a layer of a SIREN, whose sine is of `omega` times
/// what the layer gives. The [`first`](Siren::first) layer is uniform on ±1/fan_in.
///
/// V. Sitzmann and others, "Implicit neural representations with periodic activation functions", 2020,
/// section 3.2.
///
/// ```
/// use init_core::{FanMode, Initialize};
///
/// #[derive(Initialize)]
/// struct Net {
///     #[init(siren, first)]
///     first: [[f32; 2]; 256],
///     #[init(siren)]
///     second: [[f32; 256]; 256],
/// }
///
/// let plan = Net { first: [[0.0; 2]; 256], second: [[0.0; 256]; 256] }.plan()?;
/// assert_eq!(plan.entries()[0].law().bounds(), Some((-0.5, 0.5)));
/// let (_, bound) = plan.entries()[1].law().bounds().unwrap();
/// assert_eq!(bound, (6.0_f64 / 256.0).sqrt() / 30.0);
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn siren() -> Siren {
    Siren {
        omega: 30.0,
        first: false,
    }
}

impl Siren {
    /// The factor within the sine, positive.
    pub fn omega(mut self, omega: impl Into<f64>) -> Self {
        self.omega = omega.into();
        self
    }

    /// The first layer, which reads coordinates: `omega` has no part in it.
    pub fn first(mut self) -> Self {
        self.first = true;
        self
    }
}

impl Initializer for Siren {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Problem::unless_in(Range::Positive, "omega", self.omega)?;
        let bound = std(WORD, FanMode::FanIn, target, |fan| {
            if self.first {
                1.0 / fan
            } else {
                sqrt64(6.0 / fan) / self.omega
            }
        })?;
        if bound == 0.0 {
            return Ok(Fill::constant(0.0));
        }
        Ok(Fill::uniform(-bound, bound))
    }

    fn describe(&self) -> String {
        let mut text = described(WORD, &[("omega", unless(&30.0, &self.omega))]);
        if self.first {
            text.push_str(", first");
        }
        text
    }
}
