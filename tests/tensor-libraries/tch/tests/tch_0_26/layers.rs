//! The layers of `tch::nn`: their names, and PyTorch's documented initializers for those names.

use common::layers::assert_uniform;
use common::suite::Library;
use init_core::initializer::kaiming_normal;
use init_core::plan::Entry;
use init_core::values::Law;
use init_core::{FanMode, Initialize, Reset, Rule, Rules};
use tch::nn::{
    BatchNorm, Conv1D, Conv2D, Conv3D, ConvConfig, ConvTranspose1D, ConvTranspose2D,
    ConvTranspose3D, ConvTransposeConfig, Embedding, GroupNorm, LayerNorm, Linear, LinearConfig,
    VarStore,
};
use tch::{Device, Tensor, nn};

use crate::tensors::Tch;

#[derive(Initialize)]
struct Net {
    linear: Linear,
    no_bias: Linear,
    conv1: Conv1D,
    conv2: Conv2D,
    conv3: Conv3D,
    up1: ConvTranspose1D,
    up2: ConvTranspose2D,
    up3: ConvTranspose3D,
    embedding: Embedding,
    layer_norm: LayerNorm,
    group_norm: GroupNorm,
    batch_norm: BatchNorm,
}

fn net(vars: &VarStore) -> Net {
    let root = vars.root();
    let grouped = ConvConfig {
        groups: 4,
        ..ConvConfig::default()
    };
    let grouped_up = ConvTransposeConfig {
        groups: 2,
        ..ConvTransposeConfig::default()
    };
    let no_bias = LinearConfig {
        bias: false,
        ..LinearConfig::default()
    };
    let up = ConvTransposeConfig::default();
    Net {
        linear: nn::linear(&root / "linear", 300, 200, LinearConfig::default()),
        no_bias: nn::linear(&root / "no_bias", 3, 2, no_bias),
        conv1: nn::conv1d(&root / "conv1", 16, 8, 5, ConvConfig::default()),
        conv2: nn::conv2d(&root / "conv2", 16, 32, 3, grouped),
        conv3: nn::conv3d(&root / "conv3", 4, 6, 2, ConvConfig::default()),
        up1: nn::conv_transpose1d(&root / "up1", 8, 6, 5, grouped_up),
        up2: nn::conv_transpose2d(&root / "up2", 8, 6, 3, up),
        up3: nn::conv_transpose3d(&root / "up3", 8, 6, 2, up),
        embedding: nn::embedding(&root / "embedding", 50, 64, nn::EmbeddingConfig::default()),
        layer_norm: nn::layer_norm(
            &root / "layer_norm",
            vec![7],
            nn::LayerNormConfig::default(),
        ),
        group_norm: nn::group_norm(&root / "group_norm", 2, 8, nn::GroupNormConfig::default()),
        batch_norm: nn::batch_norm2d(&root / "batch_norm", 7, nn::BatchNormConfig::default()),
    }
}

/// The paths are the names of the variables that tch's own functions make.
#[test]
fn the_paths_are_the_names_of_the_variables() {
    let vars = VarStore::new(Device::Cpu);
    let net = net(&vars);
    let plan = net.plan().unwrap();
    let mut paths: Vec<_> = plan.entries().iter().map(Entry::path).collect();
    paths.sort_unstable();
    let mut names: Vec<_> = vars.variables().into_keys().collect();
    names.sort_unstable();
    assert_eq!(paths, names);
    assert_eq!(plan.buffer_count(), 2);
    let modules: Vec<_> = plan.entries().iter().filter_map(Entry::module).collect();
    assert_eq!(modules.len(), plan.entries().len());
    assert_eq!(
        plan.get("up2.weight").unwrap().module(),
        Some("ConvTranspose2D")
    );
}

/// `reset_parameters` of the layers of torch.nn: U(±1/√fan_in) for weights and biases of linear
/// and convolution layers, where the fan in is the second axis times the receptive field, N(0, 1)
/// for embeddings, 1 and 0 for norms.
#[test]
fn the_laws_are_those_of_pytorch() {
    let plan = net(&VarStore::new(Device::Cpu)).plan().unwrap();
    for (layer, fan) in [
        ("linear", 300.0),
        ("conv1", 16.0 * 5.0),
        ("conv2", 4.0 * 9.0),
        ("conv3", 4.0 * 8.0),
        ("up1", 3.0 * 5.0),
        ("up2", 6.0 * 9.0),
        ("up3", 6.0 * 8.0),
    ] {
        assert_uniform(&plan, &format!("{layer}.weight"), fan);
        assert_uniform(&plan, &format!("{layer}.bias"), fan);
    }
    let law = |path: &str| *plan.get(path).unwrap().law();
    let standard = Law::Normal {
        mean: 0.0,
        std: 1.0,
    };
    assert_eq!(law("embedding.weight"), standard);
    for (path, value) in [
        ("layer_norm.weight", 1.0),
        ("layer_norm.bias", 0.0),
        ("group_norm.weight", 1.0),
        ("group_norm.bias", 0.0),
        ("batch_norm.weight", 1.0),
        ("batch_norm.bias", 0.0),
        ("batch_norm.running_mean", 0.0),
        ("batch_norm.running_var", 1.0),
    ] {
        assert_eq!(law(path), Law::Constant(value), "{path}");
    }
}

#[test]
fn a_reset_overwrites_the_variables() {
    let vars = VarStore::new(Device::Cpu);
    let mut net = net(&vars);
    let before = Tch::elements(&net.linear.ws);
    Reset::seed(42).run(&mut net).unwrap();
    let after = Tch::elements(&net.linear.ws);
    assert_ne!(before, after);
    assert_eq!(Tch::elements(&vars.variables()["linear.weight"]), after);
    // 60,000 values of U(±1/√300): their mean square is 1/900. The deviation of a mean of so
    // many squares is 0.9 / √60,000 of it; five of these.
    let squares: f64 = after.iter().map(|value| value.powi(2)).sum();
    let ratio = squares / 60_000.0 * 900.0;
    assert!(
        (ratio - 1.0).abs() < 5.0 * 0.9 / 60_000_f64.sqrt(),
        "{ratio}"
    );
    assert_eq!(Tch::elements(&net.batch_norm.running_var), [1.0; 7]);
    let trained = vars.trainable_variables();
    assert_eq!(trained.len(), vars.len() - 2);
    assert!(trained.iter().all(Tensor::requires_grad));
}

/// Rules that count fans read the layout of a transposed convolution, [i, o / groups, field].
#[test]
fn rules_count_the_fans_of_transposed_convolutions() {
    #[derive(Initialize)]
    #[init(at = "**", xavier_normal)]
    #[init(at = "**.bias", zeros)]
    struct Ups {
        up2: ConvTranspose2D,
        up3: ConvTranspose3D,
        conv3: Conv3D,
    }
    let Net {
        up2, up3, conv3, ..
    } = net(&VarStore::new(Device::Cpu));
    let plan = Ups { up2, up3, conv3 }.plan().unwrap();
    let std = |path: &str| plan.get(path).unwrap().law().std().unwrap();
    let xavier = |fan_in: f64, fan_out: f64| (2.0 / (fan_in + fan_out)).sqrt();
    assert!((std("up2.weight") - xavier(8.0 * 9.0, 6.0 * 9.0)).abs() < 1e-12);
    assert!((std("up3.weight") - xavier(8.0 * 8.0, 6.0 * 8.0)).abs() < 1e-12);
    assert!((std("conv3.weight") - xavier(4.0 * 8.0, 6.0 * 8.0)).abs() < 1e-12);
    let up2 = plan.get("up2.weight").unwrap();
    let fans = up2.fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (72.0, 54.0));
}

/// A layer that its config leaves without a scale and a shift has no parameters.
#[test]
fn a_norm_may_have_no_parameters() {
    let vars = VarStore::new(Device::Cpu);
    let plain = nn::LayerNormConfig {
        elementwise_affine: false,
        ..nn::LayerNormConfig::default()
    };
    let mut norm = nn::layer_norm(vars.root(), vec![7], plain);
    assert_eq!(Reset::seed(1).run(&mut norm).unwrap().entries(), []);
    let plain = nn::BatchNormConfig {
        affine: false,
        ..nn::BatchNormConfig::default()
    };
    let mut norm = nn::batch_norm1d(vars.root(), 7, plain);
    let plan = Reset::seed(1).run(&mut norm).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (0, 2));
}

/// Layers without inputs have nothing to scale by.
#[test]
fn a_layer_without_inputs_has_a_zero_bias() {
    let vars = VarStore::new(Device::Cpu);
    let mut linear = Linear {
        ws: vars.root().zeros("weight", &[3, 0]),
        bs: Some(vars.root().ones("bias", &[3])),
    };
    let plan = Reset::seed(1).run(&mut linear).unwrap();
    assert_eq!(*plan.get("bias").unwrap().law(), Law::Constant(0.0));
    assert_eq!(Tch::elements(&linear.bs.unwrap()), [0.0; 3]);
}

/// Eight channels, each its own group: by hand an input feeds 3·3 units.
#[test]
fn the_groups_of_a_depthwise_convolution_are_asked_for_and_given_by_a_rule() {
    let vars = VarStore::new(Device::Cpu);
    let groups = ConvConfig {
        groups: 8,
        ..ConvConfig::default()
    };
    let mut conv = nn::conv2d(vars.root(), 8, 8, 3, groups);
    assert!(conv.plan().unwrap().warnings().is_empty());
    let weight = || Rule::at("weight").initializer(kaiming_normal().mode(FanMode::FanOut));
    let rules = Rules::new().rule(weight());
    let plan = Reset::seed(3).rules(&rules).run(&mut conv).unwrap();
    let [warning] = plan.warnings() else {
        panic!("{:?}", plan.warnings());
    };
    let help = "write `groups = 8` in its rule, or `groups = 1` if every channel feeds every other";
    assert_eq!(warning.help_text(), Some(help));

    let rules = Rules::new().rule(weight().groups(8));
    let plan = Reset::seed(3).rules(&rules).run(&mut conv).unwrap();
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
    let fans = plan.entries()[0].fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (9.0, 9.0));
}
