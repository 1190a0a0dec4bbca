//! The bias of an output that begins with a given probability.

use alloc::format;
use alloc::string::String;

use init_grammar::Range;

use super::{Initializer, described};
use crate::error::Problem;
use crate::number::double_double::DoubleDouble;
use crate::tensor::Target;
use crate::values::Fill;

/// The bias of an output with a prior, made by [`prior_bias`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PriorBias {
    probability: Option<f64>,
}

/// ln(p / (1 − p)), so that a sigmoid of the output begins at the `probability` p: what detectors with a
/// focal loss give the bias of their classes, with p = 0.01. Without a probability −ln(n) for a bias of
/// n classes, the mode `jax_nlhb` of timm: a softmax, and nearly a sigmoid, begins at 1/n.
///
/// T.-Y. Lin and others, "Focal loss for dense object detection", 2017, section 4.1.
///
/// ```
/// use init_core::initializer::prior_bias;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut bias = [0.0_f32; 80];
/// prior_bias().probability(0.01).fill(&mut bias, &mut rng)?;
/// assert_eq!(bias, [-4.59512; 80]);
///
/// prior_bias().fill(&mut bias, &mut rng)?;
/// assert_eq!(bias, [-80.0_f32.ln(); 80]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("bias_init_with_prob", "nlhb", "log_odds", "logit"))]
pub fn prior_bias() -> PriorBias {
    PriorBias { probability: None }
}

impl PriorBias {
    /// The probability at which a sigmoid begins, between 0 and 1.
    pub fn probability(mut self, probability: impl Into<f64>) -> Self {
        self.probability = Some(probability.into());
        self
    }
}

impl Initializer for PriorBias {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let Some(probability) = self.probability else {
            let classes = target.shape()[target.stacked()..].first();
            let classes = classes.copied().unwrap_or(1).max(1);
            return Ok(Fill::constant(
                (-DoubleDouble::from(classes as f64).ln()).high,
            ));
        };
        Problem::unless_in(Range::Inside, "probability", probability)?;
        let probability = DoubleDouble::from(probability);
        let odds = probability.ln() - (DoubleDouble::ONE - probability).ln();
        Ok(Fill::constant(odds.high))
    }

    fn describe(&self) -> String {
        let probability = self.probability.map(|it| format!("{it:?}"));
        described("prior_bias", &[("probability", probability)])
    }
}
