//! The tensors of GPT-2, 124,439,808 values: by burn's `Initializer`, and by ours.
//!
//! `cargo run --release --manifest-path tests/tensor-libraries/Cargo.toml -p burn-0_22-tests
//! --example gpt2`

use std::time::{Duration, Instant};

use burn::module::Param;
use burn::nn::Initializer;
use burn::tensor::{Device, Tensor};
use init_core::{Initialize, Reset};

const TURNS: usize = 7;

#[derive(Initialize)]
struct Gpt2 {
    #[init(normal, std = 0.02)]
    weights: Vec<Param<Tensor<2>>>,
    #[init(ones)]
    gains: Vec<Param<Tensor<1>>>,
    #[init(zeros)]
    biases: Vec<Param<Tensor<1>>>,
}

impl Gpt2 {
    /// Lazy, as burn makes it.
    fn new(device: &Device) -> Self {
        let width = 768;
        let mut weights = vec![[50_257, width], [1024, width]];
        let mut biases = vec![width];
        for _ in 0..12 {
            weights.extend([[width, 3 * width], [width, width]]);
            weights.extend([[width, 4 * width], [4 * width, width]]);
            biases.extend([width, width, 3 * width, width, 4 * width, width]);
        }
        let normal = Initializer::Normal {
            mean: 0.0,
            std: 0.02,
        };
        let matrix = |shape: [usize; 2]| normal.init(shape, device);
        let vector = |initializer: &Initializer, length| initializer.init([length], device);
        Self {
            weights: weights.into_iter().map(matrix).collect(),
            gains: vec![width; 25]
                .into_iter()
                .map(|length| vector(&Initializer::Ones, length))
                .collect(),
            biases: biases
                .into_iter()
                .map(|length| vector(&Initializer::Zeros, length))
                .collect(),
        }
    }

    /// Has burn initialize what is lazy.
    fn initialize(&self) {
        for weight in &self.weights {
            weight.val();
        }
        for vector in self.gains.iter().chain(&self.biases) {
            vector.val();
        }
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let device = Device::flex();
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let model = Gpt2::new(&device);
        let start = Instant::now();
        model.initialize();
        theirs.push(start.elapsed());
        drop(model);

        let mut model = Gpt2::new(&device);
        let start = Instant::now();
        let plan = Reset::seed(1).run(&mut model).expect("a plan");
        ours.push(start.elapsed());
        assert_eq!(plan.values(), 124_439_808);
    }
    let (theirs, ours) = (median(theirs), median(ours));
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    println!("burn {theirs:.2?}, init-core {ours:.2?}: {ratio:.1} times as fast");
}
