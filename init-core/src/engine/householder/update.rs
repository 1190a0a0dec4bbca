//! The loops in which the time of a factorization goes.

use super::panel::Panel;
use super::{LANES, Lane, PANEL};
use crate::engine::dispatch::vectorized;

/// Reflectors and columns that are multiplied at once: as many sums as fit into the registers
/// of AVX2.
const REFLECTORS: usize = 3;
const COLUMNS: usize = 2;

/// How many products of lanes are worth another thread.
#[cfg(feature = "parallel")]
const PARALLEL: usize = 1 << 18;

/// How many columns a thread takes at a time.
#[cfg(feature = "parallel")]
const COLUMNS_PER_TASK: usize = 16;

/// In which order a panel's reflections are applied.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// H₁·H₂⋯, the weights T·x.
    Forward,
    /// ⋯H₂·H₁, the weights Tᵀ·x.
    Backward,
}

/// For each column: column −= V·weights(Vᵀ·column).
pub(super) fn update(panel: &Panel, order: Order, columns: &mut [Lane]) {
    #[cfg(feature = "parallel")]
    if columns.len() * PANEL > PARALLEL && rayon::current_num_threads() > 1 {
        use rayon::prelude::*;

        // A thread takes several columns at a time, so that the panel stays near it.
        columns
            .par_chunks_mut(COLUMNS_PER_TASK * panel.stride)
            .for_each(|columns| update_groups(panel, order, columns));
        return;
    }
    update_groups(panel, order, columns);
}

fn update_groups(panel: &Panel, order: Order, columns: &mut [Lane]) {
    let mut spare = alloc::vec![[0.0; LANES]; panel.stride];
    vectorized(
        #[inline(always)]
        || {
            for pair in columns.chunks_mut(COLUMNS * panel.stride) {
                let (first, second) = pair.split_at_mut(panel.stride);
                // The last column of an odd number has nothing beside it.
                let second = if second.is_empty() {
                    &mut spare
                } else {
                    second
                };
                reflect(
                    panel,
                    order,
                    &mut first[panel.top..],
                    &mut second[panel.top..],
                );
            }
        },
    );
}

#[inline(always)]
fn reflect(panel: &Panel, order: Order, first: &mut [Lane], second: &mut [Lane]) {
    let products = products(&panel.rows, first, second);
    let weights = products.map(|products| weights(&panel.triangle, order, &products));
    subtract(&panel.rows, &weights, first, second);
}

/// Vᵀ·column for two columns.
#[inline(always)]
fn products(rows: &[Lane], first: &[Lane], second: &[Lane]) -> [[f64; PANEL]; COLUMNS] {
    let rows = rows.as_chunks::<PANEL>().0;
    let mut products = [[0.0; PANEL]; COLUMNS];
    for start in (0..PANEL).step_by(REFLECTORS) {
        let mut sums = [[[0.0; LANES]; REFLECTORS]; COLUMNS];
        for ((row, first), second) in rows.iter().zip(first).zip(second) {
            for i in 0..REFLECTORS {
                for lane in 0..LANES {
                    sums[0][i][lane] += row[start + i][lane] * first[lane];
                    sums[1][i][lane] += row[start + i][lane] * second[lane];
                }
            }
        }
        for (products, sums) in products.iter_mut().zip(sums) {
            for (product, sum) in products[start..].iter_mut().zip(sums) {
                *product = fold(sum);
            }
        }
    }
    products
}

#[inline(always)]
fn weights(triangle: &[[f64; PANEL]], order: Order, products: &[f64; PANEL]) -> [f64; PANEL] {
    let mut weights = [0.0; PANEL];
    for (i, weight) in weights.iter_mut().enumerate() {
        match order {
            Order::Forward => {
                for (element, product) in triangle[i].iter().zip(products).skip(i) {
                    *weight += element * product;
                }
            }
            Order::Backward => {
                for (row, product) in triangle.iter().zip(products).take(i + 1) {
                    *weight += row[i] * product;
                }
            }
        }
    }
    weights
}

/// column −= V·weights for two columns: of each element the even and the odd terms in the order
/// of the reflectors, then their sum.
#[inline(always)]
fn subtract(
    rows: &[Lane],
    weights: &[[f64; PANEL]; COLUMNS],
    first: &mut [Lane],
    second: &mut [Lane],
) {
    let rows = rows.as_chunks::<PANEL>().0;
    for ((row, first), second) in rows.iter().zip(first).zip(second) {
        let mut sums = [[0.0; LANES]; 2 * COLUMNS];
        for i in (0..PANEL).step_by(2) {
            for lane in 0..LANES {
                sums[0][lane] += row[i][lane] * weights[0][i];
                sums[1][lane] += row[i][lane] * weights[1][i];
                sums[2][lane] += row[i + 1][lane] * weights[0][i + 1];
                sums[3][lane] += row[i + 1][lane] * weights[1][i + 1];
            }
        }
        for lane in 0..LANES {
            first[lane] -= sums[0][lane] + sums[2][lane];
            second[lane] -= sums[1][lane] + sums[3][lane];
        }
    }
}

/// The dot product of two padded vectors.
#[inline(always)]
pub(super) fn dot(a: &[Lane], b: &[Lane]) -> f64 {
    let mut sum = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for lane in 0..LANES {
            sum[lane] += a[lane] * b[lane];
        }
    }
    fold(sum)
}

/// column −= weight · vector.
#[inline(always)]
pub(super) fn subtract_multiple(column: &mut [Lane], weight: f64, vector: &[Lane]) {
    for (value, direction) in column.iter_mut().zip(vector) {
        for lane in 0..LANES {
            value[lane] -= weight * direction[lane];
        }
    }
}

/// The sum of the partial sums, in halves.
#[inline(always)]
fn fold(mut sums: Lane) -> f64 {
    for half in [4, 2, 1] {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
    }
    sums[0]
}
