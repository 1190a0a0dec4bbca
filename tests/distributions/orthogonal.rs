//! Q·Qᵀ = gain²·I: to 1e-5 in f32, to 1e-12 in f64.

use init_core::initializer::orthogonal;
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::Declared;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

/// A matrix over the first axis and the rest.
fn matrix<T: Element + Default + Into<f64>>(shape: &[usize], gain: f64) -> Vec<Vec<f64>> {
    let mut values = vec![T::default(); shape.iter().product()];
    let law = orthogonal().gain(gain);
    let mut rng = ChaCha8Rng::seed_from_u64(600);
    let mut tensor = Flat::new(values.as_mut_slice(), shape);
    Declared::new(&law).fill(&mut tensor, &mut rng).unwrap();
    let columns = values.len() / shape[0];
    values
        .chunks(columns)
        .map(|row| row.iter().map(|&value| value.into()).collect())
        .collect()
}

fn transposed(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    (0..matrix[0].len())
        .map(|column| matrix.iter().map(|row| row[column]).collect())
        .collect()
}

/// The shorter side's vectors are orthogonal and of length `gain`.
fn check<T: Element + Default + Into<f64>>(shape: &[usize], gain: f64, tolerance: f64) {
    let mut vectors = matrix::<T>(shape, gain);
    if vectors.len() > vectors[0].len() {
        vectors = transposed(&vectors);
    }
    for (i, first) in vectors.iter().enumerate() {
        for (j, second) in vectors.iter().enumerate().skip(i) {
            let dot: f64 = first.iter().zip(second).map(|(a, b)| a * b).sum();
            let expected = if i == j { gain * gain } else { 0.0 };
            let error = (dot - expected).abs() / (gain * gain);
            assert!(
                error <= tolerance,
                "{shape:?} gain {gain}: ({i}, {j}) is off by {error:e}"
            );
        }
    }
}

const SHAPES: [&[usize]; 12] = [
    &[32, 100],
    &[100, 32],
    &[64, 64],
    &[1, 1],
    &[1, 300],
    &[300, 1],
    &[2, 2],
    &[17, 16],
    &[64, 16, 3, 3],
    &[8, 16, 5],
    &[128, 3, 3, 3],
    &[30, 2, 3, 2, 2],
];

#[test]
fn f32_matrices_are_orthonormal() {
    for shape in SHAPES {
        for gain in [1.0, 2.0_f64.sqrt(), 5.0 / 3.0, 0.01] {
            check::<f32>(shape, gain, 1e-5);
        }
    }
}

#[test]
fn f64_matrices_are_orthonormal() {
    for shape in SHAPES {
        for gain in [1.0, 2.0_f64.sqrt(), 5.0 / 3.0, 0.01] {
            check::<f64>(shape, gain, 1e-12);
        }
    }
    check::<f64>(&[200, 250], 1.0, 1e-12);
}

/// A square matrix is orthogonal both ways.
#[test]
fn rows_and_columns_of_a_square_matrix_are_orthonormal() {
    let rows = matrix::<f64>(&[40, 40], 1.0);
    for matrix in [&rows, &transposed(&rows)] {
        for (i, first) in matrix.iter().enumerate() {
            for (j, second) in matrix.iter().enumerate() {
                let dot: f64 = first.iter().zip(second).map(|(a, b)| a * b).sum();
                assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }
}

/// The matrix is made in f64 and rounded once.
#[test]
fn the_f32_matrix_is_the_f64_matrix_rounded() {
    for shape in SHAPES {
        let wide = matrix::<f64>(shape, 1.5);
        let narrow = matrix::<f32>(shape, 1.5);
        for (wide, narrow) in wide.iter().flatten().zip(narrow.iter().flatten()) {
            assert_eq!(f64::from(*wide as f32), *narrow);
        }
    }
}

/// The gain multiplies; it changes nothing else.
#[test]
fn the_gain_scales_the_same_matrix() {
    let one = matrix::<f64>(&[20, 30], 1.0);
    let four = matrix::<f64>(&[20, 30], 4.0);
    for (one, four) in one.iter().flatten().zip(four.iter().flatten()) {
        assert_eq!(4.0 * one, *four);
    }
}
