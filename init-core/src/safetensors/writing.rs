//! The walk that writes tensors to files.

use alloc::string::String;
use alloc::vec::Vec;

use super::inventory::{Cursor, Item};
use super::numbers;
use super::shards::{Shards, Spot, Stored};
use super::writer::{Writer, Written};
use crate::error::Problem;
use crate::parameter::Parameter;
use crate::values::Values;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// A walk that gives the bytes of every tensor to a writer, with their position.
#[derive(Debug)]
pub(super) struct Writing<'w, 's, 'n> {
    cursor: Cursor<'s>,
    /// Whether each tensor of the model is stored.
    wanted: &'s [bool],
    tensors: &'s [Stored],
    /// How many are stored already.
    stored: usize,
    shards: &'s Shards,
    writer: Writer<'w, 's, 'n>,
    problems: Vec<Problem>,
}

impl<'w, 's, 'n> Writing<'w, 's, 'n> {
    pub(super) fn new(
        items: &'s [Item],
        wanted: &'s [bool],
        tensors: &'s [Stored],
        shards: &'s Shards,
        writer: Writer<'w, 's, 'n>,
    ) -> Self {
        Self {
            cursor: Cursor::new(items),
            wanted,
            tensors,
            stored: 0,
            shards,
            writer,
            problems: Vec::new(),
        }
    }

    /// The files, whole and on the disk.
    pub(super) fn finish(mut self) -> Result<Vec<Written>, Vec<Problem>> {
        if self.problems.is_empty() {
            self.problems.extend(self.cursor.rest());
        }
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        self.writer.finish().map_err(|problem| alloc::vec![problem])
    }

    /// Writes a tensor: these values, or those that it holds.
    pub(super) fn write(
        &mut self,
        path: &str,
        tensor: &dyn Parameter,
        values: Option<&Values<'_>>,
    ) -> Result<(), Problem> {
        if !self.wanted[self.cursor.step(path, tensor)?] {
            return Ok(());
        }
        let place = self.stored;
        self.stored += 1;
        let Spot { shard, mut offset } = self.shards.spots[place];
        let stored = &self.tensors[place];
        if let Some(values) = values {
            return values.encoded(&mut |bytes| {
                self.writer.append(shard, offset, |piece| {
                    let before = piece.len();
                    bytes(piece);
                    offset += (piece.len() - before) as u64;
                })
            });
        }
        let (dtype, _) = numbers::parts(stored.dtype, &[]);
        let size = dtype.bitsize() / 8;
        let mut found = 0_usize;
        numbers::read_encoded(tensor, dtype, |count, append| {
            found = found.saturating_add(count);
            // More values than the shape has would overwrite the next tensor.
            if found <= stored.bytes / size {
                self.writer.append(shard, offset, append)?;
                offset += (count * size) as u64;
            }
            Ok(())
        })?;
        if found != stored.bytes / size {
            return Err(Problem::read_length(stored.bytes / size, found));
        }
        Ok(())
    }
}

impl Job for Writing<'_, '_, '_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Writing<'_, '_, '_>> {
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
