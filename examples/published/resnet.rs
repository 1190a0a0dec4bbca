//! ResNet-50: integer counters in every batch norm, and `module.` before every name of a model that
//! was trained on several devices.

use std::error::Error;
use std::path::Path;

use init_core::Initialize;
use init_core::safetensors::{Load, Save};

use crate::{Linear, convert};

#[derive(Clone, Initialize)]
struct Conv {
    #[init(kaiming_normal, mode = "fan_out", shape = (self.outputs, self.inputs, self.size, self.size))]
    weight: Vec<f32>,
    #[init(skip)]
    outputs: usize,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    size: usize,
}

impl Conv {
    fn new(inputs: usize, outputs: usize, size: usize) -> Self {
        Self {
            weight: vec![0.0; inputs * outputs * size * size],
            outputs,
            inputs,
            size,
        }
    }
}

#[derive(Clone, Initialize)]
struct BatchNorm {
    #[init(ones, shape = self.weight.len())]
    weight: Vec<f32>,
    #[init(zeros, shape = self.bias.len())]
    bias: Vec<f32>,
    #[init(zeros, buffer, shape = self.running_mean.len())]
    running_mean: Vec<f32>,
    #[init(ones, buffer, shape = self.running_var.len())]
    running_var: Vec<f32>,
}

impl BatchNorm {
    fn new(width: usize) -> Self {
        let values = vec![0.0; width];
        Self {
            weight: values.clone(),
            bias: values.clone(),
            running_mean: values.clone(),
            running_var: values,
        }
    }
}

#[derive(Initialize)]
struct Bottleneck {
    conv1: Conv,
    bn1: BatchNorm,
    conv2: Conv,
    bn2: BatchNorm,
    conv3: Conv,
    bn3: BatchNorm,
    downsample: Option<(Conv, BatchNorm)>,
}

#[derive(Initialize)]
struct ResNet {
    conv1: Conv,
    bn1: BatchNorm,
    layer1: Vec<Bottleneck>,
    layer2: Vec<Bottleneck>,
    layer3: Vec<Bottleneck>,
    layer4: Vec<Bottleneck>,
    fc: Linear,
}

/// The first width of ResNet-50 is 64.
const WIDTH: usize = 2;

fn stage(inputs: &mut usize, width: usize, count: usize) -> Vec<Bottleneck> {
    let block = |_| {
        let outputs = 4 * width;
        let block = Bottleneck {
            conv1: Conv::new(*inputs, width, 1),
            bn1: BatchNorm::new(width),
            conv2: Conv::new(width, width, 3),
            bn2: BatchNorm::new(width),
            conv3: Conv::new(width, outputs, 1),
            bn3: BatchNorm::new(outputs),
            downsample: (*inputs != outputs)
                .then(|| (Conv::new(*inputs, outputs, 1), BatchNorm::new(outputs))),
        };
        *inputs = outputs;
        block
    };
    (0..count).map(block).collect()
}

fn resnet50() -> ResNet {
    // The first stage changes the width too, since that of the stem is not four times its own.
    let mut inputs = WIDTH;
    ResNet {
        conv1: Conv::new(3, WIDTH, 7),
        bn1: BatchNorm::new(WIDTH),
        layer1: stage(&mut inputs, WIDTH, 3),
        layer2: stage(&mut inputs, 2 * WIDTH, 4),
        layer3: stage(&mut inputs, 4 * WIDTH, 6),
        layer4: stage(&mut inputs, 8 * WIDTH, 3),
        fc: Linear::new(inputs, 1000),
    }
}

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let load = || Load::new().ignore("**.num_batches_tracked").strict();
    let mut model = resnet50();
    convert(folder, ("resnet50", "resnet50-floats"), &load(), &mut model)?;
    let path = folder.join("resnet50-module-back.safetensors");
    Save::new().prefix("module.").run(&model, path)?;
    let load = load().prefix("module.");
    let names = ("resnet50-module", "resnet50-without");
    convert(folder, names, &load, &mut resnet50())
}
