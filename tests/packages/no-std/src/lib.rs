//! A crate without the standard library, nor `alloc` in scope, that derives `Initialize`.

#![no_std]

use init_core::{Error, Initialize, Reset};

/// A struct whose attributes need everything that the generated code names.
#[derive(Debug, Initialize)]
#[init(at = "heads.*.weight", rank = 2, constant = self.value + layer.index as f64)]
pub struct Linear<'a, T, const N: usize> {
    /// The weight.
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", layout = "io")]
    pub weight: [[f32; 3]; N],
    /// The bias, as flat storage.
    #[init(constant = 0.5, shape = self.bias.len(), name = "b", stream = "bias")]
    pub bias: &'a mut [f32],
    /// A tensor of any type.
    #[init(normal, std = 0.5 / N as f64)]
    pub shift: Option<T>,
    /// What follows.
    #[init(at = "*.bias", module = "Head", ones)]
    pub heads: [Head; 2],
    /// What the weights of the heads begin with.
    #[init(skip)]
    pub value: f64,
}

/// A module inside.
#[derive(Debug, Initialize)]
pub enum Head {
    /// Two tensors, the second by the place of the head in a list.
    Dense {
        /// The weight.
        #[init(orthogonal, gain = *gain)]
        weight: [[f32; 2]; 2],
        /// The bias.
        #[init(constant = layer.count as f64)]
        bias: [f32; 2],
        /// The gain of the weight.
        #[init(skip)]
        gain: f64,
    },
    /// Nothing.
    Empty,
}

/// Initializes a model under a seed.
///
/// # Errors
/// As [`Reset::run`](init_core::Reset).
pub fn reset(model: &mut Linear<'_, [f64; 2], 4>, seed: u64) -> Result<usize, Error> {
    Reset::seed(seed).run(model).map(|plan| plan.value_count())
}

#[cfg(test)]
mod tests {
    use super::{Head, Linear, reset};

    #[test]
    fn a_crate_without_the_standard_library_resets_a_model() {
        let mut memory = [0.0; 3];
        let mut model = Linear {
            weight: [[0.0; 3]; 4],
            bias: &mut memory,
            shift: None,
            heads: [
                Head::Empty,
                Head::Dense {
                    weight: [[0.0; 2]; 2],
                    bias: [0.0; 2],
                    gain: 1.0,
                },
            ],
            value: 0.5,
        };
        assert_eq!(reset(&mut model, 1).unwrap(), 12 + 3 + 4 + 2);
        assert!(matches!(
            model.heads[1],
            Head::Dense {
                weight: [[1.5, 1.5], [1.5, 1.5]],
                bias: [1.0, 1.0],
                ..
            }
        ));
        assert_eq!(memory, [0.5; 3]);
    }
}
