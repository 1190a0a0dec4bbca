//! The hint of a layer as an initializer.

use alloc::format;
use alloc::string::String;

use candle_nn_0_11::Init;
use candle_nn_0_11::init::{FanInOut, NonLinearity, NormalOrUniform};

use crate::error::Problem;
use crate::initializer::{
    Initializer, Nonlinearity, constant, kaiming_normal, kaiming_uniform, normal, ones, uniform,
    zeros,
};
use crate::number::arithmetic::sqrt64;
use crate::tensor::{FanMode, Target};
use crate::values::Fill;

/// The hint of a layer: the law that candle's `Init` computes, in the same steps.
#[derive(Debug)]
pub(super) struct Hint(Init);

impl Hint {
    pub(super) fn new(hint: Init) -> Self {
        Self(hint)
    }

    /// The source that the plan shows. To ask without a hint is to hint at zeros.
    pub(super) fn origin(&self) -> &'static str {
        match self.0 {
            Init::Const(0.0) => "candle's default",
            _ => "candle's hint",
        }
    }
}

impl Initializer for Hint {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(match self.0 {
            Init::Const(value) => Fill::constant(value),
            Init::Randn { mean, stdev } => Fill::normal(mean, stdev),
            Init::Uniform { lo, up } => Fill::uniform(lo, up),
            Init::Kaiming { .. } if target.is_empty() => Fill::constant(0.0),
            Init::Kaiming {
                dist,
                fan,
                non_linearity,
            } => {
                let std = non_linearity.gain() / sqrt64(fan_of(fan, target)?);
                let bound = sqrt64(3.0) * std;
                match dist {
                    _ if std == 0.0 => Fill::constant(0.0),
                    NormalOrUniform::Normal => Fill::normal(0.0, std),
                    NormalOrUniform::Uniform => Fill::uniform(-bound, bound),
                }
            }
        })
    }

    fn describe(&self) -> String {
        match self.0 {
            Init::Const(0.0) => zeros().describe(),
            Init::Const(1.0) => ones().describe(),
            Init::Const(value) => constant(value).describe(),
            Init::Randn { mean, stdev } => normal().mean(mean).std(stdev).describe(),
            Init::Uniform { lo, up } => uniform().low(lo).high(up).describe(),
            Init::Kaiming {
                dist,
                fan,
                non_linearity,
            } => {
                let kaiming = match dist {
                    NormalOrUniform::Normal => kaiming_normal(),
                    NormalOrUniform::Uniform => kaiming_uniform(),
                };
                let kaiming = kaiming.mode(mode(fan));
                match non_linearity {
                    // The default there, `leaky_relu` with the slope 0.
                    NonLinearity::ReLU => kaiming.describe(),
                    NonLinearity::Linear => kaiming.nonlinearity(Nonlinearity::Linear).describe(),
                    NonLinearity::Sigmoid => kaiming.nonlinearity(Nonlinearity::Sigmoid).describe(),
                    NonLinearity::Tanh => kaiming.nonlinearity(Nonlinearity::Tanh).describe(),
                    NonLinearity::SELU => kaiming.nonlinearity(Nonlinearity::Selu).describe(),
                    NonLinearity::ExplicitGain(gain) => {
                        format!("{}, gain = {gain:?}", kaiming.describe())
                    }
                }
            }
        }
    }
}

fn mode(fan: FanInOut) -> FanMode {
    match fan {
        FanInOut::FanIn => FanMode::FanIn,
        FanInOut::FanOut => FanMode::FanOut,
    }
}

/// candle's fan, which a tensor of fewer than two axes has too.
fn fan_of(fan: FanInOut, target: &Target<'_>) -> Result<f64, Problem> {
    if target.shape().len() >= 2 {
        return Ok(mode(fan).of(target.fans("kaiming")?));
    }
    Ok(match fan {
        FanInOut::FanIn => 1.0,
        FanInOut::FanOut => target.len() as f64,
    })
}
