//! The layers of torch.nn, each by a struct with its fields and the preset of PyTorch, built one after
//! the other as in a script.

use init_core::pytorch::Generator;
use init_core::{Initialize, Reset, Rules};
use ndarray::ArrayD;
use serde_json::Value;

use super::{data, hash, items, numbers, text};

/// A parameter that not every layer has.
type Tensor = Option<ArrayD<f32>>;

/// The tensor of this name, of zeros.
fn tensor(parameters: &Value, name: &str) -> Tensor {
    let shape = numbers(&parameters.get(name)?["shape"]);
    Some(ArrayD::zeros(shape))
}

/// Structs with parameters of these names, in the order of the module.
macro_rules! layers {
    ($($layer:ident { $($field:ident)* })*) => {$(
        #[derive(Initialize)]
        struct $layer {
            $(#[init(parameter)] $field: Tensor,)*
        }

        impl Layer for $layer {
            fn of(parameters: &Value, prefix: &str) -> Self {
                Self {
                    $($field: tensor(parameters, &format!("{prefix}{}", stringify!($field))),)*
                }
            }

            fn tensors(&self) -> Vec<(String, &Tensor)> {
                vec![$((stringify!($field).into(), &self.$field)),*]
            }
        }
    )*};
}

trait Layer: Initialize {
    fn of(parameters: &Value, prefix: &str) -> Self;
    fn tensors(&self) -> Vec<(String, &Tensor)>;
}

layers! {
    Linear { weight bias }
    Norm { weight bias }
    PReLU { weight }
    Embedding { weight }
    Lstm {
        weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 weight_hr_l0
        weight_ih_l1 weight_hh_l1 bias_ih_l1 bias_hh_l1 weight_hr_l1
        weight_ih_l0_reverse weight_hh_l0_reverse bias_ih_l0_reverse bias_hh_l0_reverse
        weight_hr_l0_reverse
    }
    Cell { weight_ih weight_hh bias_ih bias_hh }
}

#[derive(Initialize)]
struct PaddedEmbedding {
    #[init(parameter, padding_index = 2)]
    weight: Tensor,
}

/// The fan of a bilinear layer is the number of its first features alone.
#[derive(Initialize)]
struct Bilinear {
    #[init(parameter, fan_in = self.weight.as_ref().unwrap().shape()[1])]
    weight: Tensor,
    #[init(parameter)]
    bias: Tensor,
}

#[derive(Initialize)]
struct Attention {
    #[init(parameter)]
    in_proj_weight: Tensor,
    #[init(parameter)]
    q_proj_weight: Tensor,
    #[init(parameter)]
    k_proj_weight: Tensor,
    #[init(parameter)]
    v_proj_weight: Tensor,
    #[init(parameter)]
    in_proj_bias: Tensor,
    #[init(parameter)]
    bias_k: Tensor,
    #[init(parameter)]
    bias_v: Tensor,
    out_proj: Linear,
}

#[derive(Initialize)]
struct EncoderLayer {
    self_attn: Attention,
    linear1: Linear,
    linear2: Linear,
    norm1: Norm,
    norm2: Norm,
}

#[derive(Initialize)]
struct DecoderLayer {
    self_attn: Attention,
    multihead_attn: Attention,
    linear1: Linear,
    linear2: Linear,
    norm1: Norm,
    norm2: Norm,
    norm3: Norm,
}

/// The tensors of a layer inside another.
fn inside<'l>(name: &str, layer: &'l impl Layer) -> Vec<(String, &'l Tensor)> {
    let tensors = layer.tensors().into_iter();
    tensors
        .map(|(path, tensor)| (format!("{name}.{path}"), tensor))
        .collect()
}

impl Layer for PaddedEmbedding {
    fn of(parameters: &Value, prefix: &str) -> Self {
        Self {
            weight: tensor(parameters, &format!("{prefix}weight")),
        }
    }

    fn tensors(&self) -> Vec<(String, &Tensor)> {
        vec![("weight".into(), &self.weight)]
    }
}

impl Layer for Bilinear {
    fn of(parameters: &Value, prefix: &str) -> Self {
        Self {
            weight: tensor(parameters, &format!("{prefix}weight")),
            bias: tensor(parameters, &format!("{prefix}bias")),
        }
    }

    fn tensors(&self) -> Vec<(String, &Tensor)> {
        vec![("weight".into(), &self.weight), ("bias".into(), &self.bias)]
    }
}

impl Layer for Attention {
    fn of(parameters: &Value, prefix: &str) -> Self {
        let tensor = |name: &str| tensor(parameters, &format!("{prefix}{name}"));
        Self {
            in_proj_weight: tensor("in_proj_weight"),
            q_proj_weight: tensor("q_proj_weight"),
            k_proj_weight: tensor("k_proj_weight"),
            v_proj_weight: tensor("v_proj_weight"),
            in_proj_bias: tensor("in_proj_bias"),
            bias_k: tensor("bias_k"),
            bias_v: tensor("bias_v"),
            out_proj: Linear::of(parameters, &format!("{prefix}out_proj.")),
        }
    }

    fn tensors(&self) -> Vec<(String, &Tensor)> {
        let mut tensors = vec![
            ("in_proj_weight".into(), &self.in_proj_weight),
            ("q_proj_weight".into(), &self.q_proj_weight),
            ("k_proj_weight".into(), &self.k_proj_weight),
            ("v_proj_weight".into(), &self.v_proj_weight),
            ("in_proj_bias".into(), &self.in_proj_bias),
            ("bias_k".into(), &self.bias_k),
            ("bias_v".into(), &self.bias_v),
        ];
        tensors.extend(inside("out_proj", &self.out_proj));
        tensors
    }
}

impl Layer for EncoderLayer {
    fn of(parameters: &Value, prefix: &str) -> Self {
        let of = |name: &str| format!("{prefix}{name}.");
        Self {
            self_attn: Attention::of(parameters, &of("self_attn")),
            linear1: Linear::of(parameters, &of("linear1")),
            linear2: Linear::of(parameters, &of("linear2")),
            norm1: Norm::of(parameters, &of("norm1")),
            norm2: Norm::of(parameters, &of("norm2")),
        }
    }

    fn tensors(&self) -> Vec<(String, &Tensor)> {
        [
            inside("self_attn", &self.self_attn),
            inside("linear1", &self.linear1),
            inside("linear2", &self.linear2),
            inside("norm1", &self.norm1),
            inside("norm2", &self.norm2),
        ]
        .concat()
    }
}

impl Layer for DecoderLayer {
    fn of(parameters: &Value, prefix: &str) -> Self {
        let of = |name: &str| format!("{prefix}{name}.");
        Self {
            self_attn: Attention::of(parameters, &of("self_attn")),
            multihead_attn: Attention::of(parameters, &of("multihead_attn")),
            linear1: Linear::of(parameters, &of("linear1")),
            linear2: Linear::of(parameters, &of("linear2")),
            norm1: Norm::of(parameters, &of("norm1")),
            norm2: Norm::of(parameters, &of("norm2")),
            norm3: Norm::of(parameters, &of("norm3")),
        }
    }

    fn tensors(&self) -> Vec<(String, &Tensor)> {
        [
            inside("self_attn", &self.self_attn),
            inside("multihead_attn", &self.multihead_attn),
            inside("linear1", &self.linear1),
            inside("linear2", &self.linear2),
            inside("norm1", &self.norm1),
            inside("norm2", &self.norm2),
            inside("norm3", &self.norm3),
        ]
        .concat()
    }
}

/// Resets a layer as a module is built, and compares every tensor.
fn built<L: Layer>(generator: &mut Generator, case: &Value) {
    let parameters = &case["parameters"];
    let mut layer = L::of(parameters, "");
    let rules = Rules::preset("pytorch").unwrap();
    let reset = Reset::new().rules(&rules).pytorch(generator);
    reset.run(&mut layer).unwrap();
    let mut found = 0;
    for (name, tensor) in layer.tensors() {
        let Some(tensor) = tensor else { continue };
        let values: Vec<f32> = tensor.iter().copied().collect();
        assert_eq!(
            hash(&values),
            text(&parameters[&name], "sha256"),
            "{name} of {case}"
        );
        found += 1;
    }
    assert_eq!(found, parameters.as_object().unwrap().len(), "{case}");
}

#[test]
fn layers_built_one_after_the_other_have_the_bits_of_torch() {
    let mut generator = Generator::manual_seed(0);
    let mut seed = 0;
    for case in items(&data("torch-2.15-more.json"), "modules") {
        if case["seed"] != seed {
            seed = case["seed"].as_u64().unwrap();
            generator = Generator::manual_seed(seed);
        }
        let generator = &mut generator;
        match text(case, "module") {
            "embedding" => built::<PaddedEmbedding>(generator, case),
            "embedding_bag" => built::<Embedding>(generator, case),
            "lstm"
            | "lstm_reversed"
            | "gru"
            | "rnn"
            | "lstm_projected"
            | "lstm_projected_reversed" => built::<Lstm>(generator, case),
            "lstm_cell" | "gru_cell" | "rnn_cell" => built::<Cell>(generator, case),
            "attention" | "attention_without_bias" | "attention_with_keys" => {
                built::<Attention>(generator, case);
            }
            "bilinear" => built::<Bilinear>(generator, case),
            "layer_norm" | "batch_norm" | "group_norm" => built::<Norm>(generator, case),
            "prelu" => built::<PReLU>(generator, case),
            "encoder_layer" => built::<EncoderLayer>(generator, case),
            "decoder_layer" => built::<DecoderLayer>(generator, case),
            _ => built::<Linear>(generator, case),
        }
        let mut next = [0.0];
        generator.uniform(&mut next, 0.0, 1.0);
        assert_eq!(
            f64::from(next[0]),
            case["next"].as_f64().unwrap(),
            "after {case}"
        );
    }
}

#[test]
fn four_layers_of_the_golden_file_have_the_bits_of_torch() {
    let mut generator = Generator::manual_seed(0);
    let mut found = 0;
    for case in items(&data("torch-2.15-cpu.json"), "cases") {
        match text(case, "op") {
            "module linear" => {
                generator = Generator::manual_seed(case["seed"].as_u64().unwrap());
                built::<Linear>(&mut generator, case);
            }
            "module conv2d" => built::<Linear>(&mut generator, case),
            "module lstm" => built::<Lstm>(&mut generator, case),
            "module embedding" => built::<PaddedEmbedding>(&mut generator, case),
            _ => continue,
        }
        found += 1;
    }
    assert_eq!(found, 12);
}
