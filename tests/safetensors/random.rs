//! Models of random shapes, types and names.

use std::collections::BTreeMap;

use half::{bf16, f16};
use init_core::Initialize;
use init_core::safetensors::{Load, Save};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use safetensors::Dtype;

use crate::{Folder, Raw, read};

#[derive(Debug, Clone, Initialize)]
struct Tensor<T> {
    #[init(zeros, shape = &self.shape, name = "")]
    values: Vec<T>,
    #[init(skip)]
    shape: Vec<usize>,
}

#[derive(Debug, Clone, Initialize)]
enum Any {
    F32(#[init(name = "")] Tensor<f32>),
    F64(#[init(name = "")] Tensor<f64>),
    F16(#[init(name = "")] Tensor<f16>),
    Bf16(#[init(name = "")] Tensor<bf16>),
}

/// A tensor of the type with this number, of random bits, but none that are NaN.
fn tensor(dtype: usize, shape: Vec<usize>, words: &[u64]) -> (Any, Raw) {
    fn build<T: Copy + PartialOrd, const N: usize>(
        shape: Vec<usize>,
        words: &[u64],
        number: impl Fn(u64) -> T,
        bytes: impl Fn(T) -> [u8; N],
    ) -> (Tensor<T>, Vec<usize>, Vec<u8>) {
        let number = |&word| {
            let value = number(word);
            // NaN alone is not even comparable with itself.
            if value.partial_cmp(&value).is_some() {
                value
            } else {
                number(0)
            }
        };
        let values: Vec<T> = words.iter().map(number).collect();
        let raw = values.iter().flat_map(|&value| bytes(value)).collect();
        let known = shape.clone();
        (Tensor { values, shape }, known, raw)
    }
    macro_rules! any {
        ($any:ident $dtype:ident $number:ident $bits:ident) => {{
            let number = |word: u64| $number::from_bits(word as $bits);
            let (tensor, shape, bytes) = build(shape, words, number, $number::to_le_bytes);
            let dtype = Dtype::$dtype;
            let raw = Raw {
                dtype,
                shape,
                bytes,
            };
            (Any::$any(tensor), raw)
        }};
    }
    match dtype {
        0 => any!(F32 F32 f32 u32),
        1 => any!(F64 F64 f64 u64),
        2 => any!(F16 F16 f16 u16),
        _ => any!(Bf16 BF16 bf16 u16),
    }
}

/// Up to twelve tensors of up to four axes, under names with quotes and letters of any script.
fn models() -> impl Strategy<Value = BTreeMap<String, (Any, Raw)>> {
    let shape = vec(0..5_usize, 0..5);
    let one = (0..4_usize, shape).prop_flat_map(|(dtype, shape)| {
        let count = shape.iter().product::<usize>();
        vec(any::<u64>(), count).prop_map(move |words| tensor(dtype, shape.clone(), &words))
    });
    btree_map(r#"[a-cπ雪"\\ /\n]{1,4}"#, one, 0..12)
}

fn zeroed(any: &Any) -> Any {
    let mut any = any.clone();
    init_core::Reset::seed(0).run(&mut any).unwrap();
    any
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(8),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// Sample of 300 models. The library finds the bits that stand in the model; the model that
    /// is loaded is saved as the same bytes.
    #[test]
    fn what_is_saved_is_what_is_loaded(model in models(), largest in 0..2000_u64) {
        let folder = Folder::new("random");
        let (one, several) = (folder.file("one.safetensors"), folder.file("several.safetensors"));
        let expected: BTreeMap<String, Raw> =
            model.iter().map(|(name, (_, raw))| (name.clone(), raw.clone())).collect();
        let model: BTreeMap<String, Any> =
            model.into_iter().map(|(name, (any, _))| (name, any)).collect();
        Save::new().run(&model, &one).unwrap();
        prop_assert_eq!(&read(&one), &expected);

        let saved = Save::new().max_shard_bytes(largest).run(&model, &several).unwrap();
        let mut found = BTreeMap::new();
        for file in saved.files() {
            let tensors = read(file);
            let bytes: usize = tensors.values().map(|raw| raw.bytes.len()).sum();
            let full = tensors.values().filter(|raw| !raw.bytes.is_empty()).count();
            prop_assert!(bytes as u64 <= largest || full == 1);
            found.extend(tensors);
        }
        prop_assert_eq!(&found, &expected);

        let mut again: BTreeMap<String, Any> =
            model.iter().map(|(name, any)| (name.clone(), zeroed(any))).collect();
        let loaded = Load::new().strict().run(&mut again, &several).unwrap();
        prop_assert_eq!(loaded.names().len(), expected.len());
        let copy = folder.file("copy.safetensors");
        Save::new().run(&again, &copy).unwrap();
        prop_assert!(std::fs::read(&one).unwrap() == std::fs::read(&copy).unwrap());
    }
}
