//! Views write their own elements, whatever their strides and shapes, and nothing else.

use common::suite::{Model, UNTOUCHED};
use faer::diag::DiagMut;
use faer::{Col, ContiguousFwd, Mat, MatMut, Row, with_dim};
use init_core::initializer::uniform;
use init_core::parameter::Flat;
use init_core::walk::Declared;
use init_core::{Parameter, Reset};

use crate::suite::{Lend, Tensor, matrices, transposes, vectors};

fn reset<P: Parameter>(weight: P, layout: &'static str) {
    let law = uniform();
    let declared = Declared::new(&law);
    let declared = match layout {
        "" => declared,
        layout => declared.layout(layout),
    };
    let mut model = Model { weight, declared };
    Reset::seed(1).run(&mut model).unwrap();
}

/// The values of plain memory.
fn plain(shape: &[usize], layout: &'static str) -> Vec<f64> {
    let mut memory = vec![0.0; shape.iter().product()];
    reset(Flat::new(memory.as_mut_slice(), shape), layout);
    memory
}

fn mat(rows: usize, columns: usize) -> Mat<f64> {
    Mat::full(rows, columns, UNTOUCHED)
}

fn assert_written(mut memory: Mat<f64>, lend: Lend<f64>, layout: &'static str) {
    reset(lend(&mut memory), layout);
    let written = memory.elements();
    let written = written.iter().filter(|&&value| value != UNTOUCHED).count();
    let view = lend(&mut memory);
    let shape = view.shape().into_owned();
    assert_eq!(view.elements(), plain(&shape, layout), "{shape:?}");
    assert_eq!(written, shape.iter().product::<usize>(), "{shape:?}");
}

const SHAPES: [[usize; 2]; 9] = [
    [7, 6],
    [1, 6],
    [7, 1],
    [1, 1],
    [0, 3],
    [3, 0],
    [0, 0],
    [70, 90],
    [300, 1001],
];

#[test]
fn what_lies_around_a_matrix_is_left_alone() {
    for [rows, columns] in SHAPES {
        for lend in matrices().into_iter().chain(transposes()) {
            for layout in ["", "oi", "io"] {
                assert_written(mat(rows + 2, columns + 4), lend, layout);
            }
        }
    }
}

#[test]
fn what_lies_around_a_vector_is_left_alone() {
    for length in [1, 2, 7, 1001] {
        for lend in vectors() {
            assert_written(mat(length, length), lend, "");
        }
    }
}

/// A column-major matrix in memory with gaps of `stride - rows` elements.
fn padded(memory: &mut [f64], rows: usize, columns: usize, stride: usize) -> MatMut<'_, f64> {
    MatMut::from_column_major_slice_with_stride_mut(memory, rows, columns, stride)
}

/// Columns with padding, in memory where the padding can be seen.
#[test]
fn padding_is_left_alone() {
    let (rows, columns, stride) = (5, 3, 16);
    let fresh = || vec![UNTOUCHED; stride * columns];
    let mut straight = fresh();
    reset(padded(&mut straight, rows, columns, stride), "");
    let mut turned = fresh();
    let turned_view = padded(&mut turned, rows, columns, stride).transpose_mut();
    reset(turned_view, "");

    let [straight_values, turned_values] =
        [[rows, columns], [columns, rows]].map(|s| plain(&s, ""));
    for column in 0..columns {
        for row in 0..stride {
            let place = column * stride + row;
            let [expected, expected_turned] = if row < rows {
                [
                    straight_values[row * columns + column],
                    turned_values[column * rows + row],
                ]
            } else {
                [UNTOUCHED; 2]
            };
            assert_eq!(straight[place], expected);
            assert_eq!(turned[place], expected_turned);
        }
    }
}

/// Owned matrices of few rows are padded; those with capacity for more have room after them.
#[test]
fn owned_matrices_of_any_capacity_hold_the_values() {
    let mut padded = mat(5, 3);
    assert!(padded.col_stride() > 5);
    let mut roomy = Mat::with_capacity(100, 200);
    roomy.resize_with(5, 3, |_, _| UNTOUCHED);
    reset(&mut padded, "io");
    reset(&mut roomy, "io");
    assert_eq!(padded.elements(), plain(&[5, 3], "io"));
    assert_eq!(roomy, padded);
}

#[test]
fn strides_that_the_compiler_knows_are_strides() {
    let expected = plain(&[7, 6], "");

    let mut memory = mat(7, 6);
    let forward: MatMut<'_, f64, usize, usize, ContiguousFwd> =
        memory.as_mut().try_as_col_major_mut().unwrap();
    reset(forward, "");
    assert_eq!(memory.elements(), expected);

    let mut memory = mat(7, 6);
    let forward = memory.as_mut().try_as_col_major_mut().unwrap();
    reset(forward.reverse_rows_mut(), "");
    assert_eq!(memory.as_mut().reverse_rows_mut().elements(), expected);

    let mut memory = mat(6, 7);
    let rows = memory.as_mut().transpose_mut().try_as_row_major_mut();
    reset(rows.unwrap(), "");
    assert_eq!(memory.as_mut().transpose_mut().elements(), expected);

    let expected = plain(&[9], "");
    let mut col = Col::full(9, UNTOUCHED);
    reset(col.as_mut().try_as_col_major_mut().unwrap(), "");
    assert_eq!(col.elements(), expected);

    let mut row = Row::full(9, UNTOUCHED);
    let forward = row.as_mut().try_as_row_major_mut().unwrap();
    reset(forward.reverse_cols_mut(), "");
    assert_eq!(row.as_mut().reverse_cols_mut().elements(), expected);

    let mut diagonal = [UNTOUCHED; 9];
    reset(DiagMut::from_slice_mut(&mut diagonal), "");
    assert_eq!(diagonal, *expected);
}

#[test]
fn lengths_that_the_compiler_knows_are_lengths() {
    with_dim!({
        let rows = 7;
        let columns = 6;
    });
    let mut bound = Mat::full(rows, columns, UNTOUCHED);
    reset(&mut bound, "");
    assert_eq!(bound.as_dyn_mut().elements(), plain(&[7, 6], ""));
    let mut bound = Col::full(rows, UNTOUCHED);
    reset(&mut bound, "");
    assert_eq!(bound.as_dyn_rows_mut().elements(), plain(&[7], ""));
}
