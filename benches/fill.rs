//! How long it takes to fill memory, beside memset and rand_distr in the same run.
//!
//! `cargo bench --bench fill`; `-- 16Mi` for the large tensors alone. The fills run on one thread
//! and, where their name says so, on two. The key and the plan are part of what is measured.

use std::hint::black_box;
use std::time::{Duration, Instant};

use criterion::{BenchmarkGroup, Criterion, Throughput, measurement::WallTime};
use init_core::initializer::{normal, truncated_normal, uniform};
use init_core::{Element, Flat, Initializer};
use rand::SeedableRng;
use rand::rngs::{ChaCha8Rng, Xoshiro256PlusPlus};
use rand_distr::{Distribution, StandardNormal, Uniform};

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for (name, length) in [("16Mi", 1 << 24), ("64Ki", 1 << 16)] {
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(length as u64));
        group.sample_size(10);
        group.warm_up_time(Duration::from_millis(300));
        group.measurement_time(Duration::from_secs(1));
        let mut memory = vec![0.0_f32; length];
        bench_peers(&mut group, &mut memory);
        bench_laws(&mut group, "f32", &mut memory);
        drop(memory);
        bench_laws(&mut group, "f64", &mut vec![0.0_f64; length]);
        group.finish();
    }
    criterion.final_summary();
}

fn bench_peers(group: &mut Group<'_>, memory: &mut [f32]) {
    group.bench_function("memset f32", |bencher| {
        bencher.iter(|| black_box(&mut *memory).fill(black_box(1.5)));
    });
    bench_rng::<Xoshiro256PlusPlus>(group, "Xoshiro256++", memory);
    bench_rng::<ChaCha8Rng>(group, "ChaCha8", memory);
}

fn bench_rng<R: SeedableRng + rand::Rng>(group: &mut Group<'_>, name: &str, memory: &mut [f32]) {
    let mut rng = R::seed_from_u64(1);
    group.bench_function(format!("rand_distr normal f32, {name}"), |bencher| {
        bencher.iter(|| sample(&StandardNormal, &mut rng, memory));
    });
    let law = Uniform::new(-1.0_f32, 1.0).expect("bounds in order");
    group.bench_function(format!("rand_distr uniform f32, {name}"), |bencher| {
        bencher.iter(|| sample(&law, &mut rng, memory));
    });
}

fn sample<R: rand::Rng>(law: &impl Distribution<f32>, rng: &mut R, memory: &mut [f32]) {
    for value in black_box(memory) {
        *value = law.sample(rng);
    }
}

fn bench_laws<T: Element>(group: &mut Group<'_>, dtype: &str, memory: &mut [T]) {
    let normal = normal().std(0.02);
    let uniform = uniform().low(-1.0).high(1.0);
    let truncated = truncated_normal().std(0.02);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("a pool of threads");
        let suffix = if threads == 1 { "" } else { ", two threads" };
        let mut bench = |law: &str, initializer: &(dyn Initializer + Sync)| {
            group.bench_function(format!("{law} {dtype}{suffix}"), |bencher| {
                // The pool is entered once, so that entering it is not measured.
                bencher.iter_custom(|iterations| {
                    pool.install(|| {
                        let start = Instant::now();
                        for _ in 0..iterations {
                            fill(initializer, black_box(memory));
                        }
                        start.elapsed()
                    })
                });
            });
        };
        bench("normal", &normal);
        bench("uniform", &uniform);
        bench("truncated normal", &truncated);
    }
}

fn fill<T: Element>(initializer: &(dyn Initializer + Sync), memory: &mut [T]) {
    let length = memory.len();
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let result = Initializer::fill(&initializer, &mut Flat::new(memory, length), &mut rng);
    result.expect("a plan without errors");
}
