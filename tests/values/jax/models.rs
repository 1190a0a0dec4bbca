//! Models of Flax and Keras, each by structs with its modules, parameter by parameter.

mod golden;
mod keras;
mod linen;
mod nnx;

use init_core::Initialize;
use init_core::jax::Key;
use ndarray::ArrayD;
use safetensors::SafeTensors;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{numbers, text};

/// The shapes of a model, by path.
#[derive(Clone, Copy)]
struct Shapes<'v>(&'v Value);

impl Shapes<'_> {
    fn get(self, path: &str) -> Option<ArrayD<f32>> {
        let shape = numbers(&self.0.get(path)?["shape"]);
        Some(ArrayD::from_elem(shape, 7.0))
    }

    fn tensor(self, path: &str) -> ArrayD<f32> {
        self.get(path).unwrap()
    }
}

#[derive(Initialize)]
struct Dense {
    #[init(lecun_normal, layout = "io")]
    kernel: ArrayD<f32>,
    #[init(zeros)]
    bias: Option<ArrayD<f32>>,
}

#[derive(Initialize)]
struct Conv {
    #[init(lecun_normal, layout = "hwio")]
    kernel: ArrayD<f32>,
    #[init(zeros)]
    bias: ArrayD<f32>,
}

#[derive(Initialize)]
struct Norm {
    #[init(ones)]
    scale: ArrayD<f32>,
    #[init(zeros)]
    bias: ArrayD<f32>,
}

#[derive(Initialize)]
struct Attention {
    query: Projection,
    key: Projection,
    value: Projection,
    out: Output,
}

#[derive(Initialize)]
struct Projection {
    #[init(lecun_normal, layout = "ioo")]
    kernel: ArrayD<f32>,
    #[init(zeros)]
    bias: ArrayD<f32>,
}

#[derive(Initialize)]
struct Output {
    #[init(lecun_normal, layout = "iio")]
    kernel: ArrayD<f32>,
    #[init(zeros)]
    bias: ArrayD<f32>,
}

#[derive(Initialize)]
struct Embed {
    #[init(variance_scaling, mode = "fan_out", distribution = "normal", embedding)]
    embedding: ArrayD<f32>,
}

/// Structs of two tensors.
macro_rules! of_shapes {
    ($($layer:ident { $first:ident $second:ident })*) => {$(
        impl $layer {
            fn of(shapes: Shapes<'_>, path: &str) -> Self {
                Self {
                    $first: shapes.tensor(&format!("{path}/{}", stringify!($first))),
                    $second: shapes.tensor(&format!("{path}/{}", stringify!($second))),
                }
            }
        }
    )*};
}
use of_shapes;
of_shapes! {
    Conv { kernel bias }
    Norm { scale bias }
    Projection { kernel bias }
    Output { kernel bias }
}

impl Dense {
    fn of(shapes: Shapes<'_>, path: &str) -> Self {
        Self {
            kernel: shapes.tensor(&format!("{path}/kernel")),
            bias: shapes.get(&format!("{path}/bias")),
        }
    }
}

impl Attention {
    fn of(shapes: Shapes<'_>, path: &str) -> Self {
        let of = |name: &str| Projection::of(shapes, &format!("{path}/{name}"));
        Self {
            query: of("query"),
            key: of("key"),
            value: of("value"),
            out: Output::of(shapes, &format!("{path}/out")),
        }
    }
}

/// Compares every parameter of a model with those of a case.
fn compare(model: &impl Initialize, case: &Value) {
    let path = std::env::temp_dir().join(format!(
        "init-jax-{}-{}-{}.safetensors",
        std::process::id(),
        text(case, "model"),
        case["seed"]
    ));
    init_core::safetensors::save(model, &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let saved = SafeTensors::deserialize(&bytes).unwrap();
    let parameters = case["parameters"].as_object().unwrap();
    for (path, parameter) in parameters {
        // An entry of a list of Linen has the index in its name.
        let name = path.replace('/', ".").replace("convs_", "convs.");
        let tensor = saved.tensor(&name).unwrap();
        assert_eq!(tensor.shape(), numbers(&parameter["shape"]), "{path}");
        let hash = format!("{:x}", Sha256::digest(tensor.data()));
        assert_eq!(
            hash,
            text(parameter, "sha256"),
            "{path} of {}, {}",
            case["model"],
            case["seed"]
        );
    }
}

/// The key of a case. The models were not compiled, and by JAX 0.10.
fn key(case: &Value) -> Key {
    Key::new(case["seed"].as_u64().unwrap()).two_products(true)
}
