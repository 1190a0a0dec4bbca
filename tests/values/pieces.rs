//! Memory that takes copies: piece by piece, each a box of indices.

use std::borrow::Cow;

use init_core::error::Problem;
use init_core::initializer::{normal, uniform};
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::Declared;
use init_core::{ErrorKind, Parameter};

use crate::model::{Bits, KEY, assert_same, fill, laws, tensor};

/// A row-major tensor that is written in pieces of at most `most`.
struct InPieces<T> {
    shape: Vec<usize>,
    most: usize,
    memory: Vec<T>,
    lengths: Vec<usize>,
}

impl<T: Element + Default> InPieces<T> {
    fn new(shape: &[usize], most: usize) -> Self {
        Self {
            shape: shape.to_vec(),
            most,
            memory: vec![T::default(); shape.iter().product()],
            lengths: Vec::new(),
        }
    }
}

impl<T: Element> Parameter for InPieces<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let order = values.order();
        let steps: Vec<usize> = (order.iter())
            .map(|&axis| self.shape[axis + 1..].iter().product())
            .collect();
        values.pieces(self.most, |piece, values: &[T]| {
            assert_eq!(piece.len(), self.shape.len());
            self.lengths.push(values.len());
            for (flat, &value) in values.iter().enumerate() {
                let (mut rest, mut place) = (flat, 0);
                for (range, step) in piece.iter().zip(&steps).rev() {
                    place += (range.start + rest % range.len()) * step;
                    rest /= range.len();
                }
                self.memory[place] = value;
            }
            Ok(())
        })
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[track_caller]
fn check<T: Element + Default + Bits>(shape: &[usize], declared: &Declared<'_>) {
    let expected: Vec<T> = tensor(shape, declared);
    for most in [0, 1, 2, 7, 100, 4096, usize::MAX] {
        let pieces = fill(InPieces::<T>::new(shape, most), declared, KEY);
        let what = format!("{declared:?} of {shape:?} by {most}");
        assert_same(&pieces.memory, &expected, &what);
        assert_eq!(
            pieces.lengths.iter().sum::<usize>(),
            expected.len(),
            "{what}"
        );
        let longest = pieces.lengths.first().copied().unwrap_or(0);
        assert!(longest <= most.max(1), "{what}: {longest}");
        let longer = pieces.lengths.iter().find(|&&length| length > longest);
        assert_eq!(longer, None, "{what}");
    }
}

#[test]
fn pieces_hold_the_values_of_their_indices() {
    for law in laws() {
        check::<f32>(&[70, 90], &Declared::new(&*law));
        check::<f64>(&[70, 90], &Declared::new(&*law));
    }
    let law = normal();
    for shape in [
        &[][..],
        &[1],
        &[10_000],
        &[1, 40],
        &[40, 1],
        &[5, 1, 3],
        &[9, 7, 11, 8],
        &[1, 17, 1, 3, 1],
        &[3, 5000],
        &[5000, 3],
        &[0],
        &[3, 0],
        &[0, 3, 2],
    ] {
        check::<f32>(shape, &Declared::new(&law));
    }
}

#[test]
fn a_layout_permutes_the_ranges() {
    let law = normal();
    for (shape, layout) in [
        (&[70, 90][..], "io"),
        (&[3, 4, 25, 20], "hwio"),
        (&[30, 4, 5, 6], "ihwo"),
    ] {
        check::<f32>(shape, &Declared::new(&law).layout(layout));
    }
}

/// As few pieces as there can be, all but the last of each run of one length.
#[test]
fn what_is_cut_is_cut_evenly() {
    let law = uniform();
    for (shape, most, lengths) in [
        (&[100][..], 60, &[50, 50][..]),
        (&[10, 10], 45, &[40, 40, 20]),
        (&[2, 100], 60, &[50, 50, 50, 50]),
        (&[2, 3, 10], 60, &[60]),
    ] {
        let pieces = fill(InPieces::<f32>::new(shape, most), &Declared::new(&law), KEY);
        assert_eq!(pieces.lengths, lengths, "{shape:?} by {most}");
    }
}

/// A tensor whose library fails at its second piece.
struct Failing;

impl Parameter for Failing {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&[10])
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.pieces(4, |piece, _: &[f32]| match piece[0].start {
            0 => Ok(()),
            start => Err(Problem::new(
                ErrorKind::Custom,
                format!("no room at {start}"),
            )),
        })
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[test]
fn the_first_failure_ends_it() {
    let mut rng = init_core::hidden::doc::rng();
    let error = normal().fill(&mut Failing, &mut rng).unwrap_err();
    assert_eq!(error.problems()[0].message(), "no room at 4");
}
