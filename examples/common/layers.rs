//! The layers that the convolutional networks have in common.

use init_core::Initialize;

/// Batch normalization, which starts as the identity of normalized activations (Ioffe and
/// Szegedy, "Batch normalization", 2015).
#[derive(Initialize)]
pub(crate) struct BatchNorm {
    #[init(ones, shape = self.channels)]
    weight: Vec<f32>,
    #[init(zeros, shape = self.channels)]
    bias: Vec<f32>,
    #[init(zeros, buffer, shape = self.channels)]
    running_mean: Vec<f32>,
    #[init(ones, buffer, shape = self.channels)]
    running_var: Vec<f32>,
    #[init(skip)]
    channels: usize,
}

impl BatchNorm {
    pub(crate) fn new(channels: usize) -> Self {
        Self {
            weight: vec![0.0; channels],
            bias: vec![0.0; channels],
            running_mean: vec![0.0; channels],
            running_var: vec![0.0; channels],
            channels,
        }
    }
}

/// The classifier. The papers do not say how its weight starts; this is PyTorch's way, which
/// comes to ±1/√inputs.
#[derive(Initialize)]
pub(crate) struct Linear {
    #[init(kaiming_uniform, a = 5.0_f64.sqrt(), shape = (self.outputs, self.inputs))]
    weight: Vec<f32>,
    #[init(zeros, shape = self.outputs)]
    bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl Linear {
    pub(crate) fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; outputs * inputs],
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }
}
