//! GPT-2: one weight for query, key and value, stored as inputs by outputs, and a mask.
//!
//! A model of separate linear layers, one whose layers are stacked, and one that was compiled.

use std::error::Error;
use std::path::Path;

use init_core::Initialize;
use init_core::safetensors::{Load, Save};

use crate::{Linear, Norm, Table, convert};

const WIDTH: usize = 8;
const LAYERS: usize = 3;

/// As it is published.
#[derive(Initialize)]
struct Published {
    wte: Table,
    wpe: Table,
    h: Vec<Block<Conv1D>>,
    ln_f: Norm,
}

#[derive(Initialize)]
struct Block<L> {
    ln_1: Norm,
    attn: Attention<L>,
    ln_2: Norm,
    mlp: Mlp<L>,
}

#[derive(Initialize)]
struct Attention<L> {
    c_attn: L,
    c_proj: L,
}

#[derive(Initialize)]
struct Mlp<L> {
    c_fc: L,
    c_proj: L,
}

#[derive(Initialize)]
struct Conv1D {
    #[init(normal, std = 0.02, layout = "io", shape = (self.inputs, self.outputs))]
    weight: Vec<f32>,
    #[init(zeros, shape = self.outputs)]
    bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl Conv1D {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; inputs * outputs],
            bias: vec![0.0; outputs],
            inputs,
            outputs,
        }
    }
}

/// With linear layers of the usual kind, and three in the place of one.
#[derive(Initialize)]
struct Separate {
    wte: Table,
    wpe: Table,
    h: Vec<SeparateBlock>,
    ln_f: Norm,
}

#[derive(Initialize)]
struct SeparateBlock {
    ln_1: Norm,
    attn: SeparateAttention,
    ln_2: Norm,
    mlp: Mlp<Linear>,
}

#[derive(Initialize)]
#[allow(clippy::struct_field_names, reason = "the names of many models")]
struct SeparateAttention {
    q_proj: Linear,
    k_proj: Linear,
    v_proj: Linear,
    c_proj: Linear,
}

/// With all layers in one tensor each.
#[derive(Initialize)]
struct Stacked {
    wte: Table,
    wpe: Table,
    h: StackedBlock,
    ln_f: Norm,
}

#[derive(Initialize)]
struct StackedBlock {
    ln_1: StackedNorm,
    attn: Attention<StackedConv1D>,
    ln_2: StackedNorm,
    mlp: Mlp<StackedConv1D>,
}

#[derive(Initialize)]
struct StackedConv1D {
    #[init(normal, std = 0.02, layout = "*io", shape = (LAYERS, self.inputs, self.outputs))]
    weight: Vec<f32>,
    #[init(zeros, shape = (LAYERS, self.outputs))]
    bias: Vec<f32>,
    #[init(skip)]
    inputs: usize,
    #[init(skip)]
    outputs: usize,
}

impl StackedConv1D {
    fn new(inputs: usize, outputs: usize) -> Self {
        Self {
            weight: vec![0.0; LAYERS * inputs * outputs],
            bias: vec![0.0; LAYERS * outputs],
            inputs,
            outputs,
        }
    }
}

#[derive(Initialize)]
struct StackedNorm {
    #[init(ones, shape = (LAYERS, WIDTH))]
    weight: Vec<f32>,
    #[init(zeros, shape = (LAYERS, WIDTH))]
    bias: Vec<f32>,
}

impl StackedNorm {
    fn new() -> Self {
        Self {
            weight: vec![0.0; LAYERS * WIDTH],
            bias: vec![0.0; LAYERS * WIDTH],
        }
    }
}

fn mlp<L>(layer: impl Fn(usize, usize) -> L) -> Mlp<L> {
    Mlp {
        c_fc: layer(WIDTH, 4 * WIDTH),
        c_proj: layer(4 * WIDTH, WIDTH),
    }
}

fn attention<L>(layer: impl Fn(usize, usize) -> L) -> Attention<L> {
    Attention {
        c_attn: layer(WIDTH, 3 * WIDTH),
        c_proj: layer(WIDTH, WIDTH),
    }
}

fn published() -> Published {
    let block = || Block {
        ln_1: Norm::new(WIDTH),
        attn: attention(Conv1D::new),
        ln_2: Norm::new(WIDTH),
        mlp: mlp(Conv1D::new),
    };
    Published {
        wte: Table::new(50, WIDTH),
        wpe: Table::new(16, WIDTH),
        h: (0..LAYERS).map(|_| block()).collect(),
        ln_f: Norm::new(WIDTH),
    }
}

fn separate() -> Separate {
    let linear = || Linear::new(WIDTH, WIDTH);
    let block = || SeparateBlock {
        ln_1: Norm::new(WIDTH),
        attn: SeparateAttention {
            q_proj: linear(),
            k_proj: linear(),
            v_proj: linear(),
            c_proj: linear(),
        },
        ln_2: Norm::new(WIDTH),
        mlp: mlp(Linear::new),
    };
    Separate {
        wte: Table::new(50, WIDTH),
        wpe: Table::new(16, WIDTH),
        h: (0..LAYERS).map(|_| block()).collect(),
        ln_f: Norm::new(WIDTH),
    }
}

fn stacked() -> Stacked {
    Stacked {
        wte: Table::new(50, WIDTH),
        wpe: Table::new(16, WIDTH),
        h: StackedBlock {
            ln_1: StackedNorm::new(),
            attn: attention(StackedConv1D::new),
            ln_2: StackedNorm::new(),
            mlp: mlp(StackedConv1D::new),
        },
        ln_f: Norm::new(WIDTH),
    }
}

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    let parts = ["q_proj", "k_proj", "v_proj"];
    // Some files have the causal mask of each layer.
    let load = || Load::new().strict();
    let from_published = load()
        .ignore("h.*.attn.bias")
        .fused("c_attn", parts)
        .layout("h.*.*.*.weight", "io");
    let names = ("gpt2", "gpt2-separate");
    convert(folder, names, &from_published, &mut separate())?;
    let from_separate = load().fused("c_attn", parts).layout("h.*.*.*.weight", "oi");
    let names = ("gpt2-separate", "gpt2-back");
    convert(folder, names, &from_separate, &mut published())?;

    let from_published = load().ignore("h.*.attn.bias").stacked("h");
    let names = ("gpt2", "gpt2-stacked");
    convert(folder, names, &from_published, &mut stacked())?;
    let names = ("gpt2-stacked", "gpt2-listed");
    convert(folder, names, &load().stacked("h"), &mut published())?;
    // Both at once.
    let from_stacked = load()
        .stacked("h")
        .fused("c_attn", parts)
        .layout("h.*.*.*.weight", "io");
    let names = ("gpt2-stacked", "gpt2-stacked-separate");
    convert(folder, names, &from_stacked, &mut separate())?;
    let from_separate = load()
        .stacked("h")
        .fused("c_attn", parts)
        .layout("h.*.*.weight", "*oi");
    let names = ("gpt2-separate", "gpt2-stacked-back");
    convert(folder, names, &from_separate, &mut stacked())?;

    // What torch.compile saves.
    let mut model = published();
    let compiled = load().prefix("_orig_mod.");
    let names = ("gpt2-compiled", "gpt2-uncompiled");
    convert(folder, names, &compiled, &mut model)?;
    let path = folder.join("gpt2-compiled-back.safetensors");
    Save::new().prefix("_orig_mod.").run(&model, path)?;
    Ok(())
}
