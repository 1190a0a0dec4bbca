//! Single parameters of Flax, as modules of one model.

use init_core::jax::{Key, Rngs};
use init_core::{Initialize, Reset};
use ndarray::ArrayD;
use serde_json::Value;

use super::{Conv, Dense, Embed, Shapes, compare};
use crate::jax::{cases, text};

#[derive(Initialize)]
struct Linen {
    #[init(uniform, high = 0.02)]
    gain: ArrayD<f32>,
    #[init(name = "Dense_0")]
    first: Dense,
    #[init(name = "Embed_0")]
    embed: Embed,
    head: Head,
}

#[derive(Initialize)]
struct Head {
    #[init(lecun_normal, layout = "io")]
    kernel: ArrayD<f32>,
    #[init(normal, std = 0.02)]
    bias: ArrayD<f32>,
}

#[derive(Initialize)]
struct Nnx {
    linear: Dense,
    conv: Conv,
}

/// Cases of the golden file as one model.
fn model(prefix: &str, name: impl Fn(&str) -> String) -> Value {
    let named = |case: &Value| {
        let path = text(case, "op").strip_prefix(prefix).unwrap();
        (name(path), case.clone())
    };
    let parameters: serde_json::Map<_, _> = cases(prefix).iter().map(named).collect();
    serde_json::json!({ "model": prefix.trim(), "seed": 1, "parameters": parameters })
}

#[test]
fn single_parameters_have_the_bits_of_flax() {
    let case = model("flax linen ", str::to_owned);
    let shapes = Shapes(&case["parameters"]);
    let mut linen = Linen {
        gain: shapes.tensor("gain"),
        first: Dense::of(shapes, "Dense_0"),
        embed: Embed {
            embedding: shapes.tensor("Embed_0/embedding"),
        },
        head: Head {
            kernel: shapes.tensor("head/kernel"),
            bias: shapes.tensor("head/bias"),
        },
    };
    Reset::new().linen(Key::new(1)).run(&mut linen).unwrap();
    compare(&linen, &case);

    let case = model("flax nnx ", |path| path.to_lowercase().replace(' ', "/"));
    let shapes = Shapes(&case["parameters"]);
    let mut nnx = Nnx {
        linear: Dense {
            kernel: shapes.tensor("linear/kernel"),
            bias: Some(ArrayD::zeros(vec![32])),
        },
        conv: Conv {
            kernel: shapes.tensor("conv/kernel"),
            bias: ArrayD::zeros(vec![32]),
        },
    };
    Reset::new().nnx(&mut Rngs::new(1)).run(&mut nnx).unwrap();
    compare(&nnx, &case);
}
