//! The steps of a save in a folder.

use alloc::boxed::Box;
use alloc::format;
use core::fmt;
use core::sync::atomic::{AtomicU64, Ordering};
use std::fs::{self, File, Permissions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::number::fnv::Fnv;

/// How many bytes of two files are compared at once.
const PIECE: u64 = 1 << 16;

/// How many names are tried, since one may be taken.
const TRIES: usize = 64;

/// The steps of a save whose effects outlast it. A test can watch, end or fail each of them.
#[derive(Default)]
pub(super) struct Disk<'n>(pub(super) Option<Before<'n>>);

pub(super) type Before<'n> = Box<dyn Fn(&str, &Path) -> io::Result<()> + Send + Sync + 'n>;

impl fmt::Debug for Disk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "watched" } else { "steps" })
    }
}

impl Disk<'_> {
    fn before(&self, step: &str, path: &Path) -> io::Result<()> {
        (self.0.as_ref()).map_or(Ok(()), |before| before(step, path))
    }

    /// A new file in the folder of `path`, which has its mode before it has any content.
    pub(super) fn create(
        &self,
        path: &Path,
        permissions: Option<&Permissions>,
    ) -> io::Result<(Temporary, File)> {
        self.before("create", path)?;
        let mut tries = 0;
        loop {
            let temporary = new_name(path);
            match File::create_new(&temporary) {
                Ok(file) => {
                    let temporary = Temporary(temporary);
                    if let Some(permissions) = permissions.filter(|_| cfg!(unix)) {
                        file.set_permissions(permissions.clone())?;
                    }
                    return Ok((temporary, file));
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && tries < TRIES => {
                    tries += 1;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// A file that several processes write, made by the first of them.
    pub(super) fn join(&self, path: &Path) -> io::Result<File> {
        self.before("create", path)?;
        File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
    }

    /// Waits until a file is on the disk, and hears of what failed on the way there.
    pub(super) fn sync(&self, file: &File, path: &Path) -> io::Result<()> {
        self.before("sync", path)?;
        file.sync_all()
    }

    /// Waits until the names in the folder of `path` are on the disk. Only Unix lets one.
    pub(super) fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.before("sync folder", path)?;
        if cfg!(unix) {
            File::open(folder(path))?.sync_all()?;
        }
        Ok(())
    }

    /// Gives a file its name, and replaces the file that has it.
    pub(super) fn replace(&self, file: &Temporary, path: &Path) -> io::Result<()> {
        self.before("rename", path)?;
        fs::rename(&file.0, path)
    }

    /// Gives a file another name, which only a file of the same content may have already, and
    /// returns whether the name was free.
    pub(super) fn place(&self, file: &Temporary, path: &Path) -> io::Result<bool> {
        self.before("link", path)?;
        for _ in 0..TRIES {
            let taken = match fs::hard_link(&file.0, path) {
                Ok(()) => return Ok(true),
                Err(error) => error.kind() == io::ErrorKind::AlreadyExists || path.exists(),
            };
            if !taken {
                // Not every file system has links.
                fs::rename(&file.0, path)?;
                return Ok(true);
            }
            match same_content(&file.0, path) {
                Ok(true) => return Ok(false),
                Ok(false) => break,
                // Another save has removed it since: the name is free.
                Err(error) if error.kind() == io::ErrorKind::NotFound && file.0.exists() => {}
                Err(error) => return Err(error),
            }
        }
        let what = "it is there already, with another content";
        Err(io::Error::new(io::ErrorKind::AlreadyExists, what))
    }

    /// Removes a file: moves it out of the way, and asks `wanted` whether it has to stay. If so, it
    /// is put back, unless another file has taken its name.
    pub(super) fn remove(&self, path: &Path, wanted: impl FnOnce(&Path) -> bool) -> io::Result<()> {
        self.before("remove", path)?;
        let aside = Temporary(new_name(path));
        match fs::rename(path, &aside.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            result => result?,
        }
        if wanted(&aside.0) && fs::hard_link(&aside.0, path).is_err() && !path.exists() {
            fs::rename(&aside.0, path)?;
        }
        Ok(())
    }
}

/// The name of a file until it is whole: at the end it is removed.
#[derive(Debug)]
pub(super) struct Temporary(PathBuf);

impl Temporary {
    /// A file that several processes have written.
    pub(super) fn joined(path: &Path) -> Self {
        Self(path.into())
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After a renaming there is no such file; a failure cannot be reported from here.
        let _ = fs::remove_file(&self.0);
    }
}

/// The name of a file that several processes write, which follows from what they all know.
pub(super) fn joint_name(path: &Path, digest: u64) -> PathBuf {
    folder(path).join(format!(".{digest:016x}.partial"))
}

/// A name beside `path` that no other save has: short, so that it fits where `path` does.
fn new_name(path: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = (SystemTime::now().duration_since(UNIX_EPOCH)).map_or(0, |since| since.as_nanos());
    let bytes = (COUNT
        .fetch_add(1, Ordering::Relaxed)
        .to_le_bytes()
        .into_iter())
    .chain(process::id().to_le_bytes())
    .chain(now.to_le_bytes());
    folder(path).join(format!(".{:016x}.partial", Fnv::new().with(bytes).value()))
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

fn same_content(a: &Path, b: &Path) -> io::Result<bool> {
    let (mut a, mut b) = (File::open(a)?, File::open(b)?);
    let (mut of_a, mut of_b) = (alloc::vec::Vec::new(), alloc::vec::Vec::new());
    loop {
        of_a.clear();
        of_b.clear();
        (&mut a).take(PIECE).read_to_end(&mut of_a)?;
        (&mut b).take(PIECE).read_to_end(&mut of_b)?;
        if of_a != of_b {
            return Ok(false);
        }
        if of_a.is_empty() {
            return Ok(true);
        }
    }
}
