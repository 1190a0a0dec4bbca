//! Models of Flax NNX.

use init_core::jax::Rngs;
use init_core::{Initialize, Reset};
use ndarray::ArrayD;
use serde_json::Value;

use super::{Attention, Conv, Dense, Embed, Norm, Shapes, compare, key};
use crate::jax::{data, items, text};

#[derive(Initialize)]
#[init(at = "head.kernel", normal, std = 0.02)]
struct Mlp {
    first: Dense,
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
    norm: Norm,
    attn: Attention,
    first: Dense,
    second: Dense,
}

#[derive(Initialize)]
struct Transformer {
    embed: Embed,
    #[init(normal, std = 0.02, layout = "io")]
    position: ArrayD<f32>,
    blocks: Vec<Block>,
    norm: Norm,
}

fn run(mut model: impl Initialize, case: &Value) {
    let mut rngs = Rngs::of(key(case));
    Reset::new().nnx(&mut rngs).run(&mut model).unwrap();
    compare(&model, case);
    let next = rngs.key().words().map(|word| format!("{word:08x}"));
    assert_eq!(
        serde_json::json!(next),
        case["next"],
        "after {}",
        case["model"]
    );
}

#[test]
fn models_have_the_bits_of_nnx() {
    let mut found = 0;
    for case in items(&data("jax-more.json"), "nnx") {
        let shapes = Shapes(&case["parameters"]);
        let dense = |path: &str| Dense::of(shapes, path);
        match text(case, "model") {
            "linear" => run(
                Dense {
                    kernel: shapes.tensor("kernel"),
                    bias: shapes.get("bias"),
                },
                case,
            ),
            "mlp" => run(
                Mlp {
                    first: dense("first"),
                    second: dense("second"),
                    head: dense("head"),
                },
                case,
            ),
            "cnn" => run(
                Cnn {
                    convs: vec![Conv::of(shapes, "convs/0"), Conv::of(shapes, "convs/1")],
                    norm: Norm::of(shapes, "norm"),
                    head: dense("head"),
                },
                case,
            ),
            _ => run(
                Transformer {
                    embed: Embed {
                        embedding: shapes.tensor("embed/embedding"),
                    },
                    position: shapes.tensor("position"),
                    blocks: (0..2)
                        .map(|number| {
                            let at = |name: &str| format!("blocks/{number}/{name}");
                            Block {
                                norm: Norm::of(shapes, &at("norm")),
                                attn: Attention::of(shapes, &at("attn")),
                                first: dense(&at("first")),
                                second: dense(&at("second")),
                            }
                        })
                        .collect(),
                    norm: Norm::of(shapes, "norm"),
                },
                case,
            ),
        }
        found += 1;
    }
    assert_eq!(found, 8);
}
