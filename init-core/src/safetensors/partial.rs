//! Files that appear under their name only once they are whole.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::faulty;
use crate::error::Problem;

/// A file under another name until it is whole, which is removed if it never is.
#[derive(Debug)]
pub(super) struct Partial {
    target: PathBuf,
    temporary: PathBuf,
    kept: bool,
}

impl Partial {
    pub(super) fn create(target: PathBuf) -> Result<(Self, File), Problem> {
        let temporary = beside(&target, ".partial");
        let file = File::create(&temporary).map_err(|error| unwritable(&target, &error))?;
        let partial = Self {
            target,
            temporary,
            kept: false,
        };
        Ok((partial, file))
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Gives the file its name, in place of what bore it.
    pub(super) fn keep(mut self) -> Result<PathBuf, Problem> {
        fs::rename(&self.temporary, &self.target)
            .map_err(|error| unwritable(&self.target, &error))?;
        self.kept = true;
        Ok(core::mem::take(&mut self.target))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        if !self.kept {
            // There is nobody left to tell.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// The path whose name has `end` behind that of `path`.
pub(super) fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(end);
    name.into()
}

/// Removes a file, if there is one.
pub(super) fn remove(path: &Path) -> Result<(), Problem> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritable(path, &error)),
        _ => Ok(()),
    }
}

pub(super) fn unwritable(path: &Path, error: &io::Error) -> Problem {
    faulty(path, format_args!("cannot be written: {error}"))
}
