//! JAX's own figures: all modes and distributions of variance scaling, in three layouts.

use init_core::initializer::{
    Distribution, lecun_normal, lecun_uniform, variance_scaling, xavier_uniform,
};
use init_core::plan::Entry;
use init_core::walk::Declared;
use init_core::{FanMode, Initializer};
use serde_json::Value;

use crate::data::{cases, figures, number, parse, shape};
use crate::ghost::entry;
use crate::{assert_normal, assert_truncated, assert_uniform};

const DATA: &str = include_str!("../data/formulas-jax.json");

/// The layout string of a case.
fn layout(axes: &str, rank: usize) -> &'static str {
    let layouts = match axes {
        "spatial… i o" => ["io", "wio", "hwio", "dhwio"],
        "o i spatial…" => ["oi", "oiw", "oihw", "oidhw"],
        "stack i o (first axis stacked)" => ["", "*io", "*wio", "*hwio"],
        _ => panic!("no layout for {axes}"),
    };
    layouts[rank - 2]
}

fn for_each_case(test: impl Fn(&Value, &str, &dyn Fn(&dyn Initializer) -> Entry)) {
    let data = parse(DATA);
    assert_eq!(cases(&data).len(), 19);
    for case in cases(&data) {
        let shape = shape(case);
        let layout = layout(case["axes"].as_str().unwrap(), shape.len());
        let what = format!("{shape:?} {layout}");
        test(case, &what, &|initializer| {
            entry(&shape, &Declared::new(initializer).layout(layout))
        });
    }
}

#[test]
fn fans_are_those_of_jax() {
    for_each_case(|case, what, entry| {
        let fans = entry(&lecun_normal()).fans().unwrap();
        assert_eq!(fans.fan_in, number(&case["fan_in"]), "{what}");
        assert_eq!(fans.fan_out, number(&case["fan_out"]), "{what}");
    });
}

#[test]
fn variance_scaling_has_the_std_of_jax_in_every_mode_and_distribution() {
    for_each_case(|case, what, entry| {
        let figures = figures(&case["std"]);
        assert_eq!(figures.len(), 12);
        for (key, std) in figures {
            let what = format!("{what} {key}");
            let (mode, scale) = key.split_once(",scale=").unwrap();
            let mode = match mode {
                "fan_in" => FanMode::FanIn,
                "fan_out" => FanMode::FanOut,
                "fan_avg" => FanMode::FanAvg,
                "fan_geo_avg" => FanMode::FanGeoAvg,
                _ => panic!("no mode {mode}"),
            };
            let scale: f64 = scale.parse().unwrap();
            let scaling = variance_scaling().scale(scale).mode(mode);
            let law = |distribution| *entry(&scaling.distribution(distribution)).law();
            assert_normal(law(Distribution::Normal), std, &what);
            assert_uniform(law(Distribution::Uniform), std, &what);
            assert_truncated(law(Distribution::TruncatedNormal), std, &what);
        }
    });
}

#[test]
fn lecun_is_scale_one_over_fan_in() {
    for_each_case(|case, what, entry| {
        let std = number(&case["std"]["fan_in,scale=1"]);
        assert_truncated(*entry(&lecun_normal()).law(), std, what);
        assert_uniform(*entry(&lecun_uniform()).law(), std, what);
    });
}

#[test]
fn variance_scaling_by_default_is_lecun_normal() {
    for_each_case(|case, what, entry| {
        let std = number(&case["std"]["fan_in,scale=1"]);
        assert_truncated(*entry(&variance_scaling()).law(), std, what);
    });
}

#[test]
fn xavier_uniform_is_glorot_uniform_of_jax() {
    for_each_case(|case, what, entry| {
        let std = number(&case["std"]["fan_avg,scale=1"]);
        assert_uniform(*entry(&xavier_uniform()).law(), std, what);
    });
}
