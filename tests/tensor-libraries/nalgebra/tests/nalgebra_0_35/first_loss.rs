//! The network of all libraries, by nalgebra's own products.

use common::digits::{Digits, PIXELS};
use common::network::{CLASSES, FIRST_LOSS, HIDDEN, Plain, SEED, TOLERANCE};
use init_core::{Initialize, Reset};
use nalgebra::{DMatrix, DVector, SMatrix, SVector};

#[derive(Initialize)]
struct Dynamic {
    fc1: DynamicLinear,
    fc2: DynamicLinear,
}

#[derive(Initialize)]
struct DynamicLinear {
    #[init(kaiming_normal)]
    weight: DMatrix<f32>,
    #[init(zeros)]
    bias: DVector<f32>,
}

impl DynamicLinear {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: DMatrix::repeat(outputs, inputs, f32::NAN),
            bias: DVector::repeat(outputs, f32::NAN),
        }
    }

    fn forward(&self, input: &DVector<f32>) -> DVector<f32> {
        &self.weight * input + &self.bias
    }
}

#[derive(Initialize)]
struct Static {
    fc1: StaticLinear<PIXELS, HIDDEN>,
    fc2: StaticLinear<HIDDEN, CLASSES>,
}

#[derive(Initialize)]
struct StaticLinear<const I: usize, const O: usize> {
    #[init(kaiming_normal)]
    weight: SMatrix<f32, O, I>,
    #[init(zeros)]
    bias: SVector<f32, O>,
}

impl<const I: usize, const O: usize> StaticLinear<I, O> {
    fn new() -> Self {
        Self {
            weight: SMatrix::repeat(f32::NAN),
            bias: SVector::repeat(f32::NAN),
        }
    }

    fn forward(&self, input: &SVector<f32, I>) -> SVector<f32, O> {
        self.weight * input + self.bias
    }
}

/// The mean cross entropy of what a network says of each image.
fn loss(digits: &Digits, scores: impl Fn(&[f32]) -> Vec<f32>) -> f64 {
    let images = digits.pixels.chunks_exact(PIXELS).zip(&digits.labels);
    let losses = images.map(|(pixels, &label)| {
        let scores: Vec<f64> = scores(pixels).into_iter().map(f64::from).collect();
        let total: f64 = scores.iter().map(|score| score.exp()).sum();
        total.ln() - scores[label as usize]
    });
    losses.sum::<f64>() / digits.len() as f64
}

#[track_caller]
fn assert_first(loss: f64, digits: &Digits) {
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
    let plain = Plain::reset().loss(digits);
    assert!((loss - plain).abs() < TOLERANCE, "{loss}, {plain}");
}

#[test]
fn the_first_loss_of_dynamic_matrices_is_that_of_plain_rust() {
    let mut network = Dynamic {
        fc1: DynamicLinear::new(PIXELS, HIDDEN),
        fc2: DynamicLinear::new(HIDDEN, CLASSES),
    };
    Reset::seed(SEED).run(&mut network).unwrap();
    let digits = Digits::first();
    let loss = loss(&digits, |pixels| {
        let hidden = network.fc1.forward(&DVector::from_column_slice(pixels));
        let scores = network.fc2.forward(&hidden.map(|value| value.max(0.0)));
        scores.as_slice().to_vec()
    });
    assert_first(loss, &digits);
}

#[test]
fn the_first_loss_of_static_matrices_is_that_of_plain_rust() {
    let mut network = Static {
        fc1: StaticLinear::new(),
        fc2: StaticLinear::new(),
    };
    Reset::seed(SEED).run(&mut network).unwrap();
    let digits = Digits::first();
    let loss = loss(&digits, |pixels| {
        let hidden = network.fc1.forward(&SVector::from_column_slice(pixels));
        let scores = network.fc2.forward(&hidden.map(|value| value.max(0.0)));
        scores.as_slice().to_vec()
    });
    assert_first(loss, &digits);
}
