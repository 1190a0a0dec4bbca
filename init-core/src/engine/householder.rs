//! Orthonormal matrices, by Householder's QR in an order of operations that is always the same.

use alloc::vec::Vec;

use super::Stream;
use super::arithmetic::sqrt64;
use crate::Problem;
use crate::fill::try_zeros;

/// How many partial sums a dot product keeps; element i belongs to the sum i mod 16.
const LANES: usize = 16;

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
    let mut reflectors = try_zeros(long * short)?;
    for pair in reflectors.chunks_mut(2) {
        let (first, second) = stream.normal_pair();
        for (value, normal) in pair.iter_mut().zip([first, second]) {
            *value = normal;
        }
    }
    let signs = factor(long, &mut reflectors);
    if rows < columns {
        form(long, &reflectors, &signs, out);
        return Ok(());
    }
    let mut transposed = try_zeros(long * short)?;
    form(long, &reflectors, &signs, &mut transposed);
    for (column, values) in transposed.chunks_exact(long).enumerate() {
        for (row, &value) in values.iter().enumerate() {
            out[row * short + column] = value;
        }
    }
    Ok(())
}

/// Replaces the columns of A (each `long` numbers) by the reflectors v of
/// H = I − 2·v·vᵀ/(vᵀv), scaled to vᵀv = 2, from the diagonal on; returns the signs of R's
/// diagonal.
fn factor(long: usize, columns: &mut [f64]) -> Vec<f64> {
    let mut signs = Vec::with_capacity(columns.len() / long);
    for k in 0..columns.len() / long {
        let (done, rest) = columns.split_at_mut((k + 1) * long);
        let reflector = &mut done[k * long + k..];
        let norm = sqrt64(dot(reflector, reflector));
        let head = reflector[0];
        // The reflection goes to the side away from the head, so that nothing cancels.
        let sign = if head < 0.0 { 1.0 } else { -1.0 };
        reflector[0] = head - sign * norm;
        signs.push(sign);
        let square = norm * (norm + head.abs());
        if square > 0.0 {
            let scale = 1.0 / sqrt64(square);
            for value in reflector.iter_mut() {
                *value *= scale;
            }
        }
        for column in rest.chunks_exact_mut(long) {
            reflect(reflector, &mut column[k..]);
        }
    }
    signs
}

/// Writes Q, column after column: the reflections applied to the signed unit vectors, the last
/// one first.
fn form(long: usize, reflectors: &[f64], signs: &[f64], out: &mut [f64]) {
    out.fill(0.0);
    for (k, &sign) in signs.iter().enumerate() {
        out[k * long + k] = sign;
    }
    for k in (0..signs.len()).rev() {
        let reflector = &reflectors[k * long + k..(k + 1) * long];
        for column in out.chunks_exact_mut(long).skip(k) {
            reflect(reflector, &mut column[k..]);
        }
    }
}

/// column −= v·(vᵀ·column), for vᵀv = 2.
fn reflect(reflector: &[f64], column: &mut [f64]) {
    let product = dot(reflector, column);
    for (value, direction) in column.iter_mut().zip(reflector) {
        *value -= product * direction;
    }
}

/// The dot product: 16 partial sums, then those in halves.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; LANES];
    let (a_chunks, b_chunks) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let tail = a_chunks.remainder().iter().zip(b_chunks.remainder());
    for (sum, (a, b)) in sums.iter_mut().zip(tail) {
        *sum = a * b;
    }
    for (a, b) in a_chunks.zip(b_chunks) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    for half in [8, 4, 2, 1] {
        for lane in 0..half {
            sums[lane] += sums[lane + half];
        }
    }
    sums[0]
}
