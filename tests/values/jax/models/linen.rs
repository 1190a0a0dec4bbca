//! Models of Flax Linen.

use init_core::{Initialize, Reset};
use ndarray::ArrayD;
use serde_json::Value;

use super::{Attention, Conv, Dense, Embed, Norm, Shapes, compare, key};
use crate::jax::{data, items, text};

#[derive(Initialize)]
#[init(at = "head.kernel", normal, std = 0.02)]
struct Mlp {
    #[init(name = "Dense_0")]
    first: Dense,
    #[init(name = "Dense_1")]
    second: Dense,
    head: Dense,
}

#[derive(Initialize)]
#[init(at = "head.kernel", he_uniform)]
#[init(at = "convs.1.kernel", groups = 2)]
struct Cnn {
    convs: Vec<Conv>,
    norm: Norm,
    head: Dense,
}

#[derive(Initialize)]
struct Block {
    #[init(name = "LayerNorm_0")]
    before: Norm,
    attn: Attention,
    #[init(name = "LayerNorm_1")]
    between: Norm,
    #[init(name = "Dense_0")]
    first: Dense,
    #[init(name = "Dense_1")]
    second: Dense,
}

#[derive(Initialize)]
struct Transformer {
    #[init(normal, std = 0.02, layout = "io")]
    position: ArrayD<f32>,
    #[init(name = "Embed_0")]
    embed: Embed,
    #[init(name = "Block_0")]
    first: Block,
    #[init(name = "Block_1")]
    second: Block,
    #[init(name = "LayerNorm_0")]
    norm: Norm,
}

fn block(shapes: Shapes<'_>, path: &str) -> Block {
    let at = |name: &str| format!("{path}/{name}");
    Block {
        before: Norm::of(shapes, &at("LayerNorm_0")),
        attn: Attention::of(shapes, &at("attn")),
        between: Norm::of(shapes, &at("LayerNorm_1")),
        first: Dense::of(shapes, &at("Dense_0")),
        second: Dense::of(shapes, &at("Dense_1")),
    }
}

fn run(mut model: impl Initialize, case: &Value) {
    Reset::new().linen(key(case)).run(&mut model).unwrap();
    compare(&model, case);
}

#[test]
fn models_have_the_bits_of_linen() {
    let mut found = 0;
    for case in items(&data("jax-more.json"), "linen") {
        let shapes = Shapes(&case["parameters"]);
        let dense = |path: &str| Dense::of(shapes, path);
        match text(case, "model") {
            "dense" => run(
                Dense {
                    kernel: shapes.tensor("kernel"),
                    bias: shapes.get("bias"),
                },
                case,
            ),
            "mlp" => run(
                Mlp {
                    first: dense("Dense_0"),
                    second: dense("Dense_1"),
                    head: dense("head"),
                },
                case,
            ),
            "cnn" => run(
                Cnn {
                    convs: vec![Conv::of(shapes, "convs_0"), Conv::of(shapes, "convs_1")],
                    norm: Norm::of(shapes, "norm"),
                    head: dense("head"),
                },
                case,
            ),
            _ => run(
                Transformer {
                    position: shapes.tensor("position"),
                    embed: Embed {
                        embedding: shapes.tensor("Embed_0/embedding"),
                    },
                    first: block(shapes, "Block_0"),
                    second: block(shapes, "Block_1"),
                    norm: Norm::of(shapes, "LayerNorm_0"),
                },
                case,
            ),
        }
        found += 1;
    }
    assert_eq!(found, 8);
}
