//! The time to save a model, compared with writing and syncing as many bytes; to find that one
//! prefix of a strict load was forgotten, compared with the load that has it; and to load what is
//! not quite the model, compared with what is.
//!
//! `cargo bench --bench checkpoint`; `-- save`, `-- prefix` or `-- load` for one of them. The files
//! are written to the system's folder for temporary files, which should be on a disk; that of a
//! prefix is short, and those of a load are read from the system's cache.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::{env, process};

use half::bf16;
use init_core::Initialize;
use init_core::safetensors::{Load, Save};
use init_core::values::Element;
use race::Race;

#[allow(dead_code, reason = "one thread saves and loads")]
#[path = "common/race.rs"]
mod race;

const ROUNDS: usize = 9;

/// Each first series in units of the second: at most so much.
const TARGETS: [(&str, &str, f64); 7] = [
    ("save", "zeros, written and synced", 1.1),
    ("save in several files", "zeros, written and synced", 1.1),
    (
        "save, over an older one",
        "zeros, written, synced and renamed",
        1.1,
    ),
    ("strict load, prefix forgotten", "strict load", 1.0),
    ("load, rounded", "load", 2.0),
    ("load, transposed", "load", 2.0),
    ("load, rounded, prefixed and transposed", "load", 2.0),
];

#[derive(Clone, Initialize)]
struct Linear {
    #[init(zeros, shape = self.weight.len())]
    weight: Vec<f32>,
    #[init(zeros)]
    bias: [f32; 2],
}

impl Linear {
    fn new(values: usize) -> Self {
        Self {
            weight: vec![0.5; values],
            bias: [0.0; 2],
        }
    }
}

fn main() {
    let folder = env::temp_dir().join(format!("init-bench-checkpoint-{}", process::id()));
    fs::create_dir_all(&folder).expect("a folder for the files");
    if race::is_chosen("save") {
        save(&folder);
    }
    if race::is_chosen("prefix") {
        prefix(&folder);
    }
    if race::is_chosen("load") {
        load(&folder);
    }
    fs::remove_dir_all(&folder).expect("the folder of the files");
}

fn save(folder: &Path) {
    const TENSORS: usize = 32;
    const VALUES: usize = 1 << 19;
    let model = vec![Linear::new(VALUES); TENSORS];
    let bytes = TENSORS * (VALUES + 2) * size_of::<f32>();
    let mut race = Race::new("save", bytes / size_of::<f32>());
    let mut new = new_paths(folder, "zeros");
    race.series("zeros, written and synced", move || {
        zeros(&new(), bytes);
    });
    let path = folder.join("zeros");
    race.series("zeros, written, synced and renamed", move || {
        let partial = path.with_extension("partial");
        zeros(&partial, bytes);
        fs::rename(&partial, &path).expect("a name");
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .expect("the folder");
    });
    for (name, largest) in [
        ("save", u64::MAX),
        ("save in several files", bytes as u64 / 4),
    ] {
        let save = move || Save::new().max_shard_bytes(largest);
        let (mut new, model) = (new_paths(folder, name), &model);
        race.series(name, move || {
            save().run(black_box(model), new()).expect("a file");
        });
        let path = folder.join(format!("{name}.safetensors"));
        race.series(format!("{name}, over an older one"), move || {
            save().run(black_box(model), &path).expect("a file");
        });
    }
    race.run(ROUNDS).print_ratios(&TARGETS);
}

/// Paths in a folder that no file has.
fn new_paths(folder: &Path, name: &str) -> impl FnMut() -> PathBuf + Send {
    let path = folder.join(name);
    let mut count = 0;
    move || {
        count += 1;
        path.with_extension(format!("{count}.safetensors"))
    }
}

fn zeros(path: &Path, bytes: usize) {
    let piece = vec![0; 1 << 20];
    let mut file = File::create(path).expect("a file");
    for start in (0..bytes).step_by(piece.len()) {
        let piece = &piece[..piece.len().min(bytes - start)];
        file.write_all(black_box(piece)).expect("room on the disk");
    }
    file.sync_all().expect("room on the disk");
}

fn prefix(folder: &Path) {
    for tensors in [400, 1600, 6400] {
        let path = folder.join("prefix.safetensors");
        let layer = |k| (format!("layer{k}"), Linear::new(2));
        let model: BTreeMap<String, Linear> = (0..tensors / 2).map(layer).collect();
        let save = Save::new().prefix("model.");
        save.run(&model, &path).expect("a file");
        let mut race = Race::new(format!("{tensors} tensors"), tensors * 2);
        let (mut model, mut again) = (model.clone(), model);
        let file = path.clone();
        race.series("strict load", move || {
            let load = Load::new().prefix("model.").strict();
            let loaded = load.run(&mut model, &file).expect("the tensors");
            assert_eq!(loaded.names().len(), tensors);
        });
        race.series("strict load, prefix forgotten", move || {
            let error = Load::new()
                .strict()
                .run(&mut again, &path)
                .expect_err("a prefix");
            assert_eq!(error.problems().len(), 1);
            black_box(error.to_string());
        });
        race.run(ROUNDS).print_ratios(&TARGETS);
    }
}

#[derive(Initialize)]
struct Matrix<T: Element> {
    #[init(zeros, shape = self.shape)]
    weight: Vec<T>,
    #[init(skip)]
    shape: [usize; 2],
}

fn matrices<T: Element>(value: T, shape: [usize; 2]) -> Vec<Matrix<T>> {
    const TENSORS: usize = 8;
    let matrix = |_| Matrix {
        weight: vec![value; shape[0] * shape[1]],
        shape,
    };
    (0..TENSORS).map(matrix).collect()
}

fn load(folder: &Path) {
    const SHAPE: [usize; 2] = [2048, 1024];
    const TURNED: [usize; 2] = [1024, 2048];
    let model = matrices(0.5_f32, SHAPE);
    let (plain, prefixed) = (folder.join("plain"), folder.join("prefixed"));
    Save::new().run(&model, &plain).expect("a file");
    let save = Save::new().prefix("module.");
    save.run(&model, &prefixed).expect("a file");
    let values = model.len() * SHAPE[0] * SHAPE[1];
    let mut race = Race::new("load", values);
    let (mut same, path) = (model, plain.clone());
    race.series("load", move || {
        let loaded = Load::new().run(black_box(&mut same), &path);
        assert_eq!(loaded.expect("the tensors").surplus(), [""; 0]);
    });
    let (mut narrow, path) = (matrices(bf16::ZERO, SHAPE), plain.clone());
    race.series("load, rounded", move || {
        let loaded = Load::new().rounded().run(black_box(&mut narrow), &path);
        assert_eq!(loaded.expect("the tensors").surplus(), [""; 0]);
    });
    let mut turned = matrices(0.0_f32, TURNED);
    race.series("load, transposed", move || {
        let load = Load::new().layout("*.weight", "io");
        let loaded = load.run(black_box(&mut turned), &plain);
        assert_eq!(loaded.expect("the tensors").surplus(), [""; 0]);
    });
    let mut all = matrices(bf16::ZERO, TURNED);
    race.series("load, rounded, prefixed and transposed", move || {
        let load = Load::new().rounded().prefix("module.");
        let load = load.layout("*.weight", "io");
        let loaded = load.run(black_box(&mut all), &prefixed);
        assert_eq!(loaded.expect("the tensors").surplus(), [""; 0]);
    });
    race.run(ROUNDS).print_ratios(&TARGETS);
}
