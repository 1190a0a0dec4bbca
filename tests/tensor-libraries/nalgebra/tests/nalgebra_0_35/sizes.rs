//! Dimensions known to the compiler, mixed with others, and those that are 0 or 1.

use init_core::Initializer;
use init_core::initializer::{kaiming_normal, normal, orthogonal};
use nalgebra::{
    Const, DMatrix, DVector, Dyn, Matrix1, OMatrix, RowDVector, RowSVector, SMatrix, SVector, U1,
};

use crate::{Case, check};

fn matrices<const R: usize, const C: usize>() {
    let laws: [&dyn Initializer; 3] = [&normal(), &orthogonal(), &kaiming_normal()];
    let layouts = [None, Some("io")];
    let cases = laws.map(|law| layouts.map(|layout| Case { law, layout }));
    for case in cases.into_iter().flatten() {
        check(SMatrix::<f32, R, C>::repeat(f32::NAN), &[R, C], case);
        let mixed = OMatrix::<f32, Const<R>, Dyn>::repeat(C, f32::NAN);
        check(mixed, &[R, C], case);
        let mixed = OMatrix::<f32, Dyn, Const<C>>::repeat(R, f32::NAN);
        check(mixed, &[R, C], case);
        check(DMatrix::repeat(R, C, f32::NAN), &[R, C], case);

        let mut whole = SMatrix::<f32, 40, 50>::zeros();
        check(whole.fixed_view_mut::<R, C>(1, 2), &[R, C], case);
        let mut whole = DMatrix::<f32>::zeros(40, 50);
        check(whole.fixed_view_mut::<R, C>(1, 2), &[R, C], case);
    }
}

#[test]
fn static_and_mixed_dimensions_hold_the_values_of_plain_memory() {
    matrices::<2, 3>();
    matrices::<3, 2>();
    matrices::<1, 33>();
    matrices::<16, 5>();
    matrices::<32, 48>();
}

#[test]
fn a_static_column_has_one_axis() {
    let case = Case {
        law: &normal(),
        layout: None,
    };
    check(SVector::<f32, 300>::zeros(), &[300], case);
    check(DVector::<f32>::zeros(300), &[300], case);
    check(SMatrix::<f32, 7, 1>::zeros(), &[7], case);
    check(OMatrix::<f32, Dyn, U1>::zeros(7), &[7], case);
    check(DMatrix::<f32>::zeros(9, 4).column_mut(2), &[9], case);
    check(Matrix1::<f32>::zeros(), &[1], case);
}

#[test]
fn everything_else_has_two_axes() {
    let case = Case {
        law: &normal(),
        layout: None,
    };
    check(RowSVector::<f32, 300>::zeros(), &[1, 300], case);
    check(RowDVector::<f32>::zeros(300), &[1, 300], case);
    check(DMatrix::<f32>::zeros(300, 1), &[300, 1], case);
    check(DMatrix::<f32>::zeros(1, 1), &[1, 1], case);
    check(DMatrix::<f32>::zeros(9, 4).row_mut(2), &[1, 4], case);
}

#[test]
fn nothing_is_written_to_what_has_no_elements() {
    let case = Case {
        law: &normal(),
        layout: None,
    };
    for (rows, columns) in [(0, 3), (3, 0), (0, 0)] {
        check(DMatrix::<f32>::zeros(rows, columns), &[rows, columns], case);
        let mut whole = DMatrix::<f32>::zeros(5, 5);
        let view = whole.view_mut((2, 2), (rows, columns));
        check(view, &[rows, columns], case);
        assert_eq!(whole, DMatrix::zeros(5, 5));
    }
    check(DVector::<f32>::zeros(0), &[0], case);
    check(SMatrix::<f32, 0, 4>::zeros(), &[0, 4], case);
    check(SMatrix::<f32, 4, 0>::zeros(), &[4, 0], case);
}

/// More than is read or carried at once, in one column, one row and both.
#[test]
fn matrices_of_several_pieces_hold_the_values_of_plain_memory() {
    let case = Case {
        law: &normal(),
        layout: None,
    };
    for (rows, columns) in [(2, 70_001), (70_001, 2), (1, 140_003), (301, 517)] {
        let shape = [rows, columns];
        check(DMatrix::zeros(rows, columns), &shape, case);
        let mut whole = DMatrix::zeros(2 * rows + 1, columns);
        check(whole.rows_mut(1, rows), &shape, case);
        check(whole.rows_with_step_mut(1, rows, 1), &shape, case);
        let turned = Case {
            layout: Some("io"),
            ..case
        };
        check(whole.rows_mut(0, rows), &shape, turned);
        check(whole.rows_with_step_mut(0, rows, 1), &shape, turned);
    }
}
