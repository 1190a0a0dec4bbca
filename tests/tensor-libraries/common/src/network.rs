//! The network that every library trains: 64-64-10, relu, softmax cross entropy.
//!
//! Its parameters are `fc1.weight`, `fc1.bias`, `fc2.weight` and `fc2.bias`; the weights are
//! `kaiming_normal`, the biases zero, under [`SEED`].

use init_core::{Initialize, Reset};

use crate::digits::{Digits, PIXELS};

/// The width of the hidden layer.
pub const HIDDEN: usize = 64;
/// The number of classes.
pub const CLASSES: usize = 10;
/// The seed of the reset.
pub const SEED: u64 = 42;

/// The mean loss of [`Digits::first`] before the first step, by numpy from the value contract's
/// text alone: `tests/contract/first_loss.py`.
pub const FIRST_LOSS: f64 = 2.408_756_961_311_196_3;

/// How far a library that computes in f32 may be from [`FIRST_LOSS`].
pub const TOLERANCE: f64 = 1e-5;

/// How many of a held-out third must be right after training.
pub const ACCURACY: f64 = 0.95;

/// A layer of the network, in plain Rust.
#[derive(Debug, Initialize)]
pub struct Linear {
    /// Of shape [outputs, inputs].
    #[init(kaiming_normal, shape = (self.outputs, self.inputs))]
    pub weight: Vec<f32>,
    /// Of shape [outputs].
    #[init(zeros, shape = self.outputs)]
    pub bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl Linear {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![f32::NAN; outputs * inputs],
            bias: vec![f32::NAN; outputs],
            inputs,
            outputs,
        }
    }

    fn forward(&self, input: &[f64]) -> Vec<f64> {
        let rows = self.weight.chunks_exact(self.inputs).zip(&self.bias);
        rows.map(|(row, &bias)| {
            let products = row.iter().zip(input).map(|(&w, x)| f64::from(w) * x);
            products.sum::<f64>() + f64::from(bias)
        })
        .collect()
    }
}

/// The network in plain Rust.
#[derive(Debug, Initialize)]
pub struct Plain {
    /// 64 to 64.
    pub fc1: Linear,
    /// 64 to 10.
    pub fc2: Linear,
}

impl Plain {
    /// The network after a reset with [`SEED`].
    ///
    /// # Panics
    /// If the reset fails.
    pub fn reset() -> Self {
        let mut network = Self {
            fc1: Linear::new(PIXELS, HIDDEN),
            fc2: Linear::new(HIDDEN, CLASSES),
        };
        let reset = Reset::seed(SEED).run(&mut network);
        reset.expect("a plan without errors");
        network
    }

    /// The mean cross entropy.
    pub fn loss(&self, digits: &Digits) -> f64 {
        let images = digits.pixels.chunks_exact(PIXELS).zip(&digits.labels);
        let losses = images.map(|(pixels, &label)| {
            let pixels: Vec<f64> = pixels.iter().map(|&pixel| f64::from(pixel)).collect();
            let mut hidden = self.fc1.forward(&pixels);
            for value in &mut hidden {
                *value = value.max(0.0);
            }
            let scores = self.fc2.forward(&hidden);
            let total: f64 = scores.iter().map(|score| score.exp()).sum();
            total.ln() - scores[label as usize]
        });
        losses.sum::<f64>() / digits.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_rust_comes_to_the_loss_of_the_value_contract() {
        let loss = Plain::reset().loss(&Digits::first());
        assert!((loss - FIRST_LOSS).abs() < 1e-9, "{loss}");
    }
}
