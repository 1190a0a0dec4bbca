//! A panel of reflections.

use alloc::vec::Vec;

use super::update::{Order, dot, subtract_multiple, update};
use super::{LANES, Lane, PANEL};
use crate::Problem;
use crate::engine::arithmetic::sqrt64;
use crate::fill::try_reserved;

/// Reflections H = I − v·vᵀ with vᵀv = 2, and the triangular T with which their product is
/// H₁·H₂⋯ = I − V·T·Vᵀ.
pub(super) struct Panel {
    /// The column that the first reflection belongs to.
    pub(super) first: usize,
    /// Lanes of a column of the matrix.
    pub(super) stride: usize,
    /// The lanes of a column from `top` on take part: the reflections do not touch those above.
    pub(super) top: usize,
    /// V in rows of lanes: the lanes of the reflectors at one height stand side by side,
    /// `PANEL` of them, zero for reflectors that are not there and above the diagonal.
    pub(super) rows: Vec<Lane>,
    /// `triangle[i][j]` is the element of T in row i and column j.
    pub(super) triangle: Vec<[f64; PANEL]>,
    signs: Vec<f64>,
}

impl Panel {
    /// Finds the reflections that make the columns of a panel triangular.
    #[inline(always)]
    pub(super) fn new(first: usize, stride: usize, columns: &mut [Lane]) -> Result<Self, Problem> {
        let top = first / LANES;
        let height = stride - top;
        let width = columns.len() / stride;
        let mut reflectors = try_reserved(width * height)?;
        let mut signs = Vec::with_capacity(width);
        for k in 0..width {
            let (done, rest) = columns.split_at_mut((k + 1) * stride);
            reflectors.extend_from_slice(&done[k * stride + top..]);
            let reflector = &mut reflectors[k * height..];
            signs.push(make_reflector(reflector, first + k - top * LANES));
            for column in rest.chunks_exact_mut(stride) {
                let column = &mut column[top..];
                let product = dot(reflector, column);
                subtract_multiple(column, product, reflector);
            }
        }
        let mut rows = try_reserved(height * PANEL)?;
        rows.resize(height * PANEL, [0.0; LANES]);
        for (k, reflector) in reflectors.chunks_exact(height).enumerate() {
            for (row, lane) in rows.chunks_exact_mut(PANEL).zip(reflector) {
                row[k] = *lane;
            }
        }
        Ok(Self {
            first,
            stride,
            top,
            rows,
            triangle: triangle(&reflectors, height),
            signs,
        })
    }

    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The signs of R's diagonal.
    pub(super) fn signs(&self) -> impl Iterator<Item = f64> {
        self.signs.iter().copied()
    }

    /// H₁·H₂⋯ applied to each column.
    pub(super) fn apply(&self, columns: &mut [Lane]) {
        update(self, Order::Forward, columns);
    }

    /// ⋯H₂·H₁ applied to each column.
    pub(super) fn apply_transposed(&self, columns: &mut [Lane]) {
        update(self, Order::Backward, columns);
    }
}

/// Turns a column, from `diagonal` on, into the reflector that maps it to the diagonal; returns
/// the sign of what then stands there.
#[inline(always)]
fn make_reflector(reflector: &mut [Lane], diagonal: usize) -> f64 {
    reflector.as_flattened_mut()[..diagonal].fill(0.0);
    let norm = sqrt64(dot(reflector, reflector));
    let values = reflector.as_flattened_mut();
    let head = values[diagonal];
    // The reflection goes to the side away from the head, so that nothing cancels.
    let sign = if head < 0.0 { 1.0 } else { -1.0 };
    values[diagonal] = head - sign * norm;
    let half_square = norm * (norm + head.abs());
    if half_square > 0.0 {
        let scale = 1.0 / sqrt64(half_square);
        for value in values {
            *value *= scale;
        }
    }
    sign
}

/// T, column by column: T_jj = 1, T_ij = −Σ_l T_il · (v_l · v_j) over i ≤ l < j.
#[inline(always)]
fn triangle(reflectors: &[Lane], height: usize) -> Vec<[f64; PANEL]> {
    let mut triangle = alloc::vec![[0.0; PANEL]; PANEL];
    for (j, reflector) in reflectors.chunks_exact(height).enumerate() {
        let mut products = [0.0; PANEL];
        for (product, before) in products[..j]
            .iter_mut()
            .zip(reflectors.chunks_exact(height))
        {
            *product = dot(before, reflector);
        }
        for (i, row) in triangle[..j].iter_mut().enumerate() {
            let mut sum = 0.0;
            for (element, product) in row[i..j].iter().zip(&products[i..j]) {
                sum += element * product;
            }
            row[j] = -sum;
        }
        triangle[j][j] = 1.0;
    }
    triangle
}
