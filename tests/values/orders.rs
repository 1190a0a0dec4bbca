//! Random shapes, layouts, memory orders and chunkings.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::initializer::{normal, truncated_normal, uniform, with};
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::walk::Declared;
use init_core::{Initializer, Parameter, Stream};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::model::{KEY, assert_same, fill, tensor};

/// The tensor's axes in canonical order: stacked ones, `o`, `i`, the rest in the tensor's order.
pub(crate) fn canonical_axes(layout: &str) -> Vec<usize> {
    let letters: Vec<char> = layout.chars().collect();
    let mut axes: Vec<usize> = (0..letters.len()).collect();
    axes.sort_by_key(|&axis| match letters[axis] {
        '*' => 0,
        'o' => 1,
        'i' => 2,
        _ => 3,
    });
    axes
}

/// The multi-index of a place in row-major order.
fn index(mut place: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (axis, &length) in shape.iter().enumerate().rev() {
        index[axis] = place % length;
        place /= length;
    }
    index
}

/// A tensor of `shape`, row-major, from the values of the one whose k-th axis is `axes[k]`.
pub(crate) fn permuted<T: Copy>(values: &[T], shape: &[usize], axes: &[usize]) -> Vec<T> {
    (0..values.len())
        .map(|place| {
            let index = index(place, shape);
            let place = axes
                .iter()
                .fold(0, |place, &axis| place * shape[axis] + index[axis]);
            values[place]
        })
        .collect()
}

/// A tensor in memory whose axes are ordered and padded in some way, asked for in one of
/// three ways.
#[derive(Debug)]
pub(crate) struct Scattered {
    shape: Vec<usize>,
    strides: Vec<usize>,
    pub(crate) memory: Vec<f32>,
    cuts: Option<Vec<usize>>,
}

impl Scattered {
    /// The outermost axis of memory is `order[0]`; each step is padded by its `padding`.
    pub(crate) fn new(shape: &[usize], order: &[usize], padding: &[usize]) -> Self {
        let mut strides = vec![0; shape.len()];
        let mut step = 1;
        for (&axis, &padding) in order.iter().zip(padding).rev() {
            strides[axis] = step;
            step = step * shape[axis] + padding;
        }
        Self {
            shape: shape.to_vec(),
            strides,
            memory: vec![f32::NAN; step],
            cuts: None,
        }
    }

    fn place(&self, index: &[usize]) -> usize {
        index
            .iter()
            .zip(&self.strides)
            .map(|(index, stride)| index * stride)
            .sum()
    }

    pub(crate) fn logical(&self) -> Vec<f32> {
        (0..self.shape.iter().product())
            .map(|place| self.memory[self.place(&index(place, &self.shape))])
            .collect()
    }
}

impl Parameter for Scattered {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let Some(cuts) = &self.cuts else {
            return values.strided(&mut self.memory, &self.strides);
        };
        let order = values.order().to_vec();
        let canonical: Vec<usize> = order.iter().map(|&axis| self.shape[axis]).collect();
        for range in cuts.windows(2) {
            let mut piece = vec![0.0; range[1] - range[0]];
            values.range(range[0], &mut piece)?;
            for (offset, value) in piece.into_iter().enumerate() {
                let mut own = vec![0; order.len()];
                for (&axis, index) in order.iter().zip(index(range[0] + offset, &canonical)) {
                    own[axis] = index;
                }
                let place = self.place(&own);
                self.memory[place] = value;
            }
        }
        Ok(())
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[derive(Debug)]
struct Case {
    shape: Vec<usize>,
    layout: String,
    order: Vec<usize>,
    padding: Vec<usize>,
    cuts: Vec<usize>,
}

fn case() -> impl Strategy<Value = Case> {
    (2..=5_usize)
        .prop_flat_map(|rank| {
            let letters: Vec<char> = "oihw*"[..rank].chars().collect();
            (
                proptest::collection::vec(1..=6_usize, rank),
                Just(letters).prop_shuffle(),
                Just((0..rank).collect::<Vec<_>>()).prop_shuffle(),
                proptest::collection::vec(0..=2_usize, rank),
                proptest::collection::vec(any::<prop::sample::Index>(), 0..6),
            )
        })
        .prop_map(|(shape, letters, order, padding, cuts)| {
            let length: usize = shape.iter().product();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.index(length + 1)).collect();
            cuts.extend([0, length]);
            cuts.sort_unstable();
            Case {
                shape,
                layout: letters.into_iter().collect(),
                order,
                padding,
                cuts,
            }
        })
}

fn elementwise() -> Vec<Box<dyn Initializer>> {
    vec![
        Box::new(uniform().low(-1)),
        Box::new(normal()),
        Box::new(truncated_normal()),
        Box::new(with(|index: &[usize], _: &mut Stream| {
            index
                .iter()
                .fold(0.0, |place, &index| 10.0 * place + index as f64)
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_layout_in_any_memory_by_any_pieces_holds_the_same_values(case in case()) {
        let axes = canonical_axes(&case.layout);
        let canonical: Vec<usize> = axes.iter().map(|&axis| case.shape[axis]).collect();
        for law in elementwise() {
            let values: Vec<f32> = tensor(&canonical, &Declared::new(&*law));
            let expected = permuted(&values, &case.shape, &axes);
            let declared = Declared::new(&*law).layout(case.layout.as_str());
            let mut scattered = Scattered::new(&case.shape, &case.order, &case.padding);
            for cuts in [None, Some(case.cuts.clone())] {
                scattered.cuts = cuts;
                scattered.memory.fill(f32::NAN);
                scattered = fill(scattered, &declared, KEY);
                assert_same(&scattered.logical(), &expected, &law.describe());
                let written = scattered.memory.iter().filter(|value| !value.is_nan()).count();
                assert_eq!(written, expected.len(), "padding is left alone");
            }
        }
    }
}
