//! The walk that writes tensors to files.

use alloc::string::String;
use alloc::vec::Vec;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;

use super::inventory::{Cursor, Item};
use super::numbers;
use super::partial::{Partial, unwritable};
use super::shards::{Shards, Spot, Stored};
use crate::error::{ErrorKind, Problem};
use crate::parameter::Parameter;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// A walk that writes every tensor to where it stands.
#[derive(Debug)]
pub(super) struct Writing<'s> {
    cursor: Cursor<'s>,
    tensors: &'s [Stored],
    shards: &'s Shards,
    paths: &'s [PathBuf],
    /// Those begun so far, the last of which is open.
    files: Vec<Partial>,
    open: Option<BufWriter<File>>,
    problems: Vec<Problem>,
}

impl<'s> Writing<'s> {
    pub(super) fn new(
        items: &'s [Item],
        tensors: &'s [Stored],
        shards: &'s Shards,
        paths: &'s [PathBuf],
    ) -> Self {
        Self {
            cursor: Cursor::new(items),
            tensors,
            shards,
            paths,
            files: Vec::new(),
            open: None,
            problems: Vec::new(),
        }
    }

    /// The files, whole.
    pub(super) fn finish(mut self) -> Result<Vec<Partial>, Vec<Problem>> {
        if self.problems.is_empty() {
            self.problems.extend(self.cursor.rest());
        }
        // A model without parameters has one file too.
        if self.problems.is_empty()
            && let Err(problem) = self
                .open(self.shards.headers.len() - 1)
                .and_then(|()| self.close())
        {
            self.problems.push(problem);
        }
        if self.problems.is_empty() {
            Ok(self.files)
        } else {
            Err(self.problems)
        }
    }

    /// Opens a file, if it is not the one that is open.
    fn open(&mut self, shard: usize) -> Result<(), Problem> {
        while self.files.len() <= shard {
            self.close()?;
            let (header, path) = (
                &self.shards.headers[self.files.len()],
                &self.paths[self.files.len()],
            );
            let (partial, file) = Partial::create(path.clone())?;
            self.files.push(partial);
            let mut file = BufWriter::with_capacity(1 << 16, file);
            file.write_all(header)
                .map_err(|error| unwritable(path, &error))?;
            self.open = Some(file);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        match self.open.take() {
            Some(mut file) => file.flush().map_err(|error| self.unwritable(&error)),
            None => Ok(()),
        }
    }

    fn unwritable(&self, error: &io::Error) -> Problem {
        unwritable(&self.paths[self.files.len() - 1], error)
    }

    fn write(&mut self, path: &str, tensor: &dyn Parameter) -> Result<(), Problem> {
        let place = self.cursor.step(path, tensor)?;
        let Spot { shard, offset } = self.shards.spots[place];
        self.open(shard)?;
        let Some(file) = &mut self.open else {
            return Ok(());
        };
        let stored = &self.tensors[place];
        let size = stored.dtype.bitsize() / 8;
        let mut bytes = Vec::new();
        let mut found = 0_usize;
        let mut result = file.seek(SeekFrom::Start(offset)).map(drop);
        tensor.read(&mut |values| {
            found = found.saturating_add(values.len());
            // More than the shape has would overwrite what stands behind it.
            if result.is_ok() && found <= stored.bytes / size {
                bytes.clear();
                numbers::encode(stored.dtype, values, &mut bytes);
                result = file.write_all(&bytes);
            }
        })?;
        result.map_err(|error| self.unwritable(&error))?;
        if found != stored.bytes / size {
            return Err(Problem::read_length(stored.bytes / size, found));
        }
        Ok(())
    }
}

impl Job for Writing<'_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Writing<'_>> {
    fn parameter(&mut self, component: &Component<'_>, tensor: &dyn Parameter, _: &Declared<'_>) {
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.write(&path, tensor) {
            // What is wrong with a file is not the parameter's.
            let of_file = problem.kind() == ErrorKind::File;
            let problem = if of_file { problem } else { problem.at(&path) };
            self.job.problems.push(problem);
        }
    }
}
