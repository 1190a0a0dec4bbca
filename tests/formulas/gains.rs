//! Gains, against PyTorch's `calculate_gain`.

use init_core::initializer::{Nonlinearity, calculate_gain};
use init_grammar::GAINS;

use crate::data::{figures, parse};

const DATA: &str = include_str!("../data/formulas-torch.json");

const ALL: [Nonlinearity; 12] = [
    Nonlinearity::Linear,
    Nonlinearity::Conv1d,
    Nonlinearity::Conv2d,
    Nonlinearity::Conv3d,
    Nonlinearity::ConvTranspose1d,
    Nonlinearity::ConvTranspose2d,
    Nonlinearity::ConvTranspose3d,
    Nonlinearity::Sigmoid,
    Nonlinearity::Tanh,
    Nonlinearity::Relu,
    Nonlinearity::LeakyRelu,
    Nonlinearity::Selu,
];

#[test]
fn gains_are_those_of_pytorch() {
    let data = parse(DATA);
    let gains = figures(&data["gains"]);
    assert_eq!(gains.len(), 17);
    for (key, expected) in gains {
        let (name, slope) = match key.split_once('(') {
            None => (key, None),
            Some((name, slope)) => (name, Some(slope.trim_end_matches(')').parse().unwrap())),
        };
        let nonlinearity = ALL.into_iter().find(|known| known.name() == name);
        let nonlinearity = nonlinearity.unwrap_or_else(|| panic!("no nonlinearity {name}"));
        let found = calculate_gain(nonlinearity, slope);
        let error = (found - expected).abs() / expected;
        assert!(error <= 1e-15, "{key}: found {found}, expected {expected}");
    }
}

#[test]
fn every_nonlinearity_has_a_gain_from_pytorch() {
    let data = parse(DATA);
    let gains = figures(&data["gains"]);
    for nonlinearity in ALL {
        assert!(gains.iter().any(|(name, _)| *name == nonlinearity.name()));
    }
}

#[test]
fn the_gain_without_a_slope_is_that_of_pytorch() {
    let data = parse(DATA);
    for (name, expected) in figures(&data["gains"]) {
        if let Some(nonlinearity) = ALL.into_iter().find(|known| known.name() == name) {
            let error = (nonlinearity.gain() - expected).abs() / expected;
            assert!(error <= 1e-15, "{name}: expected {expected}");
        }
    }
}

/// PyTorch ignores the parameter of every nonlinearity but `leaky_relu`.
#[test]
fn the_slope_changes_the_gain_of_leaky_relu_alone() {
    for nonlinearity in ALL {
        let changes = calculate_gain(nonlinearity, Some(3.0)) != calculate_gain(nonlinearity, None);
        assert_eq!(changes, nonlinearity == Nonlinearity::LeakyRelu);
    }
}

/// What the help gives for a nonlinearity without a gain in PyTorch, against 1/√E[f(x)²] by the
/// trapezoidal rule, whose error for a smooth function is far below the four digits.
#[test]
fn gains_that_pytorch_lacks_keep_the_mean_square() {
    for (name, gain) in GAINS {
        let nonlinearity = |x: f64| {
            let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
            match *name {
                "silu" | "swish" => x * sigmoid(x),
                "gelu" => x * 0.5 * (1.0 + libm::erf(x / 2.0_f64.sqrt())),
                "quick_gelu" => x * sigmoid(1.702 * x),
                "elu" | "celu" => x.max(0.0) + x.min(0.0).exp_m1(),
                "mish" => x * x.exp().ln_1p().tanh(),
                "hardswish" => x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
                "softplus" => x.exp().ln_1p(),
                "softsign" => x / (1.0 + x.abs()),
                "hardtanh" => x.clamp(-1.0, 1.0),
                "hardsigmoid" => (x + 3.0).clamp(0.0, 6.0) / 6.0,
                "relu6" => x.clamp(0.0, 6.0),
                other => panic!("no nonlinearity {other}"),
            }
        };
        let step = 1e-4;
        let square: f64 = (-120_000..=120_000)
            .map(|k| f64::from(k) * step)
            .map(|x| nonlinearity(x).powi(2) * (-x * x / 2.0).exp() * step)
            .sum();
        let expected = (square / std::f64::consts::TAU.sqrt()).sqrt().recip();
        assert_eq!(*gain, format!("{expected:.4}"), "{name}");
    }
}
