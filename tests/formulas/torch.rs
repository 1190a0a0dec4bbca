//! PyTorch's own figures.

use init_core::initializer::Nonlinearity;
use init_core::initializer::{
    glorot_normal, glorot_uniform, he_normal, he_uniform, kaiming_normal, kaiming_uniform,
    xavier_normal, xavier_uniform,
};
use init_core::walk::Declared;
use init_core::{FanMode, Initializer};
use serde_json::Value;

use crate::data::{cases, figures, number, parse, shape};
use crate::ghost::entry;
use crate::{assert_normal, assert_uniform};

const DATA: &str = include_str!("../data/formulas-torch.json");

fn nonlinearity(name: &str) -> Nonlinearity {
    match name {
        "linear" => Nonlinearity::Linear,
        "relu" => Nonlinearity::Relu,
        "tanh" => Nonlinearity::Tanh,
        "selu" => Nonlinearity::Selu,
        "leaky_relu" => Nonlinearity::LeakyRelu,
        _ => panic!("no nonlinearity {name}"),
    }
}

/// Each case twice: with the layout that it names, and with none, which means the same.
fn for_each_case(
    test: impl Fn(&Value, &[usize], &dyn Fn(&dyn Initializer) -> init_core::plan::Entry),
) {
    let data = parse(DATA);
    assert_eq!(cases(&data).len(), 7);
    for case in cases(&data) {
        let shape = shape(case);
        let layout = case["layout"].as_str().unwrap();
        test(case, &shape, &|initializer| {
            entry(&shape, &Declared::new(initializer))
        });
        test(case, &shape, &|initializer| {
            entry(&shape, &Declared::new(initializer).layout(layout))
        });
    }
}

#[test]
fn fans_are_those_of_pytorch() {
    for_each_case(|case, shape, entry| {
        let fans = entry(&xavier_normal()).fans().unwrap();
        assert_eq!(fans.fan_in, number(&case["fan_in"]), "{shape:?}");
        assert_eq!(fans.fan_out, number(&case["fan_out"]), "{shape:?}");
    });
}

#[test]
fn xavier_has_the_std_and_bound_of_pytorch() {
    for_each_case(|case, shape, entry| {
        let figures = figures(&case["xavier_std"]);
        assert_eq!(figures.len(), 5);
        for (name, std) in figures {
            let what = format!("{shape:?} {name}");
            let nonlinearity = nonlinearity(name);
            for normal in [xavier_normal(), glorot_normal()] {
                let entry = entry(&normal.nonlinearity(nonlinearity));
                assert_normal(*entry.law(), std, &what);
            }
            for uniform in [xavier_uniform(), glorot_uniform()] {
                let entry = entry(&uniform.nonlinearity(nonlinearity));
                assert_uniform(*entry.law(), std, &what);
            }
        }
    });
}

#[test]
fn xavier_scales_with_its_gain() {
    for_each_case(|case, shape, entry| {
        let std = number(&case["xavier_std"]["linear"]);
        let what = format!("{shape:?}");
        assert_normal(*entry(&xavier_normal().gain(0.3)).law(), 0.3 * std, &what);
        assert_uniform(*entry(&xavier_uniform().gain(7)).law(), 7.0 * std, &what);
    });
}

#[test]
fn kaiming_has_the_std_and_bound_of_pytorch() {
    for_each_case(|case, shape, entry| {
        let figures = figures(&case["kaiming_std"]);
        assert_eq!(figures.len(), 14);
        for (key, std) in figures {
            let what = format!("{shape:?} {key}");
            let mut parts = key.split(',');
            let mode = match parts.next().unwrap() {
                "fan_in" => FanMode::FanIn,
                "fan_out" => FanMode::FanOut,
                mode => panic!("no mode {mode}"),
            };
            let nonlinearity = nonlinearity(parts.next().unwrap());
            let slope = parts.next().unwrap().strip_prefix("a=").unwrap();
            let slope: f64 = slope.parse().unwrap();
            let set = |kaiming: init_core::initializer::Kaiming| {
                entry(&kaiming.a(slope).mode(mode).nonlinearity(nonlinearity))
            };
            assert_normal(*set(kaiming_normal()).law(), std, &what);
            assert_normal(*set(he_normal()).law(), std, &what);
            assert_uniform(*set(kaiming_uniform()).law(), std, &what);
            assert_uniform(*set(he_uniform()).law(), std, &what);
        }
    });
}

/// PyTorch's formula, std = gain / √fan: `linear` has the gain 1.
#[test]
fn kaiming_scales_with_its_gain() {
    for_each_case(|case, shape, entry| {
        for mode in [FanMode::FanIn, FanMode::FanOut] {
            let std = number(&case["kaiming_std"][&format!("{},linear,a=0", mode.name())]);
            let what = format!("{shape:?} {mode:?}");
            let normal = kaiming_normal().mode(mode).gain(0.3);
            assert_normal(*entry(&normal).law(), 0.3 * std, &what);
            // Of two gains the later holds.
            let uniform = kaiming_uniform().mode(mode).a(3).gain(7);
            assert_uniform(*entry(&uniform).law(), 7.0 * std, &what);
            assert_eq!(
                uniform.a(0.0).nonlinearity(Nonlinearity::LeakyRelu),
                kaiming_uniform().mode(mode)
            );
        }
    });
}

#[test]
fn kaiming_defaults_are_those_of_pytorch() {
    for_each_case(|case, shape, entry| {
        let std = number(&case["kaiming_std"]["fan_in,leaky_relu,a=0"]);
        let what = format!("{shape:?}");
        assert_normal(*entry(&kaiming_normal()).law(), std, &what);
        assert_uniform(*entry(&kaiming_uniform()).law(), std, &what);
    });
}

/// PyTorch's layers: uniform on ±1/√fan_in.
#[test]
fn kaiming_uniform_with_root_five_is_the_law_of_pytorch_layers() {
    for_each_case(|case, shape, entry| {
        let law = *entry(&kaiming_uniform().a(5.0_f64.sqrt())).law();
        let bound = 1.0 / number(&case["fan_in"]).sqrt();
        crate::assert_close(law.bounds().unwrap().1, bound, &format!("{shape:?}"));
    });
}
