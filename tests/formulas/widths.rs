//! muP, against what microsoft's `mup` asks for; and weights by their spectral norm, against the norm.

use init_core::Reset;
use init_core::initializer::spectral_normal;
use init_core::walk::Declared;

use crate::attribute::{Weight, planned, rules};
use crate::data::{cases, number, parse, shape};
use crate::{assert_close, assert_normal};

const DATA: &str = include_str!("../data/mup.json");

fn std_of(attribute: &str, shape: &[usize]) -> f64 {
    planned(attribute, shape).law().std().unwrap()
}

#[test]
fn every_role_has_the_std_of_mup() {
    let data = parse(DATA);
    assert_eq!(cases(&data).len(), 56);
    for case in cases(&data) {
        let words = |key: &str| case[key].as_str().unwrap();
        let mut attribute = format!("{}, mup = {:?}", words("initializer"), words("role"));
        for key in ["base_fan_in", "base_fan_out"] {
            if let Some(base) = case[key].as_f64() {
                attribute.push_str(&format!(", {key} = {base}"));
            }
        }
        assert_close(
            std_of(&attribute, &shape(case)),
            number(&case["std"]),
            &attribute,
        );
    }
}

#[test]
fn at_the_base_width_mup_changes_nothing() {
    for scheme in [
        "kaiming_normal",
        "normal, std = 0.5",
        "lecun_normal",
        "spectral_normal",
    ] {
        let plain = std_of(scheme, &[64, 32]);
        let hidden = format!("{scheme}, mup = \"hidden\", base_fan_in = 32, base_fan_out = 64");
        assert_eq!(std_of(&hidden, &[64, 32]), plain);
    }
}

/// √(fan_out / fan_in) / (√fan_in + √fan_out), written out.
#[test]
fn spectral_normal_has_its_std() {
    for (shape, std) in [
        (&[64, 64][..], 1.0 / 16.0),
        (&[256, 64], 2.0 / 24.0),
        (&[64, 256], 0.5 / 24.0),
        (&[16, 4, 3, 3], 2.0 / (6.0 + 12.0)),
    ] {
        assert_close(std_of("spectral_normal", shape), std, "spectral_normal");
        assert_close(
            std_of("spectral_normal, gain = 3.0", shape),
            3.0 * std,
            "gain",
        );
    }
    let declared = Declared::new(&*Box::leak(Box::new(spectral_normal())))
        .fan_in(4)
        .fan_out(16);
    assert_normal(
        *crate::ghost::entry(&[5], &declared).law(),
        2.0 / 6.0,
        "given fans",
    );
}

/// The largest singular value of a matrix, by powers of MᵀM on a vector.
fn spectral_norm(matrix: &[f64], columns: usize) -> f64 {
    let mut vector = vec![1.0; columns];
    let mut norm = 0.0;
    for _ in 0..300 {
        let product: Vec<f64> = matrix
            .chunks(columns)
            .map(|row| row.iter().zip(&vector).map(|(entry, x)| entry * x).sum())
            .collect();
        let mut next = vec![0.0; columns];
        for (row, y) in matrix.chunks(columns).zip(&product) {
            for (entry, next) in row.iter().zip(&mut next) {
                *next += entry * y;
            }
        }
        let length = next.iter().map(|x| x * x).sum::<f64>().sqrt();
        norm = length.sqrt();
        vector = next.iter().map(|x| x / length).collect();
    }
    norm
}

/// The norm of a normal matrix lies below its limit by some (1/√o + 1/√i)^(1/3) · o^(-1/3), here 2 %, and
/// fluctuates by as much (Tracy and Widom): 5 % are beyond both.
#[test]
fn the_spectral_norm_is_the_one_that_is_asked_for() {
    for (rows, columns) in [(300, 300), (600, 150), (150, 600)] {
        let mut weight = Weight::new(&[rows, columns]);
        let rules = rules("spectral_normal");
        Reset::seed(1).rules(&rules).run(&mut weight).unwrap();
        let values: Vec<f64> = weight.weight.iter().map(|&value| value.into()).collect();
        let expected = (rows as f64 / columns as f64).sqrt();
        let found = spectral_norm(&values, columns);
        assert!(
            (found / expected - 1.0).abs() < 0.05,
            "{rows}x{columns}: {found}"
        );
    }
}
