//! Orthonormal matrices, by Householder's QR in an order of operations that is always the same.
//!
//! The matrix is stored column after column. The factorization goes panel by panel, `PANEL`
//! columns at a time: a panel's reflections are found one by one, then applied to every column
//! behind it at once, as I − V·T·Vᵀ (R. Schreiber and C. Van Loan, "A storage-efficient WY
//! representation for products of Householder transformations", 1989). What happens to a column
//! behind a panel depends on the panel and that column alone, so that columns can be taken in
//! any grouping and by any thread with the same bits.

mod panel;
mod update;

use alloc::vec::Vec;

use self::panel::Panel;
use super::Stream;
use super::dispatch::vectorized;
use crate::fill::try_reserved;
use crate::{ErrorKind, Problem};

/// Columns of a panel.
const PANEL: usize = 48;

/// Numbers that go side by side, and partial sums of a dot product: element i belongs to the
/// sum i mod 8. The columns are padded with zeros to a multiple of it.
const LANES: usize = 8;

type Lane = [f64; LANES];

/// Writes a `rows` × `columns` matrix to `out`, row-major, whose shorter side's vectors are
/// orthonormal and Haar-distributed: the Q of a normal matrix A = QR, in the orientation that
/// has at least as many rows as columns, with the signs that make the diagonal of R positive.
/// A is drawn column after column.
pub(crate) fn orthonormal(
    rows: usize,
    columns: usize,
    stream: &mut Stream,
    out: &mut [f64],
) -> Result<(), Problem> {
    let (long, short) = (rows.max(columns), rows.min(columns));
    if short == 0 {
        return Ok(());
    }
    let mut matrix = Matrix::zeros(long, short)?;
    matrix.draw(stream);
    let panels = matrix.factor()?;
    // The reflections are in the panels: the matrix can hold Q.
    matrix.form(&panels);
    matrix.copy_to(rows < columns, out);
    Ok(())
}

/// A matrix, column after column, each padded with zeros.
struct Matrix {
    long: usize,
    /// Lanes of a column.
    stride: usize,
    values: Vec<Lane>,
}

impl Matrix {
    fn zeros(long: usize, short: usize) -> Result<Self, Problem> {
        let stride = long.div_ceil(LANES);
        let length = stride.checked_mul(short).ok_or_else(|| {
            Problem::new(
                ErrorKind::OutOfMemory,
                "the matrix is larger than any memory",
            )
        })?;
        let mut values = try_reserved(length)?;
        values.resize(length, [0.0; LANES]);
        Ok(Self {
            long,
            stride,
            values,
        })
    }

    fn draw(&mut self, stream: &mut Stream) {
        let padded = self.stride * LANES;
        let short = self.values.len() / self.stride;
        let values = self.values.as_flattened_mut();
        stream.normals(&mut values[..self.long * short]);
        if self.long < padded {
            // The columns go to their places, the last one first, each over what has moved.
            for k in (0..short).rev() {
                values.copy_within(k * self.long..(k + 1) * self.long, k * padded);
                values[k * padded + self.long..(k + 1) * padded].fill(0.0);
            }
        }
    }

    /// The panels of reflections that make the matrix triangular. What is left of the matrix
    /// has no meaning.
    fn factor(&mut self) -> Result<Vec<Panel>, Problem> {
        let stride = self.stride;
        let short = self.values.len() / stride;
        let mut panels = Vec::with_capacity(short.div_ceil(PANEL));
        for first in (0..short).step_by(PANEL) {
            let width = PANEL.min(short - first);
            let (columns, behind) = self.values[first * stride..].split_at_mut(width * stride);
            let panel = vectorized(
                #[inline(always)]
                || Panel::new(first, stride, columns),
            )?;
            panel.apply_transposed(behind);
            panels.push(panel);
        }
        Ok(panels)
    }

    /// Q: the reflections applied to the signed unit vectors, the last panel first.
    fn form(&mut self, panels: &[Panel]) {
        self.values.fill([0.0; LANES]);
        let signs = panels.iter().flat_map(Panel::signs);
        for (k, sign) in signs.enumerate() {
            self.values[k * self.stride + k / LANES][k % LANES] = sign;
        }
        for panel in panels.iter().rev() {
            panel.apply(&mut self.values[panel.first() * self.stride..]);
        }
    }

    /// Writes the matrix row-major, or its transpose.
    fn copy_to(&self, transposed: bool, out: &mut [f64]) {
        let short = self.values.len() / self.stride;
        for (k, column) in self.values.chunks_exact(self.stride).enumerate() {
            let column = &column.as_flattened()[..self.long];
            if transposed {
                out[k * self.long..][..self.long].copy_from_slice(column);
            } else {
                for (row, &value) in column.iter().enumerate() {
                    out[row * short + k] = value;
                }
            }
        }
    }
}
