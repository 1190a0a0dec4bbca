//! The state matrix that projects onto Legendre polynomials.

use alloc::string::String;

use init_grammar::Rank;

use super::indexed::indexed;
use super::{Initializer, wrong_rank};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::tensor::Target;
use crate::values::Fill;

/// HiPPO-LegS, made by [`hippo`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hippo;

/// The matrix A of HiPPO-LegS: −√((2n + 1)(2k + 1)) below the diagonal, −(n + 1) on it, 0 above; of a
/// vector its B, √(2n + 1). Of a stack of matrices, `layout = "*oi"`, each is A.
///
/// A. Gu and others, "HiPPO: Recurrent memory with optimal polynomial projections", 2020, theorem 2.
///
/// ```
/// use init_core::initializer::hippo;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut a = [[7.0_f64; 2]; 2];
/// hippo().fill(&mut a, &mut rng)?;
/// assert_eq!(a, [[-1.0, 0.0], [-3.0_f64.sqrt(), -2.0]]);
///
/// let mut b = [0.0_f64; 2];
/// hippo().fill(&mut b, &mut rng)?;
/// assert_eq!(b, [1.0, 3.0_f64.sqrt()]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("legs", "HiPPO"))]
pub fn hippo() -> Hippo {
    Hippo
}

/// 2n + 1.
fn odd(n: usize) -> f64 {
    2.0 * n as f64 + 1.0
}

impl Initializer for Hippo {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let stacked = target.stacked();
        let shape = &target.shape()[stacked..];
        let rank = init_grammar::initializer("hippo").map_or(Rank::Any, |found| found.rank);
        if !rank.holds(shape.len()) {
            return Err(wrong_rank("hippo", target, "beside those of a stack"));
        }
        let largest = odd(shape.iter().copied().max().unwrap_or(0));
        Ok(indexed(largest, move |index, _| match index[stacked..] {
            [n, k] if n > k => -sqrt64(odd(n) * odd(k)),
            [n, k] if n == k => -((n + 1) as f64),
            [n] => sqrt64(odd(n)),
            _ => 0.0,
        }))
    }

    fn describe(&self) -> String {
        "hippo".into()
    }
}
