//! Fans: the number of values that feed a unit, and the number of units that a value feeds.

use crate::number::arithmetic::sqrt64;

/// The fan that scales a weight.
///
/// ```
/// use init_core::FanMode;
/// use init_core::tensor::Fans;
///
/// let fans = Fans { fan_in: 144.0, fan_out: 288.0 };
/// assert_eq!(FanMode::FanAvg.of(fans), 216.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FanMode {
    /// The number of inputs of a unit: keeps the variance of the forward pass.
    #[default]
    FanIn,
    /// The number of units that an input feeds: keeps the variance of the backward pass.
    FanOut,
    /// The arithmetic mean of both.
    FanAvg,
    /// The geometric mean of both, as `fan_geo_avg` in JAX.
    FanGeoAvg,
}

impl FanMode {
    /// The fan that this mode takes.
    pub fn of(self, fans: Fans) -> f64 {
        let Fans { fan_in, fan_out } = fans;
        match self {
            Self::FanIn => fan_in,
            Self::FanOut => fan_out,
            Self::FanAvg => f64::midpoint(fan_in, fan_out),
            Self::FanGeoAvg => sqrt64(fan_in * fan_out),
        }
    }

    /// The word for this mode in an attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::FanIn => "fan_in",
            Self::FanOut => "fan_out",
            Self::FanAvg => "fan_avg",
            Self::FanGeoAvg => "fan_geo_avg",
        }
    }
}

/// The number of values that feed a unit, and the number of units that a value feeds.
///
/// For a weight of shape (o, i, receptive field): `fan_in = i · field`,
/// `fan_out = o · field`, as PyTorch's `_calculate_fan_in_and_fan_out`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fans {
    /// Inputs of a unit.
    pub fan_in: f64,
    /// Units that an input feeds.
    pub fan_out: f64,
}

mod sealed {
    pub trait Sealed {}
}

/// The argument of `fan_in = …` and `fan_out = …`: any number. This trait is sealed.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a number",
    label = "not a number of inputs or outputs",
    note = "a fan is an integer or a float, e.g. `self.inputs`"
)]
pub trait FanCount: sealed::Sealed {
    #[doc(hidden)]
    fn to_fan(self) -> f64;
}

macro_rules! fan_count {
    ($($number:ty)*) => {$(
        impl sealed::Sealed for $number {}
        #[diagnostic::do_not_recommend]
        impl FanCount for $number {
            fn to_fan(self) -> f64 {
                self as f64
            }
        }
    )*};
}

fan_count!(u8 u16 u32 u64 usize i8 i16 i32 i64 isize f32 f64);
