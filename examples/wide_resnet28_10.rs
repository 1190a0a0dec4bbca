//! WRN-28-10 for CIFAR-10: Zagoruyko and Komodakis, "Wide residual networks", 2016. Its
//! parameters have the names of the PyTorch port by xternalz.
//!
//! `cargo run --release --example wide_resnet28_10 -- --seed 1`

use std::process::ExitCode;

use init_core::Initialize;
use layers::{BatchNorm, Linear};

#[path = "common/layers.rs"]
mod layers;
#[path = "common/run.rs"]
mod run;

fn main() -> ExitCode {
    run::run(&[], |_| Ok((WideResNet::new(28, 10, 10), 80, 36_479_194)))
}

/// A convolution without bias, std √(2 / (in·k·k)): He and others, "Delving deep into
/// rectifiers", 2015, in its forward form.
#[derive(Initialize)]
struct Conv2d {
    #[init(kaiming_normal, mode = "fan_in", nonlinearity = "relu", shape = self.shape)]
    weight: Vec<f32>,
    #[init(skip)]
    shape: [usize; 4],
}

impl Conv2d {
    fn new(outputs: usize, inputs: usize, kernel: usize) -> Self {
        let shape = [outputs, inputs, kernel, kernel];
        Self {
            weight: vec![0.0; shape.iter().product()],
            shape,
        }
    }
}

/// A residual block: normalization and activation come before each convolution.
#[derive(Initialize)]
struct BasicBlock {
    bn1: BatchNorm,
    conv1: Conv2d,
    bn2: BatchNorm,
    conv2: Conv2d,
    #[init(name = "convShortcut")]
    shortcut: Option<Conv2d>,
}

impl BasicBlock {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            bn1: BatchNorm::new(inputs),
            conv1: Conv2d::new(outputs, inputs, 3),
            bn2: BatchNorm::new(outputs),
            conv2: Conv2d::new(outputs, outputs, 3),
            shortcut: (inputs != outputs).then(|| Conv2d::new(outputs, inputs, 1)),
        }
    }
}

/// Blocks of one width.
#[derive(Initialize)]
struct Group {
    layer: Vec<BasicBlock>,
}

impl Group {
    fn new(inputs: usize, outputs: usize, depth: usize) -> Self {
        let first = BasicBlock::new(inputs, outputs);
        let others = (1..depth).map(|_| BasicBlock::new(outputs, outputs));
        Self {
            layer: std::iter::once(first).chain(others).collect(),
        }
    }
}

/// The network.
#[derive(Initialize)]
struct WideResNet {
    conv1: Conv2d,
    block1: Group,
    block2: Group,
    block3: Group,
    bn1: BatchNorm,
    fc: Linear,
}

impl WideResNet {
    fn new(depth: usize, widening: usize, classes: usize) -> Self {
        // The depth counts convolutions: the stem, three shortcuts, and two a block.
        let blocks = (depth - 4) / 6;
        let [first, second, third] = [16, 32, 64].map(|width| width * widening);
        Self {
            conv1: Conv2d::new(16, 3, 3),
            block1: Group::new(16, first, blocks),
            block2: Group::new(first, second, blocks),
            block3: Group::new(second, third, blocks),
            bn1: BatchNorm::new(third),
            fc: Linear::new(third, classes),
        }
    }
}
