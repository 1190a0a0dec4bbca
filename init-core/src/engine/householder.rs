//! Orthonormal matrices, by Householder's QR in an order of operations that is always the same.
//!
//! The matrix is stored column after column. The factorization goes panel by panel, `PANEL` columns
//! at a time: a panel's reflections are found one by one, then applied at once to every column
//! after it, as I − V·T·Vᵀ (R. Schreiber and C. Van Loan, "A storage-efficient WY representation
//! for products of Householder transformations", 1989). The change of a column after a panel
//! depends on the panel and that column alone, so that columns can be taken in any grouping and by
//! any thread with the same bits.

mod panel;
mod tiles;
mod update;

use alloc::vec::Vec;

use self::panel::Panel;
use self::update::Order;
use super::dispatch::Level;
use super::host_memory::try_reserved;
use super::{Stream, parallel};
use crate::error::{ErrorKind, Problem};

/// Columns of a panel.
const PANEL: usize = 48;

/// Numbers that go side by side, and partial sums of a dot product: element i belongs to the
/// sum i mod 8. The columns are padded with zeros to a multiple of it.
const LANES: usize = 8;

type Lane = [f64; LANES];

/// Columns that a thread takes at once, so that a panel stays near them. They belong to one
/// panel.
const COLUMNS: usize = PANEL / 2;

/// The number of products of lanes that are worth another thread.
const PARALLEL: usize = 1 << 18;

/// Lanes of a column that are written at once: as many as stay, eight columns of them, in the
/// first cache.
const BLOCK: usize = 16;

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
    orthonormal_of(rows, columns, |normals| stream.normals(normals), out)
}

/// The same of a matrix A that `draw` writes: column after column in the orientation that has at
/// least as many rows as columns.
pub(crate) fn orthonormal_of(
    rows: usize,
    columns: usize,
    draw: impl FnOnce(&mut [f64]),
    out: &mut [f64],
) -> Result<(), Problem> {
    let (long, short) = (rows.max(columns), rows.min(columns));
    if short == 0 {
        return Ok(());
    }
    let mut matrix = Matrix::zeros(Level::current(), long, short)?;
    matrix.draw(draw);
    let panels = matrix.factor()?;
    // The reflections are in the panels: the matrix can hold Q.
    matrix.form(&panels);
    matrix.copy_to(rows < columns, out);
    Ok(())
}

/// An upper bound of the count of numbers that [`orthonormal`] holds: the matrix; the kept part of
/// each panel, whose reflectors come in whole tiles and reach from its diagonal as far down as the
/// matrix; and a panel that is being made. The largest number where they cannot be counted.
pub(crate) fn room(rows: usize, columns: usize) -> usize {
    let (long, short) = (rows.max(columns), rows.min(columns));
    let column = long.div_ceil(LANES).saturating_mul(LANES);
    let panels = (0..short.div_ceil(PANEL)).map(|panel| {
        let reflector = column.saturating_sub(panel * PANEL / LANES * LANES);
        (PANEL * reflector).saturating_add(2 * PANEL * PANEL)
    });
    panels
        .fold(column.saturating_mul(short), usize::saturating_add)
        .saturating_add(column.saturating_mul(PANEL + 1))
}

/// A matrix, column after column, each padded with zeros.
struct Matrix {
    level: Level,
    long: usize,
    /// Lanes of a column.
    stride: usize,
    values: Vec<Lane>,
}

impl Matrix {
    fn zeros(level: Level, long: usize, short: usize) -> Result<Self, Problem> {
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
            level,
            long,
            stride,
            values,
        })
    }

    fn draw(&mut self, draw: impl FnOnce(&mut [f64])) {
        let padded = self.stride * LANES;
        let short = self.values.len() / self.stride;
        let values = self.values.as_flattened_mut();
        draw(&mut values[..self.long * short]);
        if self.long < padded {
            // The columns move to their positions, the last one first, each over what has moved.
            for k in (0..short).rev() {
                values.copy_within(k * self.long..(k + 1) * self.long, k * padded);
                values[k * padded + self.long..(k + 1) * padded].fill(0.0);
            }
        }
    }

    /// The panels of reflections that make the matrix triangular. The contents of the matrix have
    /// no meaning afterwards.
    fn factor(&mut self) -> Result<Vec<Panel>, Problem> {
        let stride = self.stride;
        let short = self.values.len() / stride;
        let mut panels = Vec::with_capacity(short.div_ceil(PANEL));
        for first in (0..short).step_by(PANEL) {
            let width = PANEL.min(short - first);
            let (columns, behind) = self.values[first * stride..].split_at_mut(width * stride);
            let panel = Panel::new(self.level, first, stride, columns)?;
            by_columns(behind, stride, |_, columns| {
                update::apply(
                    self.level,
                    Order::Backward,
                    core::slice::from_ref(&panel),
                    columns,
                );
            });
            panels.push(panel);
        }
        Ok(panels)
    }

    /// Q: the reflections applied to the signed unit vectors, the last panel first.
    fn form(&mut self, panels: &[Panel]) {
        let (level, stride) = (self.level, self.stride);
        by_columns(&mut self.values, stride, |first, columns| {
            columns.fill([0.0; LANES]);
            let signs = panels.iter().flat_map(|panel| &panel.signs).skip(first);
            for (k, (column, &sign)) in (first..).zip(columns.chunks_exact_mut(stride).zip(signs)) {
                column[k / LANES][k % LANES] = sign;
            }
            // The later panels reflect only rows in which these columns are zero.
            update::apply(level, Order::Forward, &panels[..=first / PANEL], columns);
        });
    }

    /// Writes the matrix row-major, or its transpose.
    fn copy_to(&self, transposed: bool, out: &mut [f64]) {
        let short = self.values.len() / self.stride;
        if transposed {
            let columns = self.values.chunks_exact(self.stride);
            for (out, column) in out.chunks_exact_mut(self.long).zip(columns) {
                out.copy_from_slice(&column.as_flattened()[..self.long]);
            }
            return;
        }
        let worth_threads = self.values.len() > PARALLEL / PANEL;
        parallel::parts(out, BLOCK * LANES * short, worth_threads, |n, out| {
            self.copy_rows(n * BLOCK, short, out);
        });
    }

    /// Writes rows, from the lane `top` on, row-major. The columns are taken eight at a time, so
    /// that a line of memory is written at once.
    fn copy_rows(&self, top: usize, short: usize, out: &mut [f64]) {
        for first in (0..short).step_by(LANES) {
            let columns = &self.values[first * self.stride..];
            let width = LANES.min(short - first);
            for (row, out) in out.chunks_exact_mut(short).enumerate() {
                let (lane, row) = (top + row / LANES, row % LANES);
                for (k, out) in out[first..first + width].iter_mut().enumerate() {
                    *out = columns[k * self.stride + lane][row];
                }
            }
        }
    }
}

/// Calls `run` for groups of columns, one after the other, with the number of the first column.
fn by_columns(columns: &mut [Lane], stride: usize, run: impl Fn(usize, &mut [Lane]) + Sync) {
    let worth_threads = columns.len() * PANEL > PARALLEL;
    parallel::parts(columns, COLUMNS * stride, worth_threads, |n, columns| {
        run(n * COLUMNS, columns);
    });
}

/// The sum of partial sums, in halves.
#[inline(always)]
fn fold(mut sums: Lane) -> f64 {
    for half in [4, 2, 1] {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
    }
    sums[0]
}

#[cfg(test)]
mod tests;
