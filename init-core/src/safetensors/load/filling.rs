//! The walk that writes what was found.

use alloc::string::String;
use alloc::vec::Vec;

use safetensors_0_8::Dtype;

use super::fit::{Piece, Source};
use super::gather::{Gathered, Odd, passes_f32};
use crate::engine::{StreamKey, Threads};
use crate::error::{Error, Problem};
use crate::parameter::Parameter;
use crate::safetensors::archive::Archive;
use crate::safetensors::inventory::{Cursor, Item, numbers_of};
use crate::tensor::{Axes, AxisOptions, Cut, Indices, Part, Roles};
use crate::values::{Fill, Known, Values};
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, VisitorMut};

/// A walk that writes the tensors of a model that a file has.
#[derive(Debug)]
pub(super) struct Filling<'i> {
    cursor: Cursor<'i>,
    archive: Archive,
    sources: Vec<Option<Source>>,
    problems: Vec<Problem>,
    /// The paths of those that have changed; the first `fresh` had before the walk.
    written: Vec<String>,
    fresh: usize,
    /// The path of the parameter that failed after it had asked for values.
    partly: Option<String>,
}

impl<'i> Filling<'i> {
    /// The walk, after which the tensors at `written` have changed already.
    pub(super) fn new(
        items: &'i [Item],
        archive: Archive,
        sources: Vec<Option<Source>>,
        written: Vec<String>,
    ) -> Self {
        Self {
            cursor: Cursor::new(items),
            archive,
            sources,
            problems: Vec::new(),
            fresh: written.len(),
            written,
            partly: None,
        }
    }

    /// The bytes of tensors that were read.
    pub(super) fn finish(mut self) -> Result<u64, Error> {
        if self.problems.is_empty() {
            self.problems.extend(self.cursor.rest());
        }
        if self.problems.is_empty() {
            Ok(self.archive.bytes_read())
        } else {
            Err(Error::writing(self.problems, self.written, self.partly))
        }
    }

    fn fill(&mut self, path: &str, tensor: &mut dyn Parameter) -> Result<(), Problem> {
        let place = self.cursor.step(path, tensor)?;
        let Some(source) = &self.sources[place] else {
            return Ok(());
        };
        let whole = match source.part {
            Some(_) => self.cursor.item(place).whole_shape().to_vec(),
            None => numbers_of(tensor).0,
        };
        let mut gathered = Gathered::new(source.order.iter().map(|&axis| whole[axis]).collect());
        for piece in &source.pieces {
            for slice in source.slices(piece) {
                let numbers = self.archive.read_part(&piece.place, &slice.cut)?;
                gathered.add(slice, numbers);
            }
        }
        if source.grown.is_some() {
            let all = || alloc::vec![whole.iter().map(|&length| Indices::all(length)).collect()];
            let boxes = source.part.as_ref().map_or_else(all, Part::boxes);
            gathered.add_rest(tensor, &source.order, &boxes)?;
        }
        // The file has an order of its own, which no layout of the field changes.
        let dtype = tensor.dtype();
        let rank = whole.len() - usize::from(dtype.is_complex());
        let order = &source.order[..rank];
        let axes = Axes::stored(
            &whole[..rank],
            order,
            Roles::default(),
            &AxisOptions::default(),
        )?;
        let axes = axes.of_elements(dtype);
        let part = source.part.as_ref().map(|part| Cut::of_part(&axes, part));
        let wide = |piece: &Piece| piece.place.dtype == Dtype::F64;
        let known: &dyn Known = if passes_f32(dtype.part()) && source.pieces.iter().any(wide) {
            &Odd(gathered)
        } else {
            &gathered
        };
        self.write(path, tensor, (&axes, part.as_ref()), known)
    }

    fn write(
        &mut self,
        path: &str,
        tensor: &mut dyn Parameter,
        (axes, part): (&Axes, Option<&Cut>),
        known: &dyn Known,
    ) -> Result<(), Problem> {
        let nothing_drawn = StreamKey::new(&[0; 32], 0);
        let fill = Fill::known(known);
        let threads = Threads::default();
        let values = Values::new(nothing_drawn, &fill, axes, tensor.dtype(), &threads);
        let values = values.of_part(part);
        tensor.write(&values).inspect_err(|_| {
            self.partly = values.were_taken().then(|| path.into());
        })?;
        if !self.written[..self.fresh].iter().any(|fresh| fresh == path) {
            self.written.push(path.into());
        }
        Ok(())
    }
}

impl Job for Filling<'_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl VisitorMut for Walker<Filling<'_>> {
    fn parameter(
        &mut self,
        component: &Component<'_>,
        tensor: &mut dyn Parameter,
        _: &Declared<'_>,
    ) {
        // Parameters after a failure are left as they are.
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.fill(&path, tensor) {
            self.job.fail(path, problem);
        }
    }
}
