//! Models of Keras.

use init_core::jax::Keras;
use init_core::{Initialize, Reset};
use ndarray::ArrayD;
use serde_json::Value;

use super::{Shapes, compare, of_shapes};
use crate::jax::{data, items, text};

#[derive(Initialize)]
struct Layer {
    #[init(glorot_uniform)]
    kernel: ArrayD<f32>,
    #[init(zeros)]
    bias: ArrayD<f32>,
}
of_shapes!(Layer { kernel bias });

#[derive(Initialize)]
struct BatchNorm {
    #[init(ones)]
    gamma: ArrayD<f32>,
    #[init(zeros)]
    beta: ArrayD<f32>,
}
of_shapes!(BatchNorm { gamma beta });

#[derive(Initialize)]
#[init(at = "*.kernel", layout = "ioo")]
#[init(at = "attention_output.kernel", layout = "iio")]
struct Heads {
    query: Layer,
    key: Layer,
    value: Layer,
    attention_output: Layer,
}

#[derive(Initialize)]
#[init(at = "dense.kernel", layout = "io")]
struct Attending {
    attn: Heads,
    dense: Layer,
}

#[derive(Initialize)]
#[init(at = "*.kernel", layout = "io")]
#[init(at = "first.kernel", variance_scaling, scale = 2.0)]
#[init(at = "second.kernel", lecun_uniform)]
#[init(at = "third.kernel", normal, mean = 0.5, std = 0.02)]
#[init(at = "fourth.kernel", truncated_normal, std = 0.02)]
#[init(
    at = "head.kernel",
    variance_scaling,
    scale = 0.3,
    mode = "fan_out",
    distribution = "normal"
)]
struct Mlp {
    first: Layer,
    second: Layer,
    third: Layer,
    fourth: Layer,
    head: Layer,
}

#[derive(Initialize)]
#[init(at = "conv*.kernel", layout = "hwio")]
#[init(at = "head.kernel", layout = "io")]
struct Cnn {
    conv1: Layer,
    norm: BatchNorm,
    conv2: Layer,
    head: Layer,
}

#[derive(Initialize)]
struct Table {
    #[init(uniform, low = -0.05, high = 0.05, embedding)]
    embeddings: ArrayD<f32>,
}

/// In `Dense(8)(Embedding(20, 16)(x))` Python makes the dense layer first.
#[derive(Initialize)]
#[init(at = "head.kernel", layout = "io")]
struct Embedding {
    head: Layer,
    embed: Table,
}

fn run(mut model: impl Initialize, keras: Keras, case: &Value) {
    let mut keras = keras;
    Reset::new().keras(&mut keras).run(&mut model).unwrap();
    compare(&model, case);
    assert_eq!(
        Value::from(keras.seed()),
        case["next"],
        "after {}",
        case["model"]
    );
}

#[test]
fn models_have_the_bits_of_keras() {
    let mut found = 0;
    for case in items(&data("jax-more.json"), "keras") {
        let shapes = Shapes(&case["parameters"]);
        let layer = |path: &str| Layer::of(shapes, path);
        let seed = case["seed"].as_u64().unwrap();
        let keras = Keras::set_random_seed(seed as u32);
        match text(case, "model") {
            "attention" => {
                let attn = Heads {
                    query: layer("attn/query"),
                    key: layer("attn/key"),
                    value: layer("attn/value"),
                    attention_output: layer("attn/attention_output"),
                };
                let dense = layer("dense");
                run(Attending { attn, dense }, keras.before("attn", 1), case);
            }
            "mlp" => run(
                Mlp {
                    first: layer("first"),
                    second: layer("second"),
                    third: layer("third"),
                    fourth: layer("fourth"),
                    head: layer("head"),
                },
                keras,
                case,
            ),
            "cnn" => run(
                Cnn {
                    conv1: layer("conv1"),
                    norm: BatchNorm::of(shapes, "norm"),
                    conv2: layer("conv2"),
                    head: layer("head"),
                },
                keras,
                case,
            ),
            _ => run(
                Embedding {
                    embed: Table {
                        embeddings: shapes.tensor("embed/embeddings"),
                    },
                    head: layer("head"),
                },
                keras,
                case,
            ),
        }
        found += 1;
    }
    assert_eq!(found, 12);
}
