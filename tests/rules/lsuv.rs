//! Layer-sequential unit variance: the oracle is the forward pass of the test.

use init_core::initializer::orthogonal;
use init_core::reset::Lsuv;
use init_core::{Initialize, Reset, Rules};

#[derive(Initialize, Clone, PartialEq, Debug)]
struct Layer {
    #[init(kaiming_normal, shape = (24, 24))]
    weight: Vec<f32>,
    #[init(constant = 0.1)]
    bias: [f32; 24],
}

#[derive(Initialize, Clone, PartialEq, Debug)]
struct Net {
    layers: Vec<Layer>,
}

const NAMES: [&str; 3] = ["layers.0.weight", "layers.1.weight", "layers.2.weight"];

fn net() -> Net {
    let layer = Layer {
        weight: vec![0.0; 24 * 24],
        bias: [0.0; 24],
    };
    Net {
        layers: vec![layer; 3],
    }
}

/// The standard deviation of what the layer of a weight gives for 200 inputs, whose own is about 3.
fn output_std(net: &Net, name: &str) -> f64 {
    let last = NAMES.iter().position(|known| *known == name).unwrap();
    let mut outputs = Vec::new();
    for n in 0..200_u32 {
        let input = |i: u32| (f64::from((n * 97 + i * 53 + n * i) % 101) - 50.0) / 10.0;
        let mut values: Vec<f64> = (0..24).map(input).collect();
        for (place, layer) in net.layers[..=last].iter().enumerate() {
            if place > 0 {
                values = values.into_iter().map(|value| value.max(0.0)).collect();
            }
            let rows = layer.weight.chunks(24).zip(&layer.bias);
            let unit = |(row, bias): (&[f32], &f32)| {
                let dot: f64 = row
                    .iter()
                    .zip(&values)
                    .map(|(w, x)| f64::from(*w) * x)
                    .sum();
                dot + f64::from(*bias)
            };
            values = rows.map(unit).collect();
        }
        outputs.extend(values);
    }
    let mean = outputs.iter().sum::<f64>() / outputs.len() as f64;
    let square = outputs.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
    (square / outputs.len() as f64).sqrt()
}

#[test]
fn each_layer_gives_unit_variance_and_its_gain_gives_the_same_bits() {
    let mut model = net();
    Reset::seed(3).run(&mut model).unwrap();
    let before = output_std(&model, NAMES[0]);
    assert!((before - 1.0).abs() > 0.5, "{before}");
    let lsuv = Lsuv::seed(5).tolerance(0.01);
    let gains = lsuv.run(&mut model, &NAMES, output_std).unwrap();
    for name in NAMES {
        let std = output_std(&model, name);
        assert!((std - 1.0).abs() < 0.01, "{name}: {std}");
    }
    let mut again = net();
    let rules = (NAMES.iter().zip(gains)).fold(Rules::new(), |rules, (name, gain)| {
        rules.at(*name, orthogonal().gain(gain))
    });
    Reset::seed(5).rules(&rules).run(&mut again).unwrap();
    assert_eq!(again, model);
}

#[test]
fn no_try_leaves_the_orthogonal_matrix() {
    let mut model = net();
    let gains = Lsuv::seed(5)
        .tries(0)
        .run(&mut model, &NAMES[..1], output_std);
    assert_eq!(gains.unwrap(), [1.0]);
    assert_eq!(
        model.layers[1],
        net().layers[1],
        "another weight is left alone"
    );
}

#[test]
fn a_std_that_no_gain_makes_one_is_an_error() {
    for (std, text) in [(0.0, "0.0"), (f64::NAN, "NaN"), (-1.0, "-1.0")] {
        let mut model = net();
        let error = Lsuv::seed(5)
            .run(&mut model, &NAMES, |_, _| std)
            .unwrap_err();
        assert_eq!(error.written(), &NAMES[..1]);
        assert_eq!(
            error.to_string().lines().next().unwrap(),
            format!(
                "`layers.0.weight`: the output of its layer has the std `{text}`, which no gain makes 1"
            )
        );
    }
    let mut model = net();
    let missing = Lsuv::seed(5).run(&mut model, &["layers.7.weight"], output_std);
    assert!(missing.is_err());
    assert_eq!(model, net());
}
