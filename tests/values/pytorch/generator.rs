//! The generator alone: single calls, and sequences of calls.

use init_core::pytorch::Generator;
use sha2::{Digest, Sha256};

use super::{data, hash, items, numbers, text};

fn filled(count: usize, fill: impl FnOnce(&mut [f32])) -> Vec<f32> {
    let mut values = vec![f32::NAN; count];
    fill(&mut values);
    values
}

#[test]
fn single_calls_have_the_bits_of_torch() {
    let mut found = 0;
    for case in items(&data("torch-2.15-cpu.json"), "cases") {
        let mut generator = Generator::manual_seed(case["seed"].as_u64().unwrap());
        let number = |key: &str| case["args"][key].as_f64().unwrap();
        let count = || numbers(&case["shape"]).iter().product();
        let values = match text(case, "op") {
            "uniform" => filled(count(), |out| {
                generator.uniform(out, number("low"), number("high"));
            }),
            "normal" => filled(count(), |out| {
                generator.normal(out, number("mean"), number("std"));
            }),
            "trunc_normal_wide" | "trunc_normal_narrow" => filled(count(), |out| {
                let (mean, std) = (number("mean"), number("std"));
                generator.truncated_normal(out, mean, std, number("low"), number("high"));
            }),
            _ => continue,
        };
        let first: Vec<_> = { values.iter().take(8) }
            .map(|value| format!("{:08x}", value.to_bits()))
            .collect();
        assert_eq!(first, strings(&case["first"]), "{case}");
        assert_eq!(hash(&values), text(case, "sha256"), "{case}");
        found += 1;
    }
    assert_eq!(found, 96);
}

fn strings(value: &serde_json::Value) -> Vec<&str> {
    let strings = value.as_array().unwrap().iter();
    strings.map(|string| string.as_str().unwrap()).collect()
}

#[test]
fn a_sequence_of_small_and_large_tensors_keeps_the_normal_number_between() {
    for case in items(&data("torch-2.15-cpu.json"), "cases") {
        if text(case, "op") != "sequence normal,uniform" {
            continue;
        }
        let mut generator = Generator::manual_seed(case["seed"].as_u64().unwrap());
        for (place, tensor) in items(case, "tensors").iter().enumerate() {
            let count = numbers(&tensor["shape"]).iter().product();
            let values = filled(count, |out| match place % 2 {
                0 => generator.normal(out, 0.0, 1.0),
                _ => generator.uniform(out, 0.0, 1.0),
            });
            assert_eq!(hash(&values), text(tensor, "sha256"), "{place} of {case}");
        }
    }
}

#[test]
fn two_million_values_have_the_hash_of_torch() {
    let mut values = 0;
    for case in items(&data("torch-2.15-more.json"), "sequences") {
        if text(case, "dtype") != "float32" {
            continue;
        }
        let mut generator = Generator::manual_seed(case["seed"].as_u64().unwrap());
        let mut hash = Sha256::new();
        for step in case["steps"].as_array().unwrap() {
            let (name, size) = (step[0].as_str().unwrap(), &step[1]);
            if name == "randperm" {
                for index in generator.randperm(size.as_u64().unwrap() as usize) {
                    hash.update((index as u64).to_le_bytes());
                }
                continue;
            }
            let count = numbers(size).iter().product();
            let drawn = filled(count, |out| match name {
                "uniform" => generator.uniform(out, -0.3, 0.7),
                "normal" => generator.normal(out, 0.25, 1.5),
                "wide" => generator.truncated_normal(out, 0.1, 0.5, -0.4, 1.2),
                "narrow" => generator.truncated_normal(out, 0.0, 1.0, 1.0, 1.5),
                _ => unreachable!("{name}"),
            });
            for value in drawn {
                hash.update(value.to_le_bytes());
            }
            values += count;
        }
        let found = format!("{:x}", hash.finalize());
        assert_eq!(found, text(case, "sha256"), "seed {}", case["seed"]);
    }
    assert!(values >= 2_000_000);
}
