//! Models that are larger than memory or than a machine: a model straight to a file, compared with
//! writing and syncing as many zeros; the plan of its tensors without memory, compared with that of
//! tensors of one value; parts of a tensor, compared with the whole; two processes with half a model each,
//! compared with one that has all of it.
//!
//! `cargo bench --bench scale`; `-- straight`, `-- plan`, `-- shards` or `-- processes` for one of them.
//! `LAYERS` is the number of layers of the model that is written, 4 by default and 32 for all of Llama 2 7B,
//! whose 13.5 GB are then written once in each series, after a round that is not counted, one file after
//! the other, to the system's folder for temporary files.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::{env, process};

use init_core::parameter::Meta;
use init_core::safetensors::Save;
use init_core::tensor::{DType, Shard};
use init_core::{Initialize, Reset};
use race::Race;

#[allow(dead_code, reason = "not every race has all of it")]
#[path = "common/race.rs"]
mod race;

const ROUNDS: usize = 9;

/// Each first series in units of the second: at most so much.
const TARGETS: [(&str, &str, f64); 6] = [
    ("straight to a file", "zeros, written and synced", 1.25),
    ("two processes, half each", "one process, one thread", 0.6),
    (
        "plan of tensors without memory",
        "plan of single values",
        1.2,
    ),
    ("half the rows", "whole", 0.55),
    ("half the columns", "whole", 0.6),
    ("half of it flattened", "whole", 0.55),
];

/// Llama 2: <https://arxiv.org/abs/2307.09288>.
#[derive(Initialize)]
struct Llama<T> {
    #[init(normal, std = 0.02)]
    embed_tokens: T,
    layers: Vec<Layer<T>>,
    #[init(ones)]
    norm: T,
    #[init(normal, std = 0.02)]
    lm_head: T,
}

#[derive(Initialize)]
struct Layer<T> {
    #[init(normal, std = 0.02)]
    q_proj: T,
    #[init(normal, std = 0.02)]
    k_proj: T,
    #[init(normal, std = 0.02)]
    v_proj: T,
    #[init(normal, std = 0.02)]
    o_proj: T,
    #[init(normal, std = 0.02)]
    gate_proj: T,
    #[init(normal, std = 0.02)]
    up_proj: T,
    #[init(normal, std = 0.02)]
    down_proj: T,
    #[init(ones)]
    input_layernorm: T,
    #[init(ones)]
    post_attention_layernorm: T,
}

const WIDTH: usize = 4096;
const INNER: usize = 11_008;
const WORDS: usize = 32_000;

/// Tensors of the shapes of Llama 2 7B.
fn llama<T>(layers: usize, tensor: impl Fn(&[usize]) -> T) -> Llama<T> {
    let layer = |_| Layer {
        q_proj: tensor(&[WIDTH, WIDTH]),
        k_proj: tensor(&[WIDTH, WIDTH]),
        v_proj: tensor(&[WIDTH, WIDTH]),
        o_proj: tensor(&[WIDTH, WIDTH]),
        gate_proj: tensor(&[INNER, WIDTH]),
        up_proj: tensor(&[INNER, WIDTH]),
        down_proj: tensor(&[WIDTH, INNER]),
        input_layernorm: tensor(&[WIDTH]),
        post_attention_layernorm: tensor(&[WIDTH]),
    };
    Llama {
        embed_tokens: tensor(&[WORDS, WIDTH]),
        layers: (0..layers).map(layer).collect(),
        norm: tensor(&[WIDTH]),
        lm_head: tensor(&[WORDS, WIDTH]),
    }
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    if let [_, word, index, count] = &arguments[..]
        && word == PART
    {
        let number = |text: &str| text.parse().expect("a number");
        return process_of(number(index), number(count));
    }
    if race::is_chosen("straight") {
        straight();
    }
    if race::is_chosen("plan") {
        plan();
    }
    if race::is_chosen("shards") {
        shards();
    }
    if race::is_chosen("processes") {
        processes();
    }
}

fn straight() {
    let layers = env::var("LAYERS").map_or(4, |count| count.parse().expect("a number of layers"));
    let model = llama(layers, |shape| Meta::new(DType::Bf16, shape));
    let path = env::temp_dir().join(format!("init-bench-scale-{}", process::id()));
    let save = || {
        let reset = Reset::seed(1);
        let saved = Save::new().reset(&reset).run(&model, &path);
        let saved = saved.expect("room on the disk");
        fs::remove_file(&path).expect("the file");
        saved.bytes()
    };
    let before = peak();
    let bytes = save();
    let held = peak().saturating_sub(before) >> 10;
    let mut race = Race::new(format!("{layers} layers"), bytes as usize / 2);
    race.series("zeros, written and synced", || {
        zeros(&path, bytes);
        fs::remove_file(&path).expect("the file");
    });
    race.series("straight to a file", || {
        save();
    });
    race.run(20 / layers.clamp(1, 20)).print_ratios(&TARGETS);
    println!("{held:10} MiB of memory at most, beside its plan");
}

fn zeros(path: &Path, bytes: u64) {
    let piece = vec![0; 1 << 20];
    let mut file = File::create(path).expect("a file");
    for start in (0..bytes).step_by(piece.len()) {
        let length = (bytes - start).min(piece.len() as u64) as usize;
        let piece = black_box(&piece[..length]);
        file.write_all(piece).expect("room on the disk");
    }
    file.sync_all().expect("room on the disk");
}

/// The most memory that the process has held, in KiB; 0 where the system does not tell.
fn peak() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0)
}

fn plan() {
    let mut race = Race::new("plan", 291);
    let one = llama(32, |_| [0.0_f32]);
    race.series("plan of single values", move || {
        black_box(black_box(&one).plan().expect("a plan"));
    });
    let meta = llama(32, |shape| Meta::new(DType::Bf16, shape));
    race.series("plan of tensors without memory", move || {
        black_box(black_box(&meta).plan().expect("a plan"));
    });
    race.run(ROUNDS).print_ratios(&TARGETS);
}

#[derive(Initialize)]
struct Part {
    #[init(normal, std = 0.02, shape = (WIDTH, WIDTH), shard = self.shard.clone())]
    weight: Vec<f32>,
    #[init(skip)]
    shard: Shard,
}

fn shards() {
    let pool = race::pool(1);
    let mut race = Race::new("parts of a tensor", WIDTH * WIDTH);
    for (name, shard, count) in [
        ("whole", Shard::whole(), 1),
        ("half the rows", Shard::rows(1, 2), 2),
        ("half the columns", Shard::columns(1, 2), 2),
        ("half of it flattened", Shard::flat(1, 2), 2),
    ] {
        let weight = vec![0.0; WIDTH * WIDTH / count];
        let mut part = Part { weight, shard };
        race.series_in(&pool, name, move || {
            Reset::seed(1).run(black_box(&mut part)).expect("a part");
        });
    }
    race.run(ROUNDS).print_ratios(&TARGETS);
}

/// The word with which a process is told which part of the model it has.
const PART: &str = "part";

/// Resets a part of a model of 64 Mi values, in a process of its own.
fn process_of(index: usize, count: usize) {
    let shard = Shard::rows(index, count);
    let rows = shard.shape_of((WIDTH, WIDTH)).expect("rows")[0];
    let mut model: Vec<Part> = (0..4)
        .map(|_| Part {
            weight: vec![0.0; rows * WIDTH],
            shard: shard.clone(),
        })
        .collect();
    Reset::seed(1).run(&mut model).expect("a part");
    black_box(model);
}

fn processes() {
    let run = |count: usize| {
        let program = env::current_exe().expect("this program");
        let start = |index: usize| {
            let mut command = process::Command::new(&program);
            let (index, count) = (index.to_string(), count.to_string());
            command
                .args([PART, &index, &count])
                .env("RAYON_NUM_THREADS", "1");
            command.spawn().expect("a process")
        };
        let started: Vec<_> = (0..count).map(start).collect();
        for mut process in started {
            assert!(process.wait().expect("its end").success());
        }
    };
    let mut race = Race::new("a model on processes of one thread", 4 * WIDTH * WIDTH);
    race.series("one process, one thread", || run(1));
    race.series("two processes, half each", || run(2));
    race.run(ROUNDS).print_ratios(&TARGETS);
}
