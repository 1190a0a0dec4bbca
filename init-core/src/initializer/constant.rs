//! One value everywhere.

use alloc::format;
use alloc::string::String;
use core::fmt;

use super::Initializer;
#[cfg(feature = "float8-0_7")]
use crate::engine::bounds::Stored;
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// The number that a constant is: a float, or an integer or boolean, which a tensor of integers or
/// booleans holds exactly.
///
/// ```
/// use init_core::initializer::Scalar;
///
/// assert_eq!(Scalar::from(0.5), Scalar::Float(0.5));
/// assert_eq!(Scalar::from(i64::MAX), Scalar::Integer(i64::MAX.into()));
/// ```
#[derive(Clone, Copy, PartialEq)]
pub enum Scalar {
    /// A float.
    Float(f64),
    /// An integer.
    Integer(i128),
    /// A boolean, which counts as 0 or 1.
    Bool(bool),
}

/// As in an attribute.
impl fmt::Debug for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Float(value) => value.fmt(f),
            Self::Integer(value) => value.fmt(f),
            Self::Bool(value) => value.fmt(f),
        }
    }
}

macro_rules! scalars {
    ($($(#[$feature:meta])? $number:ty, $variant:ident, |$value:ident| $as:expr;)*) => {$(
        $(#[$feature])?
        impl From<$number> for Scalar {
            fn from($value: $number) -> Self {
                Self::$variant($as)
            }
        }
    )*};
}
scalars! {
    f32, Float, |value| value.into();
    f64, Float, |value| value;
    #[cfg(feature = "half-2")] half_2::f16, Float, |value| value.into();
    #[cfg(feature = "half-2")] half_2::bf16, Float, |value| value.into();
    #[cfg(feature = "float8-0_7")] float8_0_7::F8E4M3, Float, |value| value.widen();
    #[cfg(feature = "float8-0_7")] float8_0_7::F8E5M2, Float, |value| value.widen();
    i8, Integer, |value| value.into();
    i16, Integer, |value| value.into();
    i32, Integer, |value| value.into();
    i64, Integer, |value| value.into();
    isize, Integer, |value| value as i128;
    u8, Integer, |value| value.into();
    u16, Integer, |value| value.into();
    u32, Integer, |value| value.into();
    u64, Integer, |value| value.into();
    usize, Integer, |value| value as i128;
    bool, Bool, |value| value;
}

/// One value everywhere, made by [`zeros`], [`ones`] and [`constant`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Constant {
    word: &'static str,
    value: Scalar,
}

/// 0 everywhere: `torch.nn.init.zeros_`, `jax.nn.initializers.zeros`.
///
/// ```
/// use init_core::initializer::zeros;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [1.0_f32; 8];
/// zeros().fill(&mut bias, &mut rng)?;
/// assert_eq!(bias, [0.0; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("zeros_", "Zeros"))]
pub fn zeros() -> Constant {
    Constant {
        word: "zeros",
        value: Scalar::Float(0.0),
    }
}

/// 1 everywhere: `torch.nn.init.ones_`, `jax.nn.initializers.ones`.
///
/// ```
/// use init_core::initializer::ones;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut scale = [0.0_f32; 8];
/// ones().fill(&mut scale, &mut rng)?;
/// assert_eq!(scale, [1.0; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("ones_", "Ones"))]
pub fn ones() -> Constant {
    Constant {
        word: "ones",
        value: Scalar::Float(1.0),
    }
}

/// `value` everywhere, rounded to the tensor's type: `torch.nn.init.constant_`,
/// `jax.nn.initializers.constant`. A tensor of integers or booleans takes no other value than those of
/// its type, all of them exactly.
///
/// ```
/// use init_core::initializer::constant;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut slope = [0.0_f32; 8];
/// constant(0.25).fill(&mut slope, &mut rng)?;
/// assert_eq!(slope, [0.25; 8]);
///
/// let mut seen = [0_i64; 8];
/// constant(i64::MAX).fill(&mut seen, &mut rng)?;
/// assert_eq!(seen, [i64::MAX; 8]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("constant_", "full", "fill_"))]
pub fn constant(value: impl Into<Scalar>) -> Constant {
    Constant {
        word: "constant",
        value: value.into(),
    }
}

impl Initializer for Constant {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(match self.value {
            Scalar::Float(value) => Fill::constant(value),
            Scalar::Integer(value) => Fill::integer(value),
            Scalar::Bool(value) => Fill::integer(value),
        })
    }

    fn describe(&self) -> String {
        match self.word {
            "constant" => format!("constant = {:?}", self.value),
            word => word.into(),
        }
    }
}
