//! A vector has no fans: the refusal, and what it takes instead.

use common::suite::refusal;
use init_core::Initialize;
use init_core::values::Law;
use nalgebra::{DMatrix, DVector, SVector};

#[derive(Initialize)]
struct OneInput {
    #[init(ones)]
    first: DMatrix<f32>,
    #[init(kaiming_normal)]
    weight: DVector<f32>,
}

#[test]
fn a_vector_has_no_fans() {
    let mut model = OneInput {
        first: DMatrix::zeros(2, 2),
        weight: DVector::zeros(10),
    };
    assert_eq!(
        refusal(&mut model),
        "`weight`: `kaiming_normal` needs at least 2 axes to count fans, found shape [10]\n  \
         help: write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and \
         `fan_out = …`\n\
         note: nothing was written"
    );
    assert_eq!(model.first, DMatrix::zeros(2, 2));
    assert_eq!(model.weight, DVector::zeros(10));
}

#[derive(Initialize)]
struct Declared {
    #[init(kaiming_normal, fan_in = 1, fan_out = 10)]
    vector: SVector<f32, 10>,
    #[init(kaiming_normal)]
    matrix: DMatrix<f32>,
}

#[test]
fn a_weight_with_one_input_declares_its_fan_or_is_a_matrix_with_one_column() {
    let model = Declared {
        vector: SVector::zeros(),
        matrix: DMatrix::zeros(10, 1),
    };
    let plan = model.plan().unwrap();
    for entry in &plan {
        let (mean, std) = (0.0, 2.0_f64.sqrt());
        assert_eq!(*entry.law(), Law::Normal { mean, std });
    }
}
