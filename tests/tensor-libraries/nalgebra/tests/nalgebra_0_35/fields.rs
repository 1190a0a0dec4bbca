//! Matrices as fields, beside plain memory in a struct of the same fields.

use init_core::plan::Entry;
use init_core::{Initialize, Reset};
use nalgebra::{DMatrix, DVector, Matrix3, RowDVector, SMatrix};

use crate::row_major;

#[derive(Initialize)]
struct Matrices {
    #[init(kaiming_normal)]
    dynamic: DMatrix<f32>,
    #[init(xavier_uniform)]
    fixed: SMatrix<f32, 5, 7>,
    #[init(uniform, low = -1, high = 1)]
    bias: DVector<f32>,
    #[init(normal)]
    row: RowDVector<f32>,
    #[init(orthogonal)]
    optional: Option<DMatrix<f64>>,
    #[init(normal)]
    absent: Option<DMatrix<f32>>,
    #[init(uniform)]
    list: Vec<Matrix3<f32>>,
    #[init(truncated_normal, std = 0.02)]
    boxed: Box<SMatrix<f32, 128, 256>>,
    #[init(kaiming_normal, layout = "io")]
    turned: DMatrix<f32>,
}

#[derive(Initialize)]
struct Plain {
    #[init(kaiming_normal, shape = (70, 90))]
    dynamic: Vec<f32>,
    #[init(xavier_uniform, shape = (5, 7))]
    fixed: Vec<f32>,
    #[init(uniform, low = -1, high = 1, shape = 33)]
    bias: Vec<f32>,
    #[init(normal, shape = (1, 65))]
    row: Vec<f32>,
    #[init(orthogonal, shape = (20, 10))]
    optional: Vec<f64>,
    list: Two,
    #[init(truncated_normal, std = 0.02, shape = (128, 256))]
    boxed: Vec<f32>,
    #[init(kaiming_normal, layout = "io", shape = (40, 60))]
    turned: Vec<f32>,
}

#[derive(Initialize)]
struct Two(
    #[init(uniform, shape = (3, 3))] Vec<f32>,
    #[init(uniform, shape = (3, 3))] Vec<f32>,
);

#[test]
fn a_struct_of_matrices_holds_the_values_of_one_of_plain_memory() {
    let mut matrices = Matrices {
        dynamic: DMatrix::zeros(70, 90),
        fixed: SMatrix::zeros(),
        bias: DVector::zeros(33),
        row: RowDVector::zeros(65),
        optional: Some(DMatrix::zeros(20, 10)),
        absent: None,
        list: vec![Matrix3::zeros(); 2],
        boxed: Box::new(SMatrix::zeros()),
        turned: DMatrix::zeros(40, 60),
    };
    let mut plain = Plain {
        dynamic: vec![0.0; 70 * 90],
        fixed: vec![0.0; 5 * 7],
        bias: vec![0.0; 33],
        row: vec![0.0; 65],
        optional: vec![0.0; 20 * 10],
        list: Two(vec![0.0; 9], vec![0.0; 9]),
        boxed: vec![0.0; 128 * 256],
        turned: vec![0.0; 40 * 60],
    };
    let plan = Reset::seed(3).run(&mut matrices).unwrap();
    Reset::seed(3).run(&mut plain).unwrap();

    let paths: Vec<&str> = plan.entries().iter().map(Entry::path).collect();
    let optional = matrices.optional.unwrap();
    assert_eq!(
        paths,
        [
            "dynamic", "fixed", "bias", "row", "optional", "list.0", "list.1", "boxed", "turned"
        ]
    );
    assert!(matrices.absent.is_none());
    assert_eq!(row_major(&matrices.dynamic), plain.dynamic);
    assert_eq!(row_major(&matrices.fixed), plain.fixed);
    assert_eq!(row_major(&matrices.bias), plain.bias);
    assert_eq!(row_major(&matrices.row), plain.row);
    assert_eq!(row_major(&optional), plain.optional);
    assert_eq!(row_major(&matrices.list[0]), plain.list.0);
    assert_eq!(row_major(&matrices.list[1]), plain.list.1);
    assert_eq!(row_major(&*matrices.boxed), plain.boxed);
    assert_eq!(row_major(&matrices.turned), plain.turned);
}

/// `orthogonal` by nalgebra's own product.
#[test]
fn an_orthogonal_matrix_has_orthonormal_rows() {
    #[derive(Initialize)]
    struct Layer {
        #[init(orthogonal)]
        weight: DMatrix<f64>,
    }
    let mut layer = Layer {
        weight: DMatrix::zeros(30, 50),
    };
    Reset::seed(1).run(&mut layer).unwrap();
    let gram = &layer.weight * layer.weight.transpose();
    let distance = (gram - DMatrix::identity(30, 30)).amax();
    assert!(distance < 1e-14, "{distance:e}");
}
