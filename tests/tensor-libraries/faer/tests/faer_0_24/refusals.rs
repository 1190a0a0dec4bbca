//! The refused tensors, their messages, and the proof that nothing is written then.

use common::suite::{UNTOUCHED, refusal};
use faer::diag::Diag;
use faer::{Col, Mat, Row};
use init_core::Initialize;

#[derive(Initialize)]
struct Vectors {
    #[init(zeros)]
    weight: Mat<f64>,
    #[init(kaiming_normal)]
    column: Col<f64>,
    #[init(orthogonal)]
    row: Row<f64>,
    #[init(identity)]
    diagonal: Diag<f64>,
}

#[test]
fn a_vector_has_one_axis_and_no_fans() {
    let mut vectors = Vectors {
        weight: Mat::full(2, 2, UNTOUCHED),
        column: Col::full(4, UNTOUCHED),
        row: Row::full(4, UNTOUCHED),
        diagonal: Diag::full(4, UNTOUCHED),
    };
    let problems = [
        "3 problems",
        "error: `column`: `kaiming_normal` needs at least 2 axes to count fans, found shape [4]",
        "  help: write `zeros`, `constant = …`, `uniform` or `normal`, \
         or give `fan_in = …` and `fan_out = …`",
        "error: `row`: `orthogonal` needs at least 2 axes, beside those of a stack; found shape [4]",
        "  help: write another initializer, such as `zeros` or `normal`",
        "error: `diagonal`: `identity` needs 2 axes, beside those of a stack; found shape [4]",
        "  help: write another initializer, such as `zeros` or `normal`",
        "note: nothing was written",
    ];
    assert_eq!(refusal(&mut vectors), problems.join("\n"));
    assert_eq!(vectors.weight, Mat::full(2, 2, UNTOUCHED));
    assert_eq!(vectors.column, Col::full(4, UNTOUCHED));
    assert_eq!(vectors.row, Row::full(4, UNTOUCHED));
    assert_eq!(vectors.diagonal.column_vector(), Col::full(4, UNTOUCHED));
}

#[derive(Initialize)]
struct Layout {
    #[init(normal, layout = "oihw")]
    weight: Mat<f32>,
}

#[test]
fn a_layout_of_another_rank_is_refused() {
    let mut layout = Layout {
        weight: Mat::full(2, 3, UNTOUCHED as f32),
    };
    let problem = [
        "`weight`: layout \"oihw\" names 4 axes, but the tensor has 2: [2, 3]",
        "  help: write one letter for each axis, e.g. \"oihw\" for a convolution",
        "note: nothing was written",
    ];
    assert_eq!(refusal(&mut layout), problem.join("\n"));
    assert_eq!(layout.weight, Mat::full(2, 3, UNTOUCHED as f32));
}
