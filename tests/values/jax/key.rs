//! The key alone: keys of keys, and draws of f32.

use init_core::jax::Key;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{cases, data, items, numbers, text};
use crate::pytorch::hash;

/// The key of a case.
fn seeded(case: &Value) -> Key {
    let seed = case["seed"].as_i64().unwrap();
    Key::new(seed as u64)
        .partitionable(case["partitionable"] == true)
        .fused(case["fma"] == true)
}

fn hash_of_words(words: &[u32]) -> String {
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    format!("{:x}", Sha256::digest(bytes))
}

#[test]
fn keys_have_the_words_of_jax() {
    let mut found = 0;
    for operation in ["key", "fold_in", "split"] {
        for case in cases(operation) {
            let key = seeded(&case);
            let number = |name: &str| case["args"][name].as_u64().unwrap();
            let keys = match operation {
                "key" => vec![key],
                "fold_in" => vec![key.fold_in(number("data") as u32)],
                _ => key.split(number("num") as usize),
            };
            let words: Vec<u32> = keys.iter().flat_map(Key::words).collect();
            assert_eq!(hash_of_words(&words), text(&case, "sha256"), "{case}");
            found += 1;
        }
    }
    assert_eq!(found, 12);
}

/// The number that an argument is, rounded to f32 as JAX rounds it.
fn argument(arguments: &Value, name: &str) -> f32 {
    arguments[name].as_f64().unwrap() as f32
}

/// The values of a law of the file.
fn drawn(key: Key, law: &str, arguments: &Value, count: usize) -> Vec<f32> {
    let mut values = vec![f32::NAN; count];
    let number = |name: &str| argument(arguments, name);
    match law {
        "uniform" => key.uniform(&mut values, number("low"), number("high")),
        "normal" => key.normal(&mut values),
        "truncated_normal" => {
            key.truncated_normal(&mut values, number("lower"), number("upper"));
        }
        other => unreachable!("{other}"),
    }
    values
}

#[test]
fn single_draws_have_the_bits_of_jax() {
    let mut found = 0;
    for law in ["uniform", "normal", "truncated_normal"] {
        for case in cases(law) {
            if text(&case, "dtype") != "float32" {
                continue;
            }
            let count = numbers(&case["shape"]).iter().product();
            let values = drawn(seeded(&case), law, &case["args"], count);
            let first = values.iter().take(8);
            let first: Vec<_> = first
                .map(|value| format!("{:08x}", value.to_bits()))
                .collect();
            assert_eq!(Value::from(first), case["first"], "{case}");
            assert_eq!(hash(&values), text(&case, "sha256"), "{case}");
            found += 1;
        }
    }
    for case in cases("bits") {
        if text(&case, "dtype") == "uint32" {
            let mut words = vec![0; numbers(&case["shape"]).iter().product()];
            seeded(&case).bits(&mut words);
            assert_eq!(hash_of_words(&words), text(&case, "sha256"), "{case}");
            found += 1;
        }
    }
    assert_eq!(found, 23);
}

/// The hash of draws of several sizes, the place of each its seed.
fn long(case: &Value) -> String {
    let mut hash = Sha256::new();
    for (seed, count) in numbers(&case["sizes"]).into_iter().enumerate() {
        let key = Key::new(seed as u64)
            .partitionable(case["partitionable"] == true)
            .fused(case["fma"] == true);
        let number = |number: f64| serde_json::json!(number);
        let words: Vec<u32> = match text(case, "law") {
            "bits" => {
                let mut words = vec![0; count];
                key.bits(&mut words);
                words
            }
            law => {
                let (lower, upper) = match law {
                    "truncated_normal apart" => (-1.0, 3.0),
                    _ => (-2.0, 2.0),
                };
                let arguments = serde_json::json!({
                    "low": number(-0.1), "high": number(0.25),
                    "lower": number(lower), "upper": number(upper),
                });
                let law = law.strip_suffix(" apart").unwrap_or(law);
                let values = drawn(key, law, &arguments, count);
                values.into_iter().map(f32::to_bits).collect()
            }
        };
        for word in words {
            hash.update(word.to_le_bytes());
        }
    }
    format!("{:x}", hash.finalize())
}

#[test]
fn a_million_values_of_each_law_have_the_hash_of_jax() {
    let mut found = 0;
    for case in items(&data("jax-more.json"), "long") {
        if text(case, "dtype") == "float32" {
            assert_eq!(long(case), text(case, "sha256"), "{case}");
            found += 1;
        }
    }
    assert_eq!(found, 15);
}

#[test]
fn every_width_of_vectors_draws_the_same() {
    use init_core::hidden::doc::Level;

    let drawn = |level, partitionable, fused| {
        Level::force(Some(level));
        let key = Key::new(4).partitionable(partitionable).fused(fused);
        let mut values = vec![0.0; 3001];
        let (first, rest) = values.split_at_mut(1000);
        key.normal(first);
        let (second, third) = rest.split_at_mut(1001);
        key.uniform(second, -0.1, 0.3);
        key.truncated_normal(third, -6.0, 1.0);
        Level::force(None);
        values
    };
    for (partitionable, fused) in [(true, true), (false, true), (true, false)] {
        let scalar = drawn(Level::Scalar, partitionable, fused);
        for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
            assert_eq!(drawn(level, partitionable, fused), scalar, "{level:?}");
        }
    }
}

#[test]
fn threads_draw_the_same() {
    let drawn = |threads, partitionable| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        let key = Key::new(9).partitionable(partitionable);
        let mut values = vec![0.0; 200_001];
        pool.install(|| key.normal(&mut values));
        values
    };
    for partitionable in [true, false] {
        assert_eq!(drawn(1, partitionable), drawn(3, partitionable));
    }
}
