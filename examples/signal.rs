//! The spread of activations and of back-propagated gradients by layer: Glorot and Bengio,
//! "Understanding the difficulty of training deep feedforward neural networks", 2010, figures 6 and 7,
//! and the same for other activations and gains.
//!
//! `cargo run --release --example signal -- docs/evidence/signal.svg`
//!
//! The paper's network has five hidden layers of 1,000 units; this one has the same, half as wide. Its
//! inputs and the gradients at its end are normal, so that theory tells every spread: with s² the
//! variance of a pre-activation, the mean square of an activation is E[f(s·z)²] for a standard normal z,
//! and each layer multiplies that of a gradient by width · Var(weight) · E[f′(s·z)²].
//!
//! Fails where a measured spread is further from theory than [`TOLERANCE`], or where the standard
//! initialization and the normalized one do not differ as in the paper.

use std::env;
use std::error::Error;

use curves::{Curve, Panel};
use init_core::initializer::{
    Nonlinearity, fan_uniform, kaiming_normal, lecun_normal, xavier_normal, xavier_uniform,
};
use init_core::{Initialize, Initializer, Reset, Rule, Rules};
use plotters::prelude::SeriesLabelPosition;

#[path = "common/curves.rs"]
mod curves;

const WIDTH: usize = 500;
const DEPTH: usize = 5;
/// The number of inputs that go through the network side by side.
const BATCH: usize = 128;
const SEEDS: u64 = 3;

/// How far the root mean square of a layer, the mean over the seeds, may be from theory: relative to it.
const TOLERANCE: f64 = 0.06;

/// The number of bins of a histogram, and its reach, in the largest spread of a panel.
const BINS: usize = 60;
const REACH: f64 = 2.5;

#[derive(Initialize)]
struct Layer {
    #[init(parameter, shape = (WIDTH, WIDTH))]
    weight: Vec<f32>,
}

/// The layers, what goes through them, and what comes back.
#[derive(Initialize)]
struct Network {
    layers: Vec<Layer>,
    #[init(normal, shape = (WIDTH, BATCH))]
    input: Vec<f32>,
    #[init(normal, shape = (WIDTH, BATCH))]
    gradient: Vec<f32>,
}

impl Network {
    fn new(case: &Case, seed: u64) -> Result<Self, init_core::Error> {
        let layer = || Layer {
            weight: vec![0.0; WIDTH * WIDTH],
        };
        let mut network = Self {
            layers: (0..DEPTH).map(|_| layer()).collect(),
            input: vec![0.0; WIDTH * BATCH],
            gradient: vec![0.0; WIDTH * BATCH],
        };
        let rule = Rule::at("layers.*.weight").initializer(&case.initializer);
        let rules = Rules::new().rule(rule);
        Reset::seed(seed).rules(&rules).run(&mut network)?;
        Ok(network)
    }
}

/// An activation, its derivative, and how the weights before it begin.
struct Case {
    name: &'static str,
    f: fn(f64) -> f64,
    derivative: fn(f64) -> f64,
    initializer: Box<dyn Initializer + Send + Sync>,
    /// WIDTH · Var(weight).
    gain: f64,
}

/// The spread of the activations and of the gradients of each layer.
type Spreads = [[f64; DEPTH]; 2];

fn main() -> Result<(), Box<dyn Error>> {
    println!("root mean square of layers 1 to {DEPTH}, measured / by theory");
    let mut panels = Vec::new();
    for case in cases() {
        let mut measured = [[0.0; DEPTH]; 2];
        for seed in 0..SEEDS {
            let signals = signals(&Network::new(&case, seed)?, &case);
            if seed == 0 && panels.len() < 4 {
                panels.extend(pictures(case.name, &signals));
            }
            for (means, layers) in measured.iter_mut().zip(&signals) {
                for (mean, values) in means.iter_mut().zip(layers) {
                    *mean += root_mean_square(values) / SEEDS as f64;
                }
            }
        }
        check(&case, &measured, &theory(&case))?;
    }
    if let Some(path) = env::args().nth(1) {
        // The activations side by side, and the gradients below them.
        panels.swap(1, 2);
        curves::save(&path, &panels, 2)?;
    }
    Ok(())
}

fn cases() -> Vec<Case> {
    let tanh = |x: f64| 1.0 - x.tanh().powi(2);
    let relu = |x: f64| x.max(0.0);
    let step = |x: f64| f64::from(x > 0.0);
    let case = |name, f, derivative, initializer, gain| Case {
        name,
        f,
        derivative,
        initializer,
        gain,
    };
    let gelu = Nonlinearity::Gelu.gain();
    vec![
        case(
            "tanh, standard: U ± 1/√n",
            f64::tanh,
            tanh,
            Box::new(fan_uniform()),
            1.0 / 3.0,
        ),
        case(
            "tanh, normalized: xavier_uniform",
            f64::tanh,
            tanh,
            Box::new(xavier_uniform()),
            1.0,
        ),
        case(
            "relu, xavier_normal",
            relu,
            step,
            Box::new(xavier_normal()),
            1.0,
        ),
        case(
            "relu, kaiming_normal",
            relu,
            step,
            Box::new(kaiming_normal()),
            2.0,
        ),
        case(
            "gelu, kaiming_normal for gelu",
            |x| x * normal_cdf(x),
            |x| normal_cdf(x) + x * normal_density(x),
            Box::new(kaiming_normal().nonlinearity(Nonlinearity::Gelu)),
            gelu * gelu,
        ),
        case(
            "selu, lecun_normal",
            |x| SELU_SCALE * if x > 0.0 { x } else { SELU_ALPHA * x.exp_m1() },
            |x| SELU_SCALE * if x > 0.0 { 1.0 } else { SELU_ALPHA * x.exp() },
            Box::new(lecun_normal()),
            1.0,
        ),
    ]
}

/// The constants of Klambauer and others, "Self-normalizing neural networks", 2017.
const SELU_SCALE: f64 = 1.050_700_987_355_480_5;
const SELU_ALPHA: f64 = 1.673_263_242_354_377_2;

fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / std::f64::consts::TAU.sqrt()
}

/// Φ(x).
fn normal_cdf(x: f64) -> f64 {
    libm::erfc(-x / std::f64::consts::SQRT_2) / 2.0
}

/// Sends normal inputs forward and normal gradients back: the activations and the gradients by the
/// pre-activations, of each layer.
fn signals(network: &Network, case: &Case) -> [Vec<Vec<f32>>; 2] {
    let mut input = network.input.clone();
    let (mut activations, mut slopes) = (Vec::new(), Vec::new());
    for layer in &network.layers {
        let sums = product(&layer.weight, &input, false);
        slopes.push(map(&sums, case.derivative));
        input = map(&sums, case.f);
        activations.push(input.clone());
    }
    let mut gradient = network.gradient.clone();
    let mut gradients = Vec::new();
    for (layer, slopes) in network.layers.iter().zip(&slopes).rev() {
        for (gradient, slope) in gradient.iter_mut().zip(slopes) {
            *gradient *= *slope;
        }
        gradients.push(gradient.clone());
        gradient = product(&layer.weight, &gradient, true);
    }
    gradients.reverse();
    [activations, gradients]
}

/// W · x, or its transpose, for a matrix of inputs with BATCH columns.
fn product(weight: &[f32], inputs: &[f32], transposed: bool) -> Vec<f32> {
    let mut sums = vec![0.0; inputs.len()];
    for (o, sum) in sums.chunks_exact_mut(BATCH).enumerate() {
        for (i, input) in inputs.chunks_exact(BATCH).enumerate() {
            let place = if transposed {
                i * WIDTH + o
            } else {
                o * WIDTH + i
            };
            for (sum, input) in sum.iter_mut().zip(input) {
                *sum += weight[place] * input;
            }
        }
    }
    sums
}

fn map(values: &[f32], f: fn(f64) -> f64) -> Vec<f32> {
    values.iter().map(|&x| f(f64::from(x)) as f32).collect()
}

fn root_mean_square(values: &[f32]) -> f64 {
    let squares = values.iter().map(|&x| f64::from(x).powi(2));
    (squares.sum::<f64>() / values.len() as f64).sqrt()
}

fn theory(case: &Case) -> Spreads {
    let mean_square = |f: fn(f64) -> f64, spread: f64| {
        // The trapezoid rule is exact to many digits for what falls off as a normal density does.
        const STEP: f64 = 1.0 / 128.0;
        let at = |n: i32| f64::from(n) * STEP;
        let term = |z: f64| f(spread * z).powi(2) * normal_density(z) * STEP;
        (-1280..=1280).map(|n| term(at(n))).sum::<f64>()
    };
    let (mut square, mut forward, mut slopes) = (1.0, [0.0; DEPTH], [0.0; DEPTH]);
    for layer in 0..DEPTH {
        let spread = f64::sqrt(case.gain * square);
        square = mean_square(case.f, spread);
        forward[layer] = square.sqrt();
        slopes[layer] = mean_square(case.derivative, spread);
    }
    let (mut square, mut backward) = (1.0, [0.0; DEPTH]);
    for layer in (0..DEPTH).rev() {
        square *= slopes[layer];
        backward[layer] = square.sqrt();
        square *= case.gain;
    }
    [forward, backward]
}

fn check(case: &Case, measured: &Spreads, theory: &Spreads) -> Result<(), String> {
    println!("{}", case.name);
    for ((what, measured), theory) in ["activations", "gradients"]
        .iter()
        .zip(measured)
        .zip(theory)
    {
        let pairs = || measured.iter().zip(theory);
        let shown: Vec<String> = pairs().map(|(m, t)| format!("{m:.4} / {t:.4}")).collect();
        println!("  {what:11}  {}", shown.join("   "));
        if let Some((m, t)) = pairs().find(|(m, t)| (*m / *t - 1.0).abs() > TOLERANCE) {
            return Err(format!(
                "{}: {what} spread by {m}, by theory {t}",
                case.name
            ));
        }
    }
    // As in the figures: from layer 1 to 5 the activations of the standard initialization shrink by more
    // than 8, as its gradients do from 5 to 1; the normalized ones by less than 3.
    let shrinking = [
        measured[0][0] / measured[0][DEPTH - 1],
        measured[1][DEPTH - 1] / measured[1][0],
    ];
    let as_in_paper = match case.name.split(':').next() {
        Some("tanh, standard") => shrinking.iter().all(|ratio| *ratio > 8.0),
        Some("tanh, normalized") => shrinking.iter().all(|ratio| *ratio < 3.0),
        Some("relu, kaiming_normal") => shrinking.iter().all(|ratio| (*ratio - 1.0).abs() < 0.1),
        _ => true,
    };
    if as_in_paper {
        return Ok(());
    }
    Err(format!(
        "{}: from end to end the ratios are {shrinking:?}",
        case.name
    ))
}

/// Histograms of the activations and of the gradients, a curve for each layer.
fn pictures(name: &str, signals: &[Vec<Vec<f32>>; 2]) -> [Panel; 2] {
    let panel = |what: &str, axis, layers: &[Vec<f32>]| {
        let largest = layers
            .iter()
            .map(|own| root_mean_square(own))
            .fold(0.0, f64::max);
        let width = 2.0 * REACH * largest / BINS as f64;
        let curve = |(layer, values): (usize, &Vec<f32>)| {
            let mut counts = [0.0; BINS];
            for &value in values {
                let bin = (f64::from(value) + REACH * largest) / width;
                if (0.0..BINS as f64).contains(&bin) {
                    counts[bin as usize] += 1.0 / (values.len() as f64 * width);
                }
            }
            let centre = |bin: usize| (bin as f64 + 0.5) * width - REACH * largest;
            // The peaks of later layers would flatten the others.
            let root = |density: f64| density.sqrt();
            let points = (0..BINS)
                .map(|bin| (centre(bin), root(counts[bin])))
                .collect();
            Curve::new(format!("layer {}", layer + 1), layer, points)
        };
        Panel {
            title: format!("{what}: {name}"),
            axes: (axis, "√ density"),
            curves: layers.iter().enumerate().map(curve).collect(),
            legend: SeriesLabelPosition::UpperRight,
        }
    };
    [
        panel("Activations", "activation", &signals[0]),
        panel("Gradients", "gradient", &signals[1]),
    ]
}
