//! Times the keys of JAX: prints, for each series and size, the nanoseconds of a value, the least of
//! several runs. `benches/jax_values.py` runs it beside JAX.

use std::hint::black_box;
use std::time::Instant;

use init_core::jax::Key;

const RUNS: usize = 9;

fn main() {
    let key = Key::new(0);
    for size in [1 << 16, 1 << 22] {
        time("bits", size, |out| {
            let mut words = vec![0; out.len()];
            let start = Instant::now();
            key.bits(black_box(&mut words));
            start.elapsed().as_secs_f64()
        });
        timed("uniform", size, |out| key.uniform(out, -0.1, 0.2));
        timed("normal", size, |out| key.normal(out));
        timed("truncated", size, |out| {
            key.truncated_normal(out, -2.0, 2.0)
        });
    }
}

fn timed(series: &str, size: usize, fill: impl Fn(&mut [f32])) {
    time(series, size, |out| {
        let start = Instant::now();
        fill(black_box(out));
        start.elapsed().as_secs_f64()
    });
}

fn time(series: &str, size: usize, run: impl Fn(&mut [f32]) -> f64) {
    let mut values = vec![0.0; size];
    let runs = (0..RUNS).map(|_| run(&mut values));
    let least = runs.fold(f64::INFINITY, f64::min);
    println!("{series} {size} {}", least * 1e9 / size as f64);
}
