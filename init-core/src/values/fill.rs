//! Elementary fills: what every initializer comes down to for one tensor.

use alloc::boxed::Box;
use core::fmt;

use crate::engine::Stream;
use crate::error::Problem;
use crate::law::Law;

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
    /// NaN everywhere: what [`Reset::nan`](crate::reset::Reset::nan) writes.
    Nan,
    /// Known already, such as those of a file.
    #[doc(hidden)]
    Known(&'a dyn Known),
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
pub trait Known {
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
            Self::Nan => Law::Nan,
            Self::Known(_) => Law::Made {
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
