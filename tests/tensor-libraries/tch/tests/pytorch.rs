//! PyTorch's stream beside libtorch, in one process. A target of its own with one test: all tests of
//! a process share libtorch's generator.

use init_core::pytorch::Generator;
use init_core::{Initialize, Reset};
use tch::{Device, Kind, Tensor};

const SEEDS: [u64; 3] = [0, 1234, u64::MAX];

fn empty(shape: &[i64]) -> Tensor {
    Tensor::empty(shape, (Kind::Float, Device::Cpu))
}

fn seeded(seed: u64) -> Generator {
    tch::manual_seed(seed.cast_signed());
    Generator::manual_seed(seed)
}

fn assert_same(tensor: &Tensor, values: &[f32], what: &str) {
    let expected = Vec::<f32>::try_from(tensor.flatten(0, -1)).unwrap();
    let bits =
        |values: &[f32]| -> Vec<u32> { values.iter().map(|value| value.to_bits()).collect() };
    assert_eq!(bits(values), bits(&expected), "{what}");
}

/// Small and large tensors in turn, so that a normal number is kept between them.
fn sequences(seed: u64) {
    let mut generator = seeded(seed);
    let around = [127, 128, 129, 623, 624, 625, 1000, 4097];
    for size in (1..=100).chain(around) {
        let what = format!("seed {seed}, {size} values");
        let mut values = vec![0.0; size];
        let shape = [size as i64];
        generator.normal(&mut values, 0.25, 1.5);
        assert_same(&empty(&shape).normal_(0.25, 1.5), &values, &what);
        generator.uniform(&mut values, -0.3, 0.7);
        assert_same(&empty(&shape).uniform_(-0.3, 0.7), &values, &what);
        let permutation = Tensor::randperm(size as i64, (Kind::Int64, Device::Cpu));
        let expected = Vec::<i64>::try_from(permutation).unwrap();
        let found = generator.randperm(size);
        assert!(
            found.iter().map(|&index| index as i64).eq(expected),
            "{what}"
        );
    }
}

#[derive(Initialize)]
struct Net {
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu")]
    conv: Tensor,
    #[init(xavier_uniform, gain = 2.0)]
    dense: Tensor,
    #[init(uniform, low = -0.5, high = 0.5)]
    bias: Tensor,
    #[init(truncated_normal)]
    truncated: Tensor,
}

/// `trunc_normal_`, which is written in Python.
fn truncated(shape: &[i64]) -> Tensor {
    let mut values = empty(shape).normal_(0.0, 1.0);
    loop {
        let outside = values.lt(-2.0).logical_or(&values.gt(2.0));
        if !bool::try_from(outside.any()).unwrap() {
            return values;
        }
        values = empty(shape).normal_(0.0, 1.0).where_self(&outside, &values);
    }
}

fn initializers(seed: u64) {
    let mut generator = seeded(seed);
    let mut net = Net {
        conv: empty(&[16, 8, 3, 3]),
        dense: empty(&[7, 13]),
        bias: empty(&[7]),
        truncated: empty(&[5, 3]),
    };
    Reset::new().pytorch(&mut generator).run(&mut net).unwrap();
    let std = 2_f64.sqrt() / 144_f64.sqrt();
    let bound = 3_f64.sqrt() * (2.0 * (2.0_f64 / 20.0).sqrt());
    let expected = [
        (&net.conv, empty(&[16, 8, 3, 3]).normal_(0.0, std)),
        (&net.dense, empty(&[7, 13]).uniform_(-bound, bound)),
        (&net.bias, empty(&[7]).uniform_(-0.5, 0.5)),
        (&net.truncated, truncated(&[5, 3])),
    ];
    for (place, (found, expected)) in expected.iter().enumerate() {
        let values = Vec::<f32>::try_from(found.flatten(0, -1)).unwrap();
        assert_same(
            expected,
            &values,
            &format!("seed {seed}, parameter {place}"),
        );
    }
}

#[test]
fn sequences_and_initializers_have_the_bits_of_libtorch() {
    for seed in SEEDS {
        sequences(seed);
        initializers(seed);
    }
}
