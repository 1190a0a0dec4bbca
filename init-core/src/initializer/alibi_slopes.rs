//! The slopes of attention with linear biases.

use alloc::string::String;

use super::Initializer;
use super::indexed::indexed;
use crate::error::Problem;
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The slopes of ALiBi, made by [`alibi_slopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlibiSlopes;

/// The slope of each head, the index of the `o` axis: 2^(−8(h + 1)/n) of n heads, a power of two. Of
/// another number the slopes of the power of two p below, then those of 2p at the even places
/// h = 0, 2, 4, ….
///
/// O. Press and others, "Train short, test long: Attention with linear biases enables input length
/// extrapolation", 2022.
///
/// ```
/// use init_core::initializer::alibi_slopes;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut slopes = [[[0.0_f32; 1]; 1]; 8];
/// alibi_slopes().fill(&mut slopes, &mut rng)?;
/// assert_eq!(slopes[0], [[0.5]]);
/// assert_eq!(slopes[7], [[1.0 / 256.0]]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("alibi"))]
pub fn alibi_slopes() -> AlibiSlopes {
    AlibiSlopes
}

/// The slope of a head.
fn slope(head: usize, heads: usize) -> f64 {
    let power = 1_usize << heads.ilog2();
    let exponent = if head < power {
        8.0 * (head + 1) as f64 / power as f64
    } else {
        4.0 * (2.0 * (head - power) as f64 + 1.0) / power as f64
    };
    DoubleDouble::exp2(-exponent)
}

impl Initializer for AlibiSlopes {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let axis = target.stacked();
        let heads = target.shape().get(axis).copied().unwrap_or(1).max(1);
        Ok(indexed(1.0, move |index, _| {
            slope(index.get(axis).copied().unwrap_or(0), heads)
        }))
    }

    fn describe(&self) -> String {
        "alibi_slopes".into()
    }
}
