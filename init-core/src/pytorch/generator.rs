//! The generator.

use alloc::vec::Vec;
use core::fmt;

use super::double;
use super::single::{self, BLOCK};
use crate::engine::mersenne_twister::MersenneTwister;
use crate::number::fused::fused64;

/// The generator that `torch.manual_seed` seeds, on a processor: MT19937, and the normal number that
/// small tensors keep for the next one.
///
/// Its values are those of PyTorch 2.15 on x86-64 with AVX2, bit for bit, whatever processor this
/// crate runs on.
///
/// ```
/// use init_core::pytorch::Generator;
///
/// let mut generator = Generator::manual_seed(0);
/// let mut weight = [0.0; 3];
/// generator.normal(&mut weight, 0.0, 1.0);
/// // >>> torch.manual_seed(0); torch.randn(3)
/// // tensor([ 1.5410, -0.2934, -2.1788])
/// assert_eq!(weight, [1.5409961, -0.2934289, -2.1787894]);
/// ```
///
/// The methods draw what `torch.Tensor` of f32, contiguous, draws by the method of the same name with
/// `_` after it; of `torch.nn.init`, `uniform_`, `normal_` and `trunc_normal_`.
#[derive(Clone, PartialEq)]
pub struct Generator {
    pub(super) twister: MersenneTwister,
    /// The second number of a pair, of which only the first was taken.
    pub(super) kept: Option<f64>,
}

impl fmt::Debug for Generator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generator").finish_non_exhaustive()
    }
}

impl Generator {
    /// The generator after `torch.manual_seed(seed)`. Of the seed, the low 32 bits count, as in
    /// PyTorch; a negative seed of PyTorch is `seed as u64`.
    pub fn manual_seed(seed: u64) -> Self {
        Self {
            twister: MersenneTwister::new(seed as u32),
            kept: None,
        }
    }

    /// Writes uniform numbers of [low, high), as `torch.nn.init.uniform_`: a word for each value.
    ///
    /// ```
    /// use init_core::pytorch::Generator;
    ///
    /// let mut weight = [0.0; 2];
    /// Generator::manual_seed(0).uniform(&mut weight, 0.0, 1.0);
    /// // >>> torch.manual_seed(0); torch.rand(2)
    /// // tensor([0.4963, 0.7682])
    /// assert_eq!(weight, [0.4962566, 0.7682218]);
    /// ```
    ///
    /// # Panics
    /// Where PyTorch raises an error, before anything is drawn: if `low > high`, if a bound is NaN or
    /// not in the range of f32, or if `high - low` is not.
    #[track_caller]
    pub fn uniform(&mut self, out: &mut [f32], low: f64, high: f64) {
        check_uniform(low, high, f64::from(f32::MAX));
        single::uniform(&mut self.twister, out, low as f32, high as f32);
    }

    /// Writes normal numbers, as `torch.nn.init.normal_`. Fewer than 16 values are made one by one, in
    /// pairs of which one may be kept for the next call; 16 or more are made in blocks of 16.
    ///
    /// # Panics
    /// Where PyTorch raises an error, before anything is drawn: if `std < 0` or NaN. Also if `mean` is
    /// NaN, where PyTorch writes NaN.
    #[track_caller]
    pub fn normal(&mut self, out: &mut [f32], mean: f64, std: f64) {
        check_normal(mean, std);
        self.normals(out, mean, std);
    }

    /// A permutation of the numbers below `n`, as `torch.randperm`.
    ///
    /// ```
    /// use init_core::pytorch::Generator;
    ///
    /// // >>> torch.manual_seed(0); torch.randperm(5)
    /// // tensor([4, 0, 1, 3, 2])
    /// assert_eq!(Generator::manual_seed(0).randperm(5), [4, 0, 1, 3, 2]);
    /// ```
    pub fn randperm(&mut self, n: usize) -> Vec<usize> {
        let mut permutation: Vec<usize> = (0..n).collect();
        for place in 0..n.saturating_sub(1) {
            let drawn = if n < u32::MAX as usize / 20 {
                u64::from(self.twister.word())
            } else {
                double::words(&mut self.twister)
            };
            let distance = drawn % (n - place) as u64;
            permutation.swap(place, place + distance as usize);
        }
        permutation
    }

    /// Normal numbers of numbers that were checked.
    pub(super) fn normals(&mut self, out: &mut [f32], mean: f64, std: f64) {
        if out.len() >= BLOCK {
            return single::normal(&mut self.twister, out, mean as f32, std as f32);
        }
        for value in out {
            let normal = double::normal(&mut self.twister, &mut self.kept);
            *value = fused64(normal, std, mean) as f32;
        }
    }
}

/// Panics where PyTorch refuses the bounds of a type whose largest number is `largest`.
#[track_caller]
pub(super) fn check_uniform(low: f64, high: f64, largest: f64) {
    assert!(
        low <= high,
        "uniform: low is {low} and high is {high}, but low <= high is needed"
    );
    let range = -largest..=largest;
    assert!(
        range.contains(&low) && range.contains(&high) && high - low <= largest,
        "uniform: the bounds {low} and {high} or their distance are not in the range of the type"
    );
}

#[track_caller]
fn check_normal(mean: f64, std: f64) {
    assert!(std >= 0.0, "normal: std is {std}, but std >= 0 is needed");
    assert!(!mean.is_nan(), "normal: mean is NaN");
}
