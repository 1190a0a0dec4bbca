//! The walk that writes what one process holds to its places in the files.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

use super::JointSave;
use crate::error::Problem;
use crate::parameter::Parameter;
use crate::safetensors::inventory::{Cursor, Item};
use crate::safetensors::shards::Spot;
use crate::safetensors::{numbers, unwritable};
use crate::tensor::Cut;
use crate::values::Values;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// The bytes that are gathered before they are written.
const PIECE: usize = 1 << 20;

/// A walk that writes each tensor, or the part of it that this process holds.
#[derive(Debug)]
pub(super) struct Placing<'s> {
    save: &'s JointSave<'s, 's>,
    cursor: Cursor<'s>,
    items: &'s [Item],
    /// The files that have been opened.
    files: Vec<Option<File>>,
    problems: Vec<Problem>,
}

impl<'s> Placing<'s> {
    pub(super) fn new(save: &'s JointSave<'s, 's>, items: &'s [Item]) -> Self {
        Self {
            save,
            cursor: Cursor::new(items),
            items,
            files: save.partial.iter().map(|_| None).collect(),
            problems: Vec::new(),
        }
    }

    /// Waits until all is on the disk.
    pub(super) fn finish(mut self) -> Result<(), Vec<Problem>> {
        if self.problems.is_empty() {
            self.problems.extend(self.cursor.rest());
        }
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let disk = &self.save.save.disk;
        let mut sync = || {
            if self.save.tensors.is_empty() {
                open(self.save, &mut self.files, 0)?;
            }
            let mut files = self.files.iter().flatten();
            files.try_for_each(|file| disk.sync(file, &self.save.path))
        };
        sync().map_err(|error| alloc::vec![unwritable(&self.save.path, &error)])
    }

    /// Writes a tensor: these values, or those that it holds.
    pub(super) fn write(
        &mut self,
        path: &str,
        tensor: &dyn Parameter,
        values: Option<&Values<'_>>,
    ) -> Result<(), Problem> {
        let item = &self.items[self.cursor.step(path, tensor)?];
        let Some(&place) = self.save.places.get(path).filter(|_| !item.transient) else {
            return Ok(());
        };
        let Spot { shard, offset } = self.save.shards.spots[place];
        let (dtype, _) = numbers::parts(self.save.tensors[place].dtype, &[]);
        let size = dtype.bitsize() / 8;
        let cut = (item.part.as_ref()).map(|(whole, part)| Cut::row_major(whole, part));
        let count = item.shape.iter().product();
        let mut output = Output {
            save: self.save,
            file: open(self.save, &mut self.files, shard)
                .map_err(|error| unwritable(&self.save.path, &error))?,
            offset,
            size,
            cut,
            written: 0,
            count,
            bytes: Vec::new(),
        };
        match values {
            Some(values) => values.encoded(&mut |append| output.append(append))?,
            None => {
                numbers::read_encoded(tensor, dtype, |_, append| output.append(append))?;
            }
        }
        output.flush()?;
        if output.written != count {
            return Err(Problem::read_length(count, output.written));
        }
        Ok(())
    }
}

/// Opens a file at its length, with its header; every process writes the same.
fn open<'f>(
    save: &JointSave<'_, '_>,
    files: &'f mut [Option<File>],
    shard: usize,
) -> io::Result<&'f mut File> {
    let slot = &mut files[shard];
    if slot.is_none() {
        let mut file = save.save.disk.join(&save.partial[shard])?;
        file.set_len(save.shards.lengths[shard])?;
        file.write_all(&save.shards.headers[shard])?;
        *slot = Some(file);
    }
    slot.as_mut().ok_or_else(|| io::Error::other("no file"))
}

/// The way of one tensor's bytes to their places.
struct Output<'o> {
    save: &'o JointSave<'o, 'o>,
    file: &'o mut File,
    /// The place in the file of the tensor's first byte.
    offset: u64,
    size: usize,
    cut: Option<Cut>,
    /// How many values are written.
    written: usize,
    count: usize,
    /// Those that follow them.
    bytes: Vec<u8>,
}

impl Output<'_> {
    fn append(&mut self, append: &dyn Fn(&mut Vec<u8>)) -> Result<(), Problem> {
        append(&mut self.bytes);
        if self.bytes.len() < PIECE {
            return Ok(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Problem> {
        let bytes = mem::take(&mut self.bytes);
        let values = bytes.len() / self.size;
        // More values than the shape has would overwrite the next tensor.
        if self.written + values > self.count {
            return Err(Problem::read_length(self.count, self.written + values));
        }
        let start = self.written;
        self.written += values;
        let mut rest = &bytes[..];
        let (file, offset, size) = (&mut *self.file, self.offset, self.size);
        let mut put = |place: usize, count: usize| {
            let (now, later) = rest.split_at(count * size);
            rest = later;
            let seek = SeekFrom::Start(offset + (place * size) as u64);
            (file.seek(seek).and_then(|_| file.write_all(now)))
                .map_err(|error| unwritable(&self.save.path, &error))
        };
        match &self.cut {
            Some(cut) => cut.each_run(start, values, &mut put)?,
            None => put(start, values)?,
        }
        self.bytes = bytes;
        self.bytes.clear();
        Ok(())
    }
}

impl Job for Placing<'_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Placing<'_>> {
    fn parameter(&mut self, component: &Component<'_>, tensor: &dyn Parameter, _: &Declared<'_>) {
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.write(&path, tensor, None) {
            self.job.problems.push(problem.unless_of_file_at(&path));
        }
    }
}
