//! Matrices, vectors and mutable views of nalgebra 0.35.

mod fields;
mod first_loss;
mod generics;
mod refusals;
mod sizes;
mod suite;
mod views;

use common::suite::Model;
use init_core::parameter::Flat;
use init_core::walk::Declared;
use init_core::{Initializer, Parameter, Reset};
use nalgebra::{Dim, Matrix, RawStorage};

/// An initializer, and the layout of its field.
#[derive(Clone, Copy)]
struct Case<'l> {
    law: &'l dyn Initializer,
    layout: Option<&'static str>,
}

/// The tensor after a reset.
#[track_caller]
fn reset<P: Parameter>(weight: P, case: Case<'_>) -> P {
    let mut declared = Declared::new(case.law);
    if let Some(layout) = case.layout {
        declared = declared.layout(layout);
    }
    let mut model = Model { weight, declared };
    let plan = Reset::seed(7).run(&mut model);
    plan.unwrap_or_else(|error| panic!("{error}"));
    model.weight
}

/// What plain memory of that shape holds after the same reset.
fn plain(shape: &[usize], case: Case<'_>) -> Vec<f32> {
    let mut memory = vec![f32::NAN; shape.iter().product()];
    reset(Flat::new(memory.as_mut_slice(), shape), case);
    memory
}

/// The elements row by row, by nalgebra's own indices.
fn row_major<T, R, C, S>(matrix: &Matrix<T, R, C, S>) -> Vec<T>
where
    T: Copy,
    R: Dim,
    C: Dim,
    S: RawStorage<T, R, C>,
{
    let indices =
        (0..matrix.nrows()).flat_map(|row| (0..matrix.ncols()).map(move |column| (row, column)));
    indices.map(|index| matrix[index]).collect()
}

/// What the parameter reads.
fn read(parameter: &dyn Parameter) -> Vec<f64> {
    let mut found = Vec::new();
    let read = parameter.read(&mut |piece| found.extend_from_slice(piece));
    read.expect("a matrix can be read");
    found
}

/// Resets a matrix, and holds it to plain memory of `shape`.
#[track_caller]
fn check<R, C, S>(matrix: Matrix<f32, R, C, S>, shape: &[usize], case: Case<'_>)
where
    R: Dim,
    C: Dim,
    S: RawStorage<f32, R, C>,
    Matrix<f32, R, C, S>: Parameter,
{
    assert_eq!(Parameter::shape(&matrix), shape);
    let matrix = reset(matrix, case);
    let expected = plain(shape, case);
    let (law, layout) = (case.law.describe(), case.layout);
    assert!(row_major(&matrix) == expected, "{law} {shape:?} {layout:?}");
    let wide: Vec<f64> = expected.iter().map(|&value| f64::from(value)).collect();
    assert!(read(&matrix) == wide, "reading {shape:?}");
}
