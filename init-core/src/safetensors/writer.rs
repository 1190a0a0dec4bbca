//! The files of a save, written while the walk makes the bytes that follow.

use alloc::vec::Vec;
use core::mem;
use std::fs::{File, Permissions};
use std::io::{self, Seek, SeekFrom, Write};
use std::panic::resume_unwind;
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use super::digest::Digest;
use super::disk::{Disk, Temporary};
use super::unwritable;
use crate::error::Problem;

/// The bytes that are worth a system call and, for the whole save, another thread.
const PIECE: usize = 1 << 20;

/// The pieces that wait for the disk.
const WAITING: usize = 4;

/// Where files are made.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'s, 'n> {
    pub(super) path: &'s Path,
    pub(super) disk: &'s Disk<'n>,
    pub(super) permissions: Option<&'s Permissions>,
}

/// A whole file that has no name yet, and the digest of its content, if it is one of several.
#[derive(Debug)]
pub(super) struct Written {
    pub(super) file: Temporary,
    pub(super) digest: u64,
}

/// Successive bytes of one file.
#[derive(Debug, Default)]
struct Piece {
    shard: usize,
    offset: u64,
    bytes: Vec<u8>,
}

/// The way of the bytes of a save to its files.
#[derive(Debug)]
pub(super) struct Writer<'w, 's, 'n> {
    piece: Piece,
    output: Output<'w, 's, 'n>,
}

#[derive(Debug)]
enum Output<'w, 's, 'n> {
    Here(Files<'s, 'n>),
    Thread {
        /// `None` after the last one.
        pieces: SyncSender<Option<Piece>>,
        /// Memory of pieces that are written.
        spare: Receiver<Vec<u8>>,
        files: ScopedJoinHandle<'w, Result<Vec<Written>, Problem>>,
    },
    /// What is left when writing has ended.
    Nothing,
}

impl<'w, 's: 'w, 'n: 'w> Writer<'w, 's, 'n> {
    /// A writer of files with these headers and `total` bytes after them. A thread of `scope`
    /// writes, unless it is not worth one or there are none.
    pub(super) fn new<'e>(
        headers: &'s [Vec<u8>],
        total: u64,
        place: Place<'s, 'n>,
        scope: &'w Scope<'w, 'e>,
    ) -> Self {
        let files = || Files {
            headers,
            place,
            written: Vec::new(),
            open: None,
        };
        let (pieces, received) = sync_channel(WAITING);
        let (empty, spare) = channel();
        let thread = (total > PIECE as u64).then(|| {
            let files = files();
            Builder::new().spawn_scoped(scope, move || files.write_all(&received, &empty))
        });
        let output = match thread {
            Some(Ok(files)) => Output::Thread {
                pieces,
                spare,
                files,
            },
            _ => Output::Here(files()),
        };
        Self {
            piece: Piece::default(),
            output,
        }
    }
}

impl Writer<'_, '_, '_> {
    /// Lets `add` append bytes of a file, the next ones if `offset` is where the last ones end.
    pub(super) fn append(
        &mut self,
        shard: usize,
        offset: u64,
        add: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Problem> {
        let Piece { bytes, .. } = &self.piece;
        let is_next = shard == self.piece.shard && offset == self.piece.offset + bytes.len() as u64;
        if !is_next || bytes.len() >= PIECE {
            self.flush()?;
            self.piece.shard = shard;
            self.piece.offset = offset;
        }
        add(&mut self.piece.bytes);
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Problem> {
        if self.piece.bytes.is_empty() {
            return Ok(());
        }
        match &mut self.output {
            Output::Here(files) => {
                files.write(&self.piece)?;
                self.piece.bytes.clear();
            }
            Output::Thread { pieces, spare, .. } => {
                let bytes = spare.try_recv().unwrap_or_default();
                let next = Piece {
                    bytes,
                    ..self.piece
                };
                let full = mem::replace(&mut self.piece, next);
                if pieces.send(Some(full)).is_err() {
                    // The thread has ended, with the error that ended it.
                    self.end()?;
                }
            }
            Output::Nothing => {}
        }
        Ok(())
    }

    /// The files, whole and on the disk.
    pub(super) fn finish(mut self) -> Result<Vec<Written>, Problem> {
        self.flush()?;
        self.end()
    }

    fn end(&mut self) -> Result<Vec<Written>, Problem> {
        match mem::replace(&mut self.output, Output::Nothing) {
            Output::Here(files) => files.finish(),
            Output::Thread { pieces, files, .. } => {
                // A thread that has ended has an error.
                let _ = pieces.send(None);
                (files.join()).unwrap_or_else(|panic| resume_unwind(panic))
            }
            Output::Nothing => Ok(Vec::new()),
        }
    }
}

/// The files, one after the other.
#[derive(Debug)]
struct Files<'s, 'n> {
    headers: &'s [Vec<u8>],
    place: Place<'s, 'n>,
    written: Vec<Written>,
    open: Option<Open>,
}

/// A file that is being written.
#[derive(Debug)]
struct Open {
    temporary: Temporary,
    file: File,
    /// The offset of the next bytes.
    end: u64,
    digest: Digest,
}

impl Files<'_, '_> {
    /// Writes pieces up to the last; nothing is whole if a walk ends before it.
    fn write_all(
        mut self,
        pieces: &Receiver<Option<Piece>>,
        spare: &Sender<Vec<u8>>,
    ) -> Result<Vec<Written>, Problem> {
        while let Ok(piece) = pieces.recv() {
            let Some(mut piece) = piece else {
                return self.finish();
            };
            self.write(&piece)?;
            piece.bytes.clear();
            // The walk may have ended.
            let _ = spare.send(piece.bytes);
        }
        Ok(Vec::new())
    }

    fn write(&mut self, piece: &Piece) -> Result<(), Problem> {
        self.reach(piece.shard)
            .and_then(|()| self.put(piece))
            .map_err(|error| unwritable(self.place.path, &error))
    }

    fn finish(mut self) -> Result<Vec<Written>, Problem> {
        // A model without parameters has one file too.
        let end = self
            .reach(self.headers.len() - 1)
            .and_then(|()| self.close());
        end.map_err(|error| unwritable(self.place.path, &error))?;
        Ok(self.written)
    }

    /// Opens a file, if it is not the one that is open, once those before it are whole.
    fn reach(&mut self, shard: usize) -> io::Result<()> {
        while self.open.is_none() || self.written.len() < shard {
            self.close()?;
            let header = &self.headers[self.written.len()];
            let (temporary, mut file) = self
                .place
                .disk
                .create(self.place.path, self.place.permissions)?;
            file.write_all(header)?;
            let mut digest = Digest::new();
            digest.add(header);
            self.open = Some(Open {
                temporary,
                file,
                end: header.len() as u64,
                digest,
            });
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        self.place.disk.sync(&open.file, self.place.path)?;
        self.written.push(Written {
            file: open.temporary,
            digest: open.digest.value(),
        });
        Ok(())
    }

    fn put(&mut self, piece: &Piece) -> io::Result<()> {
        let Some(open) = &mut self.open else {
            return Ok(());
        };
        if open.end != piece.offset {
            open.file.seek(SeekFrom::Start(piece.offset))?;
        }
        open.end = piece.offset + piece.bytes.len() as u64;
        if self.headers.len() > 1 {
            open.digest.add(&piece.bytes);
        }
        open.file.write_all(&piece.bytes)
    }
}
