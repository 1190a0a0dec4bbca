//! GPT-2 on one to four processes: one checkpoint, whose bytes are those of one process.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder for the files of one test, removed at its end.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("init-mpi-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap();
        names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn mpirun(processes: usize, path: &Path, mode: &str, dies: Option<usize>) -> Output {
    let mut command = Command::new("mpirun");
    command.args(["--allow-run-as-root", "--oversubscribe", "-n", &processes.to_string()]);
    if let Some(dies) = dies {
        command.args(["-x", &format!("DIES={dies}")]);
    }
    command.arg(env!("CARGO_BIN_EXE_gpt2")).arg(path).arg(mode);
    command.output().expect("mpirun, which scripts/mpi installs")
}

fn saved(processes: usize, path: &Path, mode: &str) -> Vec<u8> {
    let output = mpirun(processes, path, mode, None);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{mode} on {processes}: {text}");
    fs::read(path).unwrap()
}

#[test]
fn processes_write_the_file_of_one() {
    let folder = Folder::new("together");
    let path = folder.file("model.safetensors");
    let one = saved(1, &path, "tensor");
    // Words and positions, and in each layer 12·width² weights and 13·width others.
    let (words, positions, width, layers) = (50_257, 64, 96, 6);
    let values = (words + positions + 2 + layers * (12 * width + 13)) * width;
    assert!(one.len() > 4 * values && one.len() < 4 * values + 20_000);
    for mode in ["tensor", "pipeline", "straight"] {
        for processes in 1..=4 {
            let found = saved(processes, &path, mode);
            assert!(found == one, "{mode} on {processes}");
            fs::remove_file(&path).unwrap();
        }
    }
    assert!(folder.names().is_empty());
}

#[test]
fn a_process_that_dies_leaves_the_old_model_and_the_next_run_succeeds() {
    let folder = Folder::new("dies");
    let path = folder.file("model.safetensors");
    fs::write(&path, b"old").unwrap();
    let output = mpirun(3, &path, "tensor", Some(1));
    assert!(!output.status.success());
    assert_eq!(fs::read(&path).unwrap(), b"old");
    let readable = |name: &String| !name.ends_with(".partial") && name != "model.safetensors";
    assert!(!folder.names().iter().any(readable), "{:?}", folder.names());
    let again = saved(3, &path, "tensor");
    assert_eq!(folder.names(), ["model.safetensors"]);
    assert!(again == saved(1, &folder.file("one.safetensors"), "tensor"));
}

#[test]
fn an_error_names_the_process() {
    let folder = Folder::new("error");
    let path = folder.file("no folder").join("model.safetensors");
    let output = mpirun(2, &path, "straight", None);
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success());
    assert!(text.contains("process ") && text.contains("cannot be written"), "{text}");
}
