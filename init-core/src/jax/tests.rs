//! The bits of draws, on every processor and with every width of vectors: the hashes are those of what JAX
//! draws with `jax.random.key(1234)`.

use alloc::vec;
use alloc::vec::Vec;

use super::Key;
use super::draw::{Draw, Sample};
use super::narrow::Narrow;
use crate::number::fnv::Fnv;

const COUNT: usize = 20_001;

/// Of each form of the key the hashes of uniform, normal and truncated normal numbers.
const SINGLE: [[u64; 3]; 3] = [
    [
        0x9425_dd1f_9d2f_d8c4,
        0x0648_a9b3_7663_d384,
        0xd639_e133_5189_67e0,
    ],
    [
        0xbf22_5de6_0961_116d,
        0x91b5_0403_dcf7_b47b,
        0x0f2e_f6b3_f166_f71a,
    ],
    [
        0x8e8f_2fe0_b44a_61c2,
        0xe687_8081_3993_390d,
        0xfffb_8206_338d_38ed,
    ],
];

/// JAX draws no f16 without the instruction.
const F16: [[u64; 3]; 2] = [
    [
        0x3485_a6d4_fc2e_7c93,
        0x6134_1f41_eec3_223c,
        0x632d_463d_ebb5_b5b3,
    ],
    [
        0x99b8_e532_1b69_88fa,
        0x2c8b_a456_1337_b2d3,
        0xf4fa_d54e_2d3c_414c,
    ],
];

const BF16: [[u64; 3]; 3] = [
    [
        0x138a_e70c_bb70_b2c8,
        0x8e14_54e3_8eb7_4edd,
        0x0adf_ef52_4f49_5523,
    ],
    [
        0xd568_90c3_c558_bf21,
        0x08b9_31e8_f592_1ec2,
        0xb6d8_bc19_c823_d1f8,
    ],
    [
        0x138a_e70c_bb70_b2c8,
        0x8e14_54e3_8eb7_4edd,
        0x0adf_ef52_4f49_5523,
    ],
];

/// Uniform numbers alone.
const DOUBLE: [u64; 2] = [0x945d_99e6_2054_0838, 0xb854_b2ed_86cc_29bc];

fn hash<T: Copy, const N: usize>(values: &[T], bytes: impl Fn(T) -> [u8; N]) -> u64 {
    let values = values.iter();
    let hash = values.fold(Fnv::new(), |hash, &value| hash.with(bytes(value)));
    hash.value()
}

/// The forms of a key.
fn keys() -> [Key; 3] {
    let key = Key::new(1234);
    [key, key.partitionable(false), key.fused(false)]
}

const UNIFORM: Sample = Sample::Uniform {
    low: -0.1,
    high: 0.25,
};

/// The hashes of all laws, for each form of the key.
fn hashes(draw: impl Fn(Draw, Key) -> u64) -> Vec<[u64; 3]> {
    let truncated = Sample::Truncated {
        low: -2.0,
        high: 2.0,
    };
    let samples = [UNIFORM, Sample::Normal, truncated];
    let of = |key: Key| samples.map(|sample| draw(Draw::of(sample), key));
    keys().into_iter().map(of).collect()
}

#[test]
fn single_draws_have_the_bits_of_jax() {
    let found = hashes(|draw, key| {
        let mut values = vec![0.0; COUNT];
        draw.single(key.0, &mut values);
        hash(&values, f32::to_le_bytes)
    });
    assert_eq!(found, SINGLE);
}

#[test]
fn narrow_draws_have_the_bits_of_jax() {
    let cases: [(Narrow, &[[u64; 3]]); 2] = [(Narrow::F16, &F16), (Narrow::Bf16, &BF16)];
    for (narrow, expected) in cases {
        let found = hashes(|draw, key| {
            let mut values = vec![0.0; COUNT];
            draw.narrow(key.0, narrow, &mut values);
            hash(&values, f32::to_le_bytes)
        });
        assert_eq!(found[..expected.len()], *expected, "{narrow:?}");
    }
}

#[test]
fn double_draws_have_the_bits_of_jax() {
    for (key, expected) in keys().into_iter().zip(DOUBLE) {
        let mut values = vec![0.0; COUNT / 8];
        Draw::of(UNIFORM).double(key.0, &mut values);
        assert_eq!(hash(&values, f64::to_le_bytes), expected);
    }
}
