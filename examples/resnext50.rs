//! ResNeXt-50 (32x4d) for ImageNet: Xie and others, "Aggregated residual transformations for
//! deep neural networks", 2017. Its parameters have the names of torchvision's
//! `resnext50_32x4d`.
//!
//! `cargo run --release --example resnext50 -- --seed 1`

use std::process::ExitCode;

use init_core::Initialize;
use layers::{BatchNorm, Linear};

#[path = "common/layers.rs"]
mod layers;
#[path = "common/run.rs"]
mod run;

fn main() -> ExitCode {
    run::run(&[], |_| Ok((ResNeXt::imagenet(), 161, 25_028_904)))
}

/// A convolution without bias, std √(2 / (out·k·k)) as in He and others, "Deep residual
/// learning for image recognition", 2016, whose initialization the paper adopts.
///
/// It sets no `groups`: the paper's grouped convolutions have the std of whole ones.
#[derive(Initialize)]
struct Conv2d {
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", shape = self.shape)]
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

const GROUPS: usize = 32;

/// A residual block of three convolutions, the middle one in 32 groups.
#[derive(Initialize)]
struct Bottleneck {
    conv1: Conv2d,
    bn1: BatchNorm,
    conv2: Conv2d,
    bn2: BatchNorm,
    conv3: Conv2d,
    bn3: BatchNorm,
    downsample: Option<(Conv2d, BatchNorm)>,
}

impl Bottleneck {
    /// `width` is that of the grouped convolution; twice as many channels leave the block.
    fn new(inputs: usize, width: usize) -> Self {
        let outputs = 2 * width;
        Self {
            conv1: Conv2d::new(width, inputs, 1),
            bn1: BatchNorm::new(width),
            conv2: Conv2d::new(width, width / GROUPS, 3),
            bn2: BatchNorm::new(width),
            conv3: Conv2d::new(outputs, width, 1),
            bn3: BatchNorm::new(outputs),
            downsample: (inputs != outputs)
                .then(|| (Conv2d::new(outputs, inputs, 1), BatchNorm::new(outputs))),
        }
    }
}

/// The network: a stem, four stages of blocks, a classifier.
#[derive(Initialize)]
pub(crate) struct ResNeXt {
    conv1: Conv2d,
    bn1: BatchNorm,
    layer1: Vec<Bottleneck>,
    layer2: Vec<Bottleneck>,
    layer3: Vec<Bottleneck>,
    layer4: Vec<Bottleneck>,
    fc: Linear,
}

impl ResNeXt {
    /// The paper's 50 layers and ImageNet's classes.
    pub(crate) fn imagenet() -> Self {
        Self::new([3, 4, 6, 3], 1000)
    }

    fn new(depths: [usize; 4], classes: usize) -> Self {
        let stage = |index: usize, inputs: usize| {
            let width = 128 << index;
            (0..depths[index])
                .map(|block| Bottleneck::new(if block == 0 { inputs } else { 2 * width }, width))
                .collect()
        };
        Self {
            conv1: Conv2d::new(64, 3, 7),
            bn1: BatchNorm::new(64),
            layer1: stage(0, 64),
            layer2: stage(1, 256),
            layer3: stage(2, 512),
            layer4: stage(3, 1024),
            fc: Linear::new(2048, classes),
        }
    }
}
