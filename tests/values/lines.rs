//! Memory that comes in slices, one for each line along an axis.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::initializer::{normal, uniform};
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::Declared;
use init_core::{ErrorKind, Parameter};

use crate::model::{Bits, KEY, assert_same, fill, laws, tensor};

/// A tensor whose lines along `axis` are allocated one by one.
struct InLines<T> {
    shape: Vec<usize>,
    axis: usize,
    lines: Vec<Vec<T>>,
}

impl<T: Element + Default> InLines<T> {
    fn new(shape: &[usize], axis: usize) -> Self {
        let others = shape.iter().enumerate().filter(|&(other, _)| other != axis);
        let count = others.map(|(_, &length)| length).product();
        Self {
            shape: shape.to_vec(),
            axis,
            lines: vec![vec![T::default(); shape[axis]]; count],
        }
    }

    /// The elements in row-major order.
    fn elements(&self) -> Vec<T> {
        let length: usize = self.shape.iter().product();
        let element = |mut flat: usize| {
            let (mut line, mut lines, mut place) = (0, 1, 0);
            for (axis, &length) in self.shape.iter().enumerate().rev() {
                if axis == self.axis {
                    place = flat % length;
                } else {
                    line += flat % length * lines;
                    lines *= length;
                }
                flat /= length;
            }
            self.lines[line][place]
        };
        (0..length).map(element).collect()
    }
}

impl<T: Element> Parameter for InLines<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.lines(self.axis, self.lines.iter_mut().map(Vec::as_mut_slice))
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[track_caller]
fn check<T: Element + Default + Bits>(shape: &[usize], declared: &Declared<'_>) {
    let expected: Vec<T> = tensor(shape, declared);
    for axis in 0..shape.len() {
        let lines = fill(InLines::<T>::new(shape, axis), declared, KEY);
        let what = format!("{declared:?} of {shape:?} along {axis}");
        assert_same(&lines.elements(), &expected, &what);
    }
}

#[test]
fn lines_along_any_axis_hold_the_values_of_their_indices() {
    for law in laws() {
        check::<f32>(&[70, 90], &Declared::new(&*law));
        check::<f64>(&[70, 90], &Declared::new(&*law));
    }
    let law = normal();
    for shape in [
        &[1][..],
        &[1000],
        &[1, 1],
        &[1, 40],
        &[40, 1],
        &[5, 1, 3],
        &[9, 7, 11, 8],
        &[1, 17, 1, 3, 1],
        &[0],
        &[3, 0],
        &[0, 3, 2],
    ] {
        check::<f32>(shape, &Declared::new(&law));
    }
}

/// A box of so large a tensor is cut among threads, and does not end where its lines do.
#[test]
fn lines_of_large_tensors_hold_the_values_of_their_indices() {
    let law = uniform().low(-1).high(1);
    for shape in [
        &[1 << 20][..],
        &[1001, 1100],
        &[3, 400_001],
        &[400_001, 3],
        &[64, 70, 3, 90],
    ] {
        check::<f32>(shape, &Declared::new(&law));
    }
}

#[test]
fn a_layout_and_the_axis_of_the_lines_are_independent() {
    let law = normal();
    for (shape, layout) in [
        (&[300, 500][..], "io"),
        (&[3, 4, 50, 60], "hwio"),
        (&[30, 4, 5, 60], "ihwo"),
    ] {
        check::<f32>(shape, &Declared::new(&law).layout(layout));
    }
}

/// The problem of a model whose one tensor has the lines changed.
fn problem(axis: usize, change: impl Fn(&mut InLines<f32>)) -> (ErrorKind, String) {
    let mut lines = InLines::<f32>::new(&[2, 3], axis);
    change(&mut lines);
    let error = normal()
        .fill(&mut lines, &mut init_core::hidden::doc::rng())
        .unwrap_err();
    assert!(lines.lines.iter().flatten().all(|&value| value == 0.0));
    (
        error.problems()[0].kind(),
        error.problems()[0].message().to_owned(),
    )
}

#[test]
fn lines_that_do_not_fit_are_refused() {
    let found = problem(0, |tensor| tensor.lines.truncate(2));
    assert_eq!(
        found,
        (
            ErrorKind::Length,
            "a tensor of shape [2, 3] has 3 lines along axis 0, found 2".to_owned()
        )
    );
    let found = problem(1, |tensor| tensor.lines[1].push(0.0));
    assert_eq!(
        found,
        (
            ErrorKind::Length,
            "the tensor's shape needs 3 elements, but its memory holds 4".to_owned()
        )
    );
    let found = problem(1, |tensor| tensor.axis = 2);
    assert_eq!(
        found,
        (
            ErrorKind::Argument,
            "there is no axis 2 among 2 axes".to_owned()
        )
    );
}
