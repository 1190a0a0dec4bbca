//! Models: each initializer, and the layers of torch.nn through the preset.

use half::{bf16, f16};
use init_core::initializer::{
    kaiming_normal, kaiming_uniform, normal, orthogonal, sparse, truncated_normal, uniform,
    xavier_normal, xavier_uniform,
};
use init_core::pytorch::Generator;
use init_core::values::Element;
use init_core::{FanMode, Initialize, Initializer, Reset, Rules};
use ndarray::ArrayD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{data, hash, items, numbers, text};

/// One weight, of any shape.
#[derive(Initialize)]
struct Weight<T> {
    #[init(parameter)]
    weight: ArrayD<T>,
}

fn drawn<T>(
    generator: &mut Generator,
    shape: &[usize],
    initializer: impl Initializer + Send + Sync,
) -> Vec<T>
where
    Weight<T>: Initialize,
    T: Element + Default,
{
    let mut model = Weight {
        weight: ArrayD::from_elem(shape, T::default()),
    };
    let rules = Rules::new().at("weight", initializer);
    Reset::new()
        .rules(&rules)
        .pytorch(generator)
        .run(&mut model)
        .unwrap();
    model.weight.into_raw_vec_and_offset().0
}

fn seeded(case: &Value) -> Generator {
    Generator::manual_seed(case["seed"].as_u64().unwrap())
}

#[test]
fn every_initializer_has_the_bits_of_torch() {
    use init_core::initializer::Nonlinearity::Relu;
    let mut found = 0;
    for case in items(&data("torch-2.15-cpu.json"), "cases") {
        if case.get("args").is_none() {
            continue;
        }
        let shape = numbers(&case["shape"]);
        let generator = &mut seeded(case);
        let values = match text(case, "op") {
            "uniform" => drawn(generator, &shape, uniform().low(-0.1).high(0.25)),
            "normal" => drawn(generator, &shape, normal().mean(0.5).std(0.02)),
            "xavier_uniform" => drawn(generator, &shape, xavier_uniform().gain(5.0 / 3.0)),
            "xavier_normal" => drawn(generator, &shape, xavier_normal()),
            "kaiming_uniform" => drawn(generator, &shape, kaiming_uniform().a(5_f64.sqrt())),
            "kaiming_normal" => drawn(
                generator,
                &shape,
                kaiming_normal().mode(FanMode::FanOut).nonlinearity(Relu),
            ),
            "trunc_normal_wide" => drawn(generator, &shape, truncated_normal()),
            "trunc_normal_narrow" => drawn(
                generator,
                &shape,
                truncated_normal().low(0.1).high(0.4).absolute(),
            ),
            "sparse" => drawn(generator, &shape, sparse().sparsity(0.3)),
            other => unreachable!("{other}"),
        };
        assert_eq!(hash(&values), text(case, "sha256"), "{case}");
        found += 1;
    }
    assert_eq!(found, 180);
}

/// The hash of a sequence of the file for elements of `T`.
fn sequence<T>(case: &Value, bytes: impl Fn(T) -> Vec<u8>) -> String
where
    Weight<T>: Initialize,
    T: Element + Default,
{
    let generator = &mut seeded(case);
    let mut hash = Sha256::new();
    for step in items(case, "steps") {
        let shape = numbers(&step[1]);
        let truncated = |mean: f64, std: f64, low: f64, high: f64| {
            truncated_normal()
                .mean(mean)
                .std(std)
                .low(low)
                .high(high)
                .absolute()
        };
        let values: Vec<T> = match step[0].as_str().unwrap() {
            "uniform" => drawn(generator, &shape, uniform().low(-0.3).high(0.7)),
            "normal" => drawn(generator, &shape, normal().mean(0.25).std(1.5)),
            "wide" => drawn(generator, &shape, truncated(0.1, 0.5, -0.4, 1.2)),
            "narrow" => drawn(generator, &shape, truncated(0.0, 1.0, 1.0, 1.5)),
            other => unreachable!("{other}"),
        };
        for value in values {
            hash.update(bytes(value));
        }
    }
    format!("{:x}", hash.finalize())
}

#[test]
fn narrow_elements_and_uniform_ones_of_f64_have_the_bits_of_torch() {
    let mut found = 0;
    for case in items(&data("torch-2.15-more.json"), "sequences") {
        let hash = match text(case, "dtype") {
            "float16" => sequence(case, |value: f16| value.to_le_bytes().to_vec()),
            "bfloat16" => sequence(case, |value: bf16| value.to_le_bytes().to_vec()),
            "float64" => sequence(case, |value: f64| value.to_le_bytes().to_vec()),
            _ => continue,
        };
        assert_eq!(
            hash,
            text(case, "sha256"),
            "{} {}",
            case["dtype"],
            case["steps"][0]
        );
        found += 1;
    }
    assert_eq!(found, 11);
}

/// A number that Python's `float.hex` wrote.
fn hexadecimal_number(text: &str) -> f64 {
    let (sign, text) = text
        .strip_prefix('-')
        .map_or((1.0, text), |text| (-1.0, text));
    let (mantissa, exponent) = text.strip_prefix("0x").unwrap().split_once('p').unwrap();
    let (whole, fraction) = mantissa.split_once('.').unwrap();
    let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
    let exponent: i32 = exponent.parse().unwrap();
    sign * digits as f64 * 2_f64.powi(exponent - 4 * i32::try_from(fraction.len()).unwrap())
}

#[test]
fn normal_numbers_of_f64_differ_from_torch_by_the_last_bits_of_the_c_library() {
    let generator = &mut Generator::manual_seed(11);
    for case in items(&data("torch-2.15-more.json"), "doubles") {
        let shape = [case["size"].as_u64().unwrap() as usize];
        let wide = truncated_normal()
            .mean(0.1)
            .std(0.5)
            .low(-0.4)
            .high(1.2)
            .absolute();
        let narrow = truncated_normal().low(1.0).high(1.5).absolute();
        let found: [Vec<f64>; 3] = [
            drawn(generator, &shape, normal().mean(0.25).std(1.5)),
            drawn(generator, &shape, wide),
            drawn(generator, &shape, narrow),
        ];
        for (values, name) in found.iter().zip(["normal", "wide", "narrow"]) {
            for (value, text) in values.iter().zip(items(case, name)) {
                let expected = hexadecimal_number(text.as_str().unwrap());
                assert!(
                    (value - expected).abs() < 4e-15,
                    "{name} {value} {expected}"
                );
            }
        }
    }
}

#[test]
fn orthogonal_weights_agree_to_single_precision() {
    let generator = &mut Generator::manual_seed(0);
    for case in items(&data("torch-2.15-more.json"), "orthogonal") {
        let shape = numbers(&case["shape"]);
        let found: Vec<f32> = drawn(generator, &shape, orthogonal().gain(1.5));
        for (found, expected) in found.iter().zip(items(case, "values")) {
            let difference = f64::from(*found) - expected.as_f64().unwrap();
            assert!(difference.abs() < 1e-5, "{shape:?}: {difference:e}");
        }
    }
}
