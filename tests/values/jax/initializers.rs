//! The initializers of `jax.nn.initializers`, each with a key of its own.

use half::{bf16, f16};
use init_core::initializer::{
    Distribution, Nonlinearity, kaiming_normal, kaiming_uniform, lecun_normal, lecun_uniform,
    normal, orthogonal, truncated_normal, uniform, variance_scaling, xavier_normal, xavier_uniform,
};
use init_core::jax::Key;
use init_core::values::Element;
use init_core::{FanMode, Initialize, Initializer, Reset, Rules};
use ndarray::ArrayD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{cases, data, items, numbers, text};

#[derive(Initialize)]
struct Vector<T> {
    #[init(parameter)]
    weight: ArrayD<T>,
}

#[derive(Initialize)]
struct Matrix<T> {
    #[init(parameter, layout = "io")]
    weight: ArrayD<T>,
}

#[derive(Initialize)]
struct Kernel<T> {
    #[init(parameter, layout = "hwio")]
    weight: ArrayD<T>,
}

/// A type of elements, and its little-endian bytes.
trait Bytes: Element + Default {
    fn bytes(self) -> Vec<u8>;
}

macro_rules! bytes {
    ($($element:ident)*) => {$(
        impl Bytes for $element {
            fn bytes(self) -> Vec<u8> {
                self.to_le_bytes().to_vec()
            }
        }
    )*};
}
bytes!(f32 f64 f16 bf16);

/// What an initializer draws for a tensor of the shape of a kernel in JAX.
fn drawn<T: Bytes>(key: Key, shape: &[usize], rules: &Rules<'_>) -> Vec<T>
where
    Vector<T>: Initialize,
    Matrix<T>: Initialize,
    Kernel<T>: Initialize,
{
    let weight = ArrayD::from_elem(shape, T::default());
    let reset = Reset::new().rules(rules).jax([key]);
    let weight = match shape.len() {
        1 => {
            let mut model = Vector { weight };
            reset.run(&mut model).unwrap();
            model.weight
        }
        2 => {
            let mut model = Matrix { weight };
            reset.run(&mut model).unwrap();
            model.weight
        }
        _ => {
            let mut model = Kernel { weight };
            reset.run(&mut model).unwrap();
            model.weight
        }
    };
    weight.into_raw_vec_and_offset().0
}

fn rule(initializer: impl Initializer + Send + Sync + 'static) -> Rules<'static> {
    Rules::new().at("weight", initializer)
}

/// The initializer of a case, in the words of this crate.
fn rules(case: &Value) -> Rules<'static> {
    let arguments = &case["args"];
    let number = |name: &str, otherwise: f64| arguments[name].as_f64().unwrap_or(otherwise);
    let name = text(case, "op");
    let name = name.strip_prefix("init ").unwrap_or(name);
    match name {
        "uniform" => rule(uniform().high(number("scale", 0.01))),
        "normal" => rule(normal().std(number("stddev", 0.01))),
        "truncated_normal" => rule(
            truncated_normal()
                .std(number("stddev", 0.01))
                .low(number("lower", -2.0))
                .high(number("upper", 2.0)),
        ),
        "lecun_normal" => rule(lecun_normal()),
        "lecun_uniform" => rule(lecun_uniform()),
        "glorot_uniform" => rule(xavier_uniform()),
        "he_uniform" => rule(kaiming_uniform().nonlinearity(Nonlinearity::Relu)),
        "glorot_normal" => rule(variance_scaling().mode(FanMode::FanAvg)),
        "he_normal" => rule(variance_scaling().scale(2.0)),
        "variance_scaling" => {
            let mode = match text(arguments, "mode") {
                "fan_in" => FanMode::FanIn,
                "fan_out" => FanMode::FanOut,
                "fan_avg" => FanMode::FanAvg,
                _ => FanMode::FanGeoAvg,
            };
            let distribution = match text(arguments, "dist") {
                "normal" => Distribution::Normal,
                "uniform" => Distribution::Uniform,
                _ => Distribution::TruncatedNormal,
            };
            let scaling = variance_scaling().scale(number("scale", 1.0));
            rule(scaling.mode(mode).distribution(distribution))
        }
        other => unreachable!("{other}"),
    }
}

fn key(case: &Value) -> Key {
    let seed = case["seed"].as_u64().unwrap();
    let words = match text(case, "dtype") {
        "float64" => [(seed >> 32) as u32, seed as u32],
        _ => [0, seed as u32],
    };
    Key::from_words(words)
        .partitionable(case["partitionable"] != false)
        .fused(case["fma"] != false)
}

/// The hash of what rules draw for elements of the type of a case.
fn hash_of(case: &Value, key: Key, shape: &[usize], rules: &Rules<'_>) -> String {
    let bytes = match text(case, "dtype") {
        "float32" => bytes(drawn::<f32>(key, shape, rules)),
        "float64" => bytes(drawn::<f64>(key, shape, rules)),
        "float16" => bytes(drawn::<f16>(key, shape, rules)),
        _ => bytes(drawn::<bf16>(key, shape, rules)),
    };
    format!("{:x}", Sha256::digest(bytes))
}

fn bytes<T: Bytes>(values: Vec<T>) -> Vec<u8> {
    values.into_iter().flat_map(T::bytes).collect()
}

/// Whether the axes of a case are not those of a kernel.
fn has_other_axes(case: &Value) -> bool {
    ["in_axis", "out_axis"]
        .iter()
        .any(|name| case["args"].get(name).is_some())
}

#[test]
fn every_initializer_has_the_bits_of_jax() {
    let file = data("jax-more.json");
    let mut found = 0;
    for case in cases("init ").iter().chain(items(&file, "initializers")) {
        if has_other_axes(case) {
            continue;
        }
        let shape = numbers(&case["shape"]);
        let hash = hash_of(case, key(case), &shape, &rules(case));
        assert_eq!(hash, text(case, "sha256"), "{case}");
        found += 1;
    }
    assert_eq!(found, 61);
}

#[test]
fn axes_in_another_order_have_the_bits_of_jax() {
    // in_axis = 1, out_axis = 0, batch_axis = 2: a fan out of 3 · 24.
    let case = &cases("init variance_scaling")
        .into_iter()
        .find(has_other_axes)
        .unwrap();
    let std = (1.5_f32 / 72.0).sqrt();
    let hash = hash_of(case, key(case), &[3 * 3 * 16, 24], &rule(normal().std(std)));
    assert_eq!(hash, text(case, "sha256"));
}

/// Draws of narrow elements and of f64, by the initializers that are nothing but the draw.
#[test]
fn draws_of_other_types_have_the_bits_of_jax() {
    let mut found = 0;
    for law in ["uniform", "normal", "truncated_normal"] {
        for case in cases(law) {
            let number = |name: &str| case["args"][name].as_f64().unwrap();
            if text(&case, "dtype") == "float32" || case.get("needs").is_some() {
                continue;
            }
            let rules = match law {
                "uniform" => rule(uniform().low(number("low")).high(number("high"))),
                "normal" => rule(normal()),
                _ => rule(
                    truncated_normal()
                        .low(number("lower"))
                        .high(number("upper")),
                ),
            };
            let hash = hash_of(&case, key(&case), &numbers(&case["shape"]), &rules);
            assert_eq!(hash, text(&case, "sha256"), "{case}");
            found += 1;
        }
    }
    assert_eq!(found, 8);
}

/// The hash of draws of several sizes, the place of each its seed.
fn long<T: Bytes>(case: &Value, rules: &Rules<'_>) -> String
where
    Vector<T>: Initialize,
    Matrix<T>: Initialize,
    Kernel<T>: Initialize,
{
    let mut hash = Sha256::new();
    for (seed, count) in numbers(&case["sizes"]).into_iter().enumerate() {
        let key = Key::new(seed as u64)
            .partitionable(case["partitionable"] == true)
            .fused(case["fma"] == true);
        hash.update(bytes(drawn::<T>(key, &[count], rules)));
    }
    format!("{:x}", hash.finalize())
}

#[test]
fn a_million_values_of_other_types_have_the_hash_of_jax() {
    let mut found = 0;
    for case in items(&data("jax-more.json"), "long") {
        let rules = match text(case, "law") {
            "uniform" => rule(uniform().low(-0.1).high(0.25)),
            "normal" => rule(normal()),
            "truncated_normal" => rule(truncated_normal()),
            _ => rule(truncated_normal().low(-1.0).high(3.0)),
        };
        let hash = match text(case, "dtype") {
            "float16" => long::<f16>(case, &rules),
            "bfloat16" => long::<bf16>(case, &rules),
            "float64" => long::<f64>(case, &rules),
            _ => continue,
        };
        assert_eq!(hash, text(case, "sha256"), "{case}");
        found += 1;
    }
    assert_eq!(found, 22);
}

/// Most numbers of f64 that need the C library's logarithm and error function have the bits of libm's.
#[test]
fn normal_numbers_of_f64_begin_with_the_bits_of_jax() {
    for case in cases("") {
        if case.get("needs").is_none() {
            continue;
        }
        let rules = match text(&case, "op") {
            "normal" => rule(normal()),
            _ => rule(truncated_normal()),
        };
        let values = drawn::<f64>(key(&case), &numbers(&case["shape"]), &rules);
        for (value, expected) in values.iter().zip(items(&case, "first")) {
            let expected = u64::from_str_radix(expected.as_str().unwrap(), 16).unwrap();
            let difference = value - f64::from_bits(expected);
            assert!(difference.abs() < 4e-16, "{value} {difference:e}");
        }
    }
}

#[test]
fn normal_numbers_of_older_releases_are_multiplied_twice() {
    // >>> jax.random.normal(jax.random.key(0), (4,)) * jax.numpy.float32(0.02)
    let mut expected = [0.0; 1000];
    Key::new(0).normal(&mut expected);
    let expected = expected.map(|value| value * 0.02);
    let rules = rule(normal().std(0.02));
    let older = drawn::<f32>(Key::new(0).two_products(true), &[1000], &rules);
    assert_eq!(older, expected);
    assert_ne!(drawn::<f32>(Key::new(0), &[1000], &rules), expected);
}

#[test]
fn untruncated_schemes_are_those_of_variance_scaling() {
    let scaling = |scale: f64, mode: FanMode| {
        rule(
            variance_scaling()
                .scale(scale)
                .mode(mode)
                .distribution(Distribution::Normal),
        )
    };
    let key = Key::new(5);
    for (named, scaled) in [
        (rule(xavier_normal()), scaling(1.0, FanMode::FanAvg)),
        (rule(kaiming_normal()), scaling(2.0, FanMode::FanIn)),
        (
            rule(xavier_normal().gain(0.5)),
            scaling(0.25, FanMode::FanAvg),
        ),
        (rule(kaiming_normal().a(1.0)), scaling(1.0, FanMode::FanIn)),
    ] {
        let [named, scaled] = [named, scaled].map(|rules| drawn::<f32>(key, &[33, 17], &rules));
        assert_eq!(named, scaled);
    }
}

#[test]
fn orthogonal_weights_agree_to_single_precision() {
    for case in items(&data("jax-more.json"), "orthogonal") {
        let shape = numbers(&case["shape"]);
        let found = drawn::<f32>(Key::new(3), &shape, &rule(orthogonal().gain(1.5)));
        for (found, expected) in found.iter().zip(items(case, "values")) {
            let difference = f64::from(*found) - expected.as_f64().unwrap();
            assert!(difference.abs() < 1e-5, "{shape:?}: {difference:e}");
        }
    }
}
