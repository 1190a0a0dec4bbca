//! The standard deviation of the normal whose truncation has a given standard deviation.

use super::normal_law::truncated_moments;

/// More than any law needs: where a bound lies within 10^6 σ of the mean, which every law must
/// satisfy, σ is at most 2^49 times the truncated deviation before the law can no longer be told
/// from a uniform one.
const DOUBLINGS: u32 = 64;

/// The search ends here where rounding hides the root: in an interval so narrow and so far from
/// the mean that its ends, in units of σ, hardly differ. Elsewhere it takes about ten steps.
const STEPS: u32 = 64;

/// The residual, relative to the given deviation, that counts as zero.
const CLOSE: f64 = 1.0 / (1_u64 << 50) as f64;

/// The σ for which the normal with this mean, restricted to [low, high], has the standard deviation
/// `std`; `None` where no σ that can be found has it.
///
/// The truncated deviation grows with σ: from σ itself, as long as nothing is cut, to that of the
/// uniform law between the bounds. So σ is bracketed from `std` upward by doubling, and the root
/// found by the Illinois method. Every step is part of the value contract.
pub(crate) fn parent_std(std: f64, mean: f64, low: f64, high: f64) -> Option<f64> {
    let excess = |sigma: f64| {
        let (_, left) = truncated_moments((low - mean) / sigma, (high - mean) / sigma);
        sigma * left - std
    };
    let (mut below, mut excess_below) = (std, excess(std));
    let (mut above, mut excess_above) = (below, excess_below);
    for _ in 0..DOUBLINGS {
        (below, excess_below) = (above, excess_above);
        above *= 2.0;
        excess_above = excess(above);
        if excess_above >= 0.0 {
            break;
        }
    }
    if !(excess_above >= 0.0 && above.is_finite()) {
        return None;
    }
    let mut sigma = above;
    let mut last_was_below = None;
    for _ in 0..STEPS {
        sigma = below + (above - below) * (-excess_below / (excess_above - excess_below));
        let found = excess(sigma);
        if found.abs() <= std * CLOSE {
            break;
        }
        let is_below = found < 0.0;
        let again = last_was_below == Some(is_below);
        if is_below {
            (below, excess_below) = (sigma, found);
            if again {
                excess_above *= 0.5;
            }
        } else {
            (above, excess_above) = (sigma, found);
            if again {
                excess_below *= 0.5;
            }
        }
        last_was_below = Some(is_below);
    }
    Some(sigma)
}
