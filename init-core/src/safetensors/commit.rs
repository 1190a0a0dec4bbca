//! The last step of a save: its files take their names.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::disk::{Disk, Temporary};
use super::earlier::Earlier;
use super::{faulty, unwritable};
use crate::error::{Error, Problem, shown_path};

/// The end of a save: one step replaces the old model by the new one. Before it, the whole old
/// model is there; after it, the whole new one.
#[derive(Debug)]
pub(super) struct Commit<'c, 'n> {
    pub(super) path: &'c Path,
    pub(super) disk: &'c Disk<'n>,
    pub(super) earlier: &'c Earlier,
}

impl Commit<'_, '_> {
    /// One file replaces the one that had its name.
    pub(super) fn one(&self, file: &Temporary) -> Result<(), Error> {
        (self.disk.replace(file, self.path))
            .map_err(|error| before(unwritable(self.path, &error)))?;
        let settle = || {
            self.settle(self.path)?;
            (self.earlier.remove_index(self.disk)).map_err(|error| left(self.path, &error))
        };
        settle().map_err(after)
    }

    /// Files take names that are new, since they contain a digest of the content, and an index
    /// replaces the one that had its name.
    pub(super) fn several(&self, files: &[(Temporary, PathBuf)], index: &str) -> Result<(), Error> {
        let mut placed = BTreeSet::new();
        if let Err(problem) = self.show(files, index, &mut placed) {
            // The first failure is the one to tell of.
            let _ = self.earlier.remove_shards(self.disk, &placed);
            return Err(before(problem));
        }
        let index = self.earlier.index();
        let settle = || {
            for (file, path) in files {
                if !path.exists() {
                    (self.disk.place(file, path)).map_err(|error| unwritable(path, &error))?;
                }
            }
            self.settle(index)?;
            let new: Vec<&Path> = files.iter().map(|(_, path)| path.as_path()).collect();
            (self.earlier.remove_file(self.disk, &new)).map_err(|error| left(index, &error))
        };
        settle().map_err(|problem: Problem| {
            let path = shown_path(self.path);
            after(if self.path.exists() {
                problem.note(format!(
                    "`{path}` is still there, and is read instead of the index"
                ))
            } else {
                problem
            })
        })
    }

    fn show(
        &self,
        files: &[(Temporary, PathBuf)],
        text: &str,
        placed: &mut BTreeSet<String>,
    ) -> Result<(), Problem> {
        for (file, path) in files {
            let is_new = self.disk.place(file, path).map_err(|error| {
                let problem = unwritable(path, &error);
                match error.kind() {
                    io::ErrorKind::AlreadyExists => {
                        problem.help("remove it, or save with another `token`")
                    }
                    _ => problem,
                }
            })?;
            if is_new && let Some(name) = path.file_name() {
                placed.insert(name.to_string_lossy().into_owned());
            }
        }
        let index = self.earlier.index();
        let show = || -> io::Result<()> {
            // On the disk, too, the files come before the index that names them.
            self.disk.sync_folder(index)?;
            let permissions = self.earlier.permissions.as_ref();
            let (temporary, mut file) = self.disk.create(index, permissions)?;
            file.write_all(text.as_bytes())?;
            self.disk.sync(&file, index)?;
            self.disk.replace(&temporary, index)
        };
        show().map_err(|error| unwritable(index, &error))
    }

    fn settle(&self, shown: &Path) -> Result<(), Problem> {
        self.disk.sync_folder(shown).map_err(|error| {
            let what = format_args!("is saved, but a crash of the machine may undo it: {error}");
            faulty(shown, what)
        })
    }
}

fn left(shown: &Path, error: &io::Error) -> Problem {
    let what = format_args!("is saved, but what it replaces cannot be removed: {error}");
    faulty(shown, what)
}

/// The error of a save that has changed nothing.
fn before(problem: Problem) -> Error {
    Error::planning(alloc::vec![problem])
}

/// The error of a save whose model is there.
fn after(problem: Problem) -> Error {
    Error::of_file(alloc::vec![problem])
}
