//! The values of one tensor, in the order in which its library asks for them.

mod complex;
mod composed;
#[cfg(feature = "safetensors-0_8")]
mod encoded;
mod fill;
mod lines;
mod made;
pub(crate) mod memory;
mod norms;
mod numbers;
mod pieces;
mod progress;
mod source;
mod wide;

pub use crate::engine::Element;
pub use crate::law::Law;
pub use fill::Fill;
use fill::Kind;
pub(crate) use made::Known;
pub use made::{Drawn, Made, Recipe};
pub(crate) use norms::Norms;
pub(crate) use numbers::Numbers;
#[cfg(feature = "tch-0_26")]
pub(crate) use pieces::Pieces;
pub(crate) use progress::Meter;
pub use progress::Progress;
use source::Supply;
pub(crate) use source::{MAX_DRAWN, no_value};

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;
use core::cell::Cell;

use self::memory::Boxes;
use crate::dtype::DType;
use crate::engine::transpose::Axis;
use crate::engine::{StreamKey, Threads};
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Axes, Cut, Padding, count};

/// The bytes of scratch memory on the way to memory with strides, for each thread, which fit the
/// second-level cache; and the largest number of threads that have them.
const BOX: usize = 1 << 19;
const MOST_BOXES: usize = 8;

/// The number of values held at once on the way to elements that come one by one.
const SCRATCH: usize = 4096;

/// The values of one tensor, which can be asked for in whichever way its memory is laid out.
///
/// [`Parameter::write`](crate::parameter::Parameter::write) receives it and calls one of
/// [`contiguous`](Values::contiguous), [`strided`](Values::strided), [`lines`](Values::lines),
/// [`each`](Values::each), [`pieces`](Values::pieces) or, as often as it likes,
/// [`range`](Values::range). The element type of the memory is the
/// [`dtype`](crate::parameter::Parameter::dtype) that the tensor reported.
#[derive(Debug)]
pub struct Values<'a> {
    key: StreamKey,
    fill: &'a Fill<'a>,
    law: Law,
    /// The axes of the tensor, whatever part of it is asked for.
    axes: &'a Axes,
    part: Option<&'a Cut>,
    order: Cow<'a, [usize]>,
    dtype: DType,
    /// What is 0 whatever the law.
    padding: Option<Padding<'a>>,
    meter: Option<(&'a Meter<'a>, &'a str)>,
    threads: &'a Threads,
    /// True once any were made for the tensor.
    taken: Cell<bool>,
}

impl<'a> Values<'a> {
    pub(crate) fn new(
        key: StreamKey,
        fill: &'a Fill<'a>,
        axes: &'a Axes,
        dtype: DType,
        threads: &'a Threads,
    ) -> Self {
        let law = fill.law();
        // Known values have it, or are those of a file; NaN is everywhere.
        let padded = !matches!(fill.0, Kind::Known(_)) && law != Law::Nan;
        Self {
            key,
            law,
            padding: axes.padding().filter(|_| padded),
            fill,
            order: axes.order(),
            axes,
            part: None,
            dtype: dtype.part(),
            meter: None,
            threads,
            taken: Cell::new(false),
        }
    }

    /// Those of a part of the tensor alone.
    pub(crate) fn of_part(mut self, part: Option<&'a Cut>) -> Self {
        self.part = part;
        self.order = self.held().order();
        self
    }

    /// Those of another part of the tensor.
    fn of_other_part<'p>(&'p self, part: &'p Cut) -> Values<'p> {
        Values {
            part: Some(part),
            order: part.axes.order(),
            taken: Cell::new(false),
            ..*self
        }
    }

    /// The axes of the memory that takes the values.
    fn held(&self) -> &'a Axes {
        self.part.map_or(self.axes, |part| &part.axes)
    }

    /// Counts the written values of the parameter at `path`.
    pub(crate) fn metered(mut self, meter: Option<&'a Meter<'a>>, path: &'a str) -> Self {
        self.meter = meter.map(|meter| (meter, path));
        self
    }

    /// Returns true if any value was made, so that the tensor may have changed.
    pub(crate) fn were_taken(&self) -> bool {
        self.taken.get()
    }

    /// The number of values: those of complex numbers are their real and imaginary parts, along a last axis
    /// of length 2.
    pub fn len(&self) -> usize {
        count(&self.held().shape)
    }

    /// Returns true if there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.held().shape.contains(&0)
    }

    /// The canonical order of the tensor's axes: `order()[k]` is the tensor's axis at position k. A
    /// tensor whose axes are permuted by it is in canonical order.
    pub fn order(&self) -> &[usize] {
        &self.order
    }

    /// Writes memory that holds the tensor row-major and without gaps.
    ///
    /// # Errors
    /// [`ErrorKind::Length`] where the memory has another length, [`ErrorKind::DType`] where `T` is
    /// not the reported type, and the errors of the fill itself.
    pub fn contiguous<T: Element>(&self, memory: &mut [T]) -> Result<(), Problem> {
        self.check_length(memory.len())?;
        if self.is_empty() {
            return Ok(());
        }
        self.contiguous_of(&self.supply::<T>()?, memory)
    }

    /// Writes memory in which the step from one index to the next along axis k of the tensor is
    /// `strides[k]`, and the first element comes first. Memory between the elements is left as it
    /// is.
    ///
    /// The values pass through 512 KiB of memory for each thread of the pool, 4 MiB at most.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous), and [`ErrorKind::Aliased`] where two indices share an
    /// element of memory.
    pub fn strided<T: Element>(&self, memory: &mut [T], strides: &[usize]) -> Result<(), Problem> {
        if self.is_empty() {
            return Ok(());
        }
        let span = memory::span(self.held().own_shape(), strides)?;
        if span > memory.len() {
            return Err(length_problem(span, memory.len()));
        }
        self.strided_of(&self.supply::<T>()?, memory, strides)
    }

    fn contiguous_of<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        memory: &mut [T],
    ) -> Result<(), Problem> {
        if let Some(part) = self.part.filter(|part| part.is_turned(self.axes)) {
            return self.turned(part, supply, memory);
        }
        if self.held().is_identity() {
            return self.in_order(supply, memory);
        }
        self.strided_of(supply, memory, &self.held().own_strides())
    }

    /// A flat part of a tensor that is not in canonical order: box after box of it.
    fn turned<T: Element>(
        &self,
        part: &Cut,
        supply: &Supply<'_, T>,
        memory: &mut [T],
    ) -> Result<(), Problem> {
        self.taken.set(true);
        let mut rest = memory;
        for indices in part.indices() {
            let cut = Cut::new(self.axes, indices.clone());
            let (now, later) = rest.split_at_mut(cut.axes.count());
            self.of_other_part(&cut).contiguous_of(supply, now)?;
            rest = later;
        }
        Ok(())
    }

    fn strided_of<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        memory: &mut [T],
        strides: &[usize],
    ) -> Result<(), Problem> {
        let strides: Vec<usize> = (self.order.iter()).map(|&axis| strides[axis]).collect();
        let axes = memory::axes(&self.held().shape, &strides);
        if let [Axis { stride: 1, .. }] = *axes {
            return self.in_order(supply, &mut memory[..self.len()]);
        }
        let room = BOX / size_of::<T>() * self.threads.worth(self.len()).min(MOST_BOXES);
        let extents = memory::extents(&axes, room, size_of::<T>());
        let mut scratch = alloc::vec![T::round(0.0); extents.iter().product()];
        for block in Boxes::new(&axes, &extents) {
            let scratch = &mut scratch[..block.len()];
            self.take(supply, &block.starts, scratch)?;
            let memory = &mut memory[block.offset..];
            self.threads
                .run(block.len(), || T::transpose(&block.axes, scratch, memory));
        }
        Ok(())
    }

    /// Writes elements that come in canonical order: that of a tensor whose axes are permuted by
    /// [`order`](Values::order), row-major.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous).
    pub fn each<'t, T: Element>(
        &self,
        places: impl IntoIterator<Item = &'t mut T>,
    ) -> Result<(), Problem> {
        let mut places = places.into_iter();
        let mut found = 0;
        self.pieces(SCRATCH, |_, piece: &[T]| {
            // The piece comes first: the other order would take an element beyond its end.
            for (&value, place) in piece.iter().zip(places.by_ref()) {
                *place = value;
                found += 1;
            }
            Ok(())
        })?;
        self.check_length(found + places.count())
    }

    /// The values from `start` on in canonical order. Each call makes a matrix that is made as a
    /// whole anew; [`pieces`](Values::pieces) makes it once.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous); [`ErrorKind::Length`] where the range reaches
    /// beyond the tensor.
    pub fn range<T: Element>(&self, start: usize, out: &mut [T]) -> Result<(), Problem> {
        if start.saturating_add(out.len()) > self.len() {
            return Err(length_problem(start.saturating_add(out.len()), self.len()));
        }
        let supply = self.supply::<T>()?;
        self.take(&supply, &[start as u64], out)
    }

    /// Writes memory that is in canonical order.
    fn in_order<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        memory: &mut [T],
    ) -> Result<(), Problem> {
        let piece = self.meter.map_or(memory.len(), |(meter, _)| meter.piece());
        let mut start = 0;
        for part in memory.chunks_mut(piece.max(1)) {
            self.take(supply, &[start], part)?;
            start += part.len() as u64;
        }
        Ok(())
    }

    fn check_length(&self, length: usize) -> Result<(), Problem> {
        if length == self.len() {
            return Ok(());
        }
        Err(length_problem(self.len(), length))
    }
}

fn length_problem(needed: usize, found: usize) -> Problem {
    Problem::new(
        ErrorKind::Length,
        format!("the tensor's shape needs {needed} elements, but its memory holds {found}"),
    )
}
