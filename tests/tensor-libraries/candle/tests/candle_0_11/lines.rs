//! The lines of `docs/lines.md` that are of candle or for its layers: they compile, and do what the
//! page says.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::init::{FanInOut::FanOut, NonLinearity::ReLU, NormalOrUniform::Normal};
use candle_nn::{BatchNorm, Conv2d, Conv2dConfig, Init, LSTMConfig, Linear, VarBuilder, VarMap};
use common::layers::assert_uniform;
use init_core::initializer::{orthogonal, with};
use init_core::libraries::candle_0_11::Variables;
use init_core::{Initialize, Plan, Reset, Rule, Rules};

#[derive(Initialize)]
#[init(at = "**.weight", module = "Conv2d", kaiming_normal, mode = "fan_out")]
struct Stem {
    conv: Conv2d,
    depthwise: Conv2d,
    norm: BatchNorm,
}

#[derive(Initialize)]
#[init(at = "qkv.weight", xavier_uniform, split = 3)]
struct Attention {
    qkv: Linear,
}

#[derive(Initialize)]
struct Classifier {
    body: Linear,
    head: Linear,
}

fn builder() -> (VarMap, VarBuilder<'static>) {
    let vars = VarMap::new();
    let vb = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
    (vars, vb)
}

fn classifier(vb: &VarBuilder<'_>) -> Result<Classifier> {
    Ok(Classifier {
        body: candle_nn::linear(8, 8, vb.pp("body"))?,
        head: candle_nn::linear(8, 3, vb.pp("head"))?,
    })
}

fn values(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

fn std(plan: &Plan, path: &str) -> f64 {
    plan.get(path).unwrap().law().std().unwrap()
}

/// The standard deviation of candle's own values, within twelve standard errors: on the CPU they have
/// no seed.
#[track_caller]
fn assert_std(tensor: &Tensor, std: f64) {
    let values = values(tensor);
    let count = values.len() as f64;
    let squares: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
    let error = (squares / count).sqrt() / std - 1.0;
    assert!(error.abs() < 12.0 / (2.0 * count).sqrt(), "{error}");
}

/// By hand: a stem's fan out is 64·7·7, a depthwise one's 3·3.
#[test]
fn he_by_the_fan_out_and_depthwise() -> Result<()> {
    let (_, vb) = builder();
    let config = Conv2dConfig {
        groups: 64,
        ..Conv2dConfig::default()
    };
    let stem = Stem {
        conv: candle_nn::conv2d_no_bias(3, 64, 7, Conv2dConfig::default(), vb.pp("conv"))?,
        depthwise: candle_nn::conv2d_no_bias(64, 64, 3, config, vb.pp("depthwise"))?,
        norm: candle_nn::batch_norm(64, 1e-5, vb.pp("norm"))?,
    };
    let plan = stem.plan().unwrap();
    let expected = [2.0_f64 / 3136.0, 2.0 / 9.0].map(f64::sqrt);
    for (path, expected) in ["conv.weight", "depthwise.weight"].iter().zip(expected) {
        assert!((std(&plan, path) - expected).abs() < 1e-12, "{path}");
    }
    assert_eq!(plan.get("norm.weight").unwrap().initializer(), "ones");
    assert_eq!(plan.get("norm.bias").unwrap().initializer(), "zeros");

    let (inputs, outputs) = (3, 64);
    let vb = vb.pp("own");
    let he = Init::Kaiming {
        dist: Normal,
        fan: FanOut,
        non_linearity: ReLU,
    };
    let weight = vb.get_with_hints((outputs, inputs, 7, 7), "weight", he)?;
    assert_std(&weight, expected[0]);
    let (channels, vb) = (64, vb.pp("depthwise"));
    let he = Init::Randn {
        mean: 0.0,
        stdev: (2.0_f64 / 9.0).sqrt(),
    };
    let weight = vb.get_with_hints((channels, 1, 3, 3), "weight", he)?;
    assert_std(&weight, expected[1]);
    Ok(())
}

/// The gates are stacked in candle's order: input, forget, cell, output.
#[test]
fn gates_of_a_recurrent_layer() -> Result<()> {
    let mut variables = Variables::new();
    let vb = variables.builder(DType::F32, &Device::Cpu);
    let _lstm = candle_nn::lstm(16, 32, LSTMConfig::default(), vb.pp("lstm"))?;
    let rules = Rules::new()
        .rule(
            Rule::at("lstm.weight_hh_l0")
                .initializer(orthogonal().per_part())
                .split(4),
        )
        .at(
            "lstm.bias_ih_l0",
            with(|index, _| f64::from(index[0] / 32 == 1)),
        );
    let plan = Reset::seed(42).rules(&rules).run(&mut variables).unwrap();
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
    let found = variables.var_map();
    let tensor = |name: &str| found.data().lock().unwrap()[name].as_tensor().clone();
    for gate in tensor("lstm.weight_hh_l0").chunk(4, 0)? {
        let product = gate.matmul(&gate.t()?)?;
        let distance = (product - Tensor::eye(32, DType::F32, &Device::Cpu)?)?.abs()?;
        assert!(distance.max_all()?.to_scalar::<f32>()? < 1e-5);
    }
    let ours = values(&tensor("lstm.bias_ih_l0"));
    assert_eq!(values(&tensor("lstm.bias_hh_l0")), [0.0; 128]);

    let (mut vars, vb) = builder();
    let _lstm = candle_nn::lstm(16, 32, LSTMConfig::default(), vb.pp("lstm"))?;
    let device = Device::Cpu;
    let zeros = Tensor::zeros(32, DType::F32, &device)?;
    let bias = Tensor::cat(&[&zeros, &zeros.ones_like()?, &zeros, &zeros], 0)?;
    vars.set_one("lstm.bias_ih_l0", bias)?;
    let vars = vars.data().lock().unwrap();
    assert_eq!(values(&vars["lstm.bias_ih_l0"]), ours);
    Ok(())
}

/// Three square weights in one: √(6 / (256 + 256)).
#[test]
fn fused_projections() -> Result<()> {
    let (_, vb) = builder();
    let qkv = candle_nn::linear(256, 768, vb.pp("qkv"))?;
    let plan = Attention { qkv }.plan().unwrap();
    assert_uniform(&plan, "qkv.weight", 512.0 / 6.0);

    let vb = vb.pp("own");
    let bound = (6.0 / (256.0 + 256.0_f64)).sqrt();
    let weight = vb.get_with_hints(
        (768, 256),
        "weight",
        Init::Uniform {
            lo: -bound,
            up: bound,
        },
    )?;
    assert_std(&weight, bound / 3.0_f64.sqrt());
    Ok(())
}

/// candle's own way with a file; the one of this crate is in the tests of safetensors.
#[test]
fn all_but_the_head_from_a_file() -> Result<()> {
    let file = init_core::hidden::doc::file("candle-lines.safetensors");
    let (old, vb) = builder();
    let body = candle_nn::linear(8, 8, vb.pp("body"))?;
    candle_nn::linear(8, 3, vb.pp("head"))?;
    old.save(&file)?;

    let (mut vars, vb) = builder();
    let classifier = classifier(&vb)?;
    let (device, fresh) = (Device::Cpu, values(classifier.head.weight()));
    let tensors = candle_core::safetensors::load(&file, &device)?.into_iter();
    vars.set(tensors.filter(|(name, _)| !name.starts_with("head.")))?;
    assert_eq!(values(classifier.body.weight()), values(body.weight()));
    assert_eq!(values(classifier.head.weight()), fresh);
    std::fs::remove_file(&file)?;
    Ok(())
}

#[test]
fn defaults_without_a_word() -> Result<()> {
    let (_, vb) = builder();
    let plan = classifier(&vb)?.plan().unwrap();
    assert_uniform(&plan, "head.weight", 8.0);
    Ok(())
}
