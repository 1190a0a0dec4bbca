//! Elementary fills: what every initializer comes down to for one tensor.

use alloc::boxed::Box;
use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crate::engine::special::truncated_moments;
use crate::{DType, ErrorKind, Problem, Stream};

/// What is written into one tensor.
///
/// ```
/// use init_core::Fill;
///
/// let fill = Fill::Uniform { low: -1.0, high: 1.0 };
/// assert_eq!(fill.law().mean(), Some(0.0));
/// ```
#[non_exhaustive]
pub enum Fill<'a> {
    /// One value everywhere.
    Constant(f64),
    /// Uniform on [low, high).
    Uniform {
        /// The smallest value.
        low: f64,
        /// The bound above every value.
        high: f64,
    },
    /// Normal.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        std: f64,
    },
    /// Normal, restricted to [low, high].
    TruncatedNormal {
        /// The mean before truncation.
        mean: f64,
        /// The standard deviation before truncation.
        std: f64,
        /// The smallest value.
        low: f64,
        /// The largest value.
        high: f64,
    },
    /// Made as a whole, such as an orthogonal matrix.
    Made(Box<dyn Made + 'a>),
    /// Drawn value by value by code from outside the engine.
    Drawn(Box<dyn Drawn + 'a>),
    /// NaN everywhere: what [`Reset::poison`](crate::Reset::poison) writes.
    Poison,
    /// Known already, such as those of a file.
    #[doc(hidden)]
    Given(&'a dyn Given),
}

/// A tensor made as a whole, perhaps on another thread.
pub trait Made: Sync {
    /// Writes the values of a tensor of `shape` (canonical order) to `out`, row-major. `stream`
    /// is the tensor's own.
    ///
    /// # Errors
    /// Whatever keeps it from being made, e.g. [`ErrorKind::OutOfMemory`].
    fn make(&self, shape: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem>;

    /// The mean and the root mean square of the values about it that are to be expected, where
    /// they are known.
    fn moments(&self) -> Option<(f64, f64)> {
        None
    }

    /// A bound on the magnitude of the values, where it is known: what the plan asks of the
    /// tensor's type.
    fn largest(&self) -> Option<f64> {
        None
    }

    /// How many numbers it holds, beside the values, while it makes them: so much memory is looked
    /// for before anything is written.
    #[doc(hidden)]
    fn room(&self) -> usize {
        0
    }

    /// Whether the values come from outside this crate, so that they are made once without
    /// being written, to be checked, before anything is.
    #[doc(hidden)]
    fn is_foreign(&self) -> bool {
        true
    }
}

/// Values drawn one by one, each from a stream of its own.
///
/// Each is drawn twice in a reset: once to be checked, before anything is written, and once to
/// be written. A draw must depend on its arguments alone.
pub trait Drawn {
    /// The value at the multi-index `index` (canonical order).
    fn draw(&self, index: &[usize], stream: &mut Stream) -> f64;
}

/// Values that are known already.
pub trait Given {
    /// Writes the values from the logical index `start` on (canonical order) to `out`. Each is
    /// one that the tensor's type holds exactly.
    fn give(&self, start: usize, out: &mut [f64]);
}

impl Fill<'_> {
    /// The law of the values, without the code that makes them.
    pub fn law(&self) -> Law {
        match *self {
            Self::Constant(value) => Law::Constant(value),
            Self::Uniform { low, high } => Law::Uniform { low, high },
            Self::Normal { mean, std } => Law::Normal { mean, std },
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => Law::TruncatedNormal {
                mean,
                std,
                low,
                high,
            },
            Self::Made(ref made) => Law::Made {
                // NaN would make the law unequal to itself.
                moments: (made.moments()).filter(|(mean, std)| mean.is_finite() && std.is_finite()),
                largest: made.largest().filter(|largest| !largest.is_nan()),
            },
            Self::Drawn(_) => Law::Drawn,
            Self::Poison => Law::Poison,
            Self::Given(_) => Law::Made {
                moments: None,
                largest: None,
            },
        }
    }
}

impl fmt::Debug for Fill<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.law())
    }
}

/// The law of the values of a parameter, as a plan holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Law {
    /// One value everywhere.
    Constant(f64),
    /// Uniform on [low, high).
    Uniform {
        /// The smallest value.
        low: f64,
        /// The bound above every value.
        high: f64,
    },
    /// Normal.
    Normal {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        std: f64,
    },
    /// Normal, restricted to [low, high].
    TruncatedNormal {
        /// The mean before truncation.
        mean: f64,
        /// The standard deviation before truncation.
        std: f64,
        /// The smallest value.
        low: f64,
        /// The largest value.
        high: f64,
    },
    /// Made as a whole.
    Made {
        /// Mean and root mean square about it, where they are known.
        moments: Option<(f64, f64)>,
        /// A bound on the magnitude of the values, where it is known.
        largest: Option<f64>,
    },
    /// Drawn value by value.
    Drawn,
    /// NaN everywhere.
    Poison,
}

impl Law {
    /// The mean of what is written, where it is known.
    pub fn mean(&self) -> Option<f64> {
        self.moments().map(|(mean, _)| mean)
    }

    /// The standard deviation of what is written (after truncation), where it is known.
    pub fn std(&self) -> Option<f64> {
        self.moments().map(|(_, std)| std)
    }

    fn moments(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Constant(value) => Some((value, 0.0)),
            Self::Uniform { low, high } => Some((
                f64::midpoint(low, high),
                (high - low) / crate::engine::arithmetic::sqrt64(12.0),
            )),
            Self::Normal { mean, std } => Some((mean, std)),
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => {
                let (shift, scale) = truncated_moments((low - mean) / std, (high - mean) / std);
                Some((mean + std * shift, std * scale))
            }
            Self::Made { moments, .. } => moments,
            Self::Drawn | Self::Poison => None,
        }
    }

    /// The bounds that no value crosses.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Constant(value) => Some((value, value)),
            Self::Uniform { low, high } | Self::TruncatedNormal { low, high, .. } => {
                Some((low, high))
            }
            _ => None,
        }
    }

    /// Whether a tensor of `dtype` can hold the law, and whether it is one at all.
    pub(crate) fn check(&self, dtype: DType) -> Result<(), Problem> {
        let unknown = match dtype {
            DType::F32 | DType::F64 => None,
            #[cfg(feature = "half-2")]
            DType::F16 | DType::Bf16 => None,
            #[cfg(not(feature = "half-2"))]
            DType::F16 | DType::Bf16 => Some("build init-core with its feature `half-2`"),
            #[cfg(feature = "float8-0_7")]
            DType::F8E4M3 | DType::F8E5M2 => None,
            #[cfg(not(feature = "float8-0_7"))]
            DType::F8E4M3 | DType::F8E5M2 => Some("build init-core with its feature `float8-0_7`"),
            DType::Other(_) => Some("use a tensor of f32 or f64"),
        };
        if let Some(help) = unknown {
            return Err(Problem::new(
                ErrorKind::DType,
                format!("elements of type `{dtype}` cannot be initialized"),
            )
            .help(help));
        }
        // What rounds to the largest value is held; half a step beyond it is infinite.
        let holds_as = |dtype: DType, name: &str, value: f64| {
            let held = dtype.stored(value).is_finite();
            if held {
                return Ok(());
            }
            Err(Problem::new(
                ErrorKind::NotRepresentable,
                format!(
                    "{name} `{value:?}` is beyond the largest {dtype}, {:e}",
                    largest(dtype)
                ),
            )
            .help("scale it down, or use a wider type"))
        };
        let holds = |name: &str, value: f64| holds_as(dtype, name, value);
        match *self {
            Self::Constant(value) => {
                finite("value", value)?;
                holds("the value", value)
            }
            Self::Uniform { low, high } => {
                finite("low", low)?;
                finite("high", high)?;
                ordered(low, high)?;
                holds_as(dtype.computed(), "the width", high - low)?;
                holds("the bound", low)?;
                holds("the bound", high)
            }
            Self::Normal { mean, std } => {
                finite("mean", mean)?;
                spread(std)?;
                holds("a value of 10 std", mean.abs() + LARGEST_NORMAL * std)
            }
            Self::TruncatedNormal {
                mean,
                std,
                low,
                high,
            } => {
                finite("mean", mean)?;
                spread(std)?;
                if std == 0.0 {
                    return Err(Problem::new(
                        ErrorKind::Argument,
                        "a truncated normal needs a positive `std`, found `0`",
                    )
                    .help("for one value everywhere write `constant = …`"));
                }
                ordered(low, high)?;
                holds_as(dtype.computed(), "the std", std)?;
                let reach = [low, high].map(|bound| (bound - mean).abs().min(LARGEST_NORMAL * std));
                holds("a bound", mean.abs() + reach[0].max(reach[1]))?;
                near(mean, std, low, high)
            }
            Self::Made { largest, .. } => {
                largest.map_or(Ok(()), |largest| holds("the largest value", largest))
            }
            Self::Drawn | Self::Poison => Ok(()),
        }
    }
}

/// A bound on the normals of every map, in standard deviations: √(2·65·ln 2) = 9.5 in f64.
pub(crate) const LARGEST_NORMAL: f64 = 10.0;

/// Truncation bounds that lie further from the mean than this many standard deviations leave
/// nothing of the normal law but its name.
const FARTHEST_BOUND: f64 = 1e6;

fn largest(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => f64::from(f32::MAX),
        DType::F16 => 65_504.0,
        // The largest mantissa of 8 bits, 2 − 2^-7, times 2^127.
        DType::Bf16 => f64::from(f32::from_bits(0x7f7f_0000)),
        DType::F8E4M3 => 448.0,
        DType::F8E5M2 => 57_344.0,
        DType::F64 | DType::Other(_) => f64::MAX,
    }
}

fn finite(name: &str, value: f64) -> Result<(), Problem> {
    if value.is_finite() {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("`{name}` must be finite, found `{value}`"),
    ))
}

fn spread(std: f64) -> Result<(), Problem> {
    if std.is_finite() && std >= 0.0 {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("`std` must be finite and not negative, found `{std}`"),
    ))
}

fn ordered(low: f64, high: f64) -> Result<(), Problem> {
    if low < high {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("`low` must be less than `high`, found `{low}` and `{high}`"),
    )
    .help("for one value everywhere write `constant = …`"))
}

fn near(mean: f64, std: f64, low: f64, high: f64) -> Result<(), Problem> {
    let distance = (low - mean).max(mean - high) / std;
    if distance <= FARTHEST_BOUND {
        return Ok(());
    }
    Err(Problem::new(
        ErrorKind::Argument,
        format!("the bounds `{low}` and `{high}` lie more than {FARTHEST_BOUND:e} std from the mean `{mean}`"),
    )
    .help("choose bounds nearer the mean, or write `uniform`"))
}

/// An empty vector with room for `length` elements, or the error that there is no memory for it.
pub(crate) fn try_reserved<T>(length: usize) -> Result<Vec<T>, Problem> {
    let mut values = Vec::new();
    values.try_reserve_exact(length).map_err(|_| {
        Problem::new(
            ErrorKind::OutOfMemory,
            format!(
                "no memory for the {} values of a matrix that is made on the host",
                length.saturating_mul(size_of::<T>() / size_of::<f64>())
            ),
        )
    })?;
    Ok(values)
}
