//! The tensors of a checkpoint as a model that is read and not written: their values stay in the file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use indicatif::ProgressBar;
use init_core::error::Problem;
use init_core::model::NamedParameters;
use init_core::tensor::{DType, Target};
use init_core::values::{Drawn, Values};
use init_core::{ErrorKind, Fill, Initializer, Parameter, Stream};
use safetensors::tensor::{Dtype, Metadata};
use serde_json::Value;

use crate::decode;

/// The number of bytes that are read at once; a multiple of the size of every element.
const PIECE: usize = 1 << 16;

/// The longest header that the format allows.
const LONGEST_HEADER: u64 = 100_000_000;

/// The tensors of one file or of several, in no order.
pub(crate) struct Checkpoint {
    tensors: Vec<(String, Tensor)>,
    bar: ProgressBar,
}

/// A tensor in its file.
pub(crate) struct Tensor {
    file: Arc<File>,
    start: u64,
    bytes: usize,
    shape: Vec<usize>,
    /// The type in the file and that of the model.
    dtype: (Dtype, DType),
    bar: ProgressBar,
}

impl Checkpoint {
    /// Opens a file of safetensors, or the index (`.json`) of several.
    pub(crate) fn open(path: &Path, bar: &ProgressBar) -> Result<Self, Box<dyn Error>> {
        let mut checkpoint = Self {
            tensors: Vec::new(),
            bar: bar.clone(),
        };
        if path.extension().is_some_and(|end| end == "json") {
            let index: BTreeMap<String, Value> =
                serde_json::from_slice(&fs::read(path).map_err(|error| about(path, error))?)
                    .map_err(|error| about(path, error))?;
            let files = (index.get("weight_map").and_then(Value::as_object))
                .ok_or_else(|| about(path, "it has no `weight_map`, as an index has"))?;
            let mut names: Vec<&str> = files.values().filter_map(Value::as_str).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                checkpoint.add(&path.with_file_name(name))?;
            }
        } else {
            checkpoint.add(path)?;
        }
        Ok(checkpoint)
    }

    /// Reads the header of a file.
    fn add(&mut self, path: &Path) -> Result<(), Box<dyn Error>> {
        let about = |what: &dyn std::fmt::Display| about(path, what);
        let mut file = File::open(path).map_err(|error| about(&error))?;
        let length = file.metadata().map_err(|error| about(&error))?.len();
        if length < 8 {
            return Err(about(&"it is not a file of safetensors"));
        }
        let mut size = [0; 8];
        file.read_exact(&mut size).map_err(|error| about(&error))?;
        let size = u64::from_le_bytes(size);
        if size > LONGEST_HEADER || size > length - 8 {
            return Err(about(&"it is not a file of safetensors"));
        }
        let mut header = vec![0; size as usize];
        file.read_exact(&mut header)
            .map_err(|error| about(&error))?;
        let header: Metadata = serde_json::from_slice(&header)
            .map_err(|error| about(&format!("it is not a file of safetensors: {error}")))?;
        let start = 8 + size;
        if start + header.data_len() as u64 != length {
            return Err(about(&"it is shorter or longer than its header tells"));
        }
        let file = Arc::new(file);
        for (name, info) in header.tensors() {
            let dtype = decode::dtype(info.dtype).ok_or_else(|| {
                about(&format!(
                    "`{name}` is of type {:?}, which is not known",
                    info.dtype
                ))
            })?;
            let (begin, end) = info.data_offsets;
            let tensor = Tensor {
                file: Arc::clone(&file),
                start: start + begin as u64,
                bytes: end - begin,
                shape: info.shape.clone(),
                dtype: (info.dtype, dtype),
                bar: self.bar.clone(),
            };
            self.bar.inc_length(tensor.bytes as u64);
            self.tensors.push((name, tensor));
        }
        Ok(())
    }

    pub(crate) fn into_model(self) -> NamedParameters<Tensor> {
        self.tensors.into_iter().collect()
    }
}

fn about(path: &Path, what: impl std::fmt::Display) -> Box<dyn Error> {
    format!("`{}`: {what}", path.display()).into()
}

impl Tensor {
    /// Hands over the bytes, in whole elements.
    fn pieces(&self, sink: &mut dyn FnMut(&[u8])) -> Result<(), Problem> {
        let failed = |error: std::io::Error| {
            Problem::new(
                ErrorKind::File,
                format!("its values cannot be read: {error}"),
            )
        };
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(self.start)).map_err(failed)?;
        let mut piece = vec![0; PIECE.min(self.bytes)];
        let mut left = self.bytes;
        while left > 0 {
            let length = left.min(PIECE);
            file.read_exact(&mut piece[..length]).map_err(failed)?;
            sink(&piece[..length]);
            self.bar.inc(length as u64);
            left -= length;
        }
        Ok(())
    }
}

impl Parameter for Tensor {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        self.dtype.1
    }

    fn write(&mut self, _: &Values<'_>) -> Result<(), Problem> {
        Err(Problem::new(
            ErrorKind::ReadOnly,
            "a checkpoint is not written",
        ))
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        let mut values = Vec::new();
        self.pieces(&mut |bytes| {
            decode::floats(self.dtype.0, bytes, &mut values);
            sink(&values);
        })
    }

    fn read_integers(&self, sink: &mut dyn FnMut(&[i128])) -> Result<(), Problem> {
        let mut values = Vec::new();
        self.pieces(&mut |bytes| {
            decode::integers(self.dtype.0, bytes, &mut values);
            sink(&values);
        })
    }
}

/// The initializer of a tensor about which nothing is promised.
#[derive(Debug)]
pub(crate) struct Nothing;

impl Initializer for Nothing {
    fn resolve<'a>(&'a self, _: &Target<'_>) -> Result<Fill<'a>, Problem> {
        Ok(Fill::drawn(Self))
    }

    fn describe(&self) -> String {
        "nothing promised".into()
    }
}

impl Drawn for Nothing {
    fn draw(&self, _: &[usize], _: &mut Stream) -> f64 {
        f64::NAN
    }
}
