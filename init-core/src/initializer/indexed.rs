//! Values that are a function of their index, and of words that it has for itself.

use crate::engine::Stream;
use crate::law::Law;
use crate::values::{Drawn, Fill};

/// The values of a function of the multi-index and its own stream, none of them beyond ±`largest`.
/// They are computed as they are written: no memory holds the whole tensor meanwhile.
pub(super) fn indexed<'a>(
    largest: f64,
    value: impl Fn(&[usize], &mut Stream) -> f64 + 'a,
) -> Fill<'a> {
    Fill::drawn(Indexed { largest, value })
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
