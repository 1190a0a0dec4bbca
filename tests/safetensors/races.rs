//! Several saves to one path at once: each is whole, and the last to rename wins.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::{env, thread};

use init_core::safetensors::{Load, Save};

use crate::{Folder, Linear};

const ROUNDS: usize = 20;
const SAVERS: usize = 4;

const PATH: &str = "INIT_RACE_PATH";
const SAVER: &str = "INIT_RACE_SAVER";

/// A model of some ten kilobytes, which takes a while to write.
fn model(saver: usize) -> Vec<Linear> {
    vec![Linear::from(saver as f32); 1000]
}

/// How this saver saves in a race of so many files.
fn save<'n>(files: Files, saver: usize) -> Save<'n> {
    let several = match files {
        Files::One => false,
        Files::Several => true,
        Files::Both => saver.is_multiple_of(2),
    };
    if several {
        Save::new().max_shard_bytes(12_000)
    } else {
        Save::new()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Files {
    One,
    Several,
    Both,
}

/// The saver whose model is there, whole.
fn winner(path: &Path) -> usize {
    let mut found = vec![Linear::zero(); 1000];
    let loaded = Load::new().strict().run(&mut found, path).unwrap();
    assert_eq!(loaded.names().len(), 2000);
    let saver = found[0].weight[0][0] as usize;
    assert!(found == model(saver), "a mixture of models");
    saver
}

#[test]
fn of_threads() {
    for files in [Files::One, Files::Several, Files::Both] {
        let folder = Folder::new("race-threads");
        let path = folder.file("m.safetensors");
        let models: Vec<_> = (0..SAVERS).map(model).collect();
        for _ in 0..ROUNDS {
            let start = Barrier::new(SAVERS);
            thread::scope(|scope| {
                for (saver, model) in models.iter().enumerate() {
                    let (start, path) = (&start, &path);
                    scope.spawn(move || {
                        start.wait();
                        save(files, saver).run(model, path).unwrap();
                    });
                }
            });
            assert!(winner(&path) < SAVERS);
        }
        if files == Files::One {
            assert_eq!(folder.names(), ["m.safetensors"]);
        }
        let left = folder.names();
        assert!(
            left.iter().all(|name| !name.ends_with(".partial")),
            "{left:?}"
        );
    }
}

/// A process that saves whenever it is told to: it does nothing unless the test below starts it.
#[test]
fn a_process_of_its_own() {
    let Ok(path) = env::var(PATH) else {
        return;
    };
    let saver: usize = env::var(SAVER).unwrap().parse().unwrap();
    let model = model(saver);
    println!("\nsaved");
    for _ in std::io::stdin().lock().lines() {
        save(Files::Both, saver).run(&model, &path).unwrap();
        println!("\nsaved");
    }
}

#[test]
fn of_processes() {
    let folder = Folder::new("race-processes");
    let path = folder.file("m.safetensors");
    let mut savers: Vec<_> = (0..3)
        .map(|saver| {
            let mut child = Command::new(env::current_exe().unwrap())
                .args(["races::a_process_of_its_own", "--exact", "--nocapture"])
                .env(PATH, &path)
                .env(SAVER, saver.to_string())
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()
                .unwrap();
            let lines = BufReader::new(child.stdout.take().unwrap()).lines();
            (child, lines)
        })
        .collect();
    for round in 0..=ROUNDS {
        for (_, lines) in &mut savers {
            assert!(lines.any(|line| line.unwrap() == "saved"));
        }
        if round > 0 {
            assert!(winner(&path) < savers.len());
        }
        if round < ROUNDS {
            for (child, _) in &mut savers {
                child.stdin.as_mut().unwrap().write_all(b"\n").unwrap();
            }
        }
    }
    for (mut child, _) in savers {
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
    }
}
