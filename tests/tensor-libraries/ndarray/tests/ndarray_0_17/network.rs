//! The network of all libraries, by ndarray's own products.

use common::digits::{Digits, PIXELS};
use common::network::{CLASSES, FIRST_LOSS, HIDDEN, SEED, TOLERANCE};
use init_core::{Initialize, Reset};
use ndarray::{Array1, Array2, ArrayRef2, ArrayView2, Axis, ShapeBuilder};

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_normal)]
    weight: Array2<f32>,
    #[init(zeros)]
    bias: Array1<f32>,
}

impl Linear {
    fn forward(&self, input: &ArrayRef2<f32>) -> Array2<f32> {
        input.dot(&self.weight.t()) + &self.bias
    }
}

#[derive(Initialize)]
struct Network {
    fc1: Linear,
    fc2: Linear,
}

impl Network {
    /// The mean cross entropy.
    fn loss(&self, digits: &Digits) -> f64 {
        let pixels = ArrayView2::from_shape((digits.len(), PIXELS), &digits.pixels).unwrap();
        let hidden = self.fc1.forward(&pixels).mapv_into(|value| value.max(0.0));
        let scores = self.fc2.forward(&hidden);
        let totals = scores.mapv(f32::exp).sum_axis(Axis(1)).mapv_into(f32::ln);
        let losses = totals.iter().zip(scores.rows()).zip(&digits.labels);
        let losses = losses.map(|((total, scores), &label)| total - scores[label as usize]);
        losses.map(f64::from).sum::<f64>() / digits.len() as f64
    }
}

#[test]
fn the_first_loss_is_that_of_the_value_contract() {
    for column_major in [false, true] {
        let linear = |inputs, outputs| Linear {
            weight: Array2::from_elem((outputs, inputs).set_f(column_major), f32::NAN),
            bias: Array1::from_elem(outputs, f32::NAN),
        };
        let mut network = Network {
            fc1: linear(PIXELS, HIDDEN),
            fc2: linear(HIDDEN, CLASSES),
        };
        let reset = Reset::seed(SEED).run(&mut network);
        reset.expect("a plan without errors");
        let loss = network.loss(&Digits::first());
        assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
    }
}
