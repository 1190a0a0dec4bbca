//! A folder for the files of an input.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, io, process};

use crate::tally::Files;

/// A folder, in memory where there is one, that is removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let memory = Path::new("/dev/shm");
        let all = if memory.is_dir() {
            memory.into()
        } else {
            env::temp_dir()
        };
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = all.join(format!("init-fuzz-{}-{count}", process::id()));
        fs::create_dir_all(&path).expect("a folder for files");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn write(&self, files: &Files) -> io::Result<()> {
        let mut files = files.iter();
        files.try_for_each(|(name, bytes)| fs::write(self.path(name), bytes))
    }

    /// The files in it.
    pub(crate) fn read(&self) -> io::Result<Files> {
        let read = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, fs::read(entry.path())?))
        };
        fs::read_dir(&self.0)?.map(read).collect()
    }

    /// Removes the files in it.
    pub(crate) fn clear(&self) -> io::Result<()> {
        fs::read_dir(&self.0)?.try_for_each(|entry| fs::remove_file(entry?.path()))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
