//! The norm of another parameter.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::{Initializer, described};
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::Fill;

/// The Euclidean norm of another parameter, made by [`norm_of`].
#[derive(Debug, Clone, PartialEq)]
pub struct NormOf {
    path: Cow<'static, str>,
    axis: Option<usize>,
}

/// The Euclidean norm √(Σ x²) of the new values of the parameter `path`, so that a weight
/// normalization g·v/‖v‖ begins with v itself: the first step of `torch.nn.utils.weight_norm`
/// (Salimans and Kingma, 2016).
///
/// The path starts at the module that holds the parameter: a field beside it, or one below such a
/// field. With [`axis`](NormOf::axis) there is a norm for each index of that axis, over all others
/// (PyTorch's `dim = 0` is `axis = 0`); without it one norm of all values (`dim = None`).
///
/// ```
/// use init_core::{Initialize, Reset};
///
/// #[derive(Initialize)]
/// struct WeightNorm {
///     #[init(norm_of = "v", axis = 0)]
///     g: [[f32; 1]; 4],
///     #[init(kaiming_normal)]
///     v: [[f32; 3]; 4],
/// }
///
/// let mut layer = WeightNorm { g: [[0.0]; 4], v: [[0.0; 3]; 4] };
/// Reset::seed(1).run(&mut layer)?;
/// let squares = |row: &[f32; 3]| row.iter().map(|&x| f64::from(x) * f64::from(x)).sum::<f64>();
/// assert_eq!(layer.g[2][0], squares(&layer.v[2]).sqrt() as f32);
/// # Ok::<(), init_core::Error>(())
/// ```
///
/// The norm is that of the values which the same reset gives the other parameter, whatever the order
/// of the fields, and whether or not it writes them. The squares are added in f64, in the order of
/// the index: the value contract has the bits.
#[doc(alias("weight_norm", "weight_g"))]
pub fn norm_of(path: impl Into<Cow<'static, str>>) -> NormOf {
    NormOf {
        path: path.into(),
        axis: None,
    }
}

impl NormOf {
    /// The axis of the other parameter that has a norm for each index, in the tensor's own order.
    pub fn axis(mut self, axis: usize) -> Self {
        self.axis = Some(axis);
        self
    }
}

impl Initializer for NormOf {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::norm_of(&self.path, self.axis))
    }

    fn describe(&self) -> String {
        let axis = self.axis.map(|axis| format!("{axis}"));
        described(&format!("norm_of = {:?}", self.path), &[("axis", axis)])
    }
}
