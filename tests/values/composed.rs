//! Initializers made of others: times a factor, plus another, and a function of the values.

use init_core::initializer::{
    Compose, constant, initializer, kaiming_normal, normal, ones, orthogonal, truncated_normal,
    uniform, with, zeros,
};
use init_core::walk::Declared;
use init_core::{Initialize, Initializer, Reset, Rule, Rules, Stream};
use rand::SeedableRng;

use crate::model::{assert_same, tensor};

fn made(law: &dyn Initializer) -> Vec<f64> {
    tensor(&[20, 50], &Declared::new(law))
}

fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let square = values
        .iter()
        .map(|value| (value - mean).powi(2))
        .sum::<f64>()
        / count;
    (mean, square.sqrt())
}

#[test]
fn a_scaled_law_is_the_law_of_scaled_numbers() {
    for (scaled, plain) in [
        (
            &normal().std(0.5).mean(2).scale(3) as &dyn Initializer,
            &normal().std(1.5).mean(6) as &dyn Initializer,
        ),
        (
            &uniform().low(-1).high(2).scale(0.5),
            &uniform().low(-0.5).high(1),
        ),
        (
            &truncated_normal().scale(0.25),
            &truncated_normal().std(0.25),
        ),
        (
            &kaiming_normal().gain(2).scale(4),
            &kaiming_normal().gain(8),
        ),
        (&ones().scale(7), &constant(7)),
        (&normal().scale(0), &zeros()),
    ] {
        assert_same(&made(scaled), &made(plain), &scaled.describe());
    }
}

#[test]
fn what_is_made_or_drawn_is_scaled_value_by_value() {
    let drawn = with(|_: &[usize], stream: &mut Stream| stream.normal());
    for (scaled, plain) in [
        (
            &orthogonal().scale(3) as &dyn Initializer,
            &orthogonal() as &dyn Initializer,
        ),
        (&(&drawn).scale(3), &drawn),
    ] {
        let expected: Vec<f64> = made(plain).iter().map(|value| value * 3.0).collect();
        assert_same(&made(scaled), &expected, &scaled.describe());
    }
}

#[test]
fn a_function_is_of_each_value() {
    let expected: Vec<f64> = made(&normal())
        .iter()
        .map(|value| value.abs().sqrt())
        .collect();
    assert_same(
        &made(&normal().then(|x: f64| x.abs().sqrt())),
        &expected,
        "then",
    );
    // Whatever the order in which they are written, the factor comes first.
    let expected: Vec<f64> = made(&normal())
        .iter()
        .map(|value| (value * 3.0).abs())
        .collect();
    assert_same(
        &made(&normal().scale(3).then(f64::abs)),
        &expected,
        "scale and then",
    );
}

/// The sum of n independent standard normals has the standard deviation √n; that of equal ones n. The
/// standard error with 1000 values is 2.2 %.
#[test]
fn terms_are_independent() {
    for (sum, std) in [
        (made(&normal().add(normal())), 2.0_f64.sqrt()),
        (made(&normal().add(normal()).add(normal())), 3.0_f64.sqrt()),
        (made(&normal().add(normal().add(normal()))), 3.0_f64.sqrt()),
        (
            made(&normal().add(normal()).add(normal().add(normal()))),
            2.0,
        ),
    ] {
        let (mean, found) = moments(&sum);
        assert!(
            (found / std - 1.0).abs() < 0.1 && mean.abs() < 0.2 * std,
            "{found} {std}"
        );
    }
}

#[test]
fn a_sum_begins_with_the_values_of_the_first() {
    let first = made(&normal());
    let sum = made(&normal().add(constant(10)));
    let expected: Vec<f64> = first.iter().map(|value| value + 10.0).collect();
    assert_same(&sum, &expected, "add");
}

#[derive(Initialize)]
struct Net {
    #[init(ones, then = |x: f64| x / 4.0, add = uniform().low(0).high(self.width), scale = 2)]
    gates: [f64; 1000],
    #[init(orthogonal, scale = 0.5, gain = 2.0)]
    weight: [[f64; 4]; 4],
    #[init(parameter)]
    ruled: [f64; 4],
    #[init(skip)]
    width: f64,
}

#[test]
fn attributes_and_rules_compose() {
    let mut net = Net {
        gates: [0.0; 1000],
        weight: [[0.0; 4]; 4],
        ruled: [0.0; 4],
        width: 0.5,
    };
    let law = constant(3).scale(0.5);
    let rules = Rules::new().rule(Rule::at("ruled").initializer(law));
    let plan = Reset::seed(1).rules(&rules).run(&mut net).unwrap();
    assert!(
        net.gates.iter().all(|gate| (0.5..0.625).contains(gate)),
        "{:?}",
        net.gates
    );
    let (_, std) = moments(&net.gates);
    assert!((std - 0.125 / 12.0_f64.sqrt()).abs() < 0.01);
    let square: f64 = net.weight[0].iter().map(|value| value * value).sum();
    assert!((square - 1.0).abs() < 1e-14);
    assert_eq!(net.ruled, [1.5; 4]);
    let said = |path| plan.get(path).unwrap().initializer();
    assert_eq!(
        said("gates"),
        "ones, scale = 2.0, add = (uniform, high = 0.5), then = …"
    );
    assert_eq!(said("ruled"), "constant = 3, scale = 0.5");
    assert_eq!(plan.get("weight").unwrap().law().std(), Some(0.5));
}

#[test]
fn what_cannot_be_composed_is_refused() {
    let mut values = [0.0_f64; 4];
    let mut rng = rand::rngs::ChaCha8Rng::from_seed([0; 32]);
    let mut refused = |law: &dyn Initializer| {
        let error = initializer(law).fill(&mut values, &mut rng).unwrap_err();
        error.problems()[0].message().to_owned()
    };
    assert_eq!(
        refused(&normal().scale(-1)),
        "`scale` must be finite and not negative, found `-1`"
    );
    assert_eq!(
        refused(&normal().then(f64::ln).then(|x| x)),
        "the initializer gave the value `NaN`, which f64 cannot hold"
    );
    assert_eq!(
        refused(&init_core::initializer::norm_of("w").scale(2)),
        "`norm_of` stands alone: its values are those of another parameter"
    );
    assert_eq!(values, [0.0; 4]);
}
