//! The files of a checkpoint, their headers read and checked.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::mem;
use core::ops::Range;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use safetensors_0_8::Dtype;
use safetensors_0_8::tensor::Metadata;
use serde_json::value::RawValue;

use super::entries::Entries;
use super::index::{Index, open};
use super::numbers::{self, Numbers};
use super::{INDEX, LONGEST_HEADER, TIES, beside, echo, faulty, short, unreadable};
use crate::error::{ErrorKind, Problem};
use crate::tensor::{Cut, count};

/// How many bytes of two tensors are compared at once.
const PIECE: usize = 1 << 16;

/// The tensors of one file, or of several with an index.
#[derive(Debug)]
pub(super) struct Archive {
    /// The file that was asked for.
    path: PathBuf,
    files: Vec<Opened>,
    tensors: BTreeMap<String, Place>,
    /// The names of the tensors that a save left out because they share the memory of another,
    /// each with that of the other.
    ties: BTreeMap<String, String>,
    /// The bytes of tensors that were read.
    read: u64,
}

/// A file whose header has been read.
#[derive(Debug)]
struct Opened {
    path: PathBuf,
    file: File,
}

/// One tensor.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    file: usize,
    /// The bytes before it in the file.
    start: u64,
    bytes: usize,
}

impl Archive {
    /// Opens a file or an index; if there is no file of this name, the index beside it.
    pub(super) fn open(path: &Path) -> Result<Self, Problem> {
        let mut archive = Self {
            path: path.into(),
            files: Vec::new(),
            tensors: BTreeMap::new(),
            ties: BTreeMap::new(),
            read: 0,
        };
        let index = beside(path, INDEX);
        if path.extension().is_some_and(|end| end == "json") {
            archive.add_index()?;
        } else if !path.exists() && index.exists() {
            archive.path = index;
            archive.add_index()?;
        } else {
            archive.tensors = archive.add_file(path.into())?;
        }
        Ok(archive)
    }

    /// Reads the header of a file.
    fn add_file(&mut self, path: PathBuf) -> Result<BTreeMap<String, Place>, Problem> {
        let mut file = open(&path)?;
        let (before, header) = read_header(&path, &mut file)?;
        let place = self.files.len();
        let tensors = (header.tensors().into_iter())
            .map(|(name, info)| {
                let (start, end) = info.data_offsets;
                let (dtype, shape) = numbers::parts(info.dtype, &info.shape);
                let place = Place {
                    dtype,
                    shape,
                    file: place,
                    start: before + start as u64,
                    bytes: end - start,
                };
                (name, place)
            })
            .collect();
        if let Some(ties) = header.metadata().as_ref().and_then(|all| all.get(TIES)) {
            let ties: Entries<String> = serde_json::from_str(ties)
                .map_err(|error| broken(&path, format_args!("`{TIES}`: {}", echo(&error))))?;
            for (name, other) in ties.0 {
                let known = self.ties.insert(name, other.clone());
                if known.is_some_and(|known| known != other) {
                    return Err(broken(
                        &path,
                        format_args!("`{TIES}`: another file differs"),
                    ));
                }
            }
        }
        self.files.push(Opened { path, file });
        Ok(tensors)
    }

    /// Reads an index and the headers of the files that it names.
    fn add_index(&mut self) -> Result<(), Problem> {
        let path = self.path.clone();
        let index = Index::read(&path)?;
        let mut files: BTreeMap<&str, BTreeMap<String, Place>> = BTreeMap::new();
        for (name, file) in &index.0 {
            if !files.contains_key(&**file) {
                let tensors = self.add_file(path.with_file_name(file))?;
                files.insert(file, tensors);
            }
            let place = files
                .get_mut(&**file)
                .and_then(|tensors| tensors.remove(name));
            let place = place.ok_or_else(|| {
                faulty(
                    &path,
                    format_args!(
                        "maps `{}` to `{}`, which does not have it",
                        short(name),
                        short(file)
                    ),
                )
            })?;
            self.tensors.insert(name.clone(), place);
        }
        Ok(())
    }

    /// The name of the file or index, without its folder.
    pub(super) fn name(&self) -> String {
        let name = self.path.file_name().unwrap_or(self.path.as_os_str());
        name.to_string_lossy().into_owned()
    }

    /// The names of the tensors, in alphabetical order.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// The tensor of this name.
    pub(super) fn get(&self, name: &str) -> Option<(&str, &Place)> {
        let (name, place) = self.tensors.get_key_value(name)?;
        Some((name, place))
    }

    /// The tensor that was stored instead of the one of this name, because they share memory.
    pub(super) fn shared_as(&self, name: &str) -> Option<(&str, &Place)> {
        self.get(self.ties.get(name)?)
    }

    /// Leaves out the tensors whose names are not wanted, as if the file did not have them.
    pub(super) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.tensors.retain(|name, _| wanted(name));
    }

    /// The values of a tensor at these positions.
    pub(super) fn read(
        &mut self,
        place: &Place,
        positions: Range<usize>,
    ) -> Result<Numbers, Problem> {
        let mut numbers = Numbers {
            dtype: place.dtype,
            bytes: Vec::new(),
        };
        self.read_again(place, positions, &mut numbers)?;
        Ok(numbers)
    }

    /// The values of a tensor at these positions, in the memory of others.
    pub(super) fn read_again(
        &mut self,
        place: &Place,
        positions: Range<usize>,
        numbers: &mut Numbers,
    ) -> Result<(), Problem> {
        let size = place.bytes / count(&place.shape).max(1);
        let length = positions.len() * size;
        let Numbers { dtype, bytes } = numbers;
        *dtype = place.dtype;
        reserve(bytes, length)?;
        bytes.resize(length, 0);
        self.read_piece(place, positions.start * size, bytes)
    }

    /// The values of a part of a tensor, and none beside them.
    pub(super) fn read_part(&mut self, place: &Place, part: &Cut) -> Result<Numbers, Problem> {
        let mut numbers = self.read(place, 0..0)?;
        let size = place.bytes / count(&place.shape).max(1);
        let length = part.axes.count();
        reserve(&mut numbers.bytes, length * size)?;
        numbers.bytes.resize(length * size, 0);
        let mut rest = &mut numbers.bytes[..];
        part.each_run(0, length, |start, count| {
            let (now, later) = mem::take(&mut rest).split_at_mut(count * size);
            rest = later;
            self.read_piece(place, start * size, now)
        })?;
        Ok(numbers)
    }

    /// The bytes of tensors that were read.
    pub(super) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Whether two tensors have the same type and shape and, of a part, the same bytes.
    pub(super) fn same(&mut self, a: &Place, b: &Place, part: &Cut) -> Result<bool, Problem> {
        if a.dtype != b.dtype || a.shape != b.shape {
            return Ok(false);
        }
        let mut pieces = [alloc::vec![0; PIECE], alloc::vec![0; PIECE]];
        let mut same = true;
        self.each_piece(a, part, |archive, start, length| {
            if !same {
                return Ok(());
            }
            for (piece, place) in pieces.iter_mut().zip([a, b]) {
                archive.read_piece(place, start, &mut piece[..length])?;
            }
            same = pieces[0][..length] == pieces[1][..length];
            Ok(())
        })?;
        Ok(same)
    }

    /// Checks that the bytes of a part of a tensor of booleans are 0 and 1.
    pub(super) fn check_booleans(
        &mut self,
        name: &str,
        place: &Place,
        part: &Cut,
    ) -> Result<(), Problem> {
        let mut piece = alloc::vec![0; PIECE];
        self.each_piece(place, part, |archive, start, length| {
            let piece = &mut piece[..length];
            archive.read_piece(place, start, piece)?;
            if let Some(offset) = piece.iter().position(|&byte| byte > 1) {
                let what = format!(
                    "`{}` has the byte {} at index {}, which is neither false (0) nor true (1)",
                    short(name),
                    piece[offset],
                    start + offset,
                );
                return Err(faulty(&archive.files[place.file].path, what));
            }
            Ok(())
        })
    }

    /// Hands over the bytes of a part of a tensor in short pieces: where each begins, and its length.
    fn each_piece(
        &mut self,
        place: &Place,
        part: &Cut,
        mut hear: impl FnMut(&mut Self, usize, usize) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let size = place.bytes / count(&place.shape).max(1);
        part.each_run(0, part.axes.count(), |start, count| {
            let bytes = start * size..(start + count) * size;
            for start in bytes.clone().step_by(PIECE) {
                hear(self, start, PIECE.min(bytes.end - start))?;
            }
            Ok(())
        })
    }

    fn read_piece(&mut self, place: &Place, start: usize, bytes: &mut [u8]) -> Result<(), Problem> {
        let Opened { path, file } = &mut self.files[place.file];
        self.read += bytes.len() as u64;
        file.seek(SeekFrom::Start(place.start + start as u64))
            .and_then(|_| file.read_exact(bytes))
            .map_err(|error| unreadable(path, &error))
    }
}

/// Makes room for bytes, or tells that there is none.
fn reserve(bytes: &mut Vec<u8>, length: usize) -> Result<(), Problem> {
    let more = length.saturating_sub(bytes.len());
    bytes.try_reserve_exact(more).map_err(|_| {
        Problem::new(
            ErrorKind::OutOfMemory,
            format!("no memory for the {length} bytes of the tensor"),
        )
    })
}

/// The bytes before the tensors of a file, and its header, which fits the file's length.
fn read_header(path: &Path, file: &mut File) -> Result<(u64, Metadata), Problem> {
    let length = file
        .metadata()
        .map_err(|error| unreadable(path, &error))?
        .len();
    let mut bytes = [0; 8];
    if length < 8 {
        return Err(broken(path, format_args!("it has {length} bytes")));
    }
    (file.read_exact(&mut bytes)).map_err(|error| unreadable(path, &error))?;
    let header_length = u64::from_le_bytes(bytes);
    if header_length > LONGEST_HEADER || header_length > length - 8 {
        return Err(broken(
            path,
            format_args!("it has {length} bytes, but declares a header of {header_length}"),
        ));
    }
    let mut header = alloc::vec![0; header_length as usize];
    (file.read_exact(&mut header)).map_err(|error| unreadable(path, &error))?;
    let header = parse(&header).map_err(|error| broken(path, echo(&error)))?;
    let before = 8 + header_length;
    let needed = before.saturating_add(header.data_len() as u64);
    if needed != length {
        return Err(broken(
            path,
            format_args!("it has {length} bytes, and its header describes {needed}"),
        ));
    }
    Ok((before, header))
}

/// A header, in which no name may be duplicate.
fn parse(header: &[u8]) -> serde_json::Result<Metadata> {
    let entries: Entries<&RawValue> = serde_json::from_slice(header)?;
    if let Some(metadata) = entries.0.get("__metadata__") {
        serde_json::from_str::<Option<Entries<&RawValue>>>(metadata.get())?;
    }
    serde_json::from_slice(header)
}

fn broken(path: &Path, what: impl core::fmt::Display) -> Problem {
    faulty(
        path,
        format_args!("is not a whole safetensors file: {what}"),
    )
}
