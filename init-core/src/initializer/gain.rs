//! Gains: by how much a nonlinearity shrinks what passes through it.

mod exact;

use alloc::format;
use alloc::string::String;

use self::exact::exact;
use super::{finite, not_negative, unless};
use crate::error::{ErrorKind, Problem};
use crate::number::arithmetic::sqrt64;
use crate::number::second_moment::{Unbounded, second_moment};
use crate::tensor::Target;

/// The pass whose variance a gain keeps.
///
/// ```
/// use init_core::initializer::Pass;
///
/// assert_eq!(Pass::default(), Pass::Forward);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pass {
    /// That of the values, with the gain 1/√E[f(x)²] of a standard normal x.
    #[default]
    Forward,
    /// That of the gradients, with the gain 1/√E[f′(x)²]; beside it stands `mode = "fan_out"`.
    Backward,
}

impl Pass {
    /// The word for it in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Forward => "forward",
            Self::Backward => "backward",
        }
    }
}

/// Writes the enum of nonlinearities and the words for them.
macro_rules! nonlinearities {
    ($($variant:ident $name:literal $doc:literal;)*) => {
        /// A nonlinearity, whose gain scales the weights before it.
        ///
        /// Those of PyTorch's `calculate_gain` have its names and its gains:
        ///
        /// | nonlinearity | gain | exact |
        /// |---|---|---|
        /// | `linear`, `conv1d`, …, `conv_transpose3d` | 1 | 1 |
        /// | `sigmoid` | 1 | `sigmoid_exact`, 1.8462 |
        /// | `tanh` | 5/3 | `tanh_exact`, 1.5925 |
        /// | `relu` | √2 | √2 |
        /// | `leaky_relu` | √(2 / (1 + a²)) | √(2 / (1 + a²)) |
        /// | `selu` | 3/4 | `selu_exact`, 1 |
        ///
        /// All others have the exact gain: 1/√E[f(x)²] of a standard normal x, with which the mean
        /// square of what passes stays the same. For the [backward](Pass::Backward) pass that of
        /// every nonlinearity is exact.
        ///
        /// | nonlinearity | forward | backward |
        /// |---|---|---|
        /// | `sigmoid_exact` | 1.8462 | 4.7226 |
        /// | `tanh_exact` | 1.5925 | 1.4674 |
        /// | `selu_exact` | 1 | 0.9660 |
        /// | `elu`, `celu` (α = 1) | 1.2452 | 1.2234 |
        /// | `gelu` | 1.5335 | 1.4811 |
        /// | `gelu_tanh` | 1.5336 | 1.4812 |
        /// | `quick_gelu` | 1.5395 | 1.4915 |
        /// | `silu` | 1.6765 | 1.6233 |
        /// | `mish` | 1.4868 | 1.4448 |
        /// | `hardswish` | 1.7367 | 1.6701 |
        /// | `hardsigmoid` | 1.8978 | 6.0081 |
        /// | `hardtanh` | 1.3920 | 1.2103 |
        /// | `softplus` | 1.0419 | 1.8462 |
        /// | `softsign` | 2.3375 | 2.0958 |
        /// | `relu6` | 1.4142 | 1.4142 |
        /// | `relu_squared` | 0.8165 | 0.7071 |
        /// | `sin` | 1.5209 | 1.3273 |
        ///
        /// ```
        /// use init_core::initializer::{Nonlinearity, calculate_gain};
        ///
        /// assert_eq!(calculate_gain(Nonlinearity::Tanh, None), 5.0 / 3.0);
        /// assert_eq!(calculate_gain(Nonlinearity::LeakyRelu, Some(1.0)), 1.0);
        /// assert_eq!(Nonlinearity::Gelu.gain(), 1.533_530_441_195_535_3);
        /// ```
        ///
        /// One of your own is a function:
        ///
        /// ```
        /// use init_core::Initialize;
        ///
        /// fn leaky(x: f64) -> f64 {
        ///     x.max(0.1 * x)
        /// }
        ///
        /// #[derive(Initialize)]
        /// struct Net {
        ///     #[init(kaiming_normal, nonlinearity = self::leaky)]
        ///     weight: [[f32; 32]; 64],
        /// }
        ///
        /// let plan = Net { weight: [[0.0; 32]; 64] }.plan()?;
        /// let std = plan.get("weight").unwrap().law().std().unwrap();
        /// assert!((std - (2.0_f64 / 1.01 / 32.0).sqrt()).abs() < 1e-13);
        /// # Ok::<(), init_core::Error>(())
        /// ```
        #[derive(Debug, Clone, Copy)]
        #[non_exhaustive]
        pub enum Nonlinearity {
            $(#[doc = $doc] $variant,)*
            /// A function of your own. Its gain is found by quadrature, once for a walk over the
            /// model: 1/√E[f(x)²] to 12 digits and 1/√E[f′(x)²] to 9, for a function of f64
            /// arithmetic that is smooth but for a few kinks or jumps.
            Function(fn(f64) -> f64),
        }

        impl Nonlinearity {
            /// The word for it in an attribute; `…` for a function.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Function(_) => "…",
                }
            }
        }
    };
}

nonlinearities! {
    Linear "linear" "No nonlinearity.";
    Conv1d "conv1d" "A convolution along one axis.";
    Conv2d "conv2d" "A convolution along two axes.";
    Conv3d "conv3d" "A convolution along three axes.";
    ConvTranspose1d "conv_transpose1d" "A transposed convolution along one axis.";
    ConvTranspose2d "conv_transpose2d" "A transposed convolution along two axes.";
    ConvTranspose3d "conv_transpose3d" "A transposed convolution along three axes.";
    Sigmoid "sigmoid" "The logistic function, with PyTorch's gain.";
    Tanh "tanh" "The hyperbolic tangent, with PyTorch's gain.";
    Relu "relu" "max(0, x).";
    LeakyRelu "leaky_relu" "x for positive x, a·x for negative.";
    Selu "selu" "The scaled exponential linear unit, with PyTorch's gain.";
    SigmoidExact "sigmoid_exact" "The logistic function.";
    TanhExact "tanh_exact" "The hyperbolic tangent.";
    SeluExact "selu_exact" "The scaled exponential linear unit.";
    Elu "elu" "x for positive x, eˣ − 1 for negative.";
    Celu "celu" "The same as `elu`, by another name.";
    Gelu "gelu" "x·Φ(x).";
    GeluTanh "gelu_tanh" "The approximation of `gelu` with a hyperbolic tangent.";
    QuickGelu "quick_gelu" "x·σ(1.702·x).";
    Silu "silu" "x·σ(x), also called swish.";
    Mish "mish" "x·tanh(ln(1 + eˣ)).";
    Hardswish "hardswish" "x·min(max(x + 3, 0), 6) / 6.";
    Hardsigmoid "hardsigmoid" "min(max(x + 3, 0), 6) / 6.";
    Hardtanh "hardtanh" "min(max(x, −1), 1).";
    Softplus "softplus" "ln(1 + eˣ).";
    Softsign "softsign" "x / (1 + |x|).";
    Relu6 "relu6" "min(max(x, 0), 6).";
    ReluSquared "relu_squared" "max(0, x)².";
    Sin "sin" "The sine.";
}

impl Nonlinearity {
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

    /// The gain that keeps the variance of the gradients, with the slope 0.01 of
    /// [`LeakyRelu`](Self::LeakyRelu); NaN for a function without one.
    ///
    /// ```
    /// use init_core::initializer::Nonlinearity;
    ///
    /// assert_eq!(Nonlinearity::Relu.backward_gain(), 2.0_f64.sqrt());
    /// assert_eq!(Nonlinearity::Tanh.backward_gain(), 1.467_413_591_630_795);
    /// ```
    pub fn backward_gain(self) -> f64 {
        match self {
            Self::Function(function) => of_function(second_moment(function, true)),
            _ => self.known(0.01, Pass::Backward),
        }
    }

    /// The gain of one with a name.
    fn known(self, a: f64, pass: Pass) -> f64 {
        match (self, pass) {
            (Self::Relu, _) => sqrt64(2.0),
            (Self::LeakyRelu, _) => sqrt64(2.0 / (1.0 + a * a)),
            (Self::Tanh, Pass::Forward) => 5.0 / 3.0,
            (Self::Selu, Pass::Forward) => 0.75,
            (Self::Sigmoid, Pass::Forward) => 1.0,
            _ => exact(self).map_or(1.0, |(forward, backward)| match pass {
                Pass::Forward => forward,
                Pass::Backward => backward,
            }),
        }
    }

    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Function(one), Self::Function(other)) => core::ptr::fn_addr_eq(one, other),
            _ => self.name() == other.name(),
        }
    }
}

/// Functions are equal where their addresses are, which is not so in every build for one function.
impl PartialEq for Nonlinearity {
    fn eq(&self, other: &Self) -> bool {
        self.is(*other)
    }
}

impl Eq for Nonlinearity {}

impl core::hash::Hash for Nonlinearity {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.name().hash(state);
    }
}

/// The gain of a nonlinearity: PyTorch's `calculate_gain` where it has one, the exact one elsewhere;
/// NaN for a function without one.
///
/// `a` is the negative slope of [`Nonlinearity::LeakyRelu`], 0.01 if `None`; the others
/// ignore it.
pub fn calculate_gain(nonlinearity: Nonlinearity, a: Option<f64>) -> f64 {
    match nonlinearity {
        Nonlinearity::Function(function) => of_function(second_moment(function, false)),
        _ => nonlinearity.known(a.unwrap_or(0.01), Pass::Forward),
    }
}

fn of_function(square: Result<f64, Unbounded>) -> f64 {
    match square {
        Ok(square) if square > 0.0 => 1.0 / sqrt64(square),
        _ => f64::NAN,
    }
}

/// The gain that a scheme was given: a number, or that of a nonlinearity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Gain {
    /// In place of that of the nonlinearity.
    pub(super) number: Option<f64>,
    pub(super) nonlinearity: Nonlinearity,
    /// The negative slope of `leaky_relu`.
    pub(super) a: f64,
    pub(super) pass: Pass,
}

impl Gain {
    pub(super) fn new(nonlinearity: Nonlinearity, a: f64) -> Self {
        Self {
            number: None,
            nonlinearity,
            a,
            pass: Pass::Forward,
        }
    }

    /// The number, for a tensor.
    pub(super) fn of(&self, target: &Target<'_>) -> Result<f64, Problem> {
        if let Some(gain) = self.number {
            return not_negative("gain", gain).map(|()| gain);
        }
        finite("a", self.a)?;
        let gain = match self.nonlinearity {
            Nonlinearity::Function(function) => {
                let of_derivative = self.pass == Pass::Backward;
                let square = target.second_moment(function, of_derivative);
                return square
                    .map_err(|fault| without_gain(fault, self.pass))
                    .and_then(|square| positive(square, self.pass));
            }
            nonlinearity => nonlinearity.known(self.a, self.pass),
        };
        if gain == 0.0 {
            return Err(Problem::new(
                ErrorKind::Argument,
                format!("with `a = {:?}` the gain is 0", self.a),
            )
            .help("`a` is the negative slope of leaky_relu, e.g. `a = 0.01`"));
        }
        Ok(gain)
    }

    /// The arguments as in an attribute, where they differ from the scheme's `nonlinearity`.
    pub(super) fn arguments(&self, nonlinearity: &str) -> [(&'static str, Option<String>); 3] {
        let of_nonlinearity = |text: Option<String>| text.filter(|_| self.number.is_none());
        let name = match self.nonlinearity {
            Nonlinearity::Function(_) => Some("…".into()),
            _ => unless(&nonlinearity, &self.nonlinearity.name()),
        };
        [
            ("nonlinearity", of_nonlinearity(name)),
            (
                "pass",
                of_nonlinearity(unless(&"forward", &self.pass.name())),
            ),
            ("gain", self.number.map(|gain| format!("{gain:?}"))),
        ]
    }
}

/// The gain of a function with this mean square.
fn positive(square: f64, pass: Pass) -> Result<f64, Problem> {
    let gain = 1.0 / sqrt64(square);
    if gain.is_finite() && gain > 0.0 {
        return Ok(gain);
    }
    let what = subject(pass);
    Err(refused(format!(
        "{what} has the mean square `{square:?}`, which no gain restores"
    )))
}

fn without_gain(fault: Unbounded, pass: Pass) -> Problem {
    refused(match fault {
        Unbounded::At(place, value) => {
            format!(
                "{} gives `{value:?}` at `{place:?}`",
                subject(Pass::Forward)
            )
        }
        Unbounded::Infinite => format!("{} has no finite mean square", subject(pass)),
    })
}

fn subject(pass: Pass) -> &'static str {
    match pass {
        Pass::Forward => "the function of `nonlinearity`",
        Pass::Backward => "the derivative of the function of `nonlinearity`",
    }
}

fn refused(text: String) -> Problem {
    Problem::new(ErrorKind::Argument, text).help(
        "give a function that is finite for every number and not 0 everywhere, or write `gain = …`",
    )
}
