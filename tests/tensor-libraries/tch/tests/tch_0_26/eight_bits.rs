//! Floats of eight bits: the f32 values, rounded by libtorch.

use common::suite::Library;
use init_core::Parameter;
use init_core::initializer::{constant, normal};
use init_core::tensor::DType;
use tch::Kind;

use crate::tensors::{Tch, full};

/// libtorch rounds to nearest even, and finite values of f32 beyond the largest of a type do not
/// occur here.
#[test]
fn eight_bits_are_the_f32_values_rounded_once() {
    let law = normal().std(2.0);
    for (dtype, kind) in [
        (DType::F8E4M3, Kind::Float8e4m3fn),
        (DType::F8E5M2, Kind::Float8e5m2),
    ] {
        for shape in [&[][..], &[7], &[0, 4], &[70, 90], &[4, 3, 2]] {
            let mut exact = full(shape, DType::F32);
            law.fill(&mut exact, &mut init_core::hidden::doc::rng())
                .unwrap();
            let expected = Tch::elements(&exact.to_kind(kind));
            let mut tensors = Tch::elsewhere(shape, dtype);
            tensors.extend(Tch::tensor(shape, dtype));
            for mut tensor in tensors {
                law.fill(&mut tensor, &mut init_core::hidden::doc::rng())
                    .unwrap();
                assert_eq!(tensor.kind(), kind);
                assert_eq!(Tch::elements(&tensor), expected, "{dtype} {shape:?}");
                let mut read = Vec::new();
                tensor
                    .read(&mut |piece| read.extend_from_slice(piece))
                    .unwrap();
                assert_eq!(read, expected, "{dtype} {shape:?}");
            }
        }
    }
}

#[test]
fn a_constant_beyond_the_largest_is_refused() {
    let mut tensor = full(&[2], DType::F8E4M3);
    let error = constant(1000.0).fill(&mut tensor, &mut init_core::hidden::doc::rng());
    assert!(error.unwrap_err().to_string().contains("f8e4m3"));
}
