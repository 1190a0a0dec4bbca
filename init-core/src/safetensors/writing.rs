//! The walk that writes tensors to files.

use alloc::string::String;
use alloc::vec::Vec;
use std::fs::{File, Permissions};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use super::digest::Digest;
use super::disk::{Disk, Temporary};
use super::inventory::{Cursor, Item};
use super::shards::{Shards, Spot, Stored};
use super::{numbers, unwritable};
use crate::error::{ErrorKind, Problem};
use crate::parameter::Parameter;
use crate::walk::walker::{Job, Walker};
use crate::walk::{Component, Declared, Visitor};

/// Where files are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s, 'n> {
    pub(super) path: &'s Path,
    pub(super) disk: &'s Disk<'n>,
    pub(super) permissions: Option<&'s Permissions>,
}

impl Place<'_, '_> {
    fn unwritable(&self, error: &io::Error) -> Problem {
        unwritable(self.path, error)
    }
}

/// A whole file that has no name yet, and the digest of its content, if it is one of several.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) file: Temporary,
    pub(super) digest: u64,
}

/// A file that is being written.
#[derive(Debug)]
struct Open {
    temporary: Temporary,
    file: BufWriter<File>,
    /// The offset of the next bytes.
    end: u64,
    digest: Digest,
}

/// A walk that writes every tensor to its position in the files.
#[derive(Debug)]
pub(super) struct Writing<'s, 'n> {
    cursor: Cursor<'s>,
    tensors: &'s [Stored],
    shards: &'s Shards,
    place: Place<'s, 'n>,
    written: Vec<Written>,
    open: Option<Open>,
    problems: Vec<Problem>,
}

impl<'s, 'n> Writing<'s, 'n> {
    pub(super) fn new(
        items: &'s [Item],
        tensors: &'s [Stored],
        shards: &'s Shards,
        place: Place<'s, 'n>,
    ) -> Self {
        Self {
            cursor: Cursor::new(items),
            tensors,
            shards,
            place,
            written: Vec::new(),
            open: None,
            problems: Vec::new(),
        }
    }

    /// The files, whole and on the disk.
    pub(super) fn finish(mut self) -> Result<Vec<Written>, Vec<Problem>> {
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
            Ok(self.written)
        } else {
            Err(self.problems)
        }
    }

    /// Opens a file, if it is not the one that is open.
    fn open(&mut self, shard: usize) -> Result<(), Problem> {
        while self.open.is_none() || self.written.len() < shard {
            self.close()?;
            let header = &self.shards.headers[self.written.len()];
            let place = self.place;
            let open = || -> io::Result<Open> {
                let (temporary, file) = place.disk.create(place.path, place.permissions)?;
                let mut file = BufWriter::with_capacity(1 << 16, file);
                file.write_all(header)?;
                let mut digest = Digest::new();
                digest.add(header);
                let end = header.len() as u64;
                Ok(Open {
                    temporary,
                    file,
                    end,
                    digest,
                })
            };
            self.open = Some(open().map_err(|error| place.unwritable(&error))?);
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Problem> {
        let Some(Open {
            temporary,
            file,
            digest,
            ..
        }) = self.open.take()
        else {
            return Ok(());
        };
        let place = self.place;
        let close = || -> io::Result<()> {
            let file = file.into_inner().map_err(io::IntoInnerError::into_error)?;
            place.disk.sync(&file, place.path)
        };
        close().map_err(|error| place.unwritable(&error))?;
        self.written.push(Written {
            file: temporary,
            digest: digest.value(),
        });
        Ok(())
    }

    fn write(&mut self, path: &str, tensor: &dyn Parameter) -> Result<(), Problem> {
        let place = self.cursor.step(path, tensor)?;
        let Spot { shard, offset } = self.shards.spots[place];
        self.open(shard)?;
        let names_digest = self.shards.headers.len() > 1;
        let Some(Open {
            file, end, digest, ..
        }) = &mut self.open
        else {
            return Ok(());
        };
        let stored = &self.tensors[place];
        let size = stored.dtype.bitsize() / 8;
        let mut bytes = Vec::new();
        let mut found = 0_usize;
        // To seek empties the buffer.
        let mut result = if *end == offset {
            Ok(())
        } else {
            file.seek(SeekFrom::Start(offset)).map(drop)
        };
        *end = offset + stored.bytes as u64;
        tensor.read(&mut |values| {
            found = found.saturating_add(values.len());
            // More values than the shape has would overwrite the next tensor.
            if result.is_ok() && found <= stored.bytes / size {
                numbers::encode(stored.dtype, values, &mut bytes);
                if names_digest {
                    digest.add(&bytes);
                }
                result = file.write_all(&bytes);
            }
        })?;
        result.map_err(|error| self.place.unwritable(&error))?;
        if found != stored.bytes / size {
            return Err(Problem::read_length(stored.bytes / size, found));
        }
        Ok(())
    }
}

impl Job for Writing<'_, '_> {
    const INITIALIZES: bool = false;

    fn fail(&mut self, path: String, problem: Problem) {
        self.problems.push(problem.at(&path));
    }
}

impl Visitor for Walker<Writing<'_, '_>> {
    fn parameter(&mut self, component: &Component<'_>, tensor: &dyn Parameter, _: &Declared<'_>) {
        if !self.job.problems.is_empty() {
            return;
        }
        self.trail.count_entry(component);
        let path = self.trail.path_of(component);
        if let Err(problem) = self.job.write(&path, tensor) {
            // A problem with a file is not a problem with the parameter.
            let of_file = problem.kind() == ErrorKind::File;
            let problem = if of_file { problem } else { problem.at(&path) };
            self.job.problems.push(problem);
        }
    }
}
