//! Gains, against PyTorch's `calculate_gain`.

use init_core::initializer::{Nonlinearity, calculate_gain};

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
