//! GPT-2, and the part of it that a process holds.

use std::ops::Range;

use init_core::Initialize;
use init_core::tensor::Shard;

/// The sizes of the model; those of the vocabulary and the heads are GPT-2's.
pub(crate) const WORDS: usize = 50_257;
pub(crate) const POSITIONS: usize = 64;
pub(crate) const WIDTH: usize = 96;
pub(crate) const LAYERS: usize = 6;

/// A layer `x·W + b`: as Megatron has it, stored by outputs and inputs.
#[derive(Debug, PartialEq, Initialize)]
pub(crate) struct Linear<T> {
    #[init(normal, std = 0.02, shape = (self.outputs, self.inputs))]
    weight: T,
    #[init(zeros, shape = self.outputs)]
    bias: T,
    #[init(skip)]
    outputs: usize,
    #[init(skip)]
    inputs: usize,
}

#[derive(Debug, PartialEq, Initialize)]
pub(crate) struct Norm<T> {
    #[init(ones, shape = WIDTH)]
    weight: T,
    #[init(zeros, shape = WIDTH)]
    bias: T,
}

/// Attention and MLP. The last projection of each is scaled down with the depth.
#[derive(Debug, PartialEq, Initialize)]
#[init(at = "*.c_proj.weight", depth_scaling = "count")]
pub(crate) struct Block<T> {
    ln_1: Norm<T>,
    attn: Attention<T>,
    ln_2: Norm<T>,
    mlp: Mlp<T>,
}

#[derive(Debug, PartialEq, Initialize)]
pub(crate) struct Attention<T> {
    /// Query, key and value, one after the other.
    c_attn: Linear<T>,
    c_proj: Linear<T>,
}

#[derive(Debug, PartialEq, Initialize)]
pub(crate) struct Mlp<T> {
    c_fc: Linear<T>,
    c_proj: Linear<T>,
}

/// The words and positions stand before the blocks, the last norm after them; a stage of a pipeline has one or
/// the other, or neither.
#[derive(Debug, PartialEq, Initialize)]
pub(crate) struct Gpt2<T> {
    #[init(normal, std = 0.02, shape = (WORDS, WIDTH))]
    wte: Option<T>,
    #[init(normal, std = 0.01, shape = (POSITIONS, WIDTH))]
    wpe: Option<T>,
    h: Vec<Option<Block<T>>>,
    ln_f: Option<Norm<T>>,
}

impl<T> Gpt2<T> {
    /// The model with these blocks, whose tensors `tensor` makes of their paths in a block and whole shapes.
    pub(crate) fn new(blocks: Range<usize>, tensor: &dyn Fn(&str, &[usize]) -> T) -> Self {
        let linear = |name: &str, outputs, inputs| Linear {
            weight: tensor(&format!("{name}.weight"), &[outputs, inputs]),
            bias: tensor(&format!("{name}.bias"), &[outputs]),
            outputs,
            inputs,
        };
        let norm = |name: &str| Norm {
            weight: tensor(&format!("{name}.weight"), &[WIDTH]),
            bias: tensor(&format!("{name}.bias"), &[WIDTH]),
        };
        let block = || Block {
            ln_1: norm("ln_1"),
            attn: Attention {
                c_attn: linear("attn.c_attn", 3 * WIDTH, WIDTH),
                c_proj: linear("attn.c_proj", WIDTH, WIDTH),
            },
            ln_2: norm("ln_2"),
            mlp: Mlp {
                c_fc: linear("mlp.c_fc", 4 * WIDTH, WIDTH),
                c_proj: linear("mlp.c_proj", WIDTH, 4 * WIDTH),
            },
        };
        let first = blocks.start == 0;
        Self {
            wte: first.then(|| tensor("wte", &[WORDS, WIDTH])),
            wpe: first.then(|| tensor("wpe", &[POSITIONS, WIDTH])),
            h: (0..LAYERS).map(|layer| blocks.contains(&layer).then(block)).collect(),
            ln_f: (blocks.end == LAYERS).then(|| norm("ln_f")),
        }
    }
}

/// The part of a tensor in tensor parallelism, as Megatron cuts it: the first projections by their outputs, those
/// of query, key and value each by its own, the second by their inputs, the vocabulary by its words; the rest is on
/// every process.
pub(crate) fn shard(path: &str, rank: usize, ranks: usize) -> Shard {
    if path.contains("c_attn.") {
        Shard::rows(rank, ranks).in_blocks(3)
    } else if path.contains("c_fc.") || path.ends_with("wte") {
        Shard::rows(rank, ranks)
    } else if path.ends_with("c_proj.weight") {
        Shard::columns(rank, ranks)
    } else {
        Shard::whole()
    }
}
