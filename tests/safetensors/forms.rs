//! Tensors that one side has in another form: each is loaded both ways, refused without its option, and
//! loaded by what the help says.

mod axes;
mod joined;

use init_core::Initialize;
use ndarray::Array2;

use crate::Raw;

/// Counts from `first` in row-major order.
fn counted(shape: &[usize], first: f32) -> Raw {
    let count = shape.iter().product::<usize>();
    let values: Vec<f32> = (0..count).map(|k| first + k as f32).collect();
    Raw::f32(shape, &values)
}

#[derive(Debug, Clone, PartialEq, Initialize)]
struct Matrix {
    #[init(normal)]
    weight: Array2<f32>,
}

fn matrix(rows: usize, columns: usize) -> Matrix {
    Matrix {
        weight: Array2::zeros((rows, columns)),
    }
}
