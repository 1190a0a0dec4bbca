//! Models that are larger than memory or than a machine: a model straight to a file, compared with
//! writing and syncing as many zeros; the plan of its tensors without memory, compared with that of
//! tensors of one value; parts of a tensor, compared with the whole.
//!
//! `cargo bench --bench scale`; `-- straight`, `-- plan` or `-- shards` for one of them. `LAYERS` is the
//! number of layers of the model that is written, 4 by default and 32 for all of Llama 2 7B, whose 13.5 GB
//! are written twice, one file after the other, to the system's folder for temporary files.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::time::Instant;
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
const TARGETS: [(&str, &str, f64); 4] = [
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
    if race::is_chosen("straight") {
        straight();
    }
    if race::is_chosen("plan") {
        plan();
    }
    if race::is_chosen("shards") {
        shards();
    }
}

fn straight() {
    let layers = env::var("LAYERS").map_or(4, |count| count.parse().expect("a number of layers"));
    let model = llama(layers, |shape| Meta::new(DType::Bf16, shape));
    let path = env::temp_dir().join(format!("init-bench-scale-{}", process::id()));
    let peak = peak();
    let start = Instant::now();
    let reset = Reset::seed(1);
    let saved = Save::new().reset(&reset).run(&model, &path);
    let bytes = saved.expect("room on the disk").bytes();
    let seconds = start.elapsed().as_secs_f64();
    let held = self::peak().saturating_sub(peak) >> 10;
    fs::remove_file(&path).expect("the file");
    let start = Instant::now();
    zeros(&path, bytes);
    let zeros = start.elapsed().as_secs_f64();
    fs::remove_file(&path).expect("the file");
    println!("\n{layers} layers, {bytes} bytes\n");
    println!("{seconds:10.2} s  straight to a file, at most {held} MiB of memory");
    println!("{zeros:10.2} s  zeros, written and synced");
    println!("{:10.2}    ratio, at most 1.25", seconds / zeros);
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
