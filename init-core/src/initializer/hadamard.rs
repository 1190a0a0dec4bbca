//! Zeros and ones alone: a partial identity, or a Hadamard matrix.

use alloc::string::String;

use super::Initializer;
use super::indexed::{WeightIndex, indexed};
use crate::error::Problem;
use crate::number::arithmetic::sqrt64;
use crate::number::double_double::power_of_two;
use crate::tensor::Target;
use crate::values::Fill;

/// `ZerO` initialization, made by [`hadamard`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hadamard;

/// `ZerO` initialization: the identity where the outputs are not more than the inputs, else the first
/// rows and columns of the Hadamard matrix of 2^k ≥ outputs, times 2^(−k/2). Of a convolution that
/// matrix is at the centre of the kernel, ⌊length / 2⌋ along each axis. Nothing is random.
///
/// J. Zhao and others, "ZerO initialization: Initializing neural networks with only zeros and ones",
/// 2022, algorithm 1.
///
/// ```
/// use init_core::initializer::hadamard;
/// # let mut rng = init_core::hidden::doc::rng();
///
/// let mut weight = [[0.0_f32; 2]; 4];
/// hadamard().fill(&mut weight, &mut rng)?;
/// assert_eq!(weight, [[0.5, 0.5], [0.5, -0.5], [0.5, 0.5], [0.5, -0.5]]);
/// # Ok::<(), init_core::Error>(())
/// ```
#[doc(alias("zero_init", "ZerO"))]
pub fn hadamard() -> Hadamard {
    Hadamard
}

impl Initializer for Hadamard {
    fn resolve<'a>(&'a self, target: &Target<'_>) -> Result<Fill<'a>, Problem> {
        let weight = WeightIndex::new("hadamard", target)?;
        let (outputs, inputs) = (weight.outputs, weight.inputs);
        // ⌈log2 outputs⌉.
        let exponent = usize::BITS - outputs.saturating_sub(1).leading_zeros();
        let height = sqrt64(power_of_two(-exponent.cast_signed()));
        Ok(indexed(1.0, move |index, _| {
            let (output, input, places) = weight.of(index);
            let places = places.iter().zip(&weight.field);
            if !places
                .into_iter()
                .all(|(place, length)| *place == length / 2)
            {
                return 0.0;
            }
            if outputs <= inputs {
                return f64::from(u8::from(output == input));
            }
            match (output & input).count_ones() % 2 {
                0 => height,
                _ => -height,
            }
        }))
    }

    fn describe(&self) -> String {
        "hadamard".into()
    }
}
