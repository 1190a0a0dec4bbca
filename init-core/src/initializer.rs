//! Initializers: declared schemes, which are resolved against a tensor into a [`Fill`].
//!
//! | initializer | values |
//! |---|---|
//! | [`zeros`], [`ones`], [`constant`] | one value |
//! | [`uniform`] | uniform on [low, high) |
//! | [`normal`] | normal |
//! | [`truncated_normal`] | normal, cut at multiples of std |
//! | [`variance_scaling`] | variance scale / fan; the core of the schemes below |
//! | [`xavier_uniform`], [`xavier_normal`] | scale gain², mean of both fans |
//! | [`kaiming_uniform`], [`kaiming_normal`] | scale gain², one fan |
//! | [`lecun_uniform`], [`lecun_normal`] | scale 1, fan in |
//! | [`fan_uniform`] | uniform on ±1/√fan_in, PyTorch's default for layers |
//! | [`spectral_normal`] | normal, whose spectral norm is √(fan_out / fan_in) |
//! | [`orthogonal`] | orthonormal rows or columns |
//! | [`delta_orthogonal`] | an orthogonal matrix at the centre of a convolution |
//! | [`identity`], [`dirac`] | the identity of a matrix or a convolution |
//! | [`sparse`] | normal, with zeros in each column or row |
//! | [`array`](fn@array) | the numbers of an array, or one for each gate |
//! | [`bilinear`] | the filter of a linear interpolation |
//! | [`icnr`] | normal, the same filter for all that a pixel shuffle puts together |
//! | [`hadamard`] | `ZerO`: zeros and ones alone |
//! | [`siren`] | uniform, for layers with a sine |
//! | [`sincos`] | sines and cosines of positions |
//! | [`alibi_slopes`] | the slopes of ALiBi's heads |
//! | [`prior_bias`] | the bias of an output with a prior |
//! | [`chrono`] | gate biases by the time to remember |
//! | [`stft`] | a short-time Fourier transform |
//! | [`dt_bias`], [`a_log`], [`s4d`], [`hippo`] | step sizes and states of state spaces |
//! | [`norm_of`] | the norm of another parameter |
//! | [`sample`] | from a distribution of rand_distr |
//! | [`with`] | from a function of the index |
//!
//! [`Compose`] scales any of them, adds another and applies a function to the values.
//!
//! Each is a function that returns a builder, whose methods are the keys of the attribute:
//!
//! ```
//! use init_core::{FanMode, initializer::kaiming_normal};
//! # let mut rng = init_core::hidden::doc::rng();
//!
//! let mut weight = [[0.0_f32; 32]; 64];
//! kaiming_normal().mode(FanMode::FanOut).fill(&mut weight, &mut rng)?;
//! # Ok::<(), init_core::Error>(())
//! ```

mod a_log;
mod alibi_slopes;
mod array;
mod bilinear;
mod chrono;
mod compose;
mod constant;
mod custom;
mod delta_orthogonal;
mod dirac;
mod dt_bias;
mod fan_uniform;
mod gain;
mod hadamard;
mod hippo;
mod icnr;
mod identity;
mod indexed;
mod kaiming;
mod layers;
mod lecun;
mod norm_of;
mod normal;
mod orthogonal;
mod prior_bias;
mod s4d;
mod sincos;
mod siren;
mod sparse;
mod spectral;
mod stft;
mod truncated_normal;
mod uniform;
mod variance_scaling;
mod xavier;

use alloc::format;
use alloc::string::String;

use init_grammar::message::needs_axes;
use init_grammar::{Range, Rank};

pub use a_log::{ALog, a_log};
pub use alibi_slopes::{AlibiSlopes, alibi_slopes};
pub use array::{Array, array};
pub use bilinear::{Bilinear, bilinear};
pub use chrono::{Chrono, chrono};
pub use compose::{Compose, Scaled, Sum, Then};
pub use constant::{Constant, Scalar, constant, ones, zeros};
pub use custom::{Custom, Sample, With, initializer, sample, with};
pub use delta_orthogonal::{DeltaOrthogonal, delta_orthogonal};
pub use dirac::{Dirac, dirac};
pub use dt_bias::{DtBias, dt_bias};
pub use fan_uniform::{FanUniform, fan_uniform};
pub use gain::{Nonlinearity, Pass, calculate_gain};
pub use hadamard::{Hadamard, hadamard};
pub use hippo::{Hippo, hippo};
pub use icnr::{Icnr, icnr};
pub use identity::{Identity, identity};
pub use kaiming::{Kaiming, he_normal, he_uniform, kaiming_normal, kaiming_uniform};
pub use lecun::{Lecun, lecun_normal, lecun_uniform};
pub use norm_of::{NormOf, norm_of};
pub use normal::{Normal, normal};
pub use orthogonal::{Orthogonal, orthogonal};
pub use prior_bias::{PriorBias, prior_bias};
pub use s4d::{S4d, S4dVariant, s4d};
pub use sincos::{Sincos, sincos};
pub use siren::{Siren, siren};
pub use sparse::{Sparse, sparse};
pub use spectral::{SpectralNormal, spectral_normal};
pub use stft::{Scaling, Side, Stft, Window, stft};
pub use truncated_normal::{StdOf, TruncatedNormal, truncated_normal};
pub use uniform::{Uniform, uniform};
pub use variance_scaling::{Distribution, VarianceScaling, variance_scaling};
pub use xavier::{Xavier, glorot_normal, glorot_uniform, xavier_normal, xavier_uniform};

use self::layers::layered;
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Target, shown};
use crate::values::Fill;

/// Hands every builder to a macro, each with its parameter.
macro_rules! builders {
    ($table:ident) => {
        $table! {
            ALog;
            AlibiSlopes;
            Array;
            Bilinear;
            Chrono;
            Constant;
            Custom<I: Initializer>;
            DeltaOrthogonal;
            Dirac;
            DtBias;
            FanUniform;
            Hadamard;
            Hippo;
            Icnr;
            Identity;
            Kaiming;
            Lecun;
            Normal;
            Orthogonal;
            PriorBias;
            S4d;
            Sample<D: rand::distr::Distribution<f64>>;
            Sincos;
            Siren;
            Sparse;
            SpectralNormal;
            Stft;
            TruncatedNormal;
            Uniform;
            VarianceScaling;
            With<F: Fn(&[usize], &mut Stream) -> f64>;
            Xavier;
        }
    };
}
pub(crate) use builders;

/// The scheme that is declared for a parameter, whatever its shape.
///
/// Implement it for a scheme of your own and use it as `#[init(initializer = EXPR)]`:
///
/// ```
/// use init_core::{Fill, Initialize, Initializer};
/// use init_core::error::Problem;
/// use init_core::tensor::Target;
///
/// /// Uniform on ±1/fan_in, as the first layer of a SIREN.
/// struct FirstSiren;
///
/// impl Initializer for FirstSiren {
///     fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
///         let bound = 1.0 / target.fans("FirstSiren")?.fan_in;
///         Ok(Fill::uniform(-bound, bound))
///     }
/// }
///
/// #[derive(Initialize)]
/// struct Net {
///     #[init(initializer = FirstSiren)]
///     weight: [[f32; 2]; 256],
/// }
/// # let plan = Net { weight: [[0.0; 2]; 256] }.plan()?;
/// # assert_eq!(plan.entries()[0].law().bounds(), Some((-0.5, 0.5)));
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// An initializer in an attribute may borrow what no other thread may see; those of
/// [`Rules`](crate::Rules) are `Send` and `Sync`, boxed a `Box<dyn Initializer + Send + Sync>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an initializer",
    label = "does not implement `Initializer`",
    note = "implement `init_core::Initializer` for it, or write `with = …` for a function of the index"
)]
pub trait Initializer {
    /// The fill for one tensor. The plan checks the numbers in it (finite, ordered, held by
    /// the tensor's type), so an implementation need not.
    ///
    /// # Errors
    /// Any problem that the initializer has with the tensor's shape; the plan adds the path.
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem>;

    /// The initializer as in an attribute, for plans.
    fn describe(&self) -> String {
        let name = core::any::type_name::<Self>();
        let name = name.split('<').next().unwrap_or(name);
        format!("initializer = {}", name.rsplit("::").next().unwrap_or(name))
    }

    /// Whether it is made of others, by `scale`, `add` or `then`; for plans.
    fn is_composed(&self) -> bool {
        false
    }
}

impl<I: Initializer + ?Sized> Initializer for &I {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        (**self).resolve(target)
    }

    fn describe(&self) -> String {
        (**self).describe()
    }

    fn is_composed(&self) -> bool {
        (**self).is_composed()
    }
}

impl<I: Initializer + ?Sized> Initializer for alloc::boxed::Box<I> {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        (**self).resolve(target)
    }

    fn describe(&self) -> String {
        (**self).describe()
    }

    fn is_composed(&self) -> bool {
        (**self).is_composed()
    }
}

/// An initializer as in an attribute, with the arguments that were set.
fn described(word: &str, arguments: &[(&str, Option<String>)]) -> String {
    let mut text = String::from(word);
    for (key, value) in arguments {
        if let Some(value) = value {
            text = format!("{text}, {key} = {value}");
        }
    }
    text
}

/// The text of an argument, where it differs from the default.
fn unless<T: PartialEq + core::fmt::Debug>(default: &T, value: &T) -> Option<String> {
    (value != default).then(|| format!("{value:?}"))
}

/// An argument that must be finite and not negative.
fn not_negative(key: &str, value: f64) -> Result<(), Problem> {
    Problem::unless_in(Range::NotNegative, key, value)
}

/// An argument that must be finite.
fn finite(key: &str, value: f64) -> Result<(), Problem> {
    Problem::unless_in(Range::Finite, key, value)
}

/// The output axis, the input axis and the axes after them.
type OfWeight<'a> = (usize, usize, &'a [usize]);

/// The axes of one of the stacked layers, with one of the ranks that the grammar gives the initializer
/// `word`.
fn axes_of_layer<'a>(word: &str, target: &Target<'a>) -> Result<OfWeight<'a>, Problem> {
    let rank = init_grammar::initializer(word).map_or(Rank::Any, |found| found.rank);
    match target.weight() {
        Some(weight) if rank.holds(target.rank()) => Ok(weight),
        _ => Err(wrong_rank(word, target, "beside those of a stack")),
    }
}

/// A tensor with another number of axes; `which` are counted.
fn wrong_rank(word: &str, target: &Target<'_>, which: &str) -> Problem {
    let rank = init_grammar::initializer(word).map_or(Rank::Any, |found| found.rank);
    let found = format!("{which}; found shape {}", shown(target.shape()));
    Problem::of(ErrorKind::Rank, needs_axes(word, rank, &found))
}
