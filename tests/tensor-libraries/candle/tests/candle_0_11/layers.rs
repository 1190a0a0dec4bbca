//! The layers of candle-nn: their names, and PyTorch's documented initializers for those names.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{
    BatchNorm, Conv1d, Conv1dConfig, Conv2d, Conv2dConfig, ConvTranspose1d, ConvTranspose1dConfig,
    ConvTranspose2d, ConvTranspose2dConfig, Embedding, LayerNorm, Linear, PReLU, RmsNorm,
    VarBuilder, VarMap,
};
use common::layers::assert_uniform;
use init_core::initializer::xavier_uniform;
use init_core::plan::Entry;
use init_core::values::Law;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

#[derive(Initialize)]
struct Net {
    linear: Linear,
    no_bias: Linear,
    conv1: Conv1d,
    conv2: Conv2d,
    up1: ConvTranspose1d,
    up2: ConvTranspose2d,
    embedding: Embedding,
    layer_norm: LayerNorm,
    rms_norm: RmsNorm,
    batch_norm: BatchNorm,
    prelu: PReLU,
}

fn net(vars: &VarMap) -> Result<Net> {
    let vb = VarBuilder::from_varmap(vars, DType::F32, &Device::Cpu);
    let grouped = Conv2dConfig {
        groups: 4,
        ..Conv2dConfig::default()
    };
    let grouped_up = ConvTranspose1dConfig {
        groups: 2,
        ..ConvTranspose1dConfig::default()
    };
    let up = ConvTranspose2dConfig::default();
    Ok(Net {
        linear: candle_nn::linear(300, 200, vb.pp("linear"))?,
        no_bias: candle_nn::linear_no_bias(3, 2, vb.pp("no_bias"))?,
        conv1: candle_nn::conv1d(16, 8, 5, Conv1dConfig::default(), vb.pp("conv1"))?,
        conv2: candle_nn::conv2d(16, 32, 3, grouped, vb.pp("conv2"))?,
        up1: candle_nn::conv_transpose1d(8, 6, 5, grouped_up, vb.pp("up1"))?,
        up2: candle_nn::conv_transpose2d(8, 6, 3, up, vb.pp("up2"))?,
        embedding: candle_nn::embedding(50, 64, vb.pp("embedding"))?,
        layer_norm: candle_nn::layer_norm(7, 1e-5, vb.pp("layer_norm"))?,
        rms_norm: candle_nn::rms_norm(7, 1e-5, vb.pp("rms_norm"))?,
        batch_norm: candle_nn::batch_norm(7, 1e-5, vb.pp("batch_norm"))?,
        prelu: candle_nn::prelu(Some(7), vb.pp("prelu"))?,
    })
}

fn names(vars: &VarMap) -> Vec<String> {
    let mut names: Vec<String> = vars.data().lock().unwrap().keys().cloned().collect();
    names.sort();
    names
}

fn floats(tensor: &Tensor) -> Vec<f32> {
    tensor.flatten_all().unwrap().to_vec1().unwrap()
}

/// The paths are the names of the variables that candle's own functions make.
#[test]
fn the_paths_are_the_names_of_the_variables() -> Result<()> {
    let vars = VarMap::new();
    let net = net(&vars)?;
    let plan = net.plan().unwrap();
    let mut paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    paths.sort_unstable();
    assert_eq!(paths, names(&vars));
    assert_eq!(plan.buffer_count(), 2);
    let modules: Vec<_> = plan.entries().iter().filter_map(Entry::module).collect();
    assert_eq!(modules.len(), plan.entries().len());
    assert_eq!(
        plan.get("up2.weight").unwrap().module(),
        Some("ConvTranspose2d")
    );
    Ok(())
}

/// `reset_parameters` of the layers of torch.nn: U(±1/√fan_in) for weights and biases of linear
/// and convolution layers, where the fan in is the second axis times the receptive field, N(0, 1)
/// for embeddings, 1 and 0 for norms, 0.25 for PReLU.
#[test]
fn the_laws_are_those_of_pytorch() -> Result<()> {
    let plan = net(&VarMap::new())?.plan().unwrap();
    for (layer, fan) in [
        ("linear", 300.0),
        ("conv1", 16.0 * 5.0),
        ("conv2", 4.0 * 9.0),
        ("up1", 3.0 * 5.0),
        ("up2", 6.0 * 9.0),
    ] {
        assert_uniform(&plan, &format!("{layer}.weight"), fan);
        assert_uniform(&plan, &format!("{layer}.bias"), fan);
    }
    let law = |path: &str| *plan.get(path).unwrap().law();
    assert_eq!(
        law("embedding.weight"),
        Law::Normal {
            mean: 0.0,
            std: 1.0
        }
    );
    for (path, value) in [
        ("layer_norm.weight", 1.0),
        ("layer_norm.bias", 0.0),
        ("rms_norm.weight", 1.0),
        ("batch_norm.weight", 1.0),
        ("batch_norm.bias", 0.0),
        ("batch_norm.running_mean", 0.0),
        ("batch_norm.running_var", 1.0),
        ("prelu.weight", 0.25),
    ] {
        assert_eq!(law(path), Law::Constant(value), "{path}");
    }
    for entry in plan.entries() {
        let origin = entry.chosen_by().to_string();
        assert_eq!(
            origin,
            "PyTorch's default for the layer",
            "{}",
            entry.path()
        );
    }
    Ok(())
}

#[test]
fn a_reset_overwrites_the_variables() -> Result<()> {
    let vars = VarMap::new();
    let mut net = net(&vars)?;
    let before = floats(net.linear.weight());
    Reset::seed(42).run(&mut net).unwrap();
    let after = floats(net.linear.weight());
    assert_ne!(before, after);
    let in_map = floats(&vars.data().lock().unwrap()["linear.weight"]);
    assert_eq!(in_map, after);
    // 60,000 values of U(±1/√300): their mean square is 1/900. The deviation of a mean of so
    // many squares is 0.9 / √60,000 of it; five of these.
    let squares: f64 = after.iter().map(|&value| f64::from(value).powi(2)).sum();
    let ratio = squares / 60_000.0 * 900.0;
    assert!(
        (ratio - 1.0).abs() < 5.0 * 0.9 / 60_000_f64.sqrt(),
        "{ratio}"
    );
    assert_eq!(floats(net.batch_norm.running_var()), [1.0; 7]);
    assert_eq!(floats(net.prelu.weight()), [0.25; 7]);
    Ok(())
}

/// Rules that count fans read the layout of a transposed convolution, [i, o / groups, field].
#[test]
fn rules_count_the_fans_of_transposed_convolutions() -> Result<()> {
    #[derive(Initialize)]
    #[init(at = "**", xavier_normal)]
    #[init(at = "**.bias", zeros)]
    struct Ups {
        up1: ConvTranspose1d,
        up2: ConvTranspose2d,
        conv2: Conv2d,
    }
    let Net {
        up1, up2, conv2, ..
    } = net(&VarMap::new())?;
    let plan = Ups { up1, up2, conv2 }.plan().unwrap();
    let std = |path: &str| plan.get(path).unwrap().law().std().unwrap();
    let xavier = |fan_in: f64, fan_out: f64| (2.0 / (fan_in + fan_out)).sqrt();
    // 8 inputs and 6 outputs in 2 groups: 4 inputs feed a unit, an input feeds 3 units.
    assert!((std("up1.weight") - xavier(4.0 * 5.0, 3.0 * 5.0)).abs() < 1e-12);
    assert!((std("up2.weight") - xavier(8.0 * 9.0, 6.0 * 9.0)).abs() < 1e-12);
    assert!((std("conv2.weight") - xavier(4.0 * 9.0, 8.0 * 9.0)).abs() < 1e-12);
    Ok(())
}

fn var(shape: &[usize]) -> Result<Tensor> {
    let var = candle_core::Var::zeros(shape, DType::F32, &Device::Cpu)?;
    Ok(var.into_inner())
}

/// The usual head of a language model is its embedding: one parameter, which stays what it is as
/// an embedding.
#[test]
fn a_tied_head_is_initialized_as_the_embedding() -> Result<()> {
    #[derive(Initialize)]
    struct Tied {
        embedding: Embedding,
        head: Linear,
    }
    let weight = var(&[50, 16])?;
    let tied = Tied {
        embedding: Embedding::new(weight.clone(), 16),
        head: Linear::new(weight, None),
    };
    let plan = tied.plan().unwrap();
    assert_eq!(plan.parameter_count(), 1);
    let entry = &plan.entries()[0];
    assert_eq!(entry.path(), "embedding.weight");
    assert_eq!(entry.aliases(), ["head.weight"]);
    assert_eq!(
        *entry.law(),
        Law::Normal {
            mean: 0.0,
            std: 1.0
        }
    );
    Ok(())
}

/// A user's choice is never dropped for a default.
#[test]
fn a_choice_behind_a_default_is_a_conflict() -> Result<()> {
    #[derive(Initialize)]
    struct Tied {
        embedding: Embedding,
        #[init(orthogonal)]
        head: Tensor,
    }
    let weight = var(&[50, 16])?;
    let tied = Tied {
        embedding: Embedding::new(weight.clone(), 16),
        head: weight,
    };
    assert!(tied.plan().unwrap_err().has(ErrorKind::Conflict));
    Ok(())
}

/// Layers without inputs have nothing to scale by.
#[test]
fn a_layer_without_inputs_has_a_zero_bias() -> Result<()> {
    let mut linear = Linear::new(var(&[3, 0])?, Some(var(&[3])?));
    let plan = Reset::seed(1).run(&mut linear).unwrap();
    assert_eq!(*plan.get("bias").unwrap().law(), Law::Constant(0.0));
    let mut up = ConvTranspose2d::new(var(&[4, 0, 3, 3])?, None, ConvTranspose2dConfig::default());
    assert_eq!(Reset::seed(1).run(&mut up).unwrap().value_count(), 0);
    Ok(())
}

/// A layer whose weight is a tensor of a file, and no variable, is refused with its path.
#[test]
fn a_layer_that_was_loaded_is_refused() -> Result<()> {
    #[derive(Initialize)]
    struct Net {
        head: Linear,
    }
    let weight = Tensor::zeros((4, 3), DType::F32, &Device::Cpu)?;
    let mut net = Net {
        head: Linear::new(weight, Some(var(&[4])?)),
    };
    let refusal = common::suite::refusal(&mut net);
    assert!(
        refusal.starts_with("`head.weight`: the tensor is not a variable"),
        "{refusal}"
    );
    Ok(())
}

/// The plan's help "write `split = 3`" holds wherever a layer of candle-nn can be given options.
#[test]
fn a_fused_layer_is_told_its_parts_on_the_field_by_a_rule_and_at_run_time() -> Result<()> {
    #[derive(Initialize)]
    #[init(at = "qkv.weight", xavier_uniform)]
    struct OnField {
        #[init(split = 3)]
        qkv: Linear,
    }

    #[derive(Initialize)]
    #[init(at = "qkv.weight", xavier_uniform, split = 3)]
    struct ByRule {
        qkv: Linear,
    }

    #[derive(Initialize)]
    struct Plain {
        qkv: Linear,
    }

    let qkv = || -> Result<Linear> {
        let vars = VarMap::new();
        let vb = VarBuilder::from_varmap(&vars, DType::F32, &Device::Cpu);
        candle_nn::linear(16, 48, vb.pp("qkv"))
    };
    let plain = Plain { qkv: qkv()? };
    let xavier = || Rule::at("qkv.weight").initializer(xavier_uniform());
    let run_time = |rule| {
        let rules = Rules::new().rule(rule);
        Reset::seed(1).rules(&rules).dry_run(&plain).unwrap()
    };
    let asked = run_time(xavier());
    let [warning] = asked.warnings() else {
        panic!("{:?}", asked.warnings());
    };
    assert!(
        warning.help_text().unwrap().contains("`split = 3`"),
        "{warning}"
    );
    for plan in [
        OnField { qkv: qkv()? }.plan().unwrap(),
        ByRule { qkv: qkv()? }.plan().unwrap(),
        run_time(xavier().split(3)),
    ] {
        assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
        let fans = plan.get("qkv.weight").unwrap().fans().unwrap();
        assert_eq!((fans.fan_in, fans.fan_out), (16.0, 16.0));
    }
    Ok(())
}
