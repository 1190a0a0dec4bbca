//! A reset of parameters that an optimizer or a graph knows.

use burn::module::{Module, Param};
use burn::optim::{AdamConfig, GradientsParams};
use burn::tensor::Tensor;
use init_core::{Initialize, Reset};

use crate::device;

#[derive(Module, Debug, Initialize)]
struct Net {
    #[init(normal)]
    weight: Param<Tensor<1>>,
}

impl Net {
    fn new() -> Self {
        let weight = Param::from_tensor(Tensor::zeros([4], &device().autodiff()));
        let mut net = Self { weight };
        Reset::seed(1).run(&mut net).expect("a plan");
        net
    }

    fn values(&self) -> Vec<f64> {
        self.weight.val().to_data().iter::<f64>().collect()
    }

    fn loss(&self) -> Tensor<1> {
        self.weight.val().powf_scalar(2.0).sum()
    }

    /// Gradients of 0, with which a step moves the parameter by the moments alone.
    fn no_gradients(&self) -> GradientsParams {
        let loss = (self.weight.val() * 0.0).sum();
        GradientsParams::from_grads(loss.backward(), self)
    }
}

#[test]
fn an_optimizer_steps_from_the_new_values_and_keeps_its_moments() {
    let mut net = Net::new();
    let (first, id) = (net.values(), net.weight.id);
    let mut optimizer = AdamConfig::new().init();
    for _ in 0..3 {
        let gradients = GradientsParams::from_grads(net.loss().backward(), &net);
        net = optimizer.step(0.1, net, gradients);
    }
    assert_ne!(net.values(), first);
    Reset::seed(1).run(&mut net).expect("a plan");
    assert_eq!(net.values(), first);
    assert_eq!(net.weight.id, id);

    let gradients = net.no_gradients();
    net = optimizer.step(0.1, net, gradients);
    assert_ne!(net.values(), first);
    // A new optimizer has no moments.
    Reset::seed(1).run(&mut net).expect("a plan");
    let gradients = net.no_gradients();
    net = AdamConfig::new().init().step(0.1, net, gradients);
    assert_eq!(net.values(), first);
}

/// The graph holds the old tensor, and the gradients by id are those of the parameter.
#[test]
fn gradients_from_before_a_reset_are_those_of_the_old_values() {
    let mut net = Net::new();
    let old = net.values();
    let loss = net.loss();
    let taken = GradientsParams::from_grads(net.loss().backward(), &net);
    Reset::seed(2).run(&mut net).expect("a plan");
    assert_ne!(net.values(), old);

    // Those that were taken before are found by the id.
    let gradient = taken.get::<1>(net.weight.id).expect("a gradient");
    let gradient: Vec<f64> = gradient.to_data().iter::<f64>().collect();
    let expected: Vec<f64> = old.iter().map(|value| 2.0 * value).collect();
    for (found, expected) in gradient.iter().zip(&expected) {
        assert!((found - expected).abs() < 1e-5, "{found} {expected}");
    }
    // A backward pass from then knows nothing of the new tensor.
    let late = GradientsParams::from_grads(loss.backward(), &net);
    assert!(late.is_empty());
    let again = GradientsParams::from_grads(net.loss().backward(), &net);
    assert_eq!(again.len(), 1);
}
