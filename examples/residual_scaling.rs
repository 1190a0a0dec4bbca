//! Residual scaling: how five papers make the last weights of every block smaller the deeper a
//! transformer is, each as rules over one and the same model.
//!
//! `cargo run --release --example residual_scaling` prints the standard deviations of the third
//! of six layers, and fails unless they are the papers' formulas.

use std::process::ExitCode;

use init_core::{Initialize, Plan};

const WIDTH: usize = 32;
const DEPTH: usize = 6;

/// A dense layer: the weights of all recipes are chosen by rules.
#[derive(Initialize)]
struct Linear<const I: usize, const O: usize> {
    #[init(parameter)]
    weight: Box<[[f32; I]; O]>,
    #[init(zeros)]
    bias: [f32; O],
}

impl<const I: usize, const O: usize> Linear<I, O> {
    fn new() -> Self {
        Self {
            weight: Box::new([[0.0; I]; O]),
            bias: [0.0; O],
        }
    }
}

#[derive(Initialize)]
struct Attention {
    query: Linear<WIDTH, WIDTH>,
    key: Linear<WIDTH, WIDTH>,
    value: Linear<WIDTH, WIDTH>,
    output: Linear<WIDTH, WIDTH>,
}

/// A block: attention and a feed-forward network, each the end of a residual branch.
#[derive(Initialize)]
struct Block {
    attention: Attention,
    fc1: Linear<WIDTH, { 4 * WIDTH }>,
    fc2: Linear<{ 4 * WIDTH }, WIDTH>,
}

impl Block {
    fn new() -> Self {
        Self {
            attention: Attention {
                query: Linear::new(),
                key: Linear::new(),
                value: Linear::new(),
                output: Linear::new(),
            },
            fc1: Linear::new(),
            fc2: Linear::new(),
        }
    }
}

fn blocks() -> Vec<Block> {
    (0..DEPTH).map(|_| Block::new()).collect()
}

/// GPT-2 (Radford and others, 2019): every weight 0.02, those at the end of a branch divided by
/// √(2·layers).
#[derive(Initialize)]
#[init(at = "**.weight", normal, std = 0.02)]
#[init(at = "**.output.weight", normal, std = 0.02 / (2.0 * layer.count as f64).sqrt())]
#[init(at = "**.fc2.weight", normal, std = 0.02 / (2.0 * layer.count as f64).sqrt())]
struct Gpt2 {
    layers: Vec<Block>,
}

/// Megatron-LM (Shoeybi and others, 2019): the same with a std of one's choice.
#[derive(Initialize)]
#[init(at = "**.weight", normal, std = self.sigma)]
#[init(at = "**.output.weight", normal, std = self.sigma / (2.0 * layer.count as f64).sqrt())]
#[init(at = "**.fc2.weight", normal, std = self.sigma / (2.0 * layer.count as f64).sqrt())]
struct Megatron {
    layers: Vec<Block>,
    #[init(skip)]
    sigma: f64,
}

/// OLMo's `mitchell` (Groeneveld and others, 2024): 1/√width, cut at 3 std; at the end of a
/// branch 1/√(2·inputs·(layer + 1)).
#[derive(Initialize)]
#[init(at = "**.weight", truncated_normal, std = (self.width as f64).powf(-0.5), low = -3.0, high = 3.0)]
#[init(
    at = "**.output.weight",
    truncated_normal,
    std = (2.0 * (self.width * (layer.index + 1)) as f64).powf(-0.5),
    low = -3.0,
    high = 3.0
)]
#[init(
    at = "**.fc2.weight",
    truncated_normal,
    std = (2.0 * (4 * self.width * (layer.index + 1)) as f64).powf(-0.5),
    low = -3.0,
    high = 3.0
)]
struct Olmo {
    layers: Vec<Block>,
    #[init(skip)]
    width: usize,
}

/// DeepNorm (Wang and others, 2022), for an encoder or a decoder alone: Xavier, with a gain of
/// (8·layers)^-¼ for what is neither a query nor a key.
#[derive(Initialize)]
#[init(at = "**.weight", xavier_normal, gain = (8.0 * layer.count as f64).powf(-0.25))]
#[init(at = "**.query.weight", xavier_normal)]
#[init(at = "**.key.weight", xavier_normal)]
struct DeepNorm {
    layers: Vec<Block>,
}

/// T-Fixup (Huang and others, 2020), an encoder: Xavier, with a gain of 0.67·layers^-¼ for the
/// value and output projections and the feed-forward network. As in the paper's code, the
/// projections of queries, keys and values start from a gain of 1/√2, and that of the values is
/// multiplied by √2 beside.
#[derive(Initialize)]
#[init(at = "**.weight", xavier_uniform, gain = 0.67 * (layer.count as f64).powf(-0.25))]
#[init(at = "**.query.weight", xavier_uniform, gain = 0.5_f64.sqrt())]
#[init(at = "**.key.weight", xavier_uniform, gain = 0.5_f64.sqrt())]
struct TFixup {
    layers: Vec<Block>,
}

/// One recipe: its plan, and the standard deviations of a query, an output projection and both
/// weights of the feed-forward network that its paper gives for a layer.
type Recipe = (&'static str, Plan, [f64; 4]);

fn recipes(layer: usize) -> Result<Vec<Recipe>, init_core::Error> {
    let (width, depth, place) = (WIDTH as f64, DEPTH as f64, (layer + 1) as f64);
    // What a cut at 3 std leaves of a std: √(1 − 6·φ(3)/(2·Φ(3) − 1)).
    let cut = 0.986_578_392_558_108_6;
    let xavier = |inputs: f64, outputs: f64, gain: f64| gain * (2.0 / (inputs + outputs)).sqrt();
    let deep = (8.0 * depth).powf(-0.25);
    let fixup = 0.67 * depth.powf(-0.25);
    let end = (2.0 * depth).sqrt();
    Ok(vec![
        (
            "GPT-2",
            Gpt2 { layers: blocks() }.plan()?,
            [0.02, 0.02 / end, 0.02, 0.02 / end],
        ),
        (
            "Megatron",
            Megatron {
                layers: blocks(),
                sigma: 0.01,
            }
            .plan()?,
            [0.01, 0.01 / end, 0.01, 0.01 / end],
        ),
        (
            "OLMo",
            Olmo {
                layers: blocks(),
                width: WIDTH,
            }
            .plan()?,
            [
                cut / width.sqrt(),
                cut / (2.0 * width * place).sqrt(),
                cut / width.sqrt(),
                cut / (2.0 * 4.0 * width * place).sqrt(),
            ],
        ),
        (
            "DeepNorm",
            DeepNorm { layers: blocks() }.plan()?,
            [
                xavier(width, width, 1.0),
                xavier(width, width, deep),
                xavier(width, 4.0 * width, deep),
                xavier(width, 4.0 * width, deep),
            ],
        ),
        (
            "T-Fixup",
            TFixup { layers: blocks() }.plan()?,
            [
                xavier(width, width, 0.5_f64.sqrt()),
                xavier(width, width, fixup),
                xavier(width, 4.0 * width, fixup),
                xavier(width, 4.0 * width, fixup),
            ],
        ),
    ])
}

fn main() -> ExitCode {
    let recipes = match recipes(2) {
        Ok(recipes) => recipes,
        Err(error) => {
            eprintln!("error: {error}");
            return ExitCode::FAILURE;
        }
    };
    let weights = ["attention.query", "attention.output", "fc1", "fc2"];
    println!(
        "{:10} {:>18} {:>18} {:>18} {:>18}",
        "layer 2 of 6", weights[0], weights[1], weights[2], weights[3]
    );
    let mut right = true;
    for (name, plan, expected) in recipes {
        print!("{name:12}");
        for (weight, expected) in weights.iter().zip(expected) {
            let entry = plan.get(&format!("layers.2.{weight}.weight"));
            let std = entry
                .and_then(|entry| entry.law().std())
                .unwrap_or(f64::NAN);
            right &= (std / expected - 1.0).abs() < 1e-12;
            print!(" {std:18.6}");
        }
        println!();
    }
    if right {
        return ExitCode::SUCCESS;
    }
    eprintln!("error: a standard deviation is not the one of its paper");
    ExitCode::FAILURE
}
