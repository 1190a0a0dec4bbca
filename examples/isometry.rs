//! The singular values of a very deep linear network: Saxe, McClelland and Ganguli, "Exact solutions to
//! the nonlinear dynamics of learning in deep linear neural networks", 2014.
//!
//! `cargo run --release --example isometry -- docs/evidence/isometry.svg`
//!
//! The product of orthogonal weights is orthogonal: at any depth every singular value is 1, so that every
//! direction of the input arrives, and every direction of a gradient comes back. The product of normal
//! weights of variance 1/n keeps lengths only in the mean: its singular values part exponentially with
//! depth. The mean of the logarithm of the k-th, divided by the depth, approaches
//! (ln(2/n) + ψ((n − k + 1)/2)) / 2, where ψ is the digamma function (Newman, "The distribution of Lyapunov
//! exponents", 1986), and the sum over all k has that mean at every depth.
//!
//! Fails where the values are not those.

use std::env;
use std::error::Error;

use curves::{Curve, Panel};
use init_core::initializer::{normal, orthogonal};
use init_core::{Initialize, Initializer, Reset, Rule, Rules};
use plotters::prelude::SeriesLabelPosition;

#[path = "common/curves.rs"]
mod curves;

const WIDTH: usize = 64;
const DEPTHS: [usize; 5] = [1, 4, 16, 64, 100];
const SEED: u64 = 1;

/// How far a singular value of orthogonal weights may be from 1, in each layer.
const EXACT: f64 = 1e-14;

/// How many standard errors the sum of the logarithms may be from theory.
const ERRORS: f64 = 4.0;

/// How far the logarithm of the ratio of the largest to the smallest may be from theory, relative to it,
/// at the largest depth.
const RATIO: f64 = 0.1;

/// The values of a square matrix, row by row.
type Matrix = Vec<f64>;

#[derive(Initialize)]
struct Layer {
    #[init(parameter, shape = (WIDTH, WIDTH))]
    weight: Matrix,
}

#[derive(Initialize)]
struct Network {
    layers: Vec<Layer>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let std = (WIDTH as f64).sqrt().recip();
    let gaussian = logarithms(&normal().std(std))?;
    let orthogonal = logarithms(&orthogonal())?;
    println!("depth   largest and smallest singular value, orthogonal / normal");
    for (depth, (own, others)) in DEPTHS.iter().zip(orthogonal.iter().zip(&gaussian)) {
        let ends = |all: &[f64]| [all[0].exp(), all[WIDTH - 1].exp()];
        let ([a, b], [c, d]) = (ends(own), ends(others));
        println!("{depth:5}   {a:.12} {b:.12} / {c:.3e} {d:.3e}");
        check(*depth, own, others)?;
    }
    if let Some(path) = env::args().nth(1) {
        let deepest = orthogonal.last().map_or(&[][..], Vec::as_slice);
        let names = DEPTHS.iter().map(|depth| format!("normal, {depth}"));
        let own = [("orthogonal, 100".into(), deepest)];
        let others = names.zip(gaussian.iter().map(Vec::as_slice));
        let panels = [panel(own.into_iter().chain(others))];
        curves::save(&path, &panels, 1)?;
    }
    Ok(())
}

/// The logarithms of the singular values of the product of the first layers, the largest first, at each
/// of the depths.
fn logarithms(
    initializer: &(impl Initializer + Send + Sync),
) -> Result<Vec<Vec<f64>>, init_core::Error> {
    let depth = DEPTHS[DEPTHS.len() - 1];
    let layer = |_| Layer {
        weight: vec![0.0; WIDTH * WIDTH],
    };
    let mut network = Network {
        layers: (0..depth).map(layer).collect(),
    };
    let rules = Rules::new().rule(Rule::at("**").initializer(initializer));
    Reset::seed(SEED).rules(&rules).run(&mut network)?;
    let mut found = Vec::new();
    // The product is columns · triangle: in their place alone, small singular values beside large ones
    // would be lost to rounding.
    let (mut columns, mut triangle) = (identity(), identity());
    for (index, layer) in network.layers.iter().enumerate() {
        let (orthogonal, factor) = factorized(&product(&layer.weight, &columns));
        columns = orthogonal;
        triangle = product(&factor, &triangle);
        if DEPTHS.contains(&(index + 1)) {
            found.push(
                singular_values(&triangle)
                    .iter()
                    .map(|value| value.ln())
                    .collect(),
            );
        }
    }
    Ok(found)
}

fn check(depth: usize, orthogonal: &[f64], gaussian: &[f64]) -> Result<(), String> {
    let far = |logarithm: &&f64| logarithm.abs() > EXACT * depth as f64 * WIDTH as f64;
    if let Some(logarithm) = orthogonal.iter().find(far) {
        return Err(format!(
            "orthogonal weights have the singular value e^{logarithm:e} at depth {depth}"
        ));
    }
    let freedom = |k: usize| (WIDTH - k) as f64 / 2.0;
    let exponent = |k: usize| f64::midpoint((2.0 / WIDTH as f64).ln(), digamma(freedom(k)));
    let sum: f64 = gaussian.iter().sum();
    let expected = depth as f64 * (0..WIDTH).map(exponent).sum::<f64>();
    let variance = depth as f64 * (0..WIDTH).map(|k| trigamma(freedom(k)) / 4.0).sum::<f64>();
    if (sum - expected).abs() > ERRORS * variance.sqrt() {
        return Err(format!(
            "at depth {depth} the logarithms sum to {sum}, by theory to {expected}"
        ));
    }
    let ratio = gaussian[0] - gaussian[WIDTH - 1];
    let expected = depth as f64 * (exponent(0) - exponent(WIDTH - 1));
    let is_deepest = depth == DEPTHS[DEPTHS.len() - 1];
    if is_deepest && (ratio / expected - 1.0).abs() > RATIO {
        return Err(format!(
            "the largest is e^{ratio:.1} times the smallest, by theory e^{expected:.1}"
        ));
    }
    Ok(())
}

fn identity() -> Matrix {
    let one = |place| f64::from(u8::from(place / WIDTH == place % WIDTH));
    (0..WIDTH * WIDTH).map(one).collect()
}

fn product(left: &Matrix, right: &Matrix) -> Matrix {
    let mut sums = vec![0.0; WIDTH * WIDTH];
    for (sum, row) in sums.chunks_exact_mut(WIDTH).zip(left.chunks_exact(WIDTH)) {
        for (factor, other) in row.iter().zip(right.chunks_exact(WIDTH)) {
            for (sum, value) in sum.iter_mut().zip(other) {
                *sum += factor * value;
            }
        }
    }
    sums
}

fn transposed(matrix: &Matrix) -> Matrix {
    let place = |n: usize| n % WIDTH * WIDTH + n / WIDTH;
    (0..WIDTH * WIDTH).map(|n| matrix[place(n)]).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Orthonormal columns and an upper triangle whose product is the matrix, by Gram and Schmidt, done twice
/// so that rounding leaves the columns orthogonal.
fn factorized(matrix: &Matrix) -> (Matrix, Matrix) {
    let mut columns = transposed(matrix);
    let mut triangle = vec![0.0; WIDTH * WIDTH];
    for j in 0..WIDTH {
        let (before, rest) = columns.split_at_mut(j * WIDTH);
        let column = &mut rest[..WIDTH];
        for _ in 0..2 {
            for (i, other) in before.chunks_exact(WIDTH).enumerate() {
                let along = dot(other, column);
                triangle[i * WIDTH + j] += along;
                column
                    .iter_mut()
                    .zip(other)
                    .for_each(|(x, other)| *x -= along * other);
            }
        }
        let length = dot(column, column).sqrt();
        triangle[j * WIDTH + j] = length;
        for x in column {
            *x /= length;
        }
    }
    (transposed(&columns), triangle)
}

/// The singular values, the largest first, by Jacobi's rotations of pairs of rows until all are
/// orthogonal: relatively exact also where the rows differ by magnitudes (Demmel and Veselić, 1992).
fn singular_values(matrix: &Matrix) -> Vec<f64> {
    let mut rows = matrix.clone();
    loop {
        let mut largest = 0.0_f64;
        for second in 1..WIDTH {
            let (before, rest) = rows.split_at_mut(second * WIDTH);
            let b = &mut rest[..WIDTH];
            for a in before.chunks_exact_mut(WIDTH) {
                let (aa, bb) = (dot(a, a).sqrt(), dot(b, b).sqrt());
                let cosine = dot(a, b) / aa / bb;
                largest = largest.max(cosine.abs());
                if cosine.abs() > f64::EPSILON {
                    rotate(a, b, (aa / bb - bb / aa) / (2.0 * cosine));
                }
            }
        }
        if largest < 1e-14 {
            break;
        }
    }
    let mut values: Vec<f64> = rows
        .chunks_exact(WIDTH)
        .map(|row| dot(row, row).sqrt())
        .collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values
}

/// Rotates two rows by the angle whose cotangent, doubled, is `cotangent`.
fn rotate(a: &mut [f64], b: &mut [f64], cotangent: f64) {
    let tangent = cotangent.signum() / (cotangent.abs() + cotangent.hypot(1.0));
    let cosine = tangent.hypot(1.0).recip();
    let sine = tangent * cosine;
    for (a, b) in a.iter_mut().zip(b) {
        (*a, *b) = (cosine * *a + sine * *b, cosine * *b - sine * *a);
    }
}

/// ψ(x) = ψ(x + 1) − 1/x, and its series for a large x.
fn digamma(x: f64) -> f64 {
    if x < 20.0 {
        return digamma(x + 1.0) - 1.0 / x;
    }
    let square = x.powi(-2);
    x.ln() - 0.5 / x - square * (1.0 / 12.0 - square * (1.0 / 120.0 - square / 252.0))
}

/// ψ′(x), in the same way.
fn trigamma(x: f64) -> f64 {
    if x < 20.0 {
        return trigamma(x + 1.0) + x.powi(-2);
    }
    let square = x.powi(-2);
    (1.0 + 0.5 / x + square * (1.0 / 6.0 - square * (1.0 / 30.0 - square / 42.0))) / x
}

/// A curve for each name and its logarithms.
fn panel<'l>(curves: impl Iterator<Item = (String, &'l [f64])>) -> Panel {
    let curve = |(colour, (name, logarithms)): (usize, (String, &[f64]))| {
        let decimal = |logarithm: f64| logarithm / std::f64::consts::LN_10;
        let points = logarithms.iter().enumerate();
        let points = points
            .map(|(k, &value)| ((k + 1) as f64, decimal(value)))
            .collect();
        Curve::new(name, colour, points)
    };
    Panel {
        title: "Singular values of a product of layers".into(),
        axes: ("k, from the largest", "log₁₀ of the k-th"),
        curves: curves.enumerate().map(curve).collect(),
        legend: SeriesLabelPosition::LowerLeft,
    }
}
