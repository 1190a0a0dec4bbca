//! PyTorch's own layers: uniform on ±1/√fan_in, of a tensor or of the one beside it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::variance_scaling::std;
use super::{Initializer, described};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// The word, in an attribute and in messages.
const WORD: &str = "fan_uniform";

/// Uniform on ±1/√fan_in, made by [`fan_uniform`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FanUniform {
    of: Option<Cow<'static, str>>,
}

/// Uniform on ±1/√fan_in: what `nn.Linear` and the convolutions of PyTorch give their weights, as
/// `kaiming_uniform_` with `a = √5`, and with [`of`](FanUniform::of) their biases.
///
/// ```
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Linear {
///     #[init(fan_uniform)]
///     weight: [[f32; 64]; 10],
///     #[init(fan_uniform, of = "weight")]
///     bias: [f32; 10],
/// }
///
/// let mut linear = Linear { weight: [[0.0; 64]; 10], bias: [0.0; 10] };
/// Reset::seed(42).run(&mut linear)?;
/// assert!(linear.bias.iter().all(|bias| bias.abs() <= 1.0 / 8.0));
/// # Ok::<(), init_core::Error>(())
/// ```
pub fn fan_uniform() -> FanUniform {
    FanUniform { of: None }
}

impl FanUniform {
    /// Takes the fan in of another parameter, by its path from the module that holds this one:
    /// `"weight"` for the bias of a layer, `"weight_hh_l0"` for all parameters of an LSTM, whose
    /// hidden size it gives. `super` leads to the module around: `"super.in_proj_bias"`. Of several, the
    /// first that exists counts: `"weight_hr_l0|weight_hh_l0"`, for an LSTM that may have projections. An
    /// entry of a list has the same entry of another list beside it. Beside a parameter with fewer than
    /// two axes, as that of a norm, which has no inputs, the values are 0.
    pub fn of(mut self, path: impl Into<Cow<'static, str>>) -> Self {
        self.of = Some(path.into());
        self
    }

    fn bound(&self, target: &Target<'_>) -> Result<f64, Problem> {
        let of_fan = |fan| 1.0 / sqrt64(fan);
        match &self.of {
            None => std(WORD, FanMode::FanIn, target, of_fan),
            Some(path) => Ok(match target.fans_of(WORD, path)? {
                Some(fans) if fans.fan_in > 0.0 => of_fan(fans.fan_in),
                _ => 0.0,
            }),
        }
    }
}

impl Initializer for FanUniform {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let bound = self.bound(target)?;
        if bound == 0.0 {
            return Ok(Fill::constant(0.0));
        }
        Ok(Fill::uniform(-bound, bound))
    }

    fn describe(&self) -> String {
        let of = self.of.as_ref().map(|of| format!("{of:?}"));
        described(WORD, &[("of", of)])
    }
}
