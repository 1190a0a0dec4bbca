//! Rectifier networks of 22 and 30 layers on handwritten digits, from `xavier_normal` and from
//! `kaiming_normal`: He and others, "Delving deep into rectifiers", 2015, figures 2 and 3.
//!
//! ```sh
//! cargo run --release --manifest-path tests/tensor-libraries/Cargo.toml -p depth -- docs/evidence/depth.svg
//! ```
//!
//! A rectifier halves the mean square of what passes it. Weights of variance 1/n leave that so, and after
//! 30 layers what arrives, and what comes back, is 2^-15 of what it should be: the loss stays that of a
//! guess. Weights of variance 2/n make up for it.
//!
//! Fails unless, for every seed, 22 layers learn from both, from `kaiming_normal` sooner, and 30 layers
//! learn from `kaiming_normal` alone.

use std::env;
use std::error::Error;
use std::thread;

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::loss::cross_entropy;
use candle_nn::{Linear, Module};
use common::digits::{Digits, PIXELS};
use common::network::CLASSES;
use curves::{Curve, Panel};
use init_core::initializer::{kaiming_normal, xavier_normal};
use init_core::{Initialize, Initializer, Reset, Rule, Rules};
use plotters::prelude::SeriesLabelPosition;

#[path = "../../../../examples/common/curves.rs"]
mod curves;

/// The width of every hidden layer.
const WIDTH: usize = 64;
/// The number of layers, and the learning rate.
const CASES: [(usize, f64); 2] = [(22, 0.005), (30, 0.0015)];
const SEEDS: u64 = 5;
const STEPS: usize = 1000;
const BATCH: usize = 64;
const MOMENTUM: f64 = 0.9;

/// The number of steps whose mean loss is one point of a curve.
const POINT: usize = 25;

/// ln 10: the loss of a network that finds all ten digits equally likely.
const GUESS: f64 = std::f64::consts::LN_10;

/// A network has begun to learn when its loss is below this, and is stalled while no loss is.
const LEARNS: f64 = 2.0;
const STALLED: f64 = 2.25;

#[derive(Initialize)]
#[init(at = "layers.*.bias", zeros)]
struct Network {
    layers: Vec<Linear>,
}

impl Network {
    fn new(depth: usize) -> candle_core::Result<Self> {
        let var =
            |shape: &[usize]| Var::zeros(shape, DType::F32, &Device::Cpu).map(Var::into_inner);
        let layer = |index: usize| {
            let inputs = if index == 0 { PIXELS } else { WIDTH };
            let outputs = if index + 1 == depth { CLASSES } else { WIDTH };
            Ok(Linear::new(
                var(&[outputs, inputs])?,
                Some(var(&[outputs])?),
            ))
        };
        Ok(Self {
            layers: (0..depth).map(layer).collect::<candle_core::Result<_>>()?,
        })
    }

    fn forward(&self, pixels: &Tensor) -> candle_core::Result<Tensor> {
        let Some((last, others)) = self.layers.split_last() else {
            return Ok(pixels.clone());
        };
        let mut signal = pixels.clone();
        for layer in others {
            signal = layer.forward(&signal)?.relu()?;
        }
        last.forward(&signal)
    }

    fn vars(&self) -> candle_core::Result<Vec<Var>> {
        let tensors = (self.layers.iter()).flat_map(|layer| [Some(layer.weight()), layer.bias()]);
        tensors.flatten().map(Var::from_tensor).collect()
    }
}

/// The losses of each seed, each the mean of some steps; or what failed.
type Losses = Result<Vec<Vec<f64>>, Box<dyn Error + Send + Sync>>;

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let [digits, _] = Digits::split();
    let mut panels = Vec::new();
    let digits = &digits;
    let cases = thread::scope(|scope| {
        let begin = |(depth, rate)| {
            let xavier = scope.spawn(move || losses(depth, rate, digits, &xavier_normal()));
            let kaiming = scope.spawn(move || losses(depth, rate, digits, &kaiming_normal()));
            (depth, xavier, kaiming)
        };
        let begun = CASES.map(begin);
        begun.map(|(depth, xavier, kaiming)| (depth, joined(xavier), joined(kaiming)))
    });
    for (depth, xavier, kaiming) in cases {
        let (xavier, kaiming) = (xavier?, kaiming?);
        for (name, runs) in [("xavier_normal", &xavier), ("kaiming_normal", &kaiming)] {
            let ends: Vec<String> = (runs.iter())
                .map(|run| format!("{:.2}", run[run.len() - 1]))
                .collect();
            println!(
                "{depth} layers from {name}: the last losses are {}",
                ends.join(", ")
            );
        }
        check(depth, &xavier, &kaiming)?;
        panels.push(Panel {
            title: format!("{depth} layers"),
            axes: ("step", "loss"),
            curves: vec![
                curve("xavier_normal", 1, &xavier),
                curve("kaiming_normal", 0, &kaiming),
            ],
            legend: SeriesLabelPosition::MiddleRight,
        });
    }
    if let Some(path) = env::args().nth(1) {
        curves::save(&path, &panels, 2).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn joined(runs: thread::ScopedJoinHandle<'_, Losses>) -> Losses {
    runs.join().unwrap_or_else(|_| Err("a run panicked".into()))
}

/// Trains a network for each seed, side by side.
fn losses(
    depth: usize,
    rate: f64,
    digits: &Digits,
    initializer: &(impl Initializer + Send + Sync),
) -> Losses {
    let weights = Rule::at("layers.*.weight").initializer(initializer);
    let rules = Rules::new().rule(weights);
    let run = |seed| -> Result<Vec<f64>, Box<dyn Error + Send + Sync>> {
        let mut network = Network::new(depth)?;
        Reset::seed(seed).rules(&rules).run(&mut network)?;
        Ok(train(&network, digits, rate, seed)?)
    };
    thread::scope(|scope| {
        let run = &run;
        let runs: Vec<_> = (0..SEEDS)
            .map(|seed| scope.spawn(move || run(seed)))
            .collect();
        let joined = runs.into_iter().map(|run| match run.join() {
            Ok(losses) => losses,
            Err(_) => Err("a run panicked".into()),
        });
        joined.collect()
    })
}

/// Stochastic gradient descent with momentum, as in the paper.
fn train(
    network: &Network,
    digits: &Digits,
    rate: f64,
    seed: u64,
) -> candle_core::Result<Vec<f64>> {
    let vars = network.vars()?;
    let mut speeds: Vec<Tensor> = (vars.iter())
        .map(|var| var.as_tensor().zeros_like())
        .collect::<candle_core::Result<_>>()?;
    let mut places = Places(seed);
    let mut losses = Vec::new();
    for _ in 0..STEPS {
        let (pixels, labels) = batch(digits, &mut places)?;
        let loss = cross_entropy(&network.forward(&pixels)?, &labels)?;
        losses.push(f64::from(loss.to_scalar::<f32>()?));
        let gradients = loss.backward()?;
        for (var, speed) in vars.iter().zip(&mut speeds) {
            if let Some(gradient) = gradients.get(var) {
                *speed = ((&*speed * MOMENTUM)? + gradient)?.detach();
                var.set(&(var.as_tensor() - (&*speed * rate)?)?)?;
            }
        }
    }
    let means = losses
        .chunks(POINT)
        .map(|losses| losses.iter().sum::<f64>() / losses.len() as f64);
    Ok(means.collect())
}

/// Images that are drawn with replacement, their pixels with mean 0 and standard deviation 1.
fn batch(digits: &Digits, places: &mut Places) -> candle_core::Result<(Tensor, Tensor)> {
    /// The mean and the standard deviation of all pixels.
    const MEAN: f32 = 0.305;
    const STD: f32 = 0.376;
    let (mut pixels, mut labels) = (Vec::new(), Vec::new());
    for _ in 0..BATCH {
        let place = places.next(digits.len());
        let image = &digits.pixels[place * PIXELS..(place + 1) * PIXELS];
        pixels.extend(image.iter().map(|pixel| (pixel - MEAN) / STD));
        labels.push(digits.labels[place]);
    }
    Ok((
        Tensor::from_vec(pixels, (BATCH, PIXELS), &Device::Cpu)?,
        Tensor::from_vec(labels, BATCH, &Device::Cpu)?,
    ))
}

/// SplitMix64 (Steele and others, 2014).
struct Places(u64);

impl Places {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((word ^ (word >> 31)) % below as u64) as usize
    }
}

/// The place of the first point below a loss.
fn first_below(run: &[f64], loss: f64) -> Option<usize> {
    run.iter().position(|&own| own < loss)
}

fn check(depth: usize, xavier: &[Vec<f64>], kaiming: &[Vec<f64>]) -> Result<(), String> {
    for (seed, (slow, fast)) in xavier.iter().zip(kaiming).enumerate() {
        let (slow_start, fast_start) = (first_below(slow, LEARNS), first_below(fast, LEARNS));
        let as_in_paper = match depth {
            22 => matches!((fast_start, slow_start), (Some(fast), Some(slow)) if fast < slow),
            _ => fast_start.is_some() && first_below(slow, STALLED).is_none(),
        };
        if !as_in_paper {
            return Err(format!(
                "{depth} layers, seed {seed}: from kaiming_normal the loss is below {LEARNS} at point \
                 {fast_start:?}, from xavier_normal at {slow_start:?}; a guess has {GUESS:.3}"
            ));
        }
    }
    Ok(())
}

/// The median over the seeds, and from the least to the largest around it.
fn curve(name: &str, colour: usize, runs: &[Vec<f64>]) -> Curve {
    let step = |point: usize| ((point + 1) * POINT) as f64;
    let mut curve = Curve::new(name, colour, Vec::new());
    for point in 0..STEPS / POINT {
        let mut losses: Vec<f64> = runs.iter().map(|run| run[point]).collect();
        losses.sort_by(f64::total_cmp);
        curve.points.push((step(point), losses[losses.len() / 2]));
        curve
            .band
            .push((step(point), losses[0], losses[losses.len() - 1]));
    }
    curve
}
