//! DenseNet-121 for ImageNet: Huang and others, "Densely connected convolutional networks",
//! 2017. Its parameters have the names of torchvision's `densenet121`.
//!
//! `cargo run --release --example densenet121 -- --seed 1`

use std::collections::BTreeMap;
use std::fmt;
use std::process::ExitCode;

use init_core::Initialize;
use layers::{BatchNorm, Linear};

#[path = "common/layers.rs"]
mod layers;
#[path = "common/run.rs"]
mod run;

fn main() -> ExitCode {
    run::run(&[], |_| {
        Ok((DenseNet::new([6, 12, 24, 16], 1000), 364, 7_978_856))
    })
}

/// A convolution without bias, std √(2 / (out·k·k)), as the authors' program has it after He
/// and others, "Delving deep into rectifiers", 2015.
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

/// How many channels each layer adds to what all layers before it have made.
const GROWTH: usize = 32;

/// One layer: a bottleneck of 4 · 32 channels, then 32 new ones.
#[derive(Initialize)]
struct DenseLayer {
    norm1: BatchNorm,
    conv1: Conv2d,
    norm2: BatchNorm,
    conv2: Conv2d,
}

impl DenseLayer {
    fn new(inputs: usize) -> Self {
        Self {
            norm1: BatchNorm::new(inputs),
            conv1: Conv2d::new(4 * GROWTH, inputs, 1),
            norm2: BatchNorm::new(4 * GROWTH),
            conv2: Conv2d::new(GROWTH, 4 * GROWTH, 3),
        }
    }
}

/// The name of a layer in its block: `denselayer1`, …, ordered by number.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct LayerName(usize);

impl fmt::Display for LayerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "denselayer{}", self.0)
    }
}

type DenseBlock = BTreeMap<LayerName, DenseLayer>;

/// Between two blocks: half the channels at half the resolution.
#[derive(Initialize)]
struct Transition {
    norm: BatchNorm,
    conv: Conv2d,
}

impl Transition {
    fn new(inputs: usize) -> Self {
        Self {
            norm: BatchNorm::new(inputs),
            conv: Conv2d::new(inputs / 2, inputs, 1),
        }
    }
}

/// All but the classifier.
#[derive(Initialize)]
struct Features {
    conv0: Conv2d,
    norm0: BatchNorm,
    denseblock1: DenseBlock,
    transition1: Transition,
    denseblock2: DenseBlock,
    transition2: Transition,
    denseblock3: DenseBlock,
    transition3: Transition,
    denseblock4: DenseBlock,
    norm5: BatchNorm,
}

/// The network.
#[derive(Initialize)]
struct DenseNet {
    features: Features,
    classifier: Linear,
}

impl DenseNet {
    fn new(depths: [usize; 4], classes: usize) -> Self {
        let mut channels = 2 * GROWTH;
        let (conv0, norm0) = (Conv2d::new(channels, 3, 7), BatchNorm::new(channels));
        let (denseblock1, transition1) = stage(&mut channels, depths[0]);
        let (denseblock2, transition2) = stage(&mut channels, depths[1]);
        let (denseblock3, transition3) = stage(&mut channels, depths[2]);
        let denseblock4 = block(&mut channels, depths[3]);
        Self {
            features: Features {
                conv0,
                norm0,
                denseblock1,
                transition1,
                denseblock2,
                transition2,
                denseblock3,
                transition3,
                denseblock4,
                norm5: BatchNorm::new(channels),
            },
            classifier: Linear::new(channels, classes),
        }
    }
}

/// A dense block; `channels` grows with every layer.
fn block(channels: &mut usize, depth: usize) -> DenseBlock {
    let inputs = *channels;
    *channels += depth * GROWTH;
    (0..depth)
        .map(|k| (LayerName(k + 1), DenseLayer::new(inputs + k * GROWTH)))
        .collect()
}

/// A dense block and the transition behind it, which halves `channels`.
fn stage(channels: &mut usize, depth: usize) -> (DenseBlock, Transition) {
    let layers = block(channels, depth);
    let transition = Transition::new(*channels);
    *channels /= 2;
    (layers, transition)
}
