//! Saving and loading, against the safetensors library itself: it reads our files, and we read its.

mod complex;
mod conversions;
mod differences;
mod faults;
mod forms;
mod huge;
mod integers;
mod joint;
mod killed;
mod loading;
mod races;
mod random;
mod replacing;
mod rounding;
mod saving;
mod selecting;
mod sharing;
mod straight;
mod strict;
mod transient;
mod twice;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

use init_core::safetensors::Load;
use init_core::{Error, Initialize};
use safetensors::{Dtype, SafeTensors, View};

/// A folder for the files of one test, removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        // Where there is a folder in memory, a sync costs nothing.
        let memory = Path::new("/dev/shm");
        let all = if memory.is_dir() {
            memory.into()
        } else {
            env::temp_dir()
        };
        let path = all.join(format!("init-safetensors-{}-{test}", process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The names of the files in it, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = (fs::read_dir(&self.0).unwrap())
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

/// The name of a file, with `DIGEST` in place of the 16 digits of one.
pub(crate) fn undigested(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let is_digest = |part: &str| part.len() == 16 && part.bytes().all(|b| b.is_ascii_hexdigit());
    let parts = name
        .split('-')
        .map(|part| if is_digest(part) { "DIGEST" } else { part });
    parts.collect::<Vec<_>>().join("-")
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A tensor as the library sees it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Raw {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<usize>,
    pub(crate) bytes: Vec<u8>,
}

impl Raw {
    pub(crate) fn f32(shape: &[usize], values: &[f32]) -> Self {
        Self {
            dtype: Dtype::F32,
            shape: shape.to_vec(),
            bytes: values
                .iter()
                .flat_map(|value| value.to_le_bytes())
                .collect(),
        }
    }
}

impl View for &Raw {
    fn dtype(&self) -> Dtype {
        self.dtype
    }
    fn shape(&self) -> &[usize] {
        &self.shape
    }
    fn data(&self) -> std::borrow::Cow<'_, [u8]> {
        self.bytes.as_slice().into()
    }
    fn data_len(&self) -> usize {
        self.bytes.len()
    }
}

/// Writes a file with the library, with these entries of metadata.
pub(crate) fn write(path: &Path, tensors: &[(&str, Raw)], metadata: &[(&str, &str)]) {
    let tensors = tensors.iter().map(|(name, tensor)| (*name, tensor));
    let metadata = (metadata.iter())
        .map(|&(key, value)| (key.into(), value.into()))
        .collect();
    fs::write(
        path,
        safetensors::serialize(tensors, Some(metadata)).unwrap(),
    )
    .unwrap();
}

/// Reads a file with the library.
pub(crate) fn read(path: &Path) -> BTreeMap<String, Raw> {
    let bytes = fs::read(path).unwrap();
    let file = SafeTensors::deserialize(&bytes).unwrap();
    let raw = |(name, view): (&str, safetensors::tensor::TensorView<'_>)| {
        let tensor = Raw {
            dtype: view.dtype(),
            shape: view.shape().to_vec(),
            bytes: view.data().to_vec(),
        };
        (name.into(), tensor)
    };
    file.iter().map(raw).collect()
}

/// The metadata of a file.
pub(crate) fn metadata(path: &Path) -> BTreeMap<String, String> {
    let bytes = fs::read(path).unwrap();
    let (_, header) = SafeTensors::read_metadata(&bytes).unwrap();
    header.metadata().clone().unwrap().into_iter().collect()
}

#[derive(Debug, Clone, PartialEq, Initialize)]
pub(crate) struct Linear {
    #[init(normal)]
    pub(crate) weight: [[f32; 3]; 2],
    #[init(zeros)]
    pub(crate) bias: [f32; 2],
}

impl Linear {
    pub(crate) fn zero() -> Self {
        Self {
            weight: [[0.0; 3]; 2],
            bias: [0.0; 2],
        }
    }

    /// Distinct values from `first` on.
    pub(crate) fn from(first: f32) -> Self {
        let at = |k: u8| first + f32::from(k);
        Self {
            weight: [[at(0), at(1), at(2)], [at(3), at(4), at(5)]],
            bias: [at(6), at(7)],
        }
    }
}

/// The error of a load that is refused, after which the model is as it was.
#[track_caller]
pub(crate) fn refused<M: Initialize + Clone + PartialEq + std::fmt::Debug>(
    load: &Load<'_>,
    model: &mut M,
    path: &Path,
) -> Error {
    let before = model.clone();
    let error = load.run(model, path).unwrap_err();
    assert_eq!(*model, before);
    assert!(error.written().is_empty() && error.partly_written().is_none());
    error
}

/// Loads what is not refused.
#[track_caller]
pub(crate) fn fill(load: &Load<'_>, model: &mut impl Initialize, path: &Path) {
    assert!(!load.run(model, path).unwrap().names().is_empty());
}
