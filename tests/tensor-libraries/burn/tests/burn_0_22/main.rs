//! burn 0.22, on its CPU backend.

mod derived;
mod integers;
mod layers;
mod lazy;
mod module;
mod suite;
mod tied;
mod training;

use burn::tensor::{Device, Tensor};

/// burn's CPU backend.
fn device() -> Device {
    Device::flex()
}

/// The bits of an f32 tensor, in logical order.
fn bits<const D: usize>(tensor: &Tensor<D>) -> Vec<u32> {
    let elements = tensor
        .to_data()
        .try_into_vec::<f32>()
        .expect("an f32 tensor");
    elements.into_iter().map(f32::to_bits).collect()
}
