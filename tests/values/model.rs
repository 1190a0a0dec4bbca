//! One tensor under a path, filled with a given key.

use init_core::initializer::{
    constant, normal, orthogonal, sample, sparse, truncated_normal, uniform, with,
};
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::{Declared, Parameters};
use init_core::{Initialize, Initializer, Parameter, Reset, Stream};

use crate::single::Single;

pub(crate) const KEY: [u8; 32] = *b"the key that most tests here use";

/// The stream that the plan gives the tensor under a path.
pub(crate) fn stream(path: &[&str]) -> u64 {
    let law = constant(0);
    let model = Single {
        path,
        tensor: [0.0_f32; 1],
        declared: &Declared::new(&law),
    };
    model.plan().unwrap().entries()[0].stream()
}

/// Fills a tensor under the path `w`.
pub(crate) fn fill<P: Parameters>(tensor: P, declared: &Declared<'_>, key: [u8; 32]) -> P {
    let mut model = Single {
        path: &["w"],
        tensor,
        declared,
    };
    Reset::key(key)
        .run(&mut model)
        .unwrap_or_else(|error| panic!("{declared:?}: {error}"));
    model.tensor
}

/// `length` values of a law, under a path.
pub(crate) fn values_at<T: Element + Default>(
    law: &dyn Initializer,
    path: &str,
    key: [u8; 32],
    length: usize,
) -> Vec<T> {
    let mut values = vec![T::default(); length];
    let declared = Declared::new(law);
    let path: Vec<&str> = path.split('.').collect();
    let mut model = Single {
        path: &path,
        tensor: Flat::new(values.as_mut_slice(), length),
        declared: &declared,
    };
    Reset::key(key).run(&mut model).unwrap();
    values
}

/// `length` values of a law, under the path `w` and the key of most tests.
pub(crate) fn values<T: Element + Default>(law: &dyn Initializer, length: usize) -> Vec<T> {
    values_at(law, "w", KEY, length)
}

/// A tensor of `shape`, row-major.
pub(crate) fn tensor<T: Element + Default>(shape: &[usize], declared: &Declared<'_>) -> Vec<T> {
    let mut values = vec![T::default(); shape.iter().product()];
    fill(Flat::new(values.as_mut_slice(), shape), declared, KEY);
    values
}

/// Every kind of fill, for a matrix.
pub(crate) fn laws() -> Vec<Box<dyn Initializer>> {
    vec![
        Box::new(constant(0.1)),
        Box::new(uniform().low(-1).high(2)),
        Box::new(normal().mean(1).std(0.3)),
        Box::new(truncated_normal().std(0.7).low(-1)),
        Box::new(orthogonal().gain(1.5)),
        Box::new(sparse().sparsity(0.25)),
        Box::new(sample(rand_distr::Exp::new(2.0).unwrap())),
        Box::new(with(|index: &[usize], stream: &mut Stream| {
            let place = index.iter().fold(0, |place, &index| 100 * place + index);
            place as f64 + stream.uniform()
        })),
    ]
}

/// The elements of a tensor in logical order.
pub(crate) fn read(tensor: &dyn Parameter) -> Vec<f64> {
    let mut values = Vec::new();
    tensor
        .read(&mut |piece| values.extend_from_slice(piece))
        .unwrap();
    values
}

/// Asserts that two runs of floats have the same bits.
#[track_caller]
pub(crate) fn assert_same<T: Bits>(found: &[T], expected: &[T], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.bits(), expected.bits(), "{what}: element {place}");
    }
}

/// The bits of a float, with its value beside them for the message.
pub(crate) trait Bits {
    fn bits(&self) -> (u64, f64);
}

impl Bits for f32 {
    fn bits(&self) -> (u64, f64) {
        (self.to_bits().into(), f64::from(*self))
    }
}

impl Bits for f64 {
    fn bits(&self) -> (u64, f64) {
        (self.to_bits(), *self)
    }
}
