//! The lines of `docs/lines.md` that are of burn or for its layers: they compile, and do what the
//! page says.

use burn::module::Module;
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{Initializer, Linear, LinearConfig, Lstm, LstmConfig};
use burn::tensor::Tensor;
use init_core::{Initialize, Reset};

use crate::{bits, device};

#[derive(Initialize)]
#[init(at = "depthwise.weight", kaiming_normal, mode = "fan_out")]
#[init(at = "lstm.*_gate.hidden_transform.weight", orthogonal)]
#[init(at = "lstm.**.bias", zeros)]
#[init(at = "lstm.forget_gate.input_transform.bias", ones)]
struct Net {
    depthwise: Conv2d,
    lstm: Lstm,
}

/// The largest distance of WᵀW from the identity.
fn distance(weight: Tensor<2>) -> f64 {
    let product = weight.clone().transpose().matmul(weight);
    let distance = (product - Tensor::eye(32, &device())).abs().max();
    distance.to_data().iter::<f64>().next().unwrap()
}

/// The standard deviation of burn's own values, within twelve standard errors: they have no seed.
#[track_caller]
fn assert_std<const D: usize>(tensor: &Tensor<D>, std: f64) {
    let values: Vec<f64> = tensor.to_data().iter::<f64>().collect();
    let count = values.len() as f64;
    let squares: f64 = values.iter().map(|value| value * value).sum();
    let error = (squares / count).sqrt() / std - 1.0;
    assert!(error.abs() < 12.0 / (2.0 * count).sqrt(), "{error}");
}

/// By hand: a stem's fan out is 64·7·7, a depthwise one's 3·3.
#[test]
fn he_by_the_fan_out() {
    let he = Initializer::KaimingNormal {
        gain: 2.0_f64.sqrt(),
        fan_out_only: true,
    };
    let config = Conv2dConfig::new([3, 64], [7, 7]).with_initializer(he);
    let conv = config.with_bias(false).init(&device());
    assert_std(&conv.weight.val(), (2.0_f64 / 3136.0).sqrt());

    let he = Initializer::KaimingNormal {
        gain: 2.0_f64.sqrt(),
        fan_out_only: true,
    };
    let config = Conv2dConfig::new([64, 64], [3, 3])
        .with_groups(64)
        .with_initializer(he);
    let conv = config.with_bias(false).init(&device());
    assert_std(&conv.weight.val(), (2.0_f64 / 9.0).sqrt());

    let lstm = LstmConfig::new(16, 32, true).init(&device());
    let plan = Net {
        depthwise: conv,
        lstm,
    }
    .plan()
    .unwrap();
    let found = plan.get("depthwise.weight").unwrap().law().std().unwrap();
    assert!((found - (2.0_f64 / 9.0).sqrt()).abs() < 1e-12);
}

#[test]
fn gates_of_a_recurrent_layer() {
    let device = device();
    let config = LstmConfig::new(16, 32, true);
    let depthwise = Conv2dConfig::new([1, 1], [1, 1]).init(&device);
    let mut net = Net {
        depthwise,
        lstm: config.init(&device),
    };
    Reset::seed(42).run(&mut net).unwrap();

    let mut lstm = config.init(&device);
    let gate = || Initializer::Orthogonal { gain: 1.0 }.init([32, 32], &device);
    lstm.input_gate.hidden_transform.weight = gate();
    lstm.forget_gate.as_mut().unwrap().hidden_transform.weight = gate();
    lstm.output_gate.hidden_transform.weight = gate();
    lstm.cell_gate.hidden_transform.weight = gate();
    let zeros = || Some(Initializer::Zeros.init([32], &device));
    lstm.input_gate.input_transform.bias = zeros();
    lstm.input_gate.hidden_transform.bias = zeros();
    let forget = lstm.forget_gate.as_mut().unwrap();
    forget.input_transform.bias = Some(Initializer::Ones.init([32], &device));
    forget.hidden_transform.bias = zeros();
    lstm.output_gate.input_transform.bias = zeros();
    lstm.output_gate.hidden_transform.bias = zeros();
    lstm.cell_gate.input_transform.bias = zeros();
    lstm.cell_gate.hidden_transform.bias = zeros();

    let gates = |lstm: &Lstm| {
        let gates = [
            &lstm.input_gate,
            lstm.forget_gate.as_ref().unwrap(),
            &lstm.output_gate,
            &lstm.cell_gate,
        ];
        gates.map(Clone::clone)
    };
    for (ours, theirs) in gates(&net.lstm).iter().zip(gates(&lstm)) {
        assert!(distance(ours.hidden_transform.weight.val()) < 1e-5);
        assert!(distance(theirs.hidden_transform.weight.val()) < 1e-5);
        let biases = |gate: &burn::nn::GateController| {
            [&gate.input_transform, &gate.hidden_transform]
                .map(|linear| bits(&linear.bias.as_ref().unwrap().val()))
        };
        assert_eq!(biases(ours), biases(&theirs));
    }
}

/// Three square weights in one: the variance is 2 / (256 + 256).
#[test]
fn fused_projections() {
    let device = device();
    let mut qkv = LinearConfig::new(256, 768).init(&device);
    let xavier = Initializer::XavierUniform { gain: 1.0 };
    qkv.weight = xavier.init_with([256, 768], Some(256), Some(256), &device);
    assert_std(&qkv.weight.val(), (2.0_f64 / 512.0).sqrt());
}

#[derive(Module, Debug)]
struct Classifier {
    body: Linear,
    head: Linear,
}

#[test]
fn all_but_the_head_from_a_record() {
    let device = device();
    let classifier = || Classifier {
        body: LinearConfig::new(8, 8).init(&device),
        head: LinearConfig::new(8, 3).init(&device),
    };
    let old = classifier();
    let expected = bits(&old.body.weight.val());
    let record = old.into_record();
    let mut model = classifier();
    let fresh = bits(&model.head.weight.val());
    let head = model.head.clone();
    model = model.load_record(record);
    model.head = head;
    assert_eq!(bits(&model.body.weight.val()), expected);
    assert_eq!(bits(&model.head.weight.val()), fresh);
}
