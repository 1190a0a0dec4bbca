//! Standard normal numbers restricted to an interval, by inversion.
//!
//! A value takes one word with f32 and two with f64, whatever the interval: no candidate is
//! rejected. The words give an integer k of N bits: N = 31, the upper bits of the word, or
//! N = 63, the upper bits of `first` · 2^32 + `second`. With u = (k + ½) / 2^N the value is the
//! u-quantile
//!
//! x = Φ⁻¹(Φ(low) + u (Φ(high) − Φ(low))),
//!
//! within three units in the last place of max(|x|, 2^-12). Intervals that are symmetric about
//! zero give exactly opposite values for complementary words. The map is not monotone: from one k
//! to the next an f32 of an interval that is not far may fall by a unit or two. A value may leave
//! the interval by rounding: the caller clamps it.
//!
//! - [`near_f32`], [`near_f64`]: an interval that has a point closer to zero than [`FAR`]. Both the
//!   quantile's distance from the median, q = Φ(x) − ½, and its distance from the nearer end of the
//!   distribution, p = ½ − |q|, are computed from integers, as [`placement`] defines, so that
//!   neither loses accuracy where it is small. Then x = q · C(−ln 4p(1 − p)) with a piecewise
//!   polynomial C that varies slowly: an error of p is damped, one of q is not enlarged.
//! - [`far`]: any other interval. The logarithm of the tail probability is inverted by Newton's
//!   method, in f64 for both types.
//!
//! The constants of a map are computed to about 100 bits and rounded once unless their
//! documentation specifies more.

mod far;
mod near_f32;
mod near_f64;
mod placement;

use far::Far;
use near_f32::{CentralF32, WideF32};
use near_f64::WideF64;

/// An interval without a point closer to zero is inverted by [`far`].
const FAR: f64 = 4.0;

/// Returns true if an interval is inverted by [`far`].
fn is_far(low: f64, high: f64) -> bool {
    low >= FAR || high <= -FAR
}

/// The standard normal restricted to an interval, as f32.
#[derive(Debug, Clone)]
pub enum TruncatedF32 {
    Central(CentralF32),
    Wide(WideF32),
    Far(Far),
}

impl TruncatedF32 {
    /// The map of [low, high], for low < high; either may be infinite.
    pub(crate) fn new(low: f64, high: f64) -> Self {
        if is_far(low, high) {
            Self::Far(Far::new(low, high, 31))
        } else if low >= -2.0 && high <= 2.0 {
            Self::Central(CentralF32::new(low, high))
        } else {
            Self::Wide(WideF32::new(low, high))
        }
    }
}

/// The standard normal restricted to an interval, as f64.
#[derive(Debug, Clone)]
#[allow(
    clippy::large_enum_variant,
    reason = "a plan holds one, and its constants are best near at hand"
)]
pub enum TruncatedF64 {
    Wide(WideF64),
    Far(Far),
}

impl TruncatedF64 {
    /// The map of [low, high], for low < high; either may be infinite.
    pub(crate) fn new(low: f64, high: f64) -> Self {
        if is_far(low, high) {
            Self::Far(Far::new(low, high, 63))
        } else {
            Self::Wide(WideF64::new(low, high))
        }
    }
}

#[cfg(test)]
mod tests;
