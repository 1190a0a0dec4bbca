//! The loops in which the time of a factorization goes.

use super::{LANES, PANEL};

/// Reflectors and columns that are multiplied at once: as many sums as fit into registers.
const BLOCK: usize = 4;

type Lane = [f64; LANES];

/// For each column: column −= V·weigh(Vᵀ·column). V holds up to `PANEL` reflectors of `height`
/// numbers each, which act on the rows of a column from `top` on.
pub(super) fn update(
    reflectors: &[f64],
    height: usize,
    stride: usize,
    top: usize,
    weigh: impl Fn(&[f64; PANEL]) -> [f64; PANEL],
    columns: &mut [f64],
) {
    for group in columns.chunks_mut(BLOCK * stride) {
        let products = multiply(reflectors, height, stride, top, group);
        let weights = products.map(|products| weigh(&products));
        subtract(reflectors, height, stride, top, &weights, group);
    }
}

/// Vᵀ·column for up to `BLOCK` columns.
fn multiply(
    reflectors: &[f64],
    height: usize,
    stride: usize,
    top: usize,
    group: &[f64],
) -> [[f64; PANEL]; BLOCK] {
    let mut products = [[0.0; PANEL]; BLOCK];
    let columns: [&[Lane]; BLOCK] = lanes_of(group, stride, top);
    for (block, reflectors) in reflectors.chunks(BLOCK * height).enumerate() {
        let rows: [&[Lane]; BLOCK] = lanes_of(reflectors, height, 0);
        let sums = block_product(rows, columns);
        for (products, sums) in products.iter_mut().zip(sums) {
            products[block * BLOCK..][..BLOCK].copy_from_slice(&sums);
        }
    }
    products
}

/// The vectors of a block, each in lanes; those that are missing repeat the first.
fn lanes_of(vectors: &[f64], stride: usize, top: usize) -> [&[Lane]; BLOCK] {
    let mut lanes: [&[Lane]; BLOCK] = [&[]; BLOCK];
    let mut vectors_left = vectors.chunks_exact(stride);
    let first = vectors_left.next().map_or(&[][..], |v| &v[top..]);
    lanes[0] = first.as_chunks().0;
    for lane in &mut lanes[1..] {
        *lane = vectors_left
            .next()
            .map_or(first, |v| &v[top..])
            .as_chunks()
            .0;
    }
    lanes
}

/// The dot products of `BLOCK` rows with `BLOCK` columns: `[column][row]`.
fn block_product(rows: [&[Lane]; BLOCK], columns: [&[Lane]; BLOCK]) -> [[f64; BLOCK]; BLOCK] {
    let length = rows[0].len();
    let rows = rows.map(|row| &row[..length]);
    let columns = columns.map(|column| &column[..length]);
    let mut sums = [[[0.0; LANES]; BLOCK]; BLOCK];
    for k in 0..length {
        for (sums, column) in sums.iter_mut().zip(columns) {
            for (sum, row) in sums.iter_mut().zip(rows) {
                for lane in 0..LANES {
                    sum[lane] += row[k][lane] * column[k][lane];
                }
            }
        }
    }
    sums.map(|sums| sums.map(fold))
}

/// column −= V·weights for up to `BLOCK` columns: the terms of each element in the order of the
/// reflectors.
fn subtract(
    reflectors: &[f64],
    height: usize,
    stride: usize,
    top: usize,
    weights: &[[f64; PANEL]; BLOCK],
    group: &mut [f64],
) {
    let width = reflectors.len() / height;
    for (column, weights) in group.chunks_exact_mut(stride).zip(weights) {
        let column = column[top..].as_chunks_mut::<LANES>().0;
        for first in (0..width).step_by(BLOCK) {
            let part = &reflectors[first * height..];
            let rows = lanes_of(&part[..part.len().min(BLOCK * height)], height, 0);
            // A missing reflector repeats another, with the weight 0.
            let weights = &weights[first..first + BLOCK];
            subtract_block(column, rows, weights);
        }
    }
}

fn subtract_block(column: &mut [Lane], rows: [&[Lane]; BLOCK], weights: &[f64]) {
    let rows = rows.map(|row| &row[..column.len()]);
    for (k, values) in column.iter_mut().enumerate() {
        let mut sum = [0.0; LANES];
        for (row, weight) in rows.iter().zip(weights) {
            for lane in 0..LANES {
                sum[lane] += row[k][lane] * weight;
            }
        }
        for lane in 0..LANES {
            values[lane] -= sum[lane];
        }
    }
}

/// The dot product of two padded vectors.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sum = [0.0; LANES];
    for (a, b) in a
        .as_chunks::<LANES>()
        .0
        .iter()
        .zip(b.as_chunks::<LANES>().0)
    {
        for lane in 0..LANES {
            sum[lane] += a[lane] * b[lane];
        }
    }
    fold(sum)
}

/// column −= weight · vector.
pub(super) fn subtract_multiple(column: &mut [f64], weight: f64, vector: &[f64]) {
    for (value, direction) in column.iter_mut().zip(vector) {
        *value -= weight * direction;
    }
}

/// The sum of the partial sums, in halves.
fn fold(mut sums: Lane) -> f64 {
    for half in [4, 2, 1] {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
    }
    sums[0]
}
