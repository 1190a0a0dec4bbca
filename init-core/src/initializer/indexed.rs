//! Values that are a function of their index, and of words that it has for itself.

use alloc::vec::Vec;

use super::axes_of_layer;
use crate::engine::Stream;
use crate::error::Problem;
use crate::law::Law;
use crate::tensor::{Target, count};
use crate::values::{Drawn, Fill};

/// The values of a function of the multi-index and its own stream, none of them beyond ±`largest`.
/// They are computed as they are written: no memory holds the whole tensor meanwhile.
pub(super) fn indexed<'a>(
    largest: f64,
    value: impl Fn(&[usize], &mut Stream) -> f64 + 'a,
) -> Fill<'a> {
    Fill::drawn(Indexed { largest, value })
}

/// Where a multi-index lies in the weight of one of the stacked layers.
#[derive(Debug)]
pub(super) struct WeightIndex {
    /// The lengths of the axes behind the stacked ones, and the number of those.
    layer: Vec<usize>,
    stacked: usize,
    pub(super) outputs: usize,
    pub(super) inputs: usize,
    pub(super) field: Vec<usize>,
}

impl WeightIndex {
    /// Of a tensor with one of the ranks that the grammar gives the initializer `word`.
    pub(super) fn new(word: &str, target: &Target<'_>) -> Result<Self, Problem> {
        let (outputs, inputs, field) = axes_of_layer(word, target)?;
        let stacked = target.stacked();
        Ok(Self {
            layer: target.shape()[stacked..].to_vec(),
            stacked,
            outputs,
            inputs,
            field: field.to_vec(),
        })
    }

    /// The output, the input, those of several axes in row-major order, and the place in the receptive
    /// field.
    pub(super) fn of<'i>(&self, index: &'i [usize]) -> (usize, usize, &'i [usize]) {
        let flat = flat(&index[self.stacked..], &self.layer);
        let pair = flat / count(&self.field).max(1);
        let places = &index[index.len() - self.field.len()..];
        (pair / self.inputs.max(1), pair % self.inputs.max(1), places)
    }
}

/// The row-major index.
pub(super) fn flat(index: &[usize], shape: &[usize]) -> usize {
    let places = index.iter().zip(shape);
    places.fold(0, |flat, (place, length)| flat * length + place)
}

struct Indexed<F> {
    largest: f64,
    value: F,
}

impl<F: Fn(&[usize], &mut Stream) -> f64> Drawn for Indexed<F> {
    fn draw(&self, index: &[usize], stream: &mut Stream) -> f64 {
        (self.value)(index, stream)
    }

    fn own_law(&self) -> Option<Law> {
        Some(Law::Made {
            moments: None,
            largest: Some(self.largest),
        })
    }
}
