//! Plain memory, written in each of the ways in which a library may ask for its values, and nested
//! arrays.

use std::borrow::Cow;

use common::suite::{Library, UNTOUCHED};
use half::{bf16, f16};
use init_core::error::Problem;
use init_core::parameter::Flat;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::{Initialize, Parameter, Reset};

/// How a tensor asks for its values.
#[derive(Clone, Copy)]
enum Way {
    /// Row-major and without gaps.
    Contiguous,
    /// Column-major, every second element.
    Strided,
    /// Row by row, each with three elements after it.
    Lines,
    /// Element by element.
    Each,
    /// In ranges of 100 values.
    Ranges,
}

struct Memory<T> {
    shape: Vec<usize>,
    strides: Vec<usize>,
    values: Vec<T>,
    way: Way,
}

trait Float: Element {
    fn narrow(value: f64) -> Self;
    fn wide(self) -> f64;
}

macro_rules! float {
    ($($float:ty: $narrow:expr, $wide:path;)*) => {$(
        impl Float for $float {
            fn narrow(value: f64) -> Self {
                $narrow(value)
            }

            fn wide(self) -> f64 {
                $wide(self)
            }
        }
    )*};
}
float! {
    f32: |value| value as f32, f64::from;
    f64: f64::from, f64::from;
    f16: f16::from_f64, f16::to_f64;
    bf16: bf16::from_f64, bf16::to_f64;
}

impl<T: Float> Memory<T> {
    fn new(shape: &[usize], way: Way) -> Self {
        let mut axes: Vec<usize> = (0..shape.len()).rev().collect();
        let mut stride = 1;
        if matches!(way, Way::Strided) {
            axes.reverse();
            stride = 2;
        }
        let mut strides = vec![0; shape.len()];
        for (place, &axis) in axes.iter().enumerate() {
            strides[axis] = stride;
            stride *= shape[axis];
            if matches!(way, Way::Lines) && place == 0 {
                stride += 3;
            }
        }
        Self {
            shape: shape.to_vec(),
            strides,
            values: vec![T::narrow(UNTOUCHED); stride],
            way,
        }
    }

    /// The place in memory of every element, row-major over the axes in the order of `axes`.
    fn places(&self, axes: impl IntoIterator<Item = usize>) -> Vec<usize> {
        axes.into_iter().fold(vec![0], |places, axis| {
            let (length, stride) = (self.shape[axis], self.strides[axis]);
            let step = |place| (0..length).map(move |index| place + index * stride);
            places.into_iter().flat_map(step).collect()
        })
    }

    fn elements(&self) -> Vec<f64> {
        let places = self.places(0..self.shape.len());
        places.iter().map(|&at| self.values[at].wide()).collect()
    }
}

impl<T: Float> Parameter for Memory<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let places = self.places(values.order().iter().copied());
        match self.way {
            Way::Contiguous => values.contiguous(&mut self.values),
            Way::Strided => values.strided(&mut self.values, &self.strides),
            Way::Lines => {
                let axis = self.shape.len() - 1;
                let length = self.shape[axis];
                let lines = self.values.chunks_exact_mut(length + 3);
                values.lines(axis, lines.map(|line| &mut line[..length]))
            }
            Way::Each => {
                let mut all: Vec<Option<&mut T>> = self.values.iter_mut().map(Some).collect();
                values.each(places.iter().filter_map(|&at| all[at].take()))
            }
            Way::Ranges => {
                for (part, places) in places.chunks(100).enumerate() {
                    let mut some = vec![T::narrow(UNTOUCHED); places.len()];
                    values.range(100 * part, &mut some)?;
                    for (&at, value) in places.iter().zip(some) {
                        self.values[at] = value;
                    }
                }
                Ok(())
            }
        }
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        if let Way::Contiguous = self.way {
            return Flat::new(self.values.as_slice(), self.shape.as_slice()).read(sink);
        }
        sink(&self.elements());
        Ok(())
    }
}

struct Plain;

/// Memory of any type of element.
trait Readable: Parameter {
    fn elements(&self) -> Vec<f64>;
}

impl<T: Float> Readable for Memory<T> {
    fn elements(&self) -> Vec<f64> {
        Self::elements(self)
    }
}

fn memory(shape: &[usize], dtype: DType, way: Way) -> Box<dyn Readable> {
    match dtype {
        DType::F32 => Box::new(Memory::<f32>::new(shape, way)),
        DType::F64 => Box::new(Memory::<f64>::new(shape, way)),
        DType::F16 => Box::new(Memory::<f16>::new(shape, way)),
        DType::Bf16 => Box::new(Memory::<bf16>::new(shape, way)),
        other => panic!("no type of the suite: {other}"),
    }
}

impl Library for Plain {
    type Tensor = Box<dyn Readable>;

    fn tensor(shape: &[usize], dtype: DType) -> Option<Box<dyn Readable>> {
        Some(memory(shape, dtype, Way::Contiguous))
    }

    fn elsewhere(shape: &[usize], dtype: DType) -> Vec<Box<dyn Readable>> {
        let mut ways = vec![Way::Strided, Way::Each, Way::Ranges];
        // A number without axes has no lines.
        if !shape.is_empty() {
            ways.push(Way::Lines);
        }
        let ways = ways.into_iter();
        ways.map(|way| memory(shape, dtype, way)).collect()
    }

    fn elements(tensor: &Box<dyn Readable>) -> Vec<f64> {
        tensor.elements()
    }
}

common::suite!(Plain);

#[derive(Initialize)]
struct Nested {
    #[init(normal, std = 0.02)]
    weight: [[[f32; 5]; 3]; 40],
}

#[derive(Initialize)]
struct NestedHalf<H> {
    #[init(normal, std = 0.02)]
    weight: [[[H; 5]; 3]; 40],
}

/// Nested arrays of halves hold the numbers of nested arrays of f32, rounded by half itself.
#[test]
fn nested_arrays_of_halves_are_rounded_once() {
    let mut single = Nested {
        weight: [[[0.0; 5]; 3]; 40],
    };
    let mut half = NestedHalf {
        weight: [[[f16::ZERO; 5]; 3]; 40],
    };
    let mut brain = NestedHalf {
        weight: [[[bf16::ZERO; 5]; 3]; 40],
    };
    for model in [&mut single as &mut dyn Initialize, &mut half, &mut brain] {
        Reset::seed(5).run(model).unwrap();
    }
    let single = single.weight.as_flattened().as_flattened();
    let half = half.weight.as_flattened().as_flattened();
    let brain = brain.weight.as_flattened().as_flattened();
    assert!(single.iter().all(|&value| value != 0.0));
    assert!(
        half.iter()
            .eq(&single.iter().map(|&v| f16::from_f32(v)).collect::<Vec<_>>())
    );
    assert!(
        brain.iter().eq(&single
            .iter()
            .map(|&v| bf16::from_f32(v))
            .collect::<Vec<_>>())
    );
}
