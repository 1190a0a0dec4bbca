//! The time to fill memory that is not in canonical order, as a multiple of the contiguous fill of
//! as many values in the same run.
//!
//! `cargo bench --bench layout`; `-- io` for the cases whose name holds `io`. The two are timed in
//! turn, and the table has the medians of ns a value and of the ratio.

use std::borrow::Cow;
use std::hint::black_box;
use std::time::Instant;

use half::bf16;
use init_core::Parameter;
use init_core::error::Problem;
use init_core::initializer::normal;
use init_core::tensor::DType;
use init_core::values::{Element, Values};
use init_core::walk::Declared;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

const ROUNDS: usize = 15;

/// A tensor in memory with strides of its own, or row-major if there are none.
struct Strided<T> {
    shape: Vec<usize>,
    strides: Vec<usize>,
    /// The axis along which the memory is handed over in lines, each a slice of its own.
    lines: Option<usize>,
    memory: Vec<T>,
}

impl<T: Element + Default> Strided<T> {
    /// Memory whose axes go from the slowest to the fastest as in `order`, with `step` between
    /// two elements and `padding` after each run of the fastest axis.
    fn new(shape: &[usize], order: &[usize], step: usize, padding: usize) -> Self {
        let mut strides = vec![0; shape.len()];
        let mut stride = step;
        for (place, &axis) in order.iter().rev().enumerate() {
            strides[axis] = stride;
            stride *= shape[axis];
            if place == 0 {
                stride += padding;
            }
        }
        Self {
            shape: shape.to_vec(),
            strides,
            lines: None,
            memory: vec![T::default(); stride],
        }
    }

    /// The same matrix, handed over in lines.
    fn in_lines(mut self) -> Self {
        self.lines = self.strides.iter().position(|&stride| stride == 1);
        self
    }
}

impl<T: Element> Parameter for Strided<T> {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&self.shape)
    }

    fn dtype(&self) -> DType {
        T::DTYPE
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        let memory = black_box(&mut self.memory);
        if self.strides.is_empty() {
            return values.contiguous(memory);
        }
        let Some(axis) = self.lines else {
            return values.strided(memory, &self.strides);
        };
        let lines = memory.chunks_exact_mut(self.strides[1 - axis]);
        values.lines(axis, lines.map(|line| &mut line[..self.shape[axis]]))
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

/// Seconds for one fill.
fn time<T: Element>(tensor: &mut Strided<T>, layout: Option<&'static str>) -> f64 {
    let law = normal().std(0.02);
    let mut declared = Declared::new(&law);
    if let Some(layout) = layout {
        declared = declared.layout(layout);
    }
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let start = Instant::now();
    let result = declared.fill(tensor, &mut rng);
    result.expect("a plan without errors");
    start.elapsed().as_secs_f64()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn compare<T: Element + Default>(
    name: &str,
    layout: Option<&'static str>,
    mut tensor: Strided<T>,
    wanted: Option<&str>,
) {
    let name = format!("{name}, {}", T::DTYPE);
    if wanted.is_some_and(|wanted| !name.contains(wanted)) {
        return;
    }
    let mut contiguous = Strided {
        shape: tensor.shape.clone(),
        strides: Vec::new(),
        lines: None,
        memory: vec![T::default(); tensor.shape.iter().product()],
    };
    let values = contiguous.memory.len() as f64;
    print!("{name:<32}");
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
        let pool = pool.build().expect("a pool of threads");
        let rounds: Vec<(f64, f64)> = pool.install(|| {
            (0..=ROUNDS)
                .map(|_| (time(&mut contiguous, None), time(&mut tensor, layout)))
                .skip(1)
                .collect()
        });
        let plain = median(
            rounds
                .iter()
                .map(|(plain, _)| plain / values * 1e9)
                .collect(),
        );
        let found = median(
            rounds
                .iter()
                .map(|(_, found)| found / values * 1e9)
                .collect(),
        );
        let ratio = median(rounds.iter().map(|(plain, found)| found / plain).collect());
        print!("{plain:>10.2}{found:>10.2}{ratio:>8.2}");
    }
    println!();
}

fn main() {
    let wanted = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let wanted = wanted.as_deref();
    let heading = "contiguous   here   ratio";
    println!(
        "{:<32}   {heading}   {heading}",
        "ns a value; 1 and 2 threads"
    );
    cases::<f32>(wanted);
    cases::<f64>(wanted);
    cases::<bf16>(wanted);
}

fn cases<T: Element + Default>(wanted: Option<&str>) {
    let square = [4096, 4096];
    let new = Strided::<T>::new;
    compare("io 4096²", Some("io"), new(&square, &[0, 1], 1, 0), wanted);
    compare(
        "column-major 4096²",
        None,
        new(&square, &[1, 0], 1, 0),
        wanted,
    );
    compare(
        "column-major 4100 × 4090",
        None,
        new(&[4100, 4090], &[1, 0], 1, 0),
        wanted,
    );
    compare(
        "column-major 64 × 200000",
        None,
        new(&[64, 200_000], &[1, 0], 1, 0),
        wanted,
    );
    compare(
        "column-major, padded by 3",
        None,
        new(&square, &[1, 0], 1, 3),
        wanted,
    );
    compare(
        "row-major, padded by 3",
        None,
        new(&square, &[0, 1], 1, 3),
        wanted,
    );
    compare(
        "columns as slices, padded by 3",
        None,
        new(&square, &[1, 0], 1, 3).in_lines(),
        wanted,
    );
    compare(
        "rows as slices, padded by 3",
        None,
        new(&square, &[0, 1], 1, 3).in_lines(),
        wanted,
    );
    compare(
        "every second element",
        None,
        new(&square, &[0, 1], 2, 0),
        wanted,
    );
    compare(
        "hwio 3 × 3 × 256 × 256",
        Some("hwio"),
        new(&[3, 3, 256, 256], &[0, 1, 2, 3], 1, 0),
        wanted,
    );
    compare(
        "ohwi 256 × 3 × 3 × 256",
        Some("ohwi"),
        new(&[256, 3, 3, 256], &[0, 1, 2, 3], 1, 0),
        wanted,
    );
    compare(
        "hwio 7 × 7 × 3 × 64",
        Some("hwio"),
        new(&[7, 7, 3, 64], &[0, 1, 2, 3], 1, 0),
        wanted,
    );
}
