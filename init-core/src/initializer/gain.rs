//! Gains: by how much a nonlinearity shrinks what passes through it.

use crate::number::arithmetic::sqrt64;

/// A nonlinearity whose gain is known, by the names of PyTorch's `calculate_gain`.
///
/// | nonlinearity | gain |
/// |---|---|
/// | linear, convolutions, sigmoid | 1 |
/// | tanh | 5/3 |
/// | relu | √2 |
/// | leaky_relu | √(2 / (1 + a²)) |
/// | selu | 3/4 |
///
/// ```
/// use init_core::initializer::{Nonlinearity, calculate_gain};
///
/// assert_eq!(calculate_gain(Nonlinearity::Tanh, None), 5.0 / 3.0);
/// assert_eq!(calculate_gain(Nonlinearity::LeakyRelu, Some(1.0)), 1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Nonlinearity {
    /// No nonlinearity.
    Linear,
    /// A convolution along one axis.
    Conv1d,
    /// A convolution along two axes.
    Conv2d,
    /// A convolution along three axes.
    Conv3d,
    /// A transposed convolution along one axis.
    ConvTranspose1d,
    /// A transposed convolution along two axes.
    ConvTranspose2d,
    /// A transposed convolution along three axes.
    ConvTranspose3d,
    /// The logistic function.
    Sigmoid,
    /// The hyperbolic tangent.
    Tanh,
    /// max(0, x).
    Relu,
    /// x for positive x, a·x for negative.
    LeakyRelu,
    /// The scaled exponential linear unit.
    Selu,
}

impl Nonlinearity {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Conv1d => "conv1d",
            Self::Conv2d => "conv2d",
            Self::Conv3d => "conv3d",
            Self::ConvTranspose1d => "conv_transpose1d",
            Self::ConvTranspose2d => "conv_transpose2d",
            Self::ConvTranspose3d => "conv_transpose3d",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Relu => "relu",
            Self::LeakyRelu => "leaky_relu",
            Self::Selu => "selu",
        }
    }

    /// The gain, with the slope 0.01 of [`LeakyRelu`](Self::LeakyRelu); [`calculate_gain`] takes
    /// another.
    ///
    /// ```
    /// use init_core::initializer::Nonlinearity;
    ///
    /// assert_eq!(Nonlinearity::Relu.gain(), 2.0_f64.sqrt());
    /// ```
    pub fn gain(self) -> f64 {
        calculate_gain(self, None)
    }
}

/// The gain of a nonlinearity, equal to PyTorch's `calculate_gain`.
///
/// `a` is the negative slope of [`Nonlinearity::LeakyRelu`], 0.01 if `None`; the others
/// ignore it.
pub fn calculate_gain(nonlinearity: Nonlinearity, a: Option<f64>) -> f64 {
    match nonlinearity {
        Nonlinearity::Tanh => 5.0 / 3.0,
        Nonlinearity::Relu => sqrt64(2.0),
        Nonlinearity::LeakyRelu => {
            let a = a.unwrap_or(0.01);
            sqrt64(2.0 / (1.0 + a * a))
        }
        Nonlinearity::Selu => 0.75,
        _ => 1.0,
    }
}
