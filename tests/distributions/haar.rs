//! Orthogonal matrices are uniform among all of their kind (Haar), which a QR without the
//! correction of its signs fails.
//!
//! 2^15 = 32768 matrices a test, each under a path of its own.

use init_core::Reset;
use init_core::initializer::orthogonal;
use init_core::parameter::Flat;

use crate::watched::Model;
use crate::{assert_chance, assert_equal_bins};

const COUNT: usize = 1 << 15;

/// Matrices of `rows` × `columns`, row-major.
fn matrices(seed: u64, rows: usize, columns: usize) -> Vec<Vec<f64>> {
    let mut matrices = vec![vec![0.0; rows * columns]; COUNT];
    let list: Vec<Flat<&mut [f64]>> = matrices
        .iter_mut()
        .map(|matrix| Flat::new(matrix.as_mut_slice(), [rows, columns]))
        .collect();
    let mut model = Model {
        path: "w",
        tensor: list,
        law: &orthogonal(),
    };
    let plan = Reset::seed(seed).run(&mut model).unwrap();
    assert_eq!(plan.parameter_count(), COUNT);
    matrices
}

/// A rotation or a reflection of the plane: the angle is uniform, the sign of the determinant
/// is a fair coin, and neither knows of the other. 2^6 angles by 2 signs, 256 a bin.
#[test]
fn rotations_and_reflections_of_the_plane_are_uniform() {
    let mut counts = vec![0_u64; 2 << 6];
    for matrix in matrices(701, 2, 2) {
        let turn = matrix[2].atan2(matrix[0]) / std::f64::consts::TAU + 0.5;
        let determinant = matrix[0] * matrix[3] - matrix[1] * matrix[2];
        assert!((determinant.abs() - 1.0).abs() < 1e-12);
        let angle = ((turn * 64.0) as usize).min(63);
        counts[2 * angle + usize::from(determinant > 0.0)] += 1;
    }
    assert_equal_bins(&counts, "2×2");
}

/// By Archimedes each coordinate of a uniform point on the sphere is uniform on [−1, 1].
/// 2^7 bins, 256 a bin, for each of the nine entries.
#[test]
fn every_entry_of_a_matrix_in_space_is_uniform() {
    let matrices = matrices(702, 3, 3);
    for entry in 0..9 {
        let mut counts = vec![0_u64; 1 << 7];
        for matrix in &matrices {
            let bin = ((matrix[entry] + 1.0) * 64.0) as usize;
            counts[bin.min(127)] += 1;
        }
        assert_equal_bins(&counts, &format!("3×3, entry {entry}"));
    }
    let positive = matrices
        .iter()
        .filter(|matrix| determinant(matrix) > 0.0)
        .count();
    let z = (positive as f64 - COUNT as f64 / 2.0) / (COUNT as f64 / 4.0).sqrt();
    assert_chance(z, "3×3, sign of the determinant");
}

fn determinant(m: &[f64]) -> f64 {
    m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6])
        + m[2] * (m[3] * m[7] - m[4] * m[6])
}

/// For an entry q of a Haar matrix of side n: E q = 0, E q² = 1/n, E q⁴ = 3/(n(n + 2)),
/// E q⁸ = 105/(n(n + 2)(n + 4)(n + 6)).
#[test]
fn every_entry_has_the_moments_of_a_haar_matrix() {
    for (seed, rows, columns) in [(711, 5, 5), (712, 4, 6), (713, 6, 4)] {
        // The side that the unit vectors have.
        let n = rows.max(columns) as f64;
        let (second, fourth) = (1.0 / n, 3.0 / (n * (n + 2.0)));
        let eighth = 105.0 / (n * (n + 2.0) * (n + 4.0) * (n + 6.0));
        let matrices = matrices(seed, rows, columns);
        let root = (COUNT as f64).sqrt();
        for entry in 0..rows * columns {
            let mut sums = [0.0; 3];
            for matrix in &matrices {
                let q = matrix[entry];
                sums = [sums[0] + q, sums[1] + q.powi(2), sums[2] + q.powi(4)];
            }
            let [mean, square, quartic] = sums.map(|sum| sum / COUNT as f64);
            let what = format!("{rows}×{columns}, entry {entry}");
            assert_chance(mean / second.sqrt() * root, &what);
            let spread = (fourth - second * second).sqrt();
            assert_chance((square - second) / spread * root, &what);
            let spread = (eighth - fourth * fourth).sqrt();
            assert_chance((quartic - fourth) / spread * root, &what);
        }
    }
}

/// Products of two entries of different rows or columns have mean 0, and their squares
/// E q₁₁²·q₂₂² = (n + 1)/((n − 1)·n·(n + 2)), E q₁₁²·q₁₂² = 1/(n·(n + 2)).
#[test]
fn entries_depend_on_each_other_as_in_a_haar_matrix() {
    let matrices = matrices(721, 5, 5);
    let n = 5.0_f64;
    let root = (COUNT as f64).sqrt();
    for (first, second, squares) in [
        (0, 1, 1.0 / (n * (n + 2.0))),
        (0, 5, 1.0 / (n * (n + 2.0))),
        (0, 6, (n + 1.0) / ((n - 1.0) * n * (n + 2.0))),
        (4, 20, (n + 1.0) / ((n - 1.0) * n * (n + 2.0))),
        (12, 24, (n + 1.0) / ((n - 1.0) * n * (n + 2.0))),
    ] {
        let products: Vec<f64> = matrices
            .iter()
            .map(|matrix| matrix[first] * matrix[second])
            .collect();
        let what = format!("entries {first} and {second}");
        let mean = products.iter().sum::<f64>() / COUNT as f64;
        let square = products.iter().map(|p| p.powi(2)).sum::<f64>() / COUNT as f64;
        let quartic = products.iter().map(|p| p.powi(4)).sum::<f64>() / COUNT as f64;
        assert_chance(mean / squares.sqrt() * root, &what);
        let spread = (quartic - square * square).sqrt();
        assert_chance(
            (square - squares) / spread * root,
            &format!("{what}, squares"),
        );
    }
}

/// The trace of a Haar matrix of the orthogonal group: E tr = 0, E tr² = 1, E tr⁴ = 3.
#[test]
fn the_trace_has_the_moments_of_a_haar_matrix() {
    for (seed, side) in [(731, 4), (732, 6)] {
        let [mut first, mut second] = [0.0; 2];
        for matrix in matrices(seed, side, side) {
            let trace: f64 = (0..side).map(|k| matrix[k * side + k]).sum();
            first += trace;
            second += trace * trace;
        }
        let root = (COUNT as f64).sqrt();
        assert_chance(first / root, &format!("side {side}: trace"));
        let z = (second / COUNT as f64 - 1.0) / 2.0_f64.sqrt() * root;
        assert_chance(z, &format!("side {side}: squared trace"));
    }
}
