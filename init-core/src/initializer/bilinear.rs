//! Interpolation by a convolution.

use alloc::string::String;

use super::Initializer;
use super::indexed::{WeightIndex, indexed};
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// The filter of a linear interpolation, made by [`bilinear`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bilinear {
    normalized: bool,
}

/// The filter of a linear interpolation from each input channel to the output channel of the same index
/// within its group, 0 between others: a transposed convolution with stride s, kernel 2s − s mod 2 and
/// padding ⌊s / 2⌋ scales an image up by s. It is bilinear along two axes, trilinear along three.
///
/// Along an axis of length k it is 1 − |x − c| / f at the place x, with f = ⌊(k + 1) / 2⌋ and c the middle,
/// (k − 1) / 2: symmetric for every k, which the filters of Caffe and MXNet are not.
///
/// ```
/// use init_core::initializer::bilinear;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[[0.0_f32; 4]; 2]; 2];
/// bilinear().fill(&mut weight, &mut rng)?;
/// assert_eq!(weight[0], [[0.25, 0.75, 0.75, 0.25], [0.0; 4]]);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// It is Chainer's `UpsamplingDeconvFilter`, and [`normalized`](Bilinear::normalized) its
/// `DownsamplingConvFilter`. For the field of a transposed convolution with `groups`, give the `layout`:
/// its channels lie along `i`.
#[doc(alias("upsampling", "downsampling", "trilinear", "UpsamplingDeconvFilter"))]
pub fn bilinear() -> Bilinear {
    Bilinear { normalized: false }
}

impl Bilinear {
    /// Divides by the sum of the filter: a convolution then takes means, and scales an image down.
    pub fn normalized(mut self) -> Self {
        self.normalized = true;
        self
    }
}

impl Initializer for Bilinear {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let weight = WeightIndex::new("bilinear", target)?;
        let (normalized, along_inputs) = (self.normalized, target.has_groups_along_inputs());
        let channels = if along_inputs {
            weight.inputs
        } else {
            weight.outputs
        };
        let in_group = (channels / target.groups()).max(1);
        Ok(indexed(1.0, move |index, _| {
            let (output, input, places) = weight.of(index);
            let is_pair = if along_inputs {
                input % in_group == output
            } else {
                output % in_group == input
            };
            if !is_pair {
                return 0.0;
            }
            let places = places.iter().zip(&weight.field);
            places.fold(1.0, |product, (&place, &length)| {
                let factor = length.div_ceil(2) as f64;
                let centre = (length - 1) as f64 / 2.0;
                let weight = 1.0 - (place as f64 - centre).abs() / factor;
                product * if normalized { weight / factor } else { weight }
            })
        }))
    }

    fn describe(&self) -> String {
        let normalized = if self.normalized { ", normalized" } else { "" };
        alloc::format!("bilinear{normalized}")
    }
}
