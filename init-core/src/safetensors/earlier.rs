//! The files that an earlier save left at a path.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use std::fs::{self, Metadata, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::Disk;
use super::index::Index;
use super::{INDEX, beside, faulty};
use crate::error::Problem;

/// The files that were at a path when a save began, which are removed once the new model is there.
/// Files that another save puts there in the meantime stay.
#[derive(Debug)]
pub(super) struct Earlier {
    path: PathBuf,
    index: PathBuf,
    one: Option<Stamp>,
    several: Option<Stamp>,
    /// The files that the index names, if their names are those of a save to this path.
    shards: BTreeSet<String>,
    /// The mode of the file that is replaced.
    pub(super) permissions: Option<Permissions>,
}

impl Earlier {
    pub(super) fn at(path: &Path) -> Result<Self, Problem> {
        let index = beside(path, INDEX);
        let (one, several) = (replaceable(path)?, replaceable(&index)?);
        let shards = match &several {
            Some(_) => shards(path, &index),
            None => BTreeSet::new(),
        };
        let files = one.iter().chain(&several);
        let permissions = files
            .filter(|found| found.is_file())
            .map(Metadata::permissions)
            .next();
        Ok(Self {
            one: one.as_ref().map(Stamp::of),
            several: several.as_ref().map(Stamp::of),
            shards,
            permissions,
            path: path.into(),
            index,
        })
    }

    /// The index of several files.
    pub(super) fn index(&self) -> &Path {
        &self.index
    }

    /// Removes what one file has replaced.
    pub(super) fn remove_index(&self, disk: &Disk<'_>) -> io::Result<()> {
        remove(disk, &self.index, self.several.as_ref())?;
        self.remove_shards(disk, &self.shards)
    }

    /// Removes what several files, with an index, have replaced.
    pub(super) fn remove_file(&self, disk: &Disk<'_>, new: &[&Path]) -> io::Result<()> {
        remove(disk, &self.path, self.one.as_ref())?;
        let new = (new.iter()).filter_map(|path| path.file_name()?.to_str());
        let new: BTreeSet<&str> = new.collect();
        let old = self
            .shards
            .iter()
            .filter(|name| !new.contains(name.as_str()));
        self.remove_shards(disk, &old.cloned().collect())
    }

    /// Removes files that no index names. A save of the same files, at the same time, looks for
    /// them once its index is there; this one looks at the index once they are out of the way.
    pub(super) fn remove_shards(
        &self,
        disk: &Disk<'_>,
        names: &BTreeSet<String>,
    ) -> io::Result<()> {
        for name in names {
            let named = |_: &Path| shards(&self.path, &self.index).contains(name);
            disk.remove(&self.path.with_file_name(name), named)?;
        }
        Ok(())
    }
}

fn remove(disk: &Disk<'_>, path: &Path, old: Option<&Stamp>) -> io::Result<()> {
    let Some(old) = old else {
        return Ok(());
    };
    let is_new =
        |aside: &Path| fs::symlink_metadata(aside).is_ok_and(|found| Stamp::of(&found) != *old);
    disk.remove(path, is_new)
}

/// The metadata of a file or link, which a save may replace; an error for anything else.
fn replaceable(path: &Path) -> Result<Option<Metadata>, Problem> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let problem = faulty(path, "is there, and is not a file");
        return Err(problem.help("save to the path of a file"));
    }
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // A missing folder is reported when the first file is made, a name that is too long when a
        // file gets it: `path` may be too long for an index only.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(None),
        Err(error) if error.kind() == io::ErrorKind::InvalidFilename => Ok(None),
        Err(error) => Err(faulty(path, format_args!("cannot be written: {error}"))),
    }
}

/// The files that an index names which have names of a save to `path`.
fn shards(path: &Path, index: &Path) -> BTreeSet<String> {
    let stem = super::shards::stem(path);
    let stem = format!(
        "{}-",
        stem.file_name().unwrap_or_default().to_string_lossy()
    );
    // An index that cannot be read names nothing.
    let files = Index::read(index).map(Index::files).unwrap_or_default();
    (files.into_iter())
        .filter(|file| file.starts_with(&stem) && file.ends_with(".safetensors"))
        .collect()
}

/// The properties that distinguish a file from one that replaces it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    inode: u64,
}

impl Stamp {
    fn of(found: &Metadata) -> Self {
        #[cfg(unix)]
        let inode = std::os::unix::fs::MetadataExt::ino(found);
        #[cfg(not(unix))]
        let inode = 0;
        Self {
            length: found.len(),
            modified: found.modified().ok(),
            inode,
        }
    }
}
