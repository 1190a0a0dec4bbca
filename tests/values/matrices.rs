//! Matrices made on the host, from the words that they read: orthogonal ones by the method of
//! Gram and Schmidt instead of Householder's, sparse ones by a shuffle.

use init_core::initializer::{delta_orthogonal, orthogonal, sparse};
use init_core::walk::Declared;
use rand::Rng;
use rand::rngs::ChaCha8Rng;

use crate::model::{KEY, tensor};
use crate::normal::Pair;
use crate::reference::generator;

/// Standard normals in pairs of four words, from block 2^62.
fn normals(rng: &mut ChaCha8Rng, count: usize) -> Vec<f64> {
    let mut normals = Vec::new();
    while normals.len() < count {
        let mut words = [0; 4];
        words.fill_with(|| rng.next_u32());
        normals.extend(Pair::f64([words[0], words[1]], [words[2], words[3]]).values());
    }
    normals.truncate(count);
    normals
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Orthonormal vectors that span what `vectors` span, each on the side of its own vector:
/// the Q of a QR whose R has a positive diagonal. Twice, for accuracy.
fn orthonormalized(vectors: &[f64], length: usize) -> Vec<Vec<f64>> {
    let mut done: Vec<Vec<f64>> = Vec::new();
    for vector in vectors.chunks(length) {
        let mut vector = vector.to_vec();
        for _ in 0..2 {
            for other in &done {
                let along = dot(&vector, other);
                vector
                    .iter_mut()
                    .zip(other)
                    .for_each(|(v, o)| *v -= along * o);
            }
        }
        let norm = dot(&vector, &vector).sqrt();
        for value in &mut vector {
            *value /= norm;
        }
        done.push(vector);
    }
    done
}

#[test]
fn an_orthogonal_matrix_is_the_q_of_the_normals_that_it_reads() {
    for (shape, rows, columns) in [
        (&[5, 5][..], 5, 5),
        (&[40, 7], 40, 7),
        (&[7, 40], 7, 40),
        (&[1, 9], 1, 9),
        (&[9, 1], 9, 1),
        (&[1, 1], 1, 1),
        (&[33, 32], 33, 32),
        (&[6, 2, 3, 4], 6, 24),
    ] {
        let law = orthogonal();
        let found: Vec<f64> = tensor(shape, &Declared::new(&law));
        let (long, short) = (rows.max(columns), rows.min(columns));
        let normals = normals(&mut generator(KEY, "w", 1 << 62), long * short);
        let vectors = orthonormalized(&normals, long);
        for row in 0..rows {
            for column in 0..columns {
                let expected = if rows < columns {
                    vectors[row][column]
                } else {
                    vectors[column][row]
                };
                let error = (found[row * columns + column] - expected).abs();
                assert!(
                    error < 1e-11,
                    "{shape:?} ({row}, {column}) is off by {error:e}"
                );
            }
        }
    }
}

/// std times the normals in row-major order; then, column by column, rows are drawn without
/// replacement by the method of Fisher and Yates, and set to 0.
#[test]
fn a_sparse_matrix_is_its_normals_without_the_rows_that_were_drawn() {
    let (rows, columns, zeros) = (13, 9, 5);
    let law = sparse().sparsity(0.35).std(0.5);
    let found: Vec<f64> = tensor(&[rows, columns], &Declared::new(&law));
    let mut rng = generator(KEY, "w", 1 << 62);
    let mut expected = normals(&mut rng, rows * columns);
    for value in &mut expected {
        *value *= 0.5;
    }
    for column in 0..columns {
        let mut order: Vec<usize> = (0..rows).collect();
        for chosen in 0..zeros {
            let left = (rows - chosen) as u64;
            let surplus = (1_u64 << 32) % left;
            let drawn = loop {
                let product = u64::from(rng.next_u32()) * left;
                if product % (1 << 32) >= surplus {
                    break (product >> 32) as usize;
                }
            };
            order.swap(chosen, chosen + drawn);
            expected[order[chosen] * columns + column] = 0.0;
        }
    }
    for (place, (found, expected)) in found.iter().zip(&expected).enumerate() {
        assert_eq!(*found == 0.0, *expected == 0.0, "element {place}");
        assert!(
            (found - expected).abs() <= 1e-14 * expected.abs(),
            "element {place}"
        );
    }
}

/// JAX's `delta_orthogonal`: the matrix of `orthogonal` at the tap (k − 1) / 2 of each axis of the
/// kernel, 0 elsewhere. Even lengths tell it from `dirac`, whose tap is k / 2.
#[test]
fn a_delta_orthogonal_kernel_holds_the_orthogonal_matrix_at_its_centre() {
    let (outputs, inputs, height, width) = (9, 5, 4, 3);
    let declared_as = delta_orthogonal().gain(1.5);
    let shape = [outputs, inputs, height, width];
    let kernel: Vec<f64> = tensor(&shape, &Declared::new(&declared_as));
    let matrix_as = orthogonal().gain(1.5);
    let matrix: Vec<f64> = tensor(&[outputs, inputs], &Declared::new(&matrix_as));
    let centre = width + 1;
    for (tap, &value) in kernel.iter().enumerate() {
        let (place, within) = (tap / (height * width), tap % (height * width));
        let expected = if within == centre { matrix[place] } else { 0.0 };
        assert_eq!(value, expected, "tap {within} of {place}");
    }
}
