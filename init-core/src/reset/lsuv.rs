//! Layer-sequential unit variance: weights that are scaled by what the layers give.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::Reset;
use crate::error::{Error, ErrorKind, Problem};
use crate::initializer::orthogonal;
use crate::model::Initialize;
use crate::rules::Rules;

/// Layer-sequential unit variance (LSUV): each weight is orthogonal, times the gain with which the output
/// of its layer has the standard deviation 1 for a batch of the caller's.
///
/// The caller gives the weights in the order of the forward pass, and a function that runs the model on
/// the batch and returns the standard deviation of the output of the layer with that weight. All other
/// parameters stay as they are: reset the model first.
///
/// D. Mishkin and J. Matas, "All you need is a good init", 2016.
///
/// ```
/// use init_core::reset::Lsuv;
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct Net {
///     #[init(orthogonal)]
///     first: [[f32; 16]; 32],
///     #[init(orthogonal)]
///     second: [[f32; 32]; 8],
/// }
///
/// fn layer<const I: usize>(weight: &[[f32; I]], input: &[f32]) -> Vec<f32> {
///     let dot = |row: &[f32; I]| row.iter().zip(input).map(|(w, x)| w * x).sum();
///     weight.iter().map(dot).collect()
/// }
///
/// impl Net {
///     /// The outputs of the layer with the weight `name`, for a batch.
///     fn outputs(&self, name: &str, batch: &[[f32; 16]]) -> Vec<f32> {
///         let first = batch.iter().map(|input| layer(&self.first, input));
///         let relu = |output: Vec<f32>| -> Vec<f32> { output.into_iter().map(|x| x.max(0.0)).collect() };
///         match name {
///             "first" => first.flatten().collect(),
///             _ => first.flat_map(|output| layer(&self.second, &relu(output))).collect(),
///         }
///     }
/// }
///
/// fn std(values: &[f32]) -> f64 {
///     let mean = values.iter().sum::<f32>() / values.len() as f32;
///     let square = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f32>();
///     f64::from(square / values.len() as f32).sqrt()
/// }
///
/// let mut net = Net { first: [[0.0; 16]; 32], second: [[0.0; 32]; 8] };
/// Reset::seed(42).run(&mut net)?;
/// let batch: Vec<[f32; 16]> = (0..64)
///     .map(|n| std::array::from_fn(|i| ((n * 37 + i * i * 11) % 19) as f32 / 19.0))
///     .collect();
/// let gains = Lsuv::seed(42).run(&mut net, &["first", "second"], |net, weight| {
///     std(&net.outputs(weight, &batch))
/// })?;
/// assert_eq!(gains.len(), 2);
/// for name in ["first", "second"] {
///     assert!((std(&net.outputs(name, &batch)) - 1.0).abs() < 0.1);
/// }
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// The values depend on the key and the gains alone: `Rules::at("first", orthogonal().gain(gains[0]))`
/// makes the same bits again, without a batch.
#[derive(Debug, Clone, Copy, PartialEq)]
#[doc(alias("LSUV"))]
pub struct Lsuv {
    key: [u8; 32],
    tolerance: f64,
    tries: u32,
}

impl Lsuv {
    /// With the key of [`Reset::seed`].
    pub fn seed(seed: u64) -> Self {
        Self::key(Reset::seed(seed).key.0)
    }

    /// With a key that is known.
    pub fn key(key: [u8; 32]) -> Self {
        Self {
            key,
            tolerance: 0.1,
            tries: 10,
        }
    }

    /// The distance from 1 at which the standard deviation is left as it is: 0.1 unless given.
    pub fn tolerance(mut self, tolerance: impl Into<f64>) -> Self {
        self.tolerance = tolerance.into();
        self
    }

    /// How often one weight is scaled at most: 10 times unless given.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Initializes the weights one after the other, and returns their gains. `std_of` is called with the
    /// model and the path of the weight that was written last.
    ///
    /// # Errors
    /// As [`Reset::run`]; [`ErrorKind::Custom`] where `std_of` returns a number that is not finite and
    /// positive.
    pub fn run<M: Initialize + ?Sized>(
        &self,
        model: &mut M,
        weights: &[&str],
        mut std_of: impl FnMut(&M, &str) -> f64,
    ) -> Result<Vec<f64>, Error> {
        let mut gains = Vec::with_capacity(weights.len());
        for (place, &weight) in weights.iter().enumerate() {
            let mut gain = 1.0;
            let mut left = self.tries;
            loop {
                let rules = Rules::new().at(weight, orthogonal().gain(gain));
                Reset::key(self.key).only(weight).rules(&rules).run(model)?;
                let std = std_of(model, weight);
                if !(std.is_finite() && std > 0.0) {
                    let written = weights[..=place].iter();
                    let written: Vec<String> = written.map(|path| (*path).to_owned()).collect();
                    return Err(Error::writing(
                        alloc::vec![no_scale(weight, std)],
                        written,
                        None,
                    ));
                }
                if (std - 1.0).abs() < self.tolerance || left == 0 {
                    break;
                }
                gain /= std;
                left -= 1;
            }
            gains.push(gain);
        }
        Ok(gains)
    }
}

/// A standard deviation that no gain makes 1.
fn no_scale(weight: &str, std: f64) -> Problem {
    Problem::new(
        ErrorKind::Custom,
        format!("the output of its layer has the std `{std:?}`, which no gain makes 1"),
    )
    .help("return the std of the layer's output for a batch of inputs that differ")
    .at(weight)
}
