//! Parts of a matrix as parameters of their own.

use init_core::initializer::uniform;
use init_core::{Initialize, Reset};
use nalgebra::{DMatrix, DMatrixViewMut, DVectorViewMut, Dyn, MatrixViewMut, U1};

use crate::{Case, check};

#[derive(Initialize)]
struct Halves<'m> {
    #[init(ones)]
    upper: DMatrixViewMut<'m, f32>,
    #[init(constant = 2)]
    lower: DMatrixViewMut<'m, f32>,
}

/// The gates of a recurrent cell in one matrix.
#[test]
fn two_halves_of_a_matrix_are_two_parameters() {
    let mut whole = DMatrix::zeros(40, 7);
    let (upper, lower) = whole.rows_range_pair_mut(0..20, 20..40);
    let mut halves = Halves { upper, lower };
    let plan = Reset::seed(1).run(&mut halves).unwrap();
    assert_eq!(plan.parameter_count(), 2);
    let expected = |row, _| if row < 20 { 1.0 } else { 2.0 };
    assert_eq!(whole, DMatrix::from_fn(40, 7, expected));
}

#[derive(Initialize)]
struct Parts<'m> {
    #[init(ones)]
    column: DVectorViewMut<'m, f32>,
    #[init(constant = 2)]
    row: MatrixViewMut<'m, f32, U1, Dyn, U1, Dyn>,
}

#[test]
fn a_column_and_a_row_leave_the_rest_alone() {
    let mut whole = DMatrix::zeros(5, 6);
    let (mut left, mut right) = whole.columns_range_pair_mut(0..2, 2..6);
    let mut parts = Parts {
        column: left.column_mut(1),
        row: right.row_mut(3),
    };
    let plan = Reset::seed(1).run(&mut parts).unwrap();
    assert_eq!(plan.entries()[0].shape(), [5]);
    assert_eq!(plan.entries()[1].shape(), [1, 4]);
    let expected = |row, column| match (row, column) {
        (_, 1) => 1.0,
        (3, 2..) => 2.0,
        _ => 0.0,
    };
    assert_eq!(whole, DMatrix::from_fn(5, 6, expected));
}

/// The rows of one column lie between those of the next, and none at a place of another.
#[test]
fn a_view_whose_columns_interleave_is_a_parameter() {
    let mut memory = [0.0; 8];
    let view = DMatrixViewMut::from_slice_with_strides_mut(&mut memory, 3, 2, 2, 3);
    let case = Case {
        law: &uniform(),
        layout: None,
    };
    check(view, &[3, 2], case);
    let untouched = [1, 6];
    for (place, value) in memory.into_iter().enumerate() {
        assert_eq!(value == 0.0, untouched.contains(&place), "{place}");
    }
}
