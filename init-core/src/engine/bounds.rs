//! The types that values are stored in: rounding to them, their neighbours, and the bounds of a
//! law among them.

use crate::dtype::{DType, elements};
use crate::law::Law;

/// A type that values are stored in.
#[allow(
    unreachable_pub,
    reason = "it bounds `Element` and the type of a kernel, which are public"
)]
pub trait Stored: Copy {
    /// Rounds to nearest, ties to even.
    fn round(value: f64) -> Self;

    /// Rounds as many values.
    fn round_each(values: &[f64], out: &mut [Self]) {
        for (out, &value) in out.iter_mut().zip(values) {
            *out = Self::round(value);
        }
    }

    /// The exact value of a float, and the nearest of an integer beyond 2^53.
    fn widen(self) -> f64;

    /// The nearest to an integer.
    fn of_integer(value: i128) -> Self {
        Self::round(value as f64)
    }

    /// The exact value of an integer, and the integer part of a float.
    fn to_integer(self) -> i128 {
        self.widen() as i128
    }

    /// The next larger value.
    fn up(self) -> Self;

    /// The next smaller value.
    fn down(self) -> Self;

    /// The smallest value ≥ `bound`.
    fn at_least(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() < bound {
            nearest.up()
        } else {
            nearest
        }
    }

    /// The largest value ≤ `bound`.
    fn at_most(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() > bound {
            nearest.down()
        } else {
            nearest
        }
    }

    /// The largest value < `bound`.
    fn below(bound: f64) -> Self {
        let nearest = Self::round(bound);
        if nearest.widen() >= bound {
            nearest.down()
        } else {
            nearest
        }
    }
}

impl Stored for f32 {
    fn round(value: f64) -> Self {
        value as f32
    }

    fn widen(self) -> f64 {
        f64::from(self)
    }

    fn up(self) -> Self {
        self.next_up()
    }
    fn down(self) -> Self {
        self.next_down()
    }
}

impl Stored for f64 {
    fn round(value: f64) -> Self {
        value
    }

    fn widen(self) -> f64 {
        self
    }

    fn up(self) -> Self {
        self.next_up()
    }
    fn down(self) -> Self {
        self.next_down()
    }
}

/// The bounds of a law, rounded inward to `T`: the smallest and the largest value that may be
/// stored. `None` where no value lies between them.
pub(crate) fn stored_bounds<T: Stored>(law: &Law) -> Option<(T, T)> {
    let (low, high) = law.bounds()?;
    if let Law::Constant(value) = *law {
        // A constant is rounded to nearest, not held between bounds.
        return Some((T::round(value), T::round(value)));
    }
    let lowest = T::at_least(low);
    let highest = match law {
        Law::Uniform { .. } => T::below(high),
        _ => T::at_most(high),
    };
    // Beyond the range both would be one infinite value.
    let finite = lowest.widen() < f64::INFINITY && highest.widen() > f64::NEG_INFINITY;
    (finite && lowest.widen() <= highest.widen()).then_some((lowest, highest))
}

/// Whether a tensor of `dtype` can store any value within the bounds of a law.
pub(crate) fn holds_a_value(law: &Law, dtype: DType) -> bool {
    // The check of an integer has looked at its range.
    matches!(law, Law::Integer(_)) || law.bounds().is_none() || stored_range(law, dtype).is_some()
}

/// The smallest and the largest value that a tensor of `dtype` stores of a law with bounds.
pub(crate) fn stored_range(law: &Law, dtype: DType) -> Option<(f64, f64)> {
    fn of<T: Stored>(law: &Law) -> Option<(f64, f64)> {
        let (low, high) = stored_bounds::<T>(law)?;
        Some((low.widen(), high.widen()))
    }
    macro_rules! range {
        ($($variant:ident $rust:path [$($feature:literal)?] $file:ident $bits:tt $known:tt;)*) => {
            match dtype.part() {
                $($(#[cfg(feature = $feature)])? DType::$variant => of::<$rust>(law),)*
                // Types that this build does not write.
                #[allow(unreachable_patterns)]
                _ => None,
            }
        };
    }
    elements!(range)
}
