//! The presets, rule by rule.

use super::{Preset, Row};

/// Rules as TOML has them.
macro_rules! rules {
    ($([[rules]] $($word:ident = $value:literal)*)*) => {
        &[$(&[$((stringify!($word), stringify!($value))),*]),*]
    };
}

/// All presets.
pub(super) const PRESETS: &[Preset] = &[
    Preset {
        name: "pytorch",
        source: "PyTorch 2.15, `reset_parameters` of the layers of `torch.nn`",
        rules: &[PYTORCH, NORMS, PYTORCH_PRELU],
    },
    Preset {
        name: "keras",
        source: "Keras 3.15, the defaults of `keras.layers`",
        rules: &[KERAS, NORMS, KERAS_PRELU],
    },
    Preset {
        name: "flax",
        source: "Flax 0.12, the defaults of `flax.linen` and `flax.nnx`",
        rules: &[FLAX, NORMS, FLAX_PRELU],
    },
    Preset {
        name: "gpt2",
        source: "Hugging Face transformers 5.24, `GPT2PreTrainedModel._init_weights`",
        rules: &[GPT2, NORMS],
    },
    Preset {
        name: "llama",
        source: "torchtitan 0.3, `models/llama3`, whose truncation at ±100 std cuts nothing",
        rules: &[LLAMA, NORMS],
    },
    Preset {
        name: "vit",
        source: "timm 1.0.31, `VisionTransformer.init_weights`, mode \"\"",
        rules: &[VIT, NORMS, VIT_SCALES],
    },
    Preset {
        name: "resnet",
        source: "torchvision 0.29, `ResNet.__init__`",
        rules: &[RESNET, NORMS],
    },
];

/// Scales and shifts of norms, and the statistics that a batch norm keeps, under the names of PyTorch,
/// Keras and Flax.
const NORMS: &[Row] = rules! {
    [[rules]] at = "**.weight" rank = 1 initializer = "ones"
    [[rules]] at = "**.gamma" rank = 1 initializer = "ones"
    [[rules]] at = "**.scale" rank = 1 initializer = "ones"
    [[rules]] at = "**.beta" rank = 1 initializer = "zeros"
    [[rules]] at = "**.running_mean" initializer = "zeros" buffer = true
    [[rules]] at = "**.running_var" initializer = "ones" buffer = true
    [[rules]] at = "**.moving_mean" initializer = "zeros" buffer = true
    [[rules]] at = "**.moving_variance" initializer = "ones" buffer = true
    [[rules]] at = "**.num_batches_tracked" initializer = "zeros" buffer = true
};

const PYTORCH: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "fan_uniform"
    [[rules]] at = "**.bias" initializer = "fan_uniform" of = "weight"

    [[rules]] at = "**.weight" module = "*Embedding*" initializer = "normal"
    [[rules]] at = "**.*embed*.weight" rank = 2 initializer = "normal"
    [[rules]] at = "**.wte.weight" initializer = "normal"
    [[rules]] at = "**.wpe.weight" initializer = "normal"

    [[rules]] at = "**.*_ih_l*" initializer = "fan_uniform" of = "weight_hr_l0|weight_hh_l0"
    [[rules]] at = "**.*_hh_l*" initializer = "fan_uniform" of = "weight_hr_l0|weight_hh_l0"
    [[rules]] at = "**.*_hr_l*" initializer = "fan_uniform" of = "weight_hr_l0"
    [[rules]] at = "**.*_ih" initializer = "fan_uniform" of = "weight_hh"
    [[rules]] at = "**.*_hh" initializer = "fan_uniform" of = "weight_hh"

    [[rules]] at = "**.in_proj_weight" initializer = "xavier_uniform"
    [[rules]] at = "**.q_proj_weight" initializer = "xavier_uniform"
    [[rules]] at = "**.k_proj_weight" initializer = "xavier_uniform"
    [[rules]] at = "**.v_proj_weight" initializer = "xavier_uniform"
    [[rules]] at = "**.in_proj_bias" initializer = "zeros"
    [[rules]] at = "**.out_proj.bias" initializer = "fan_uniform" of = "super.in_proj_bias|weight"
    [[rules]] at = "**.bias_k" initializer = "xavier_normal"
    [[rules]] at = "**.bias_v" initializer = "xavier_normal"
};

const PYTORCH_PRELU: &[Row] = rules! {
    [[rules]] at = "**.weight" module = "PReLU" constant = 0.25
    [[rules]] at = "**.alpha" module = "PRelu" constant = 0.25
    [[rules]] at = "**.*prelu*.weight" rank = 1 constant = 0.25
};

const KERAS: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "glorot_uniform"
    [[rules]] at = "**.kernel" rank = 2 layout = "io" initializer = "glorot_uniform"
    [[rules]] at = "**.kernel" rank = 3 layout = "wio" initializer = "glorot_uniform"
    [[rules]] at = "**.query.kernel" rank = 3 layout = "ioo" initializer = "glorot_uniform"
    [[rules]] at = "**.key.kernel" rank = 3 layout = "ioo" initializer = "glorot_uniform"
    [[rules]] at = "**.value.kernel" rank = 3 layout = "ioo" initializer = "glorot_uniform"
    [[rules]] at = "**.attention_output.kernel" rank = 3 layout = "iio" initializer = "glorot_uniform"
    [[rules]] at = "**.kernel" rank = 4 layout = "hwio" initializer = "glorot_uniform"
    [[rules]] at = "**.kernel" rank = 5 layout = "dhwio" initializer = "glorot_uniform"
    [[rules]] at = "**.depthwise_kernel" rank = 4 layout = "hwio" initializer = "glorot_uniform"
    [[rules]] at = "**.pointwise_kernel" rank = 4 layout = "hwio" initializer = "glorot_uniform"
    [[rules]] at = "**.bias" initializer = "zeros"

    [[rules]] at = "**.embeddings" initializer = "uniform" low = -0.05 high = 0.05
    [[rules]] at = "**.weight" module = "*Embedding*" initializer = "uniform" low = -0.05 high = 0.05
    [[rules]] at = "**.*embed*.weight" rank = 2 initializer = "uniform" low = -0.05 high = 0.05
    [[rules]] at = "**.wte.weight" initializer = "uniform" low = -0.05 high = 0.05
    [[rules]] at = "**.wpe.weight" initializer = "uniform" low = -0.05 high = 0.05

    [[rules]] at = "**.weight_ih*" initializer = "glorot_uniform"
    [[rules]] at = "**.weight_hh*" initializer = "orthogonal"
    [[rules]] at = "**.recurrent_kernel" initializer = "orthogonal"
    [[rules]] at = "**.bias_ih*" initializer = "zeros"
    [[rules]] at = "**.bias_hh*" initializer = "zeros"

    [[rules]] at = "**.in_proj_weight" split = 3 initializer = "glorot_uniform"
    [[rules]] at = "**.*qkv.weight" split = 3 initializer = "glorot_uniform"
    [[rules]] at = "**.in_proj_bias" initializer = "zeros"
};

const KERAS_PRELU: &[Row] = rules! {
    [[rules]] at = "**.weight" module = "PReLU" initializer = "zeros"
    [[rules]] at = "**.alpha" initializer = "zeros"
    [[rules]] at = "**.*prelu*.weight" rank = 1 initializer = "zeros"
};

const FLAX: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "lecun_normal"
    [[rules]] at = "**.kernel" rank = 2 layout = "io" initializer = "lecun_normal"
    [[rules]] at = "**.kernel" rank = 3 layout = "wio" initializer = "lecun_normal"
    [[rules]] at = "**.query.kernel" rank = 3 layout = "ioo" initializer = "lecun_normal"
    [[rules]] at = "**.key.kernel" rank = 3 layout = "ioo" initializer = "lecun_normal"
    [[rules]] at = "**.value.kernel" rank = 3 layout = "ioo" initializer = "lecun_normal"
    [[rules]] at = "**.out.kernel" rank = 3 layout = "iio" initializer = "lecun_normal"
    [[rules]] at = "**.kernel" rank = 4 layout = "hwio" initializer = "lecun_normal"
    [[rules]] at = "**.kernel" rank = 5 layout = "dhwio" initializer = "lecun_normal"
    [[rules]] at = "**.bias" initializer = "zeros"

    [[rules]] at = "**.embedding" initializer = "variance_scaling" distribution = "normal"
    [[rules]] at = "**.weight" module = "*Embedding*" initializer = "variance_scaling" distribution = "normal"
    [[rules]] at = "**.*embed*.weight" rank = 2 initializer = "variance_scaling" distribution = "normal"
    [[rules]] at = "**.wte.weight" initializer = "variance_scaling" distribution = "normal"
    [[rules]] at = "**.wpe.weight" initializer = "variance_scaling" distribution = "normal"

    [[rules]] at = "**.hi.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.hf.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.hg.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.ho.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.hr.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.hz.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.hn.kernel" rank = 2 initializer = "orthogonal"
    [[rules]] at = "**.weight_ih*" initializer = "lecun_normal"
    [[rules]] at = "**.weight_hh*" module = "*LSTM*" split = 4 initializer = "orthogonal" per_part = true
    [[rules]] at = "**.weight_hh*" module = "*GRU*" split = 3 initializer = "orthogonal" per_part = true
    [[rules]] at = "**.bias_ih*" initializer = "zeros"
    [[rules]] at = "**.bias_hh*" initializer = "zeros"

    [[rules]] at = "**.in_proj_weight" initializer = "lecun_normal"
    [[rules]] at = "**.in_proj_bias" initializer = "zeros"
};

const FLAX_PRELU: &[Row] = rules! {
    [[rules]] at = "**.negative_slope" constant = 0.01
    [[rules]] at = "**.weight" module = "PReLU" constant = 0.01
    [[rules]] at = "**.alpha" module = "PRelu" constant = 0.01
    [[rules]] at = "**.*prelu*.weight" rank = 1 constant = 0.01
};

const GPT2: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "normal" std = 0.02
    [[rules]] at = "**.c_proj.weight" initializer = "normal" std = 0.02 depth_scaling = "count"
    [[rules]] at = "**.bias" initializer = "zeros"
};

const LLAMA: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "normal" std = 0.02
    [[rules]] at = "**.tok_embeddings.weight" initializer = "normal"
    [[rules]] at = "**.embed_tokens.weight" initializer = "normal"

    [[rules]] at = "**.wo.weight" initializer = "normal" std = 0.02 depth_scaling = "index"
    [[rules]] at = "**.w2.weight" initializer = "normal" std = 0.02 depth_scaling = "index"
    [[rules]] at = "**.w3.weight" initializer = "normal" std = 0.02 depth_scaling = "index"
    [[rules]] at = "**.o_proj.weight" initializer = "normal" std = 0.02 depth_scaling = "index"
    [[rules]] at = "**.down_proj.weight" initializer = "normal" std = 0.02 depth_scaling = "index"
    [[rules]] at = "**.up_proj.weight" initializer = "normal" std = 0.02 depth_scaling = "index"

    [[rules]] at = "**.output.weight" initializer = "variance_scaling" std_of = "parent" low = -3.0 high = 3.0
    [[rules]] at = "**.lm_head.weight" initializer = "variance_scaling" std_of = "parent" low = -3.0 high = 3.0
    [[rules]] at = "**.bias" initializer = "zeros"
};

const VIT: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "truncated_normal" std = 0.02 low = -2.0 high = 2.0 absolute = true
    [[rules]] at = "**.bias" initializer = "zeros"

    [[rules]] at = "**.weight" rank = 4 initializer = "fan_uniform"
    [[rules]] at = "**.patch_embed.proj.bias" initializer = "fan_uniform" of = "weight"

    [[rules]] at = "**.cls_token" initializer = "normal" std = 1e-6
    [[rules]] at = "**.reg_token" initializer = "normal" std = 1e-6
    [[rules]] at = "**.pos_embed" initializer = "truncated_normal" std = 0.02 low = -2.0 high = 2.0 absolute = true
};

const VIT_SCALES: &[Row] = rules! {
    [[rules]] at = "**.ls*.gamma" rank = 1 constant = 1e-5
};

const RESNET: &[Row] = rules! {
    [[rules]] at = "**.weight" initializer = "kaiming_normal" mode = "fan_out" nonlinearity = "relu"
    [[rules]] at = "**.weight" rank = 2 initializer = "fan_uniform"
    [[rules]] at = "**.bias" initializer = "fan_uniform" of = "weight"
};
