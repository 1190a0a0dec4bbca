//! ndarray 0.17 and ndarray-rand 0.16.

use ndarray::ArrayD;
use ndarray_rand::RandomExt;
use ndarray_rand::rand_distr::Normal;

use super::Library;

/// Arrays.
pub(crate) struct Ndarray;

impl Library for Ndarray {
    const NAME: &'static str = "ndarray";
    const INITIALIZER: &'static str = "ndarray-rand";

    type Tensor<const D: usize> = ArrayD<f32>;

    fn blank<const D: usize>(shape: [usize; D]) -> ArrayD<f32> {
        ArrayD::zeros(&shape[..])
    }

    fn constant<const D: usize>(shape: [usize; D], value: f64) -> ArrayD<f32> {
        ArrayD::from_elem(&shape[..], value as f32)
    }

    fn normal<const D: usize>(shape: [usize; D], std: f64) -> ArrayD<f32> {
        let law = Normal::new(0.0, std as f32).expect("a standard deviation");
        ArrayD::random(&shape[..], law)
    }
}
