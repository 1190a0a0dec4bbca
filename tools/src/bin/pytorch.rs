//! Times the generator of PyTorch: prints, for each series and size, the nanoseconds of a value, the
//! least of several runs. `benches/pytorch.py` runs it beside PyTorch.

use std::hint::black_box;
use std::time::Instant;

use init_core::pytorch::Generator;

const RUNS: usize = 9;

fn main() {
    for size in [1 << 16, 1 << 22] {
        time("normal", size, |generator, out| {
            generator.normal(out, 0.0, 1.0);
        });
        time("uniform", size, |generator, out| {
            generator.uniform(out, -0.1, 0.2);
        });
        time("truncated", size, |generator, out| {
            generator.truncated_normal(out, 0.0, 1.0, -2.0, 2.0);
        });
    }
}

fn time(series: &str, size: usize, fill: impl Fn(&mut Generator, &mut [f32])) {
    let mut generator = Generator::manual_seed(0);
    let mut values = vec![0.0; size];
    let mut least = f64::INFINITY;
    for _ in 0..RUNS {
        let start = Instant::now();
        fill(&mut generator, black_box(&mut values));
        least = least.min(start.elapsed().as_secs_f64());
    }
    println!("{series} {size} {}", least * 1e9 / size as f64);
}
