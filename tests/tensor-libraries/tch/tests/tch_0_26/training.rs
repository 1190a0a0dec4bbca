//! A network of tch's layers learns to read digits from the weights it is given here.

use common::digits::{Digits, PIXELS};
use common::network::{ACCURACY, CLASSES, FIRST_LOSS, HIDDEN, SEED, TOLERANCE};
use init_core::{Initialize, Reset};
use tch::nn::{Linear, LinearConfig, Module, OptimizerConfig, VarStore};
use tch::{Device, Kind, Tensor, nn};

#[derive(Initialize)]
#[init(at = "*.weight", kaiming_normal)]
#[init(at = "*.bias", zeros)]
struct Network {
    fc1: Linear,
    fc2: Linear,
}

impl Network {
    fn reset(vars: &VarStore) -> Self {
        let (inputs, hidden, classes) = (PIXELS as i64, HIDDEN as i64, CLASSES as i64);
        let root = vars.root();
        let mut network = Self {
            fc1: nn::linear(&root / "fc1", inputs, hidden, LinearConfig::default()),
            fc2: nn::linear(&root / "fc2", hidden, classes, LinearConfig::default()),
        };
        let reset = Reset::seed(SEED).run(&mut network);
        reset.expect("a plan without errors");
        network
    }

    fn forward(&self, pixels: &Tensor) -> Tensor {
        self.fc2.forward(&self.fc1.forward(pixels).relu())
    }
}

fn tensors(digits: &Digits) -> (Tensor, Tensor) {
    let labels: Vec<i64> = digits.labels.iter().map(|&label| label.into()).collect();
    let pixels = Tensor::from_slice(&digits.pixels).view([-1, PIXELS as i64]);
    (pixels, Tensor::from_slice(&labels))
}

#[test]
fn the_first_loss_is_that_of_the_value_contract() {
    let (pixels, labels) = tensors(&Digits::first());
    let scores = Network::reset(&VarStore::new(Device::Cpu)).forward(&pixels);
    let loss = scores.cross_entropy_for_logits(&labels).double_value(&[]);
    println!("first loss {loss}");
    assert!((loss - FIRST_LOSS).abs() < TOLERANCE, "{loss}");
}

#[test]
fn digits_are_read_after_two_hundred_steps() {
    let [train, test] = Digits::split();
    let vars = VarStore::new(Device::Cpu);
    let network = Network::reset(&vars);
    let mut optimizer = nn::Adam::default().build(&vars, 0.01).unwrap();
    let (pixels, labels) = tensors(&train);
    for _ in 0..200 {
        let loss = network.forward(&pixels).cross_entropy_for_logits(&labels);
        optimizer.backward_step(&loss);
    }
    let (pixels, labels) = tensors(&test);
    let right = network.forward(&pixels).accuracy_for_logits(&labels);
    let right = right.to_kind(Kind::Double).double_value(&[]);
    println!("{right} of {} are right", test.len());
    assert!(right >= ACCURACY, "{right}");
}
