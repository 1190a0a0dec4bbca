//! Stacked layers, each made as a whole.

use crate::engine::Stream;
use crate::error::Problem;
use crate::tensor::Target;
use crate::values::{Fill, Made};

/// The values of one layer, or of each of those that are stacked, made one after the other with the
/// words of one stream, so that they differ.
pub(super) fn layered<'a>(target: &Target<'_>, made: impl Made + 'a) -> Fill<'a> {
    if target.is_stacked() {
        let stacked = target.stacked();
        Fill::made(Layers { stacked, made })
    } else {
        Fill::made(made)
    }
}

/// Layers along the first axes.
#[derive(Debug)]
struct Layers<M> {
    /// The number of stacked axes.
    stacked: usize,
    made: M,
}

impl<M: Made> Made for Layers<M> {
    fn make(&self, shape: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem> {
        let (stacked, layer) = shape.split_at(self.stacked);
        let length = out.len() / stacked.iter().product::<usize>().max(1);
        for out in out.chunks_exact_mut(length.max(1)) {
            self.made.make(layer, stream, out)?;
        }
        Ok(())
    }

    fn moments(&self) -> Option<(f64, f64)> {
        self.made.moments()
    }

    fn largest(&self) -> Option<f64> {
        self.made.largest()
    }

    fn room(&self) -> usize {
        self.made.room()
    }

    fn is_foreign(&self) -> bool {
        self.made.is_foreign()
    }
}
