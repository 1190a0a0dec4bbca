//! The index of several files.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::String;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use serde_json::value::RawValue;

use super::entries::Entries;
use super::{LONGEST_HEADER, echo, faulty, short, unreadable};
use crate::error::Problem;

/// Which file beside an index has which tensor.
#[derive(Debug)]
pub(super) struct Index(pub(super) BTreeMap<String, String>);

impl Index {
    pub(super) fn read(path: &Path) -> Result<Self, Problem> {
        let file = open(path)?;
        let unreadable = |error| unreadable(path, &error);
        let length = file.metadata().map_err(unreadable)?.len();
        if length > LONGEST_HEADER {
            let what = format_args!(
                "is not an index: it has {length} bytes, and at most {LONGEST_HEADER} are read"
            );
            return Err(faulty(path, what));
        }
        let mut text = String::new();
        (file.take(length).read_to_string(&mut text)).map_err(unreadable)?;
        let broken = |error: &dyn core::fmt::Display| {
            faulty(path, format_args!("is not an index: {}", echo(error)))
        };
        let mut index: Entries<&RawValue> =
            serde_json::from_str(&text).map_err(|error| broken(&error))?;
        let weight_map = (index.0.remove("weight_map"))
            .and_then(|text| text.get().starts_with('{').then_some(text))
            .ok_or_else(|| broken(&"it has no object `weight_map`"))?;
        let weight_map: Entries<&RawValue> =
            serde_json::from_str(weight_map.get()).map_err(|error| broken(&error))?;
        let mut files = BTreeMap::new();
        for (name, file) in weight_map.0 {
            let plain = serde_json::from_str(file.get()).ok();
            let Some(plain) = plain.filter(|file: &String| is_plain(file)) else {
                let (name, file) = (short(&name), echo(&file.get()));
                return Err(faulty(
                    path,
                    format_args!(
                        "maps `{name}` to {file}, which is not the name of a file beside it"
                    ),
                ));
            };
            files.insert(name, plain);
        }
        Ok(Self(files))
    }

    /// The names of the files.
    pub(super) fn files(self) -> BTreeSet<String> {
        self.0.into_values().collect()
    }
}

/// Whether a name in an index is that of a file beside it.
fn is_plain(file: &str) -> bool {
    Path::new(file).file_name().is_some_and(|name| name == file)
}

/// Opens a file, and nothing else: to open a pipe waits for whoever writes to it.
pub(super) fn open(path: &Path) -> Result<File, Problem> {
    let found = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if !found.is_file() {
        return Err(faulty(path, "cannot be read: it is not a file"));
    }
    File::open(path).map_err(|error| unreadable(path, &error))
}
