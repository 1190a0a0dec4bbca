//! Random access: a value depends on its index alone, not on how it is asked for.

use std::borrow::Cow;

use init_core::Parameter;
use init_core::error::Problem;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::Declared;

use crate::model::{Bits, KEY, assert_same, fill, laws, tensor};

/// How a tensor asks for its values.
#[derive(Clone)]
enum How {
    /// In ranges, in this order.
    Ranges(Vec<std::ops::Range<usize>>),
    /// By strides.
    Strided(Vec<usize>),
    /// One place after the other in logical order.
    Each,
}

struct Asking<T> {
    shape: Vec<usize>,
    memory: Vec<T>,
    how: How,
}

impl<T: Element> Parameter for Asking<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        assert_eq!(values.len(), self.shape.iter().product::<usize>());
        match &self.how {
            How::Ranges(ranges) => ranges
                .iter()
                .try_for_each(|range| values.range(range.start, &mut self.memory[range.clone()])),
            How::Strided(strides) => values.strided(&mut self.memory, strides),
            How::Each => values.each(self.memory.iter_mut()),
        }
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

fn asked<T: Element + Default>(
    shape: &[usize],
    declared: &Declared<'_>,
    how: How,
    memory: usize,
) -> Vec<T> {
    let tensor = Asking {
        shape: shape.to_vec(),
        memory: vec![T::default(); memory],
        how,
    };
    fill(tensor, declared, KEY).memory
}

/// More values than are held at once on the way to memory that is not contiguous.
const SHAPE: [usize; 2] = [90, 101];
const LENGTH: usize = 90 * 101;

fn for_each_law(test: impl Fn(&Declared<'_>)) {
    for law in laws() {
        test(&Declared::new(&*law));
    }
}

/// Ranges that cover 0..length, of lengths around those of tiles, in an order that is neither
/// forward nor backward.
fn ranges(length: usize) -> Vec<std::ops::Range<usize>> {
    const STEPS: [usize; 12] = [1, 15, 16, 17, 127, 128, 129, 255, 256, 257, 300, 3];
    let mut ranges = Vec::new();
    let mut start = 0;
    while start < length {
        let end = (start + STEPS[ranges.len() % STEPS.len()]).min(length);
        ranges.push(start..end);
        start = end;
    }
    let count = ranges.len();
    let stride = (2..count).find(|&stride| gcd(stride, count) == 1).unwrap();
    (0..count)
        .map(|k| ranges[k * stride % count].clone())
        .collect()
}

fn gcd(a: usize, b: usize) -> usize {
    if b == 0 { a } else { gcd(b, a % b) }
}

fn ranges_equal_the_whole<T: Element + Default + Bits>() {
    for_each_law(|declared| {
        let whole: Vec<T> = tensor(&SHAPE, declared);
        let parts = asked(&SHAPE, declared, How::Ranges(ranges(LENGTH)), LENGTH);
        assert_same(&parts, &whole, &format!("{declared:?}"));
    });
}

#[test]
fn ranges_in_any_order_equal_the_whole() {
    ranges_equal_the_whole::<f32>();
    ranges_equal_the_whole::<f64>();
}

/// The memory that strides reach, with what no index reaches left as it was.
fn strided_equals_the_whole<T: Element + Default + Bits>() {
    for_each_law(|declared| {
        let whole: Vec<T> = tensor(&SHAPE, declared);
        for strides in [[101, 1], [1, 90], [2, 180], [150, 1], [303, 3], [1, 91]] {
            let memory = strides[0] * 89 + strides[1] * 100 + 1;
            let found = asked::<T>(&SHAPE, declared, How::Strided(strides.into()), memory);
            let mut expected = vec![T::default(); memory];
            for (place, &value) in whole.iter().enumerate() {
                expected[place / 101 * strides[0] + place % 101 * strides[1]] = value;
            }
            assert_same(&found, &expected, &format!("{declared:?} {strides:?}"));
        }
    });
}

#[test]
fn strided_memory_holds_the_same_values_at_the_same_indices() {
    strided_equals_the_whole::<f32>();
    strided_equals_the_whole::<f64>();
}

#[test]
fn places_one_by_one_equal_the_whole() {
    for_each_law(|declared| {
        let whole: Vec<f32> = tensor(&SHAPE, declared);
        assert_same(
            &asked(&SHAPE, declared, How::Each, LENGTH),
            &whole,
            &format!("{declared:?}"),
        );
    });
}

/// An elementwise law sees the index, not the shape: a longer tensor begins as a shorter one,
/// whatever their axes.
#[test]
fn a_longer_tensor_begins_as_a_shorter_one() {
    for law in laws().iter().take(4) {
        let declared = Declared::new(&**law);
        let long: Vec<f32> = tensor(&[3000], &declared);
        for shape in [
            &[1][..],
            &[15],
            &[16],
            &[17],
            &[256],
            &[257],
            &[7, 11, 13],
            &[1, 2999, 1],
        ] {
            let short: Vec<f32> = tensor(shape, &declared);
            assert_same(
                &short,
                &long[..short.len()],
                &format!("{declared:?} {shape:?}"),
            );
        }
        let long: Vec<f64> = tensor(&[3000], &declared);
        for shape in [&[1][..], &[15], &[17], &[128], &[129], &[7, 11, 13]] {
            let short: Vec<f64> = tensor(shape, &declared);
            assert_same(
                &short,
                &long[..short.len()],
                &format!("{declared:?} {shape:?}"),
            );
        }
    }
}

#[test]
fn a_range_beyond_the_end_is_an_error() {
    let law = init_core::initializer::normal();
    for range in [0..LENGTH + 1, LENGTH..LENGTH + 1] {
        let mut tensor = Asking {
            shape: SHAPE.to_vec(),
            memory: vec![0.0_f32; LENGTH + 1],
            how: How::Ranges(vec![range]),
        };
        let mut rng = init_core::hidden::doc::rng();
        let error = Declared::new(&law).fill(&mut tensor, &mut rng).unwrap_err();
        assert!(error.has(init_core::ErrorKind::Length));
        assert_eq!(tensor.memory, vec![0.0; LENGTH + 1]);
    }
}

#[test]
fn too_few_and_too_many_places_are_an_error() {
    let law = init_core::initializer::normal();
    for length in [0, LENGTH - 1, LENGTH + 1] {
        let mut tensor = Asking {
            shape: SHAPE.to_vec(),
            memory: vec![0.0_f32; length],
            how: How::Each,
        };
        let mut rng = init_core::hidden::doc::rng();
        let error = Declared::new(&law).fill(&mut tensor, &mut rng).unwrap_err();
        assert!(error.has(init_core::ErrorKind::Length));
    }
}
