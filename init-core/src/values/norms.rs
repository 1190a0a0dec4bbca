//! The Euclidean norms of the slices of a tensor.

use alloc::vec::Vec;

use crate::number::arithmetic::sqrt64;
use crate::tensor::{Axes, count};

/// Sums of squares, one for each index of an axis, or one of all. The values come in canonical
/// order, and each sum takes its own in that order: its bits are those of the value contract.
#[derive(Debug)]
pub(crate) struct Norms {
    sums: Vec<f64>,
    /// The number of values from one index of the axis to the next.
    step: usize,
    /// The number of values so far.
    taken: usize,
}

impl Norms {
    /// The norms of a tensor with these axes: for each index of the tensor's own `axis`, or one of
    /// all; `None` where it has no such axis.
    pub(crate) fn new(axes: &Axes, axis: Option<usize>) -> Option<Self> {
        let (sums, step) = match axis {
            Some(axis) => {
                let place = axes.order().iter().position(|&own| own == axis)?;
                (axes.shape[place], count(&axes.shape[place + 1..]))
            }
            None => (1, count(&axes.shape)),
        };
        Some(Self {
            sums: alloc::vec![0.0; sums],
            step,
            taken: 0,
        })
    }

    /// Takes the next values.
    pub(crate) fn add(&mut self, mut values: &[f64]) {
        while !values.is_empty() {
            let index = self.taken / self.step % self.sums.len();
            let left = self.step - self.taken % self.step;
            let (run, rest) = values.split_at(left.min(values.len()));
            let sum = &mut self.sums[index];
            for value in run {
                *sum += value * value;
            }
            self.taken += run.len();
            values = rest;
        }
    }

    /// The norms, in the order of the index.
    pub(crate) fn finish(self) -> Vec<f64> {
        self.sums.into_iter().map(sqrt64).collect()
    }
}
