//! The values of one tensor, as its library asks for them.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::{Element, Source, Stream};
use crate::axes::{Axes, count};
use crate::engine::kernel::Kernel;
use crate::fill::{Drawn, Fill, Law, Made, try_zeros};
use crate::progress::Meter;
use crate::{DType, ErrorKind, Problem};

/// The first block of a matrix that is made on the host.
const MADE: u64 = 1 << 62;

/// The first block of a custom draw, and the blocks that one draw has for itself.
const DRAWN: u64 = 1 << 63;
const BLOCKS_PER_DRAW: u64 = 1 << 20;

/// How many values can be drawn one by one.
pub(crate) const MAX_DRAWN: u64 = DRAWN / BLOCKS_PER_DRAW;

/// How many values are held at once on the way to memory that is not contiguous.
const SCRATCH: usize = 4096;

/// The values of one tensor, to be asked for in whichever way its memory is laid out.
///
/// [`Parameter::write`](crate::Parameter::write) receives it and calls one of
/// [`contiguous`](Values::contiguous), [`strided`](Values::strided), [`each`](Values::each) or,
/// as often as it likes, [`range`](Values::range). The element type of the memory is the
/// [`dtype`](crate::Parameter::dtype) that the tensor reported.
#[derive(Debug)]
pub struct Values<'a> {
    source: Source,
    fill: &'a Fill<'a>,
    law: Law,
    axes: &'a Axes,
    dtype: DType,
    meter: Option<(&'a Meter<'a>, &'a str)>,
}

/// What a range of values is taken from.
enum Supply<'v, T: Element> {
    Kernel(T::Kernel),
    Made(Vec<f64>),
    Drawn(&'v dyn Drawn),
}

impl<'a> Values<'a> {
    pub(crate) fn new(source: Source, fill: &'a Fill<'a>, axes: &'a Axes, dtype: DType) -> Self {
        Self {
            source,
            law: fill.law(),
            fill,
            axes,
            dtype,
            meter: None,
        }
    }

    /// Counts what is written of the parameter at `path`.
    pub(crate) fn metered(mut self, meter: Option<&'a Meter<'a>>, path: &'a str) -> Self {
        self.meter = meter.map(|meter| (meter, path));
        self
    }

    /// The number of values.
    pub fn len(&self) -> usize {
        count(&self.axes.shape)
    }

    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.axes.shape.contains(&0)
    }

    /// The canonical order of the tensor's axes: `order()[k]` is the tensor's axis that stands
    /// at place k. A tensor whose axes are permuted so is in canonical order.
    pub fn order(&self) -> &[usize] {
        &self.axes.order
    }

    /// Writes memory that holds the tensor row-major and without gaps.
    ///
    /// # Errors
    /// [`ErrorKind::Length`] where the memory has another length,
    /// [`ErrorKind::DType`] where `T` is not the reported type, and what the fill itself
    /// meets.
    pub fn contiguous<T: Element>(&self, memory: &mut [T]) -> Result<(), Problem> {
        self.check_length(memory.len())?;
        if self.is_empty() {
            return Ok(());
        }
        if self.axes.is_identity() {
            let supply = self.supply::<T>()?;
            let piece = self.meter.map_or(memory.len(), |(meter, _)| meter.piece());
            let mut start = 0;
            for part in memory.chunks_mut(piece) {
                self.take(&supply, start, part)?;
                start += part.len() as u64;
            }
            return Ok(());
        }
        let mut strides = alloc::vec![1; self.axes.order.len()];
        let mut step = 1;
        for (axis, length) in self.own_shape().into_iter().enumerate().rev() {
            strides[axis] = step;
            step *= length;
        }
        self.strided(memory, &strides)
    }

    /// Writes memory in which the step from one index to the next along axis k of the tensor
    /// is `strides[k]`, and the first element comes first.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous), and [`ErrorKind::Aliased`] where two indices
    /// share a place.
    pub fn strided<T: Element>(&self, memory: &mut [T], strides: &[usize]) -> Result<(), Problem> {
        if self.is_empty() {
            return Ok(());
        }
        let span = self.span(strides)?;
        if span > memory.len() {
            return Err(length_problem(span, memory.len()));
        }
        let shape = &self.axes.shape;
        // Along an axis of length 1 nothing is stepped over, however wide the step.
        let strides: Vec<usize> = (self.axes.order.iter().zip(shape))
            .map(|(&axis, &length)| if length > 1 { strides[axis] } else { 0 })
            .collect();
        let mut index = alloc::vec![0; shape.len()];
        let mut place = 0;
        self.pieces(|piece: &[T]| {
            for &value in piece {
                memory[place] = value;
                for axis in (0..shape.len()).rev() {
                    index[axis] += 1;
                    place += strides[axis];
                    if index[axis] < shape[axis] {
                        break;
                    }
                    place -= strides[axis] * shape[axis];
                    index[axis] = 0;
                }
            }
        })
    }

    /// Writes places that come in canonical order: that of a tensor whose axes are permuted by
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
        self.pieces(|piece: &[T]| {
            // The piece stands first: the other order would take a place beyond its end.
            for (&value, place) in piece.iter().zip(places.by_ref()) {
                *place = value;
                found += 1;
            }
        })?;
        self.check_length(found + places.count())
    }

    /// The values from `start` on in canonical order.
    ///
    /// # Errors
    /// As [`contiguous`](Values::contiguous); [`ErrorKind::Length`] where the range reaches
    /// beyond the tensor.
    pub fn range<T: Element>(&self, start: usize, out: &mut [T]) -> Result<(), Problem> {
        if start.saturating_add(out.len()) > self.len() {
            return Err(length_problem(start.saturating_add(out.len()), self.len()));
        }
        let supply = self.supply::<T>()?;
        self.take(&supply, start as u64, out)
    }

    fn own_shape(&self) -> Vec<usize> {
        let mut shape = alloc::vec![0; self.axes.order.len()];
        for (&axis, &length) in self.axes.order.iter().zip(&self.axes.shape) {
            shape[axis] = length;
        }
        shape
    }

    fn check_length(&self, length: usize) -> Result<(), Problem> {
        if length == self.len() {
            return Ok(());
        }
        Err(length_problem(self.len(), length))
    }

    /// The length of memory that the strides reach, if no two indices share a place.
    fn span(&self, strides: &[usize]) -> Result<usize, Problem> {
        if strides.len() != self.axes.order.len() {
            return Err(Problem::new(
                ErrorKind::Length,
                format!(
                    "{} strides were given for {} axes",
                    strides.len(),
                    self.axes.order.len()
                ),
            ));
        }
        let mut steps: Vec<(usize, usize)> =
            strides.iter().copied().zip(self.own_shape()).collect();
        steps.sort_unstable();
        let mut span = 1_usize;
        for (stride, length) in steps {
            if length < 2 {
                continue;
            }
            if stride < span {
                return Err(Problem::new(
                    ErrorKind::Aliased,
                    format!("several elements share one place in memory (strides {strides:?})"),
                )
                .help("initialize a tensor that owns its elements, then broadcast it"));
            }
            span = stride
                .checked_mul(length - 1)
                .and_then(|reach| reach.checked_add(span))
                .ok_or_else(|| length_problem(usize::MAX, 0))?;
        }
        Ok(span)
    }

    /// All values in canonical order, in pieces.
    fn pieces<T: Element>(&self, mut write: impl FnMut(&[T])) -> Result<(), Problem> {
        let supply = self.supply::<T>()?;
        let length = self.len();
        let mut scratch = alloc::vec![T::round(0.0); length.min(SCRATCH)];
        let mut start = 0;
        while start < length {
            let piece = &mut scratch[..(length - start).min(SCRATCH)];
            self.take(&supply, start as u64, piece)?;
            write(piece);
            start += piece.len();
        }
        Ok(())
    }

    fn supply<T: Element>(&self) -> Result<Supply<'_, T>, Problem> {
        if T::DTYPE != self.dtype {
            return Err(Problem::new(
                ErrorKind::DType,
                format!(
                    "the tensor reported elements of type {} but writes {}",
                    self.dtype,
                    T::DTYPE
                ),
            ));
        }
        Ok(match self.fill {
            Fill::Made(made) => Supply::Made(self.make(made.as_ref())?),
            Fill::Drawn(drawn) => Supply::Drawn(drawn.as_ref()),
            _ => Supply::Kernel(
                T::Kernel::new(&self.law).ok_or_else(|| no_value(&self.law, self.dtype))?,
            ),
        })
    }

    fn make(&self, made: &dyn Made) -> Result<Vec<f64>, Problem> {
        let mut values = try_zeros(self.len())?;
        if values.is_empty() {
            return Ok(values);
        }
        let mut stream = Stream::new(self.source, MADE);
        made.make(&self.axes.shape, &mut stream, &mut values)?;
        Ok(values)
    }

    fn take<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        start: u64,
        out: &mut [T],
    ) -> Result<(), Problem> {
        match supply {
            Supply::Kernel(kernel) => T::fill(kernel, &self.source, start, out),
            Supply::Made(values) => {
                for (out, &value) in out.iter_mut().zip(&values[start as usize..]) {
                    *out = T::round(value);
                }
            }
            Supply::Drawn(drawn) => self.draw(*drawn, start, out.len(), |place, value| {
                out[place] = T::round(value);
            })?,
        }
        if let Some((meter, path)) = self.meter {
            meter.advance(path, out.len());
        }
        Ok(())
    }

    /// The values of a custom draw from `start` on; the first that the tensor cannot hold is an
    /// error.
    fn draw(
        &self,
        drawn: &dyn Drawn,
        start: u64,
        count: usize,
        mut put: impl FnMut(usize, f64),
    ) -> Result<(), Problem> {
        let shape = &self.axes.shape;
        let mut index = alloc::vec![0; shape.len()];
        for place in 0..count {
            let flat = start + place as u64;
            let mut rest = flat as usize;
            for (axis, length) in shape.iter().enumerate().rev() {
                index[axis] = rest % length;
                rest /= length;
            }
            let mut stream = Stream::new(self.source, DRAWN + flat * BLOCKS_PER_DRAW);
            let value = drawn.draw(&index, &mut stream);
            self.check_value(value)?;
            put(place, value);
        }
        Ok(())
    }

    fn check_value(&self, value: f64) -> Result<(), Problem> {
        if self.dtype.stored(value).is_finite() {
            return Ok(());
        }
        Err(Problem::new(
            ErrorKind::Custom,
            format!(
                "the initializer gave the value `{value:?}`, which {} cannot hold",
                self.dtype
            ),
        )
        .help("return finite values from the function or distribution"))
    }

    /// Makes or draws what comes from outside the engine, without writing it, and checks that
    /// the tensor can hold it.
    pub(crate) fn rehearse(&self) -> Result<(), Problem> {
        match self.fill {
            Fill::Made(made) if made.is_foreign() => self
                .make(made.as_ref())?
                .into_iter()
                .try_for_each(|value| self.check_value(value)),
            Fill::Drawn(drawn) => self.draw(drawn.as_ref(), 0, self.len(), |_, _| {}),
            _ => Ok(()),
        }
    }
}

/// The problem of a law between whose bounds no value of `dtype` lies.
pub(crate) fn no_value(law: &Law, dtype: DType) -> Problem {
    let (low, high) = law.bounds().unwrap_or((f64::NAN, f64::NAN));
    Problem::new(
        ErrorKind::NotRepresentable,
        format!("no {dtype} lies between the bounds `{low}` and `{high}`"),
    )
    .help("widen the bounds, or write `constant = …`")
}

fn length_problem(needed: usize, found: usize) -> Problem {
    Problem::new(
        ErrorKind::Length,
        Cow::Owned(format!(
            "the tensor's shape needs {needed} elements, but its memory holds {found}"
        )),
    )
}
