//! A panel of reflections.

use alloc::vec::Vec;

use super::update::{dot, subtract_multiple, update};
use super::{LANES, PANEL};
use crate::engine::arithmetic::sqrt64;

/// Reflections H = I − v·vᵀ with vᵀv = 2, and the triangular T with which their product is
/// H₁·H₂⋯ = I − V·T·Vᵀ.
pub(super) struct Panel {
    /// The column that the first reflection belongs to; the reflections do not touch the rows
    /// above it.
    first: usize,
    stride: usize,
    /// The rows from `top` on, a multiple of `LANES`, take part.
    top: usize,
    /// The reflectors, one after the other, each `stride − top` long, zero above its diagonal.
    reflectors: Vec<f64>,
    /// `triangle[i][j]` is the element of T in row i and column j.
    triangle: [[f64; PANEL]; PANEL],
    signs: Vec<f64>,
}

impl Panel {
    /// Finds the reflections that make the columns of a panel triangular.
    pub(super) fn new(first: usize, stride: usize, columns: &mut [f64]) -> Self {
        let top = first - first % LANES;
        let height = stride - top;
        let width = columns.len() / stride;
        let mut panel = Self {
            first,
            stride,
            top,
            reflectors: alloc::vec![0.0; width * height],
            triangle: [[0.0; PANEL]; PANEL],
            signs: Vec::with_capacity(width),
        };
        for k in 0..width {
            let (done, rest) = columns.split_at_mut((k + 1) * stride);
            let column = &done[k * stride + top..];
            let reflector = &mut panel.reflectors[k * height..(k + 1) * height];
            let diagonal = first + k - top;
            reflector[diagonal..].copy_from_slice(&column[diagonal..]);
            panel.signs.push(make_reflector(reflector, diagonal));
            for column in rest.chunks_exact_mut(stride) {
                let product = dot(reflector, &column[top..]);
                subtract_multiple(&mut column[top..], product, reflector);
            }
        }
        panel.fill_triangle();
        panel
    }

    /// T, column by column: T_jj = 1, T_ij = −Σ_l T_il · (v_l · v_j) over i ≤ l < j.
    fn fill_triangle(&mut self) {
        let height = self.stride - self.top;
        for j in 0..self.signs.len() {
            let (before, from) = self.reflectors.split_at(j * height);
            let mut products = [0.0; PANEL];
            for (product, reflector) in products.iter_mut().zip(before.chunks_exact(height)) {
                *product = dot(reflector, &from[..height]);
            }
            for i in 0..j {
                let mut sum = 0.0;
                for (l, product) in products.iter().enumerate().take(j).skip(i) {
                    sum += self.triangle[i][l] * product;
                }
                self.triangle[i][j] = -sum;
            }
            self.triangle[j][j] = 1.0;
        }
    }

    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The signs of R's diagonal.
    pub(super) fn signs(&self) -> impl Iterator<Item = f64> {
        self.signs.iter().copied()
    }

    /// H₁·H₂⋯ applied to each column.
    pub(super) fn apply(&self, columns: &mut [f64]) {
        self.apply_with(
            |products| {
                let mut result = [0.0; PANEL];
                for (i, result) in result.iter_mut().enumerate() {
                    for (l, product) in products.iter().enumerate().skip(i) {
                        *result += self.triangle[i][l] * product;
                    }
                }
                result
            },
            columns,
        );
    }

    /// ⋯H₂·H₁ applied to each column.
    pub(super) fn apply_transposed(&self, columns: &mut [f64]) {
        self.apply_with(
            |products| {
                let mut result = [0.0; PANEL];
                for (i, result) in result.iter_mut().enumerate() {
                    for (l, product) in products.iter().enumerate().take(i + 1) {
                        *result += self.triangle[l][i] * product;
                    }
                }
                result
            },
            columns,
        );
    }

    /// column −= V·weigh(Vᵀ·column).
    fn apply_with(&self, weigh: impl Fn(&[f64; PANEL]) -> [f64; PANEL], columns: &mut [f64]) {
        update(
            &self.reflectors,
            self.stride - self.top,
            self.stride,
            self.top,
            weigh,
            columns,
        );
    }
}

/// Turns the tail of a column, from `diagonal` on, into the reflector that maps it to the
/// diagonal; returns the sign of what then stands there.
fn make_reflector(reflector: &mut [f64], diagonal: usize) -> f64 {
    let norm = sqrt64(dot(reflector, reflector));
    let head = reflector[diagonal];
    // The reflection goes to the side away from the head, so that nothing cancels.
    let sign = if head < 0.0 { 1.0 } else { -1.0 };
    reflector[diagonal] = head - sign * norm;
    let half_square = norm * (norm + head.abs());
    if half_square > 0.0 {
        let scale = 1.0 / sqrt64(half_square);
        for value in reflector.iter_mut() {
            *value *= scale;
        }
    }
    sign
}
