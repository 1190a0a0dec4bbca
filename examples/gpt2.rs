//! GPT-2, the smallest of four: Radford and others, "Language models are unsupervised
//! multitask learners", 2019. Its parameters have the names and shapes of the checkpoint
//! `gpt2` on Hugging Face.
//!
//! `cargo run --release --example gpt2 -- --seed 1`; a model of 1.5 billion values:
//! `… -- --layers 48 --width 1600`

use std::process::ExitCode;

use init_core::Initialize;

#[path = "common/run.rs"]
mod run;

fn main() -> ExitCode {
    run::run(&["layers", "width"], |arguments| {
        let config = Config {
            width: arguments.get("width", Config::SMALLEST.width)?,
            depth: arguments.get("layers", Config::SMALLEST.depth)?,
            ..Config::SMALLEST
        };
        Ok((Gpt2::new(&config), config.parameters(), config.values()))
    })
}

pub(crate) struct Config {
    vocabulary: usize,
    context: usize,
    width: usize,
    depth: usize,
}

impl Config {
    pub(crate) const SMALLEST: Self = Self {
        vocabulary: 50_257,
        context: 1024,
        width: 768,
        depth: 12,
    };

    /// 148 by default: 12 in each block, and those of the two embeddings and the last norm.
    fn parameters(&self) -> usize {
        12 * self.depth + 4
    }

    /// 124,439,808 by default.
    fn values(&self) -> usize {
        let block = 12 * self.width * self.width + 13 * self.width;
        (self.vocabulary + self.context + 2) * self.width + self.depth * block
    }
}

/// A table of vectors, one for each token or position.
#[derive(Initialize)]
struct Embedding {
    #[init(normal, std = 0.02, shape = self.shape)]
    weight: Vec<f32>,
    #[init(skip)]
    shape: (usize, usize),
}

impl Embedding {
    fn new(entries: usize, width: usize) -> Self {
        Self {
            weight: vec![0.0; entries * width],
            shape: (entries, width),
        }
    }
}

/// Layer normalization (Ba and others, 2016).
#[derive(Initialize)]
struct LayerNorm {
    #[init(ones, shape = self.width)]
    weight: Vec<f32>,
    #[init(zeros, shape = self.width)]
    bias: Vec<f32>,
    #[init(skip)]
    width: usize,
}

impl LayerNorm {
    fn new(width: usize) -> Self {
        Self {
            weight: vec![0.0; width],
            bias: vec![0.0; width],
            width,
        }
    }
}

/// A linear layer that computes x·W + b, so that its weight has the input axis first. A law
/// that counts no fans needs no `layout` to say so.
#[derive(Initialize)]
struct Linear {
    #[init(normal, std = 0.02, shape = (self.inputs, self.outputs))]
    weight: Vec<f32>,
    #[init(zeros, shape = self.outputs)]
    bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl Linear {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; inputs * outputs],
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }
}

/// A linear layer whose output is added to the residual stream. Each block of the list `h`
/// has two, so √(2 · blocks) keeps the stream's variance from growing with depth.
#[derive(Initialize)]
struct ResidualProjection {
    #[init(
        normal,
        std = 0.02 / (2.0 * layer.count as f64).sqrt(),
        shape = (self.inputs, self.outputs),
    )]
    weight: Vec<f32>,
    #[init(zeros, shape = self.outputs)]
    bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl ResidualProjection {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; inputs * outputs],
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }
}

#[derive(Initialize)]
struct Attention {
    /// Query, key and value of all heads.
    c_attn: Linear,
    c_proj: ResidualProjection,
}

#[derive(Initialize)]
struct Mlp {
    c_fc: Linear,
    c_proj: ResidualProjection,
}

#[derive(Initialize)]
struct Block {
    ln_1: LayerNorm,
    attn: Attention,
    ln_2: LayerNorm,
    mlp: Mlp,
}

impl Block {
    fn new(width: usize) -> Self {
        Self {
            ln_1: LayerNorm::new(width),
            attn: Attention {
                c_attn: Linear::new(width, 3 * width),
                c_proj: ResidualProjection::new(width, width),
            },
            ln_2: LayerNorm::new(width),
            mlp: Mlp {
                c_fc: Linear::new(width, 4 * width),
                c_proj: ResidualProjection::new(4 * width, width),
            },
        }
    }
}

/// The network. The head that predicts tokens is `wte` once more, not a tensor of its own.
#[derive(Initialize)]
pub(crate) struct Gpt2 {
    wte: Embedding,
    wpe: Embedding,
    h: Vec<Block>,
    ln_f: LayerNorm,
}

impl Gpt2 {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            wte: Embedding::new(config.vocabulary, config.width),
            wpe: Embedding::new(config.context, config.width),
            h: (0..config.depth)
                .map(|_| Block::new(config.width))
                .collect(),
            ln_f: LayerNorm::new(config.width),
        }
    }
}
