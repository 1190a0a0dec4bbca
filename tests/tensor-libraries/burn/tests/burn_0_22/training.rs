//! A network whose weights are made here learns.

use burn::module::Module;
use burn::nn::loss::CrossEntropyLossConfig;
use burn::nn::{Linear, LinearConfig};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::activation::relu;
use burn::tensor::{Device, Int, Tensor, TensorData};
use common::digits::{Digits, PIXELS};
use common::network::{ACCURACY, CLASSES, FIRST_LOSS, HIDDEN, Plain, SEED, TOLERANCE};
use init_core::initializer::{kaiming_normal, zeros};
use init_core::libraries::burn_0_22::BurnModule;
use init_core::{Initialize, Reset, Rules};

use crate::device;

#[derive(Module, Debug, Initialize)]
struct Network {
    #[init(at = "weight", kaiming_normal)]
    #[init(at = "bias", zeros)]
    fc1: Linear,
    #[init(at = "weight", kaiming_normal)]
    #[init(at = "bias", zeros)]
    fc2: Linear,
}

impl Network {
    fn new(device: &Device) -> Self {
        Self {
            fc1: LinearConfig::new(PIXELS, HIDDEN).init(device),
            fc2: LinearConfig::new(HIDDEN, CLASSES).init(device),
        }
    }

    fn reset(device: &Device) -> Self {
        let mut network = Self::new(device);
        Reset::seed(SEED).run(&mut network).expect("a plan");
        network
    }

    fn forward(&self, pixels: Tensor<2>) -> Tensor<2> {
        self.fc2.forward(relu(self.fc1.forward(pixels)))
    }

    fn loss(&self, digits: &Digits, device: &Device) -> Tensor<1> {
        let scores = self.forward(pixels(digits, device));
        let labels = digits.labels.iter().map(|&label| i64::from(label));
        let labels = TensorData::new(labels.collect::<Vec<_>>(), [digits.len()]);
        let labels = Tensor::<1, Int>::from_data(labels, device);
        CrossEntropyLossConfig::new()
            .init(device)
            .forward(scores, labels)
    }
}

fn pixels(digits: &Digits, device: &Device) -> Tensor<2> {
    let data = TensorData::new(digits.pixels.clone(), [digits.len(), PIXELS]);
    Tensor::from_data(data, device)
}

fn number(tensor: &Tensor<1>) -> f64 {
    tensor.to_data().iter::<f64>().next().expect("one number")
}

#[test]
fn the_first_loss_is_that_of_plain_rust() {
    let digits = Digits::first();
    let loss = number(&Network::reset(&device()).loss(&digits, &device()));
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
    assert!(
        (loss - Plain::reset().loss(&digits)).abs() < TOLERANCE,
        "{loss}"
    );
}

#[test]
fn a_whole_module_comes_to_the_same_loss() {
    let rules = Rules::new()
        .at("**.weight", kaiming_normal())
        .at("**.bias", zeros());
    let mut network = BurnModule::new(Network::new(&device()));
    Reset::seed(SEED)
        .rules(&rules)
        .run(&mut network)
        .expect("a plan");
    let loss = number(&network.loss(&Digits::first(), &device()));
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
}

#[test]
fn the_network_learns_to_read_digits() {
    let device = device().autodiff();
    let [learned, held_out] = Digits::split();
    let mut network = Network::reset(&device);
    let mut optimizer = AdamConfig::new().init();
    for _ in 0..120 {
        let grads = network.loss(&learned, &device).backward();
        let grads = GradientsParams::from_grads(grads, &network);
        network = optimizer.step(0.01, network, grads);
    }
    let answers = network.forward(pixels(&held_out, &device)).argmax(1);
    let answers: Vec<i64> = answers.to_data().iter::<i64>().collect();
    let right = answers.iter().zip(&held_out.labels);
    let right = right.filter(|&(&answer, &label)| answer == i64::from(label));
    let accuracy = right.count() as f64 / held_out.len() as f64;
    assert!(accuracy >= ACCURACY, "{accuracy}");
}
