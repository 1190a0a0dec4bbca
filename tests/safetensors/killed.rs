//! Saves that end early: by a kill before each of their steps in turn, or by a failure there.

use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, thread};

use init_core::safetensors::{Load, Save, load};

use crate::{Folder, Linear};

const PATH: &str = "INIT_KILLED_PATH";
const SEVERAL: &str = "INIT_KILLED_SEVERAL";
const STEP: &str = "INIT_KILLED_STEP";

/// What a save of `first` does.
fn save<'n>(several: bool) -> Save<'n> {
    if several {
        Save::new().max_shard_bytes(24)
    } else {
        Save::new()
    }
}

fn model(first: f32) -> Vec<Linear> {
    vec![Linear::from(first), Linear::from(first + 0.5)]
}

/// The first value of the model at a path, which is whole.
fn whole(path: &Path) -> f32 {
    let mut found = vec![Linear::zero(); 2];
    let loaded = Load::new().strict().run(&mut found, path).unwrap();
    assert_eq!(loaded.names().len(), 4);
    let first = found[0].weight[0][0];
    assert!(found == model(first), "files of two models: {found:?}");
    first
}

/// The process that is killed: it does nothing unless the test below starts it.
#[test]
fn a_process_of_its_own() {
    let Ok(path) = env::var(PATH) else {
        return;
    };
    let last: usize = env::var(STEP).unwrap().parse().unwrap();
    let steps = AtomicUsize::new(0);
    let save = save(env::var(SEVERAL).is_ok()).before_each_step(|step, path| {
        if steps.fetch_add(1, Ordering::Relaxed) == last {
            println!("\nstands before {step} {}", path.display());
            loop {
                thread::park();
            }
        }
        Ok(())
    });
    save.run(&model(2.0), path).unwrap();
    println!("\nsaved");
}

/// Saves in a process that is killed before a step: the step, if there is one.
fn kill(path: &Path, several: bool, step: usize) -> Option<String> {
    let mut command = Command::new(env::current_exe().unwrap());
    command
        .args(["killed::a_process_of_its_own", "--exact", "--nocapture"])
        .env(PATH, path)
        .env(STEP, step.to_string())
        .stdout(Stdio::piped());
    if several {
        command.env(SEVERAL, "");
    }
    let mut child = command.spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let words =
        lines
            .map(Result::unwrap)
            .find_map(|line| match line.strip_prefix("stands before ") {
                Some(step) => Some(Some(step.into())),
                None => (line == "saved").then_some(None),
            });
    child.kill().unwrap();
    child.wait().unwrap();
    words.expect("a process that gets as far as a step")
}

#[test]
fn a_kill_leaves_one_whole_model() {
    for (was_several, several) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut shown = None;
        let mut step = 0;
        loop {
            let folder = Folder::new("killed");
            let path = folder.file("m.safetensors");
            save(was_several).run(&model(1.0), &path).unwrap();
            let Some(before) = kill(&path, several, step) else {
                assert_eq!(whole(&path), 2.0);
                break;
            };
            let first = whole(&path);
            if first == 2.0 {
                shown.get_or_insert(step);
            }
            assert_eq!(first == 2.0, shown.is_some(), "{before}");
            // Each index is whole too, whatever stands beside it.
            let index = folder.file("m.safetensors.index.json");
            if index.exists() {
                whole(&index);
            }
            // The next save heals what is left, but for files without a name.
            save(several).run(&model(3.0), &path).unwrap();
            assert_eq!(whole(&path), 3.0);
            step += 1;
        }
        // One file is read in place of several until it is removed, in the last step.
        let last = several && !was_several;
        assert!(step >= 4 && shown.is_some() != last, "{step} steps");
    }
}

#[test]
fn a_failure_leaves_one_whole_model_and_nothing_else() {
    for (was_several, several) in [(true, true), (true, false), (false, true), (false, false)] {
        for step in 0.. {
            let folder = Folder::new("failing");
            let path = folder.file("m.safetensors");
            save(was_several).run(&model(1.0), &path).unwrap();
            let names = folder.names();
            let count = AtomicUsize::new(0);
            let failing = save(several).before_each_step(|step_word, _| {
                if count.fetch_add(1, Ordering::Relaxed) == step {
                    Err(io::Error::other(format!("injected at {step_word}")))
                } else {
                    Ok(())
                }
            });
            let Err(error) = failing.run(&model(2.0), &path) else {
                assert!(
                    step >= 4 && step == count.load(Ordering::Relaxed),
                    "{step} steps"
                );
                break;
            };
            let text = error.to_string();
            assert!(text.contains("injected at "), "{text}");
            if text.ends_with("\nnote: nothing was written") {
                assert_eq!(whole(&path), 1.0);
                assert_eq!(folder.names(), names, "{text}");
            } else {
                assert!(text.contains("is saved, but "), "{text}");
                let is_read = !text.contains("is still there, and is read instead of the index");
                assert_eq!(whole(&path), if is_read { 2.0 } else { 1.0 });
                assert!(is_read || several && !was_several, "{text}");
                save(several).run(&model(2.0), &path).unwrap();
                assert_eq!(whole(&path), 2.0);
            }
        }
    }
}

/// Each file, and the folder, is synced before a name shows it, and the folder afterwards.
#[test]
fn what_is_shown_is_on_the_disk() {
    let folder = Folder::new("synced");
    let path = folder.file("m.safetensors");
    for (several, expected) in [
        (false, "create, sync, rename, sync folder"),
        (
            true,
            "create, sync, create, sync, link, link, sync folder, create, sync, rename, sync folder, remove",
        ),
    ] {
        let steps = Mutex::new(Vec::new());
        let save = save(several).before_each_step(|step, _| {
            steps.lock().unwrap().push(String::from(step));
            Ok(())
        });
        save.run(&Linear::from(1.0), &path).unwrap();
        assert_eq!(steps.lock().unwrap().join(", "), expected);
    }
}

/// A disk that is full is heard of, whether it says so at a write or at a sync.
#[test]
fn a_failing_sync_is_an_error() {
    let folder = Folder::new("sync");
    let path = folder.file("m.safetensors");
    let full = Save::new().before_each_step(|step, _| match step {
        "sync" => Err(io::ErrorKind::StorageFull.into()),
        _ => Ok(()),
    });
    fs::write(&path, "old").unwrap();
    let text = full.run(&Linear::from(1.0), &path).unwrap_err().to_string();
    assert!(
        text.contains("cannot be written: no storage space"),
        "{text}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"old");
    assert!(load(&mut Linear::zero(), &path).is_err());
    assert_eq!(folder.names(), ["m.safetensors"]);
}
