//! The model that inputs are for, and what it holds.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use float8::F8E4M3;
use half::{bf16, f16};
use init_core::Initialize;
use init_core::values::Element;

/// Tensors of all types and several axes, one of them shared.
#[derive(Debug, Initialize)]
pub(crate) struct Net {
    #[init(normal, std = 0.5)]
    half: [[f16; 2]; 2],
    #[init(ones)]
    brain: [bf16; 3],
    #[init(constant = 0.5)]
    eight: [F8E4M3; 5],
    #[init(truncated_normal)]
    scale: f32,
    layers: Vec<Layer>,
    #[init(zeros)]
    tied: Rc<RefCell<[f32; 4]>>,
    #[init(zeros)]
    again: Rc<RefCell<[f32; 4]>>,
}

#[derive(Debug, Initialize)]
struct Layer {
    #[init(kaiming_normal, mode = "fan_out")]
    weight: [[f32; 3]; 2],
    #[init(zeros)]
    bias: [f64; 2],
    #[init(orthogonal)]
    kernel: [[[[f32; 3]; 1]; 2]; 2],
}

/// A tensor as the numbers that it holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) shape: Vec<usize>,
    /// The bits, so that zeros have signs; all NaN are one.
    pub(crate) bits: Vec<u64>,
}

impl Numbers {
    pub(crate) fn new(shape: &[usize], values: impl IntoIterator<Item = f64>) -> Self {
        let bits = |value: f64| if value.is_nan() { f64::NAN } else { value }.to_bits();
        Self {
            shape: shape.to_vec(),
            bits: values.into_iter().map(bits).collect(),
        }
    }

    fn of<T: Element>(shape: &[usize], values: &[T]) -> Self {
        Self::new(shape, values.iter().map(|value| value.widen()))
    }
}

impl Net {
    /// One with distinct values from `first` on.
    pub(crate) fn new(first: u8) -> Self {
        let at = |k: u8| f32::from(first) + f32::from(k);
        let layer = |k: u8| Layer {
            weight: [
                [at(k), at(k + 1), at(k + 2)],
                [at(k + 3), at(k + 4), at(k + 5)],
            ],
            bias: [f64::from(at(k)) + 0.1; 2],
            kernel: [[[[at(k); 3]; 1]; 2]; 2],
        };
        let tied = Rc::new(RefCell::new([at(30); 4]));
        Self {
            half: [[f16::from_f32(at(1)); 2]; 2],
            brain: [bf16::from_f32(at(2)); 3],
            eight: [F8E4M3::from_f32(at(3)); 5],
            scale: at(4),
            layers: vec![layer(5), layer(15)],
            again: tied.clone(),
            tied,
        }
    }

    /// Its tensors, by path; the shared one under its first.
    pub(crate) fn numbers(&self) -> BTreeMap<String, Numbers> {
        let mut numbers = BTreeMap::from([
            (
                "half".into(),
                Numbers::of(&[2, 2], self.half.as_flattened()),
            ),
            ("brain".into(), Numbers::of(&[3], &self.brain)),
            ("eight".into(), Numbers::of(&[5], &self.eight)),
            ("scale".into(), Numbers::of(&[], &[self.scale])),
            ("tied".into(), Numbers::of(&[4], &*self.tied.borrow())),
        ]);
        for (k, layer) in self.layers.iter().enumerate() {
            let kernel = layer.kernel.as_flattened().as_flattened().as_flattened();
            numbers.extend([
                (
                    format!("layers.{k}.weight"),
                    Numbers::of(&[2, 3], layer.weight.as_flattened()),
                ),
                (format!("layers.{k}.bias"), Numbers::of(&[2], &layer.bias)),
                (
                    format!("layers.{k}.kernel"),
                    Numbers::of(&[2, 2, 1, 3], kernel),
                ),
            ]);
        }
        numbers
    }
}

/// The other path of the shared tensor, and its first.
pub(crate) const ALIAS: (&str, &str) = ("again", "tied");
