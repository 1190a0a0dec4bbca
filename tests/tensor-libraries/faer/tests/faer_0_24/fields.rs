//! Fields of faer's types hold the same bits as plain memory under the same paths.

use faer::diag::Diag;
use faer::{Col, Mat, MatMut, Row};
use half::{bf16, f16};
use init_core::plan::Entry;
use init_core::values::Element;
use init_core::walk::DeclaredShape;
use init_core::walk::Parameters;
use init_core::{Initialize, Report, Reset};

use crate::suite::{Tensor, Wide};

#[derive(Initialize)]
struct Fields<T: Element> {
    #[init(kaiming_normal)]
    matrix: Mat<T>,
    #[init(xavier_uniform, layout = "io")]
    turned: Mat<T>,
    #[init(uniform, low = -1.0)]
    column: Col<T>,
    #[init(normal)]
    row: Row<T>,
    #[init(truncated_normal)]
    diagonal: Diag<T>,
    #[init(orthogonal)]
    present: Option<Mat<T>>,
    #[init(normal)]
    absent: Option<Mat<T>>,
    #[init(normal)]
    list: Vec<Mat<T>>,
    #[init(constant = 0.5)]
    empty: Mat<T>,
}

#[derive(Initialize)]
struct Plain<T: Element> {
    #[init(kaiming_normal, shape = (5, 3))]
    matrix: Vec<T>,
    #[init(xavier_uniform, layout = "io", shape = (33, 70))]
    turned: Vec<T>,
    #[init(uniform, low = -1.0, shape = 9)]
    column: Vec<T>,
    #[init(normal, shape = 1000)]
    row: Vec<T>,
    #[init(truncated_normal, shape = 4)]
    diagonal: Vec<T>,
    #[init(orthogonal, shape = (20, 30))]
    present: Vec<T>,
    #[init(normal, shape = (6, 7))]
    list: Vec<Vec<T>>,
    #[init(constant = 0.5, shape = (0, 4))]
    empty: Vec<T>,
}

fn fields_hold_the_bits_of_plain_memory<T: Wide>()
where
    Vec<T>: Parameters<DeclaredShape>,
    Vec<Vec<T>>: Parameters<DeclaredShape>,
{
    let nan = T::narrow(f64::NAN);
    let mat = |rows, columns| Mat::full(rows, columns, nan);
    let mut fields = Fields {
        matrix: mat(5, 3),
        turned: mat(33, 70),
        column: Col::full(9, nan),
        row: Row::full(1000, nan),
        diagonal: Diag::full(4, nan),
        present: Some(mat(20, 30)),
        absent: None,
        list: vec![mat(6, 7), mat(6, 7)],
        empty: mat(0, 4),
    };
    let vec = |length| vec![nan; length];
    let mut plain = Plain {
        matrix: vec(5 * 3),
        turned: vec(33 * 70),
        column: vec(9),
        row: vec(1000),
        diagonal: vec(4),
        present: vec(20 * 30),
        list: vec![vec(6 * 7), vec(6 * 7)],
        empty: Vec::new(),
    };
    let plan = Reset::seed(42).run(&mut fields).unwrap();
    let plain_plan = Reset::seed(42).run(&mut plain).unwrap();
    let described = |entry: &Entry| (entry.path().to_owned(), entry.shape().to_vec());
    let paths: Vec<_> = plan.entries().iter().map(described).collect();
    let plain_paths: Vec<_> = plain_plan.entries().iter().map(described).collect();
    assert_eq!(paths, plain_paths);

    let present = fields.present.as_ref().unwrap();
    let pairs: [(&dyn Tensor, &[T]); 9] = [
        (&fields.matrix, &plain.matrix),
        (&fields.turned, &plain.turned),
        (&fields.column, &plain.column),
        (&fields.row, &plain.row),
        (&fields.diagonal, &plain.diagonal),
        (present, &plain.present),
        (&fields.list[0], &plain.list[0]),
        (&fields.list[1], &plain.list[1]),
        (&fields.empty, &plain.empty),
    ];
    for (tensor, plain) in pairs {
        let plain: Vec<f64> = plain.iter().map(|value| value.wide()).collect();
        assert_eq!(tensor.elements(), plain);
    }

    // The hash is of what `Parameter::read` gives.
    let report = Report::measure(&plan, &fields).unwrap();
    let plain_report = Report::measure(&plain_plan, &plain).unwrap();
    assert_eq!(report.hash(), plain_report.hash());
}

#[test]
fn fields_of_every_type_hold_the_bits_of_plain_memory() {
    fields_hold_the_bits_of_plain_memory::<f32>();
    fields_hold_the_bits_of_plain_memory::<f64>();
    fields_hold_the_bits_of_plain_memory::<f16>();
    fields_hold_the_bits_of_plain_memory::<bf16>();
}

#[derive(Initialize)]
struct Views<'a> {
    #[init(normal)]
    upper: MatMut<'a, f32>,
    #[init(zeros)]
    lower: MatMut<'a, f32>,
}

/// Two parameters in one matrix, which the borrow checker keeps apart.
#[test]
fn fields_may_borrow_parts_of_one_matrix() {
    let mut mat = Mat::full(9, 4, f32::NAN);
    let (upper, lower) = mat.split_at_row_mut(5);
    Reset::seed(1).run(&mut Views { upper, lower }).unwrap();
    let (upper, lower) = mat.split_at_row(5);
    assert!(
        upper
            .col_iter()
            .all(|col| col.iter().all(|&value| value.is_finite() && value != 0.0))
    );
    assert_eq!(lower, Mat::<f32>::zeros(4, 4));
}
