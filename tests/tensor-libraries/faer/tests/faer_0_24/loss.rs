//! A network of faer's matrices computes the loss that follows from the value contract.

use common::digits::{Digits, PIXELS};
use common::network::{CLASSES, FIRST_LOSS, HIDDEN, SEED, TOLERANCE};
use faer::{Col, Mat, MatRef};
use init_core::{Initialize, Reset};

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal)]
    weight: Mat<f32>,
    #[init(zeros)]
    bias: Col<f32>,
}

impl Linear {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: Mat::full(outputs, inputs, f32::NAN),
            bias: Col::full(outputs, f32::NAN),
        }
    }

    /// Of one column for each image.
    fn forward(&self, columns: MatRef<'_, f32>) -> Mat<f32> {
        let ones = Col::<f32>::ones(columns.ncols());
        &self.weight * columns + self.bias.as_mat() * ones.transpose().as_mat()
    }
}

#[derive(Initialize)]
struct Network {
    fc1: Linear,
    fc2: Linear,
}

impl Network {
    fn loss(&self, digits: &Digits) -> f64 {
        let pixels = MatRef::from_column_major_slice(&digits.pixels, PIXELS, digits.len());
        let hidden = self.fc1.forward(pixels).map(|value| value.max(0.0));
        let scores = self.fc2.forward(hidden.as_ref());
        let losses = scores
            .col_iter()
            .zip(&digits.labels)
            .map(|(scores, &label)| {
                let total: f32 = scores.iter().map(|score| score.exp()).sum();
                f64::from(total.ln() - scores[label as usize])
            });
        losses.sum::<f64>() / digits.len() as f64
    }
}

#[test]
fn the_first_loss_is_that_of_the_value_contract() {
    let mut network = Network {
        fc1: Linear::new(PIXELS, HIDDEN),
        fc2: Linear::new(HIDDEN, CLASSES),
    };
    Reset::seed(SEED).run(&mut network).unwrap();
    let loss = network.loss(&Digits::first());
    println!("first loss {loss}");
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
}
