//! GPT-2's tensors in the types of a library.

pub(crate) mod burn;
pub(crate) mod candle;
pub(crate) mod ndarray;

use init_core::{Initialize, Parameter, Plan};

/// The standard deviation of every weight: that of those that are added to the residual stream
/// is another, which changes no time.
const STD: f64 = 0.02;

/// A library of tensors, with an initializer of its own.
pub(crate) trait Library: 'static {
    const NAME: &'static str;
    const INITIALIZER: &'static str;

    type Tensor<const D: usize>: Parameter + Send;

    /// A tensor to be filled, as cheap as the library makes it.
    fn blank<const D: usize>(shape: [usize; D]) -> Self::Tensor<D>;

    /// What the library's initializer makes.
    fn constant<const D: usize>(shape: [usize; D], value: f64) -> Self::Tensor<D>;

    /// What the library's initializer makes of mean 0.
    fn normal<const D: usize>(shape: [usize; D], std: f64) -> Self::Tensor<D>;
}

/// The shapes of GPT-2's tensors, by how they are initialized.
pub(crate) struct Shapes {
    weights: Vec<[usize; 2]>,
    gains: Vec<[usize; 1]>,
    biases: Vec<[usize; 1]>,
}

impl Shapes {
    /// Those of the example's plan.
    pub(crate) fn of(plan: &Plan) -> Self {
        let (mut weights, mut gains, mut biases) = (Vec::new(), Vec::new(), Vec::new());
        for entry in plan.entries() {
            match *entry.shape() {
                [rows, columns] => weights.push([rows, columns]),
                [length] if entry.path().ends_with("bias") => biases.push([length]),
                [length] => gains.push([length]),
                _ => unreachable!("GPT-2 has vectors and matrices alone"),
            }
        }
        Self {
            weights,
            gains,
            biases,
        }
    }
}

/// GPT-2's tensors, initialized by the library or by the attributes of the fields.
#[derive(Initialize)]
pub(crate) struct Tensors<L: Library> {
    #[init(normal, std = STD)]
    weights: Vec<L::Tensor<2>>,
    #[init(ones)]
    gains: Vec<L::Tensor<1>>,
    #[init(zeros)]
    biases: Vec<L::Tensor<1>>,
}

impl<L: Library> Tensors<L> {
    /// To be filled.
    pub(crate) fn blank(shapes: &Shapes) -> Self {
        Self {
            weights: shapes.weights.iter().copied().map(L::blank).collect(),
            gains: shapes.gains.iter().copied().map(L::blank).collect(),
            biases: shapes.biases.iter().copied().map(L::blank).collect(),
        }
    }

    /// As the library initializes them.
    pub(crate) fn initialized(shapes: &Shapes) -> Self {
        let weights = shapes.weights.iter().map(|&shape| L::normal(shape, STD));
        let gains = shapes.gains.iter().map(|&shape| L::constant(shape, 1.0));
        let biases = shapes.biases.iter().map(|&shape| L::constant(shape, 0.0));
        Self {
            weights: weights.collect(),
            gains: gains.collect(),
            biases: biases.collect(),
        }
    }
}
