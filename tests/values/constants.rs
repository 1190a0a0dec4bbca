//! Values that depend on no random word, or on only a few: constants, identities, zeros of sparse
//! matrices.

use init_core::initializer::{constant, dirac, identity, ones, sparse, zeros};
use init_core::walk::Declared;

use crate::model::{assert_same, tensor, values, values_at};

#[test]
fn a_constant_is_rounded_to_nearest() {
    for value in [
        0.1,
        -0.1,
        1e-45,
        7e-46,
        -2e-46,
        16_777_217.0,
        0.0,
        -0.0,
        1.0 / 3.0,
    ] {
        assert_same(
            &values::<f32>(&constant(value), 300),
            &[value as f32; 300],
            "f32",
        );
        assert_same(&values::<f64>(&constant(value), 300), &[value; 300], "f64");
    }
    assert_same(&values::<f32>(&zeros(), 300), &[0.0; 300], "zeros");
    assert_same(&values::<f32>(&ones(), 300), &[1.0; 300], "ones");
}

#[test]
fn an_identity_has_its_gain_on_the_diagonal() {
    for (rows, columns) in [(1, 1), (4, 4), (3, 7), (7, 3), (1, 5), (5, 1)] {
        let law = identity().gain(0.5);
        let found: Vec<f32> = tensor(&[rows, columns], &Declared::new(&law));
        for (place, value) in found.into_iter().enumerate() {
            let diagonal = place / columns == place % columns;
            assert_eq!(value, if diagonal { 0.5 } else { 0.0 });
        }
    }
}

/// PyTorch's `dirac_`: w[g·(O/G) + d, d, k/2, …] = 1 for d < min(O/G, I).
#[test]
fn dirac_is_that_of_pytorch() {
    for (shape, groups) in [
        (&[4, 4, 3][..], 1),
        (&[6, 2, 5, 3], 1),
        (&[2, 6, 3, 4], 1),
        (&[6, 2, 3, 3], 3),
        (&[12, 1, 3, 3, 3], 12),
        (&[8, 6, 1], 2),
        (&[3, 3, 2, 2, 2], 1),
    ] {
        let law = dirac();
        let found: Vec<f64> = tensor(shape, &Declared::new(&law).groups(groups));
        let field: usize = shape[2..].iter().product();
        let centre = shape[2..]
            .iter()
            .fold(0, |place, length| place * length + length / 2);
        let mut expected = vec![0.0; found.len()];
        let part = shape[0] / groups;
        for group in 0..groups {
            for channel in 0..part.min(shape[1]) {
                let output = group * part + channel;
                expected[(output * shape[1] + channel) * field + centre] = 1.0;
            }
        }
        assert_same(&found, &expected, &format!("{shape:?} groups {groups}"));
    }
}

/// The same of a transposed convolution's weight (I, O/G, field), whose first axis has the groups.
#[test]
fn dirac_of_a_transposed_convolution_is_that_of_pytorch() {
    for (shape, groups) in [
        ([4, 3, 3], 1),
        ([12, 1, 5], 12),
        ([6, 2, 4], 3),
        ([4, 3, 2], 2),
        ([6, 2, 3], 2),
    ] {
        let law = dirac();
        let declared = Declared::new(&law).layout("iox").groups(groups);
        let found: Vec<f64> = tensor(&shape, &declared);
        let [inputs, outputs, field] = shape;
        let mut expected = vec![0.0; found.len()];
        let part = inputs / groups;
        for group in 0..groups {
            for channel in 0..part.min(outputs) {
                let row = (group * part + channel) * outputs + channel;
                expected[row * field + field / 2] = 1.0;
            }
        }
        assert_same(&found, &expected, &format!("{shape:?} groups {groups}"));
    }
}

/// PyTorch's `sparse_`: ⌈sparsity·rows⌉ zeros in each column.
#[test]
fn sparse_has_its_zeros_in_every_column() {
    for (rows, sparsity, zeros) in [
        (10, 0.25, 3),
        (10, 0.3, 3),
        (10, 0.0, 0),
        (10, 1.0, 10),
        (7, 0.5, 4),
        (1, 0.01, 1),
        (1000, 0.9, 900),
    ] {
        let law = sparse().sparsity(sparsity);
        let found: Vec<f32> = tensor(&[rows, 40], &Declared::new(&law));
        for column in 0..40 {
            let count = (0..rows)
                .filter(|row| found[row * 40 + column] == 0.0)
                .count();
            assert_eq!(count, zeros, "{rows} rows, sparsity {sparsity}");
        }
    }
}

/// Each row is as likely to be zero as any other: 20000 columns of 10 rows, 3 zeros each, so
/// 6000 zeros a row with std √(20000·0.3·0.7) = 64.8; bound 6 std.
#[test]
fn sparse_chooses_its_zeros_uniformly() {
    let law = sparse().sparsity(0.3);
    let found: Vec<f32> = tensor(&[10, 20_000], &Declared::new(&law));
    for row in found.chunks(20_000) {
        let zeros = row.iter().filter(|&&value| value == 0.0).count();
        assert!(zeros.abs_diff(6000) < 389, "{zeros}");
    }
}

#[test]
fn constants_do_not_depend_on_the_key() {
    let first: Vec<f32> = values_at(&constant(0.3), "w", [1; 32], 100);
    let second: Vec<f32> = values_at(&constant(0.3), "v", [2; 32], 100);
    assert_same(&first, &second, "constant");
}
