//! The position of each tensor: the files, their headers and the index.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use std::path::{Path, PathBuf};

use safetensors_0_8::Dtype;
use safetensors_0_8::tensor::TensorInfo;
use serde_json::json;

use super::{LONGEST_HEADER, TIES, beside};
use crate::error::{ErrorKind, Problem};

/// One tensor, as it is stored.
#[derive(Debug)]
pub(super) struct Stored {
    pub(super) name: String,
    pub(super) aliases: Vec<String>,
    pub(super) dtype: Dtype,
    pub(super) shape: Vec<usize>,
    pub(super) bytes: usize,
}

/// The position of a tensor.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) shard: usize,
    /// The bytes before it in the file.
    pub(super) offset: u64,
}

/// The files of a model.
#[derive(Debug)]
pub(super) struct Shards {
    /// The header of each, in front of its tensors.
    pub(super) headers: Vec<Vec<u8>>,
    /// The length of each, with its header.
    pub(super) lengths: Vec<u64>,
    /// One for each tensor, in its order.
    pub(super) spots: Vec<Spot>,
    /// The bytes of all tensors.
    pub(super) total: u64,
}

impl Shards {
    /// Spreads tensors in their order over files of `largest` bytes of tensors at most, or of one
    /// tensor that is larger.
    pub(super) fn new(
        tensors: &[Stored],
        largest: Option<u64>,
        metadata: &BTreeMap<String, String>,
    ) -> Result<Self, Problem> {
        let mut shards = Self {
            headers: Vec::new(),
            lengths: Vec::new(),
            spots: Vec::with_capacity(tensors.len()),
            total: 0,
        };
        let mut start = 0;
        let mut held = 0_u64;
        for (place, tensor) in tensors.iter().enumerate() {
            let bytes = tensor.bytes as u64;
            if place > start && largest.is_some_and(|largest| held.saturating_add(bytes) > largest)
            {
                shards.push(&tensors[start..place], metadata)?;
                start = place;
                held = 0;
            }
            held = held.saturating_add(bytes);
        }
        shards.push(&tensors[start..], metadata)?;
        Ok(shards)
    }

    /// Adds a file. Its tensors are in the order of the safetensors library: the widest types
    /// first, so that all are aligned, then by name.
    fn push(
        &mut self,
        tensors: &[Stored],
        metadata: &BTreeMap<String, String>,
    ) -> Result<(), Problem> {
        let mut order: Vec<usize> = (0..tensors.len()).collect();
        order.sort_by(|&a, &b| {
            let (a, b) = (&tensors[a], &tensors[b]);
            b.dtype.cmp(&a.dtype).then_with(|| a.name.cmp(&b.name))
        });
        let mut offsets = alloc::vec![0; tensors.len()];
        let mut end = 0_usize;
        for &place in &order {
            offsets[place] = end;
            end = (end.checked_add(tensors[place].bytes)).ok_or_else(|| too_large("the model"))?;
        }
        let header = header(tensors, &order, &offsets, metadata)?;
        let before = header.len() as u64;
        // Offsets in a file are signed.
        let size = before.checked_add(end as u64);
        if size.is_none_or(|size| size > i64::MAX as u64) {
            return Err(too_large("the model"));
        }
        let shard = self.headers.len();
        self.spots.extend(offsets.iter().map(|&offset| Spot {
            shard,
            offset: before + offset as u64,
        }));
        self.headers.push(header);
        self.lengths.push(before + end as u64);
        self.total = (self.total.checked_add(end as u64)).ok_or_else(|| {
            Problem::new(
                ErrorKind::TooLarge,
                "the bytes of the model cannot be counted",
            )
        })?;
        Ok(())
    }

    /// The text of the index of several files.
    pub(super) fn index(&self, tensors: &[Stored], files: &[PathBuf]) -> String {
        let names: Vec<_> = files
            .iter()
            .map(|file| file.file_name().unwrap_or_default().to_string_lossy())
            .collect();
        let weight_map: BTreeMap<&str, &str> = (tensors.iter().zip(&self.spots))
            .map(|(tensor, spot)| (tensor.name.as_str(), &*names[spot.shard]))
            .collect();
        let index = json!({ "metadata": { "total_size": self.total }, "weight_map": weight_map });
        format!("{index:#}\n")
    }
}

/// The path of the file with this number, from 1 on, of `count` that are saved to `path`, whose
/// `tag` no other content has. After the tag, the name is the one that transformers gives and
/// finds.
pub(super) fn path(path: &Path, tag: &str, number: usize, count: usize) -> PathBuf {
    let end = format!("-{tag}-{number:05}-of-{count:05}.safetensors");
    beside(&stem(path), &end)
}

/// A path without the extension that the files of a model have.
pub(super) fn stem(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|end| end == "safetensors") {
        path.with_extension("")
    } else {
        path.into()
    }
}

/// The length of the header, and the header: JSON, padded to a multiple of eight bytes.
fn header(
    tensors: &[Stored],
    order: &[usize],
    offsets: &[usize],
    metadata: &BTreeMap<String, String>,
) -> Result<Vec<u8>, Problem> {
    let mut metadata = metadata.clone();
    let ties: BTreeMap<&str, &str> = (tensors.iter())
        .flat_map(|tensor| tensor.aliases.iter().map(|alias| (&**alias, &*tensor.name)))
        .collect();
    if !ties.is_empty() {
        metadata.insert(TIES.into(), json!(ties).to_string());
    }
    // The library keeps metadata in an order that differs from run to run.
    let mut text = format!("{{\"__metadata__\":{}", json!(metadata));
    for &place in order {
        let tensor = &tensors[place];
        let info = TensorInfo {
            dtype: tensor.dtype,
            shape: tensor.shape.clone(),
            data_offsets: (offsets[place], offsets[place] + tensor.bytes),
        };
        let info = serde_json::to_string(&info)
            .map_err(|error| Problem::new(ErrorKind::File, format!("no header: {error}")))?;
        text.extend([",", &json!(tensor.name).to_string(), ":", &info]);
    }
    text.push('}');
    let mut text = text.into_bytes();
    text.resize(text.len().next_multiple_of(8), b' ');
    if text.len() as u64 > LONGEST_HEADER {
        return Err(too_large("the header"));
    }
    let mut header = (text.len() as u64).to_le_bytes().to_vec();
    header.append(&mut text);
    Ok(header)
}

fn too_large(what: &str) -> Problem {
    Problem::new(
        ErrorKind::TooLarge,
        what.to_string() + " is too large for one file",
    )
    .help("save it in several: `Save::new().max_shard_bytes(5_000_000_000)`")
}
