//! The source of the values of a tensor.

use alloc::format;
use alloc::vec::Vec;

use super::{Drawn, Fill, Kind, Known, Made, Values};
use crate::dtype::DType;
use crate::engine::host_memory::try_reserved;
use crate::engine::kernel::Kernel;
use crate::engine::{Element, Stream, Wide, work};
use crate::error::{ErrorKind, Problem};
use crate::law::Law;

/// The first block of a matrix that is made on the host.
const MADE: u64 = 1 << 62;

/// The first block of a custom draw, and the blocks that one draw has for itself.
const DRAWN: u64 = 1 << 63;
const BLOCKS_PER_DRAW: u64 = 1 << 20;

/// The number of values that can be drawn one by one.
pub(crate) const MAX_DRAWN: u64 = DRAWN / BLOCKS_PER_DRAW;

/// The number of runs that are made together.
const MOST_RUNS: usize = 1 << 16;

/// The number of known values held at once as f64 or i128.
const WIDE: usize = 256;

/// The source of a range of values.
pub(super) enum Supply<'v, T: Element> {
    Kernel(T::Kernel),
    /// One for each part, with the number of values up to its end.
    Kernels(Vec<(usize, T::Kernel)>),
    Made(Vec<f64>),
    Drawn(&'v dyn Drawn),
    Known(&'v dyn Known),
}

impl Values<'_> {
    pub(super) fn supply<T: Element>(&self) -> Result<Supply<'_, T>, Problem> {
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
        Ok(match &self.fill.0 {
            Kind::Made(made) => Supply::Made(self.make(made.as_ref())?),
            Kind::Drawn(drawn) => Supply::Drawn(drawn.as_ref()),
            Kind::Composed(composed) => Supply::Made(self.compose(composed)?),
            Kind::Known(known) => Supply::Known(*known),
            Kind::Norm(path, _) => return Err(Problem::alone(path)),
            Kind::Elementary(_) => Supply::Kernel(self.kernel::<T>(&self.law)?),
            Kind::Parts(parts) => {
                let kernels = parts
                    .iter()
                    .map(|(end, law)| Ok((*end, self.kernel::<T>(law)?)));
                Supply::Kernels(kernels.collect::<Result<_, Problem>>()?)
            }
        })
    }

    fn kernel<T: Element>(&self, law: &Law) -> Result<T::Kernel, Problem> {
        T::Kernel::new(law).ok_or_else(|| no_value(law, self.dtype))
    }

    fn make(&self, made: &dyn Made) -> Result<Vec<f64>, Problem> {
        let count = self.axes.count();
        let mut values = try_reserved(count)?;
        values.resize(count, 0.0);
        if values.is_empty() {
            return Ok(values);
        }
        let mut stream = Stream::new(self.key, MADE);
        let shape = &self.axes.shape;
        self.threads.run(work(&self.law, count), || {
            made.make(shape, &mut stream, &mut values)
        })?;
        Ok(values)
    }

    /// As many values from each of the indices `starts` on, one run after the other.
    pub(super) fn take<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        starts: &[u64],
        out: &mut [T],
    ) -> Result<(), Problem> {
        let Some(part) = self.part.filter(|_| !out.is_empty()) else {
            return self.take_of_whole(supply, starts, out);
        };
        let run = out.len() / starts.len();
        let mut rest = out;
        // Of the whole, the runs may be shorter: those of one length are made together.
        let (mut places, mut length) = (Vec::new(), 0);
        let mut make = |places: &mut Vec<u64>, length: usize| {
            let (now, later) = core::mem::take(&mut rest).split_at_mut(places.len() * length);
            rest = later;
            let made = self.take_of_whole(supply, places, now);
            places.clear();
            made
        };
        for &start in starts {
            part.each_run(start as usize, run, |place, count| {
                if count != length || places.len() == MOST_RUNS {
                    make(&mut places, length)?;
                    length = count;
                }
                places.push(place as u64);
                Ok(())
            })?;
        }
        make(&mut places, length)
    }

    /// The same, of the tensor itself.
    fn take_of_whole<T: Element>(
        &self,
        supply: &Supply<'_, T>,
        starts: &[u64],
        out: &mut [T],
    ) -> Result<(), Problem> {
        if out.is_empty() {
            return Ok(());
        }
        self.taken.set(true);
        let run = out.len() / starts.len();
        match supply {
            Supply::Kernel(kernel) => {
                let key = &self.key;
                self.threads
                    .run(out.len(), || T::write_runs(kernel, key, starts, out));
            }
            Supply::Kernels(kernels) => {
                for (&start, out) in starts.iter().zip(out.chunks_exact_mut(run)) {
                    self.take_parts(kernels, start, out);
                }
            }
            Supply::Made(values) => {
                for (&start, out) in starts.iter().zip(out.chunks_exact_mut(run)) {
                    for (out, &value) in out.iter_mut().zip(&values[start as usize..]) {
                        *out = T::round(value);
                    }
                }
            }
            Supply::Drawn(drawn) => {
                for (&start, out) in starts.iter().zip(out.chunks_exact_mut(run)) {
                    self.draw(*drawn, start, out.len(), |offset, value| {
                        out[offset] = T::round(value);
                    })?;
                }
            }
            Supply::Known(known) => {
                for (&start, out) in starts.iter().zip(out.chunks_exact_mut(run)) {
                    let start = start as usize;
                    if T::DTYPE.is_integer() {
                        give(start, out, |start, out| known.give_integers(start, out));
                    } else {
                        give(start, out, |start, out| known.give(start, out));
                    }
                }
            }
        }
        if let Some(padding) = self.padding {
            for (&start, out) in starts.iter().zip(out.chunks_exact_mut(run)) {
                for part in padding.within(start as usize, run) {
                    out[part].fill(T::round(0.0));
                }
            }
        }
        if let Some((meter, path)) = self.meter {
            meter.advance(path, out.len());
        }
        Ok(())
    }

    /// Values from `start` on, each by the law of its part.
    fn take_parts<T: Element>(&self, kernels: &[(usize, T::Kernel)], start: u64, out: &mut [T]) {
        let period = kernels.last().map_or(0, |(end, _)| *end);
        let (mut start, mut rest) = (start, out);
        while !rest.is_empty() {
            let place = start as usize % period;
            let part = kernels.partition_point(|(end, _)| *end <= place);
            let (end, kernel) = &kernels[part];
            let (now, later) = rest.split_at_mut((end - place).min(rest.len()));
            let key = &self.key;
            self.threads
                .run(now.len(), || T::write_runs(kernel, key, &[start], now));
            start += now.len() as u64;
            rest = later;
        }
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
        for offset in 0..count {
            let flat = start + offset as u64;
            let mut rest = flat as usize;
            for (axis, length) in shape.iter().enumerate().rev() {
                index[axis] = rest % length;
                rest /= length;
            }
            let mut stream = Stream::new(self.key, DRAWN + flat * BLOCKS_PER_DRAW);
            let value = drawn.draw(&index, &mut stream);
            self.check_value(value)?;
            put(offset, value);
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
        .help(if self.dtype.is_integer() {
            "return integers from the function or distribution"
        } else {
            "return finite values from the function or distribution"
        }))
    }

    /// Makes or draws the values that come from outside the engine, without writing them, and
    /// checks that the tensor can hold them. For values made within the engine it checks that there
    /// is memory.
    pub(crate) fn rehearse(&self) -> Result<(), Problem> {
        if self.is_empty() {
            return Ok(());
        }
        match &self.fill.0 {
            Kind::Made(made) if made.is_foreign() => self
                .make(made.as_ref())?
                .into_iter()
                .try_for_each(|value| self.check_value(value)),
            Kind::Drawn(drawn) => self.try_draws(drawn.as_ref()),
            Kind::Composed(composed) if composed.is_foreign() => (self.compose(composed)?)
                .into_iter()
                .try_for_each(|value| self.check_value(value)),
            Kind::Made(_) | Kind::Composed(_) => self.fill.check_memory(self.axes.count()),
            _ => Ok(()),
        }
    }

    /// Draws every value, and checks it.
    fn try_draws(&self, drawn: &dyn Drawn) -> Result<(), Problem> {
        let draw = |place: usize, count| self.draw(drawn, place as u64, count, |_, _| {});
        match self.part {
            Some(part) => part.each_run(0, self.len(), draw),
            None => draw(0, self.len()),
        }
    }
}

impl Fill<'_> {
    /// Checks that there is memory for what is made on the host, of a tensor of `len` values.
    pub(crate) fn check_memory(&self, len: usize) -> Result<(), Problem> {
        if let Kind::Made(_) | Kind::Composed(_) = &self.0 {
            let _values: Vec<f64> = try_reserved(len)?;
            let _room: Vec<f64> = try_reserved(self.room())?;
        }
        if let Kind::Composed(_) = &self.0 {
            let _two: [Vec<f64>; 2] = [try_reserved(len)?, try_reserved(len)?];
        }
        Ok(())
    }
}

/// Writes the known values from `start` on.
fn give<T: Element, V: Wide>(start: usize, out: &mut [T], known: impl Fn(usize, &mut [V])) {
    let mut wide = [V::default(); WIDE];
    for (piece, out) in out.chunks_mut(WIDE).enumerate() {
        let wide = &mut wide[..out.len()];
        known(start + piece * WIDE, wide);
        V::narrow_each(wide, out);
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
