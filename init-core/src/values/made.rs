//! Values that code makes as a whole or draws, and values that are known.

use alloc::vec::Vec;

use crate::engine::Stream;
use crate::error::Problem;
use crate::law::Law;

/// A tensor made as a whole, perhaps on another thread.
pub trait Made: Sync {
    /// Writes the values of a tensor of `shape` (canonical order) to `out`, row-major. `stream` is
    /// the tensor's own.
    ///
    /// # Errors
    /// Any failure to make it, e.g. [`ErrorKind::OutOfMemory`](crate::ErrorKind::OutOfMemory).
    fn make(&self, shape: &[usize], stream: &mut Stream, out: &mut [f64]) -> Result<(), Problem>;

    /// The expected mean of the values and their root mean square about it, where they are known.
    fn moments(&self) -> Option<(f64, f64)> {
        None
    }

    /// A bound on the magnitude of the values, where it is known: the plan checks that the tensor's
    /// type holds it.
    fn largest(&self) -> Option<f64> {
        None
    }

    /// The count of numbers that it holds while it makes the values, other than the values: so much
    /// memory is looked for before anything is written.
    #[doc(hidden)]
    fn room(&self) -> usize {
        0
    }

    /// How another framework makes the same matrix of numbers of its own.
    #[doc(hidden)]
    fn recipe(&self) -> Option<Recipe> {
        None
    }

    /// Whether the values come from outside this crate. Such values are first made without being
    /// written, and checked, before anything is written.
    #[doc(hidden)]
    fn is_foreign(&self) -> bool {
        true
    }
}

/// A matrix that other frameworks make too, of normal numbers.
#[doc(hidden)]
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Recipe {
    /// Matrices with orthonormal rows or columns, whichever are longer: those of one layer by their rows.
    Orthogonal {
        rows: Vec<usize>,
        columns: usize,
        gain: f64,
    },
    /// A matrix with so many zeros in each column.
    Sparse {
        rows: usize,
        columns: usize,
        zeros: usize,
        std: f64,
    },
}

/// Values drawn one by one, each from a stream of its own.
///
/// Each is drawn twice in a reset: once to be checked, before anything is written, and once to be
/// written. A draw must depend on its arguments alone.
pub trait Drawn {
    /// The value at the multi-index `index` (canonical order).
    fn draw(&self, index: &[usize], stream: &mut Stream) -> f64;

    /// The law of values that this crate draws, which are neither drawn twice nor checked one by one.
    #[doc(hidden)]
    fn own_law(&self) -> Option<Law> {
        None
    }
}

/// Values that are already known.
pub(crate) trait Known {
    /// Writes the values from the logical index `start` on (canonical order) to `out`. Each is
    /// one that the tensor's type holds exactly.
    fn give(&self, start: usize, out: &mut [f64]);

    /// The same for a tensor of integers or booleans.
    fn give_integers(&self, start: usize, out: &mut [i128]);
}
