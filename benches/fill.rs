//! The time to fill memory, compared with memset and rand_distr in the same run.
//!
//! `cargo bench --bench fill`; `-- 16Mi` for the large tensors alone. The fills run on one thread
//! or, where their name has it, on two, with the widest vectors available or those in their name.
//! The times include the key and the plan.

use std::hint::black_box;
use std::sync::Mutex;

use half::bf16;
use init_core::Initializer;
use init_core::hidden::doc::Level;
use init_core::initializer::{normal, truncated_normal, uniform};
use init_core::parameter::Flat;
use init_core::values::Element;
use init_core::walk::Declared;
use race::Race;
use rand::SeedableRng;
use rand::rngs::{ChaCha8Rng, Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal, Uniform};
use rayon::ThreadPool;

#[path = "common/race.rs"]
mod race;

const ROUNDS: usize = 15;

/// Each first series in units of the second: at most so much, at every size.
const TARGETS: [(&str, &str, f64); 10] = [
    ("normal f32, padded table", "normal f32", 1.05),
    (
        "normal f32",
        "rand_distr normal f32, Xoshiro256++",
        1.0 / 3.3,
    ),
    ("normal f32", "rand_distr normal f32, ChaCha8", 1.0 / 3.3),
    ("uniform f32", "rand_distr uniform f32, Xoshiro256++", 1.0),
    ("truncated normal f32", "normal f32", 1.8),
    ("normal f64", "normal f32", 3.0),
    ("normal bf16", "normal f32", 1.0),
    ("normal f32, Avx2", "normal f32, Avx512", 2.0),
    (
        "normal f32, Baseline",
        "rand_distr normal f32, ChaCha8",
        1.0,
    ),
    ("normal f32, Scalar", "rand_distr normal f32, ChaCha8", 1.0),
];

/// As well where the memory is larger than the caches and threads share it, with AVX-512 and two
/// cores.
const LARGE_TARGETS: [(&str, &str, f64); 7] = [
    ("normal f32", "memset f32", 5.5),
    ("uniform f32", "memset f32", 2.5),
    ("normal f32, two threads", "normal f32", 1.0 / 1.8),
    ("uniform f32, two threads", "uniform f32", 1.0 / 1.8),
    (
        "truncated normal f32, two threads",
        "truncated normal f32",
        1.0 / 1.8,
    ),
    ("normal f64, two threads", "normal f64", 1.0 / 1.8),
    ("normal bf16, two threads", "normal bf16", 1.0 / 1.8),
];

fn main() {
    let pools = [1, 2].map(race::pool);
    let all = [&TARGETS[..], &LARGE_TARGETS].concat();
    for (title, length, targets) in [("16Mi", 1 << 24, &all[..]), ("64Ki", 1 << 16, &TARGETS)] {
        if !race::is_chosen(title) {
            continue;
        }
        let single = Mutex::new(vec![0.0_f32; length]);
        let double = Mutex::new(vec![0.0_f64; length]);
        let half = Mutex::new(vec![bf16::ZERO; length]);
        let mut race = Race::new(title, length);
        add_peers(&mut race, &single);
        add_laws(&mut race, &pools, "f32", &single);
        add_padded(&mut race, &pools[0], &single);
        add_levels(&mut race, &pools[0], &single);
        add_laws(&mut race, &pools, "f64", &double);
        add_laws(&mut race, &pools, "bf16", &half);
        race.run(ROUNDS).print_ratios(targets);
    }
}

/// Memory that the series of a race take turns to fill.
type Memory<T> = Mutex<Vec<T>>;

fn with<T>(memory: &Memory<T>, fill: impl FnOnce(&mut [T])) {
    fill(black_box(&mut memory.lock().expect("no series panics")));
}

fn add_peers<'a>(race: &mut Race<'a>, memory: &'a Memory<f32>) {
    race.series("memset f32", || {
        with(memory, |memory| memory.fill(black_box(1.5)));
    });
    add_rng::<Xoshiro256PlusPlus>(race, "Xoshiro256++", memory);
    add_rng::<ChaCha8Rng>(race, "ChaCha8", memory);
}

fn add_rng<'a, R>(race: &mut Race<'a>, name: &str, memory: &'a Memory<f32>)
where
    R: SeedableRng + rand::Rng + Send + 'a,
{
    let mut rng = R::seed_from_u64(1);
    race.series(format!("rand_distr normal f32, {name}"), move || {
        with(memory, |memory| sample(&StandardNormal, &mut rng, memory));
    });
    let mut rng = R::seed_from_u64(2);
    let law = Uniform::new(-1.0_f32, 1.0).expect("bounds in order");
    race.series(format!("rand_distr uniform f32, {name}"), move || {
        with(memory, |memory| sample(&law, &mut rng, memory));
    });
}

fn sample<R: rand::Rng>(law: &impl Distribution<f32>, rng: &mut R, memory: &mut [f32]) {
    for value in memory {
        *value = law.sample(rng);
    }
}

fn add_laws<'a, T: Element>(
    race: &mut Race<'a>,
    pools: &'a [ThreadPool],
    dtype: &str,
    memory: &'a Memory<T>,
) {
    for (pool, suffix) in pools.iter().zip(["", ", two threads"]) {
        for (law, initializer) in laws() {
            race.series_in(pool, format!("{law} {dtype}{suffix}"), move || {
                with(memory, |memory| fill(&*initializer, memory));
            });
        }
    }
}

/// A table of rows of 64, two of which are padding.
fn add_padded<'a>(race: &mut Race<'a>, pool: &'a ThreadPool, memory: &'a Memory<f32>) {
    race.series_in(pool, "normal f32, padded table", || {
        with(memory, |memory| {
            let shape = [memory.len() / 64, 64];
            let law = normal().std(0.02);
            let declared = Declared::new(&law).padding_index([0, shape[0] - 1]);
            let mut rng = ChaCha8Rng::seed_from_u64(7);
            let result = declared.fill(&mut Flat::new(memory, &shape[..]), &mut rng);
            result.expect("a plan without errors");
        });
    });
}

/// Every narrower level, on one thread.
fn add_levels<'a>(race: &mut Race<'a>, pool: &'a ThreadPool, memory: &'a Memory<f32>) {
    for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
        for (law, initializer) in laws() {
            race.series_in(pool, format!("{law} f32, {level:?}"), move || {
                Level::force(Some(level));
                with(memory, |memory| fill(&*initializer, memory));
                Level::force(None);
            });
        }
    }
}

type Law = Box<dyn Initializer + Send + Sync>;

fn laws() -> [(&'static str, Law); 3] {
    [
        ("normal", Box::new(normal().std(0.02))),
        ("uniform", Box::new(uniform().low(-1.0).high(1.0))),
        ("truncated normal", Box::new(truncated_normal().std(0.02))),
    ]
}

fn fill<T: Element>(initializer: &dyn Initializer, memory: &mut [T]) {
    let length = memory.len();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let result = Declared::new(initializer).fill(&mut Flat::new(memory, length), &mut rng);
    result.expect("a plan without errors");
}
