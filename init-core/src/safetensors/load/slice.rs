//! The values of a tensor of the file that a process needs, and nothing beside them.

use alloc::vec::Vec;

use super::fit::{Piece, Source, row_major};
use crate::tensor::{Cut, Indices, Part};

/// Some values of a tensor of the file.
#[derive(Debug)]
pub(super) struct Slice {
    /// Those of the tensor.
    pub(super) cut: Cut,
    /// The indices of the parameter along each of its axes, in the order of the file.
    pub(super) indices: Vec<Indices>,
    /// The step along each of these axes among the values of the slice.
    pub(super) strides: Vec<usize>,
}

impl Source {
    /// The slices of a piece that this process holds: of a parameter that it holds whole, all of the piece.
    pub(super) fn slices(&self, piece: &Piece) -> Vec<Slice> {
        let Some(part) = &self.part else {
            return alloc::vec![Slice::whole(piece)];
        };
        let in_file = |indices: Vec<Indices>| -> Vec<Indices> {
            let order = self.order.iter();
            order.map(|&axis| indices[axis].clone()).collect()
        };
        let boxes = part.boxes().into_iter().map(in_file);
        boxes
            .filter_map(|indices| Slice::of(piece, &indices))
            .collect()
    }
}

impl Slice {
    /// All of a piece: from its first value to its last, with what may lie between them.
    fn whole(piece: &Piece) -> Self {
        let positions = piece.positions();
        let indices = piece.indices.iter();
        Self {
            cut: cut(&[positions.end], alloc::vec![positions.into()]),
            indices: indices.map(|range| range.clone().into()).collect(),
            strides: strides(piece, &piece.place.shape),
        }
    }

    /// What a piece has of a box of the parameter; `None` where that is nothing.
    fn of(piece: &Piece, part: &[Indices]) -> Option<Self> {
        let ranges = piece.region.iter();
        let mut region: Vec<Indices> = ranges.map(|range| range.clone().into()).collect();
        let mut indices = Vec::with_capacity(part.len());
        for ((part, range), axis) in part.iter().zip(&piece.indices).zip(&piece.axes) {
            let own = part.within(range, range.start);
            if own.len() == 0 {
                return None;
            }
            if let Some(axis) = *axis {
                region[axis] = part.within(range, piece.region[axis].start);
            }
            indices.push(own);
        }
        let lengths: Vec<usize> = region.iter().map(Indices::len).collect();
        Some(Self {
            cut: cut(&piece.place.shape, region),
            indices,
            strides: strides(piece, &lengths),
        })
    }
}

/// The step along each axis of the parameter among the values of the tensor, of these lengths.
fn strides(piece: &Piece, lengths: &[usize]) -> Vec<usize> {
    let strides = row_major(lengths);
    let axes = piece.axes.iter();
    axes.map(|axis| axis.map_or(0, |axis| strides[axis]))
        .collect()
}

/// Some indices of each axis of a tensor of this shape.
fn cut(shape: &[usize], axes: Vec<Indices>) -> Cut {
    Cut::row_major(shape, &Part { axes, flat: None })
}
