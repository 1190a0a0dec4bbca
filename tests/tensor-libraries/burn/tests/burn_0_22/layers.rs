//! burn-nn's layers as fields of a model that derives `Initialize`.

use burn::module::Module;
use burn::nn::conv::{
    Conv1d, Conv1dConfig, Conv2d, Conv2dConfig, Conv3d, Conv3dConfig, ConvTranspose1d,
    ConvTranspose1dConfig, ConvTranspose2d, ConvTranspose2dConfig, ConvTranspose3d,
    ConvTranspose3dConfig,
};
use burn::nn::{
    BatchNorm, BatchNormConfig, Embedding, EmbeddingConfig, GroupNorm, GroupNormConfig, Gru,
    GruConfig, InstanceNorm, InstanceNormConfig, LayerNorm, LayerNormConfig, Linear, LinearConfig,
    Lstm, LstmConfig, PRelu, PReluConfig, RmsNorm, RmsNormConfig,
};
use burn::tensor::Tensor;
use init_core::libraries::burn_0_22::BurnModule;
use init_core::values::Law;
use init_core::{Initialize, Plan, Reset};

use crate::{bits, device};

/// burn's own derive and ours on one struct.
#[derive(Module, Debug, Initialize)]
struct Zoo {
    linear: Linear,
    conv1d: Conv1d,
    conv2d: Conv2d,
    conv3d: Conv3d,
    up1d: ConvTranspose1d,
    up2d: ConvTranspose2d,
    up3d: ConvTranspose3d,
    embedding: Embedding,
    layer_norm: LayerNorm,
    rms_norm: RmsNorm,
    group_norm: GroupNorm,
    instance_norm: InstanceNorm,
    batch_norm: BatchNorm,
    prelu: PRelu,
    lstm: Lstm,
    gru: Gru,
}

fn zoo() -> Zoo {
    let device = &device();
    Zoo {
        linear: LinearConfig::new(6, 4).init(device),
        conv1d: Conv1dConfig::new(4, 8, 3).with_groups(2).init(device),
        conv2d: Conv2dConfig::new([4, 8], [3, 5]).init(device),
        conv3d: Conv3dConfig::new([2, 4], [3, 2, 1]).init(device),
        up1d: ConvTranspose1dConfig::new([4, 6], 3)
            .with_groups(2)
            .init(device),
        up2d: ConvTranspose2dConfig::new([4, 6], [3, 2]).init(device),
        up3d: ConvTranspose3dConfig::new([2, 3], [1, 2, 3]).init(device),
        embedding: EmbeddingConfig::new(10, 4).init(device),
        layer_norm: LayerNormConfig::new(4).init(device),
        rms_norm: RmsNormConfig::new(4).init(device),
        group_norm: GroupNormConfig::new(2, 4).init(device),
        instance_norm: InstanceNormConfig::new(4).init(device),
        batch_norm: BatchNormConfig::new(4).init(device),
        prelu: PReluConfig::new().with_alpha(0.1).init(device),
        lstm: LstmConfig::new(6, 4, true).init(device),
        gru: GruConfig::new(6, 4, true).init(device),
    }
}

/// The bound b of a law U(−b, b).
#[track_caller]
fn bound(plan: &Plan, path: &str) -> f64 {
    let entry = plan.get(path).unwrap_or_else(|| panic!("no `{path}`"));
    match *entry.law() {
        Law::Uniform { low, high, .. } => {
            assert!((low + high).abs() < 1e-12, "{path}: {low} {high}");
            high
        }
        ref other => panic!("`{path}` is {other:?}"),
    }
}

/// What torch 2 gives its layers of these shapes: U(−b, b), and the number under the root.
#[test]
fn layers_are_bounded_as_torch_bounds_its_own() {
    let plan = zoo().plan().unwrap();
    for (layer, fan_in) in [
        ("linear", 6),
        ("conv1d", 4 / 2 * 3),
        ("conv2d", 4 * 3 * 5),
        ("conv3d", 2 * 3 * 2),
        // torch takes the second axis of the weight, which holds the outputs.
        ("up1d", 6 / 2 * 3),
        ("up2d", 6 * 3 * 2),
        ("up3d", 3 * 2 * 3),
        ("lstm.input_gate.input_transform", 4),
        ("lstm.forget_gate.hidden_transform", 4),
        ("gru.new_gate.input_transform", 4),
    ] {
        let expected = 1.0 / f64::from(fan_in).sqrt();
        for name in ["weight", "bias"] {
            let found = bound(&plan, &format!("{layer}.{name}"));
            assert!((found - expected).abs() < 1e-7, "{layer}.{name}: {found}");
        }
    }
}

#[test]
fn the_layers_have_their_names_and_what_torch_gives_them() {
    let plan = zoo().plan().unwrap();
    for (path, module, initializer) in [
        ("embedding.weight", "Embedding", "normal"),
        ("layer_norm.gamma", "LayerNorm", "ones"),
        ("layer_norm.beta", "LayerNorm", "zeros"),
        ("rms_norm.gamma", "RmsNorm", "ones"),
        ("group_norm.gamma", "GroupNorm", "ones"),
        ("group_norm.beta", "GroupNorm", "zeros"),
        ("instance_norm.gamma", "InstanceNorm", "ones"),
        ("batch_norm.beta", "BatchNorm", "zeros"),
        ("batch_norm.running_var", "BatchNorm", "ones"),
        ("prelu.alpha", "PRelu", "constant = 0.1"),
    ] {
        let entry = plan.get(path).unwrap_or_else(|| panic!("no `{path}`"));
        assert_eq!(entry.module(), Some(module), "{path}");
        assert!(entry.initializer().starts_with(initializer), "{path}");
    }
}

/// A module that burn walks has the defaults of the derive, but for the one number that burn shows to no
/// visitor.
#[test]
fn a_whole_module_without_rules_has_the_defaults_of_its_layers() {
    let mut zoo = zoo();
    zoo.prelu = PReluConfig::new().init(&device());
    let derived = zoo.plan().unwrap();
    let mut whole = BurnModule::new(zoo);
    let plan = Reset::seed(1).run(&mut whole).unwrap();
    assert_eq!(plan.entries().len(), derived.entries().len());
    for (found, expected) in plan.entries().iter().zip(derived.entries()) {
        assert_eq!(found.path(), expected.path());
        assert_eq!(found.law(), expected.law(), "{}", found.path());
        for entry in [found, expected] {
            let origin = entry.chosen_by().to_string();
            assert_eq!(
                origin,
                "PyTorch's default for the layer",
                "{}",
                entry.path()
            );
        }
    }
    assert!(plan.warnings().is_empty(), "{plan}");
}

#[test]
fn running_statistics_are_buffers_that_are_reset() {
    let mut model = zoo();
    let training = device().autodiff();
    let norm = model.batch_norm.clone().train();
    for _ in 0..3 {
        norm.forward(Tensor::<2>::ones([2, 4], &training) * 3.0);
    }
    model.batch_norm = norm;
    assert_ne!(bits(&model.batch_norm.running_mean.value()), [0; 4]);
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(plan.buffer_count(), 2);
    assert_eq!(plan.value_count(), model.num_params() - 8);
    // Synchronized, so that an update of the training before would show.
    let mean = model.batch_norm.running_mean.value_sync();
    let variance = model.batch_norm.running_var.value_sync();
    assert_eq!(bits(&mean), [0; 4]);
    assert_eq!(bits(&variance), [1.0_f32.to_bits(); 4]);
    assert!(!mean.is_require_grad());
}

#[test]
fn a_linear_holds_the_transpose_of_one_that_is_oi() {
    #[derive(Initialize)]
    struct Outer {
        linear: Straight,
    }
    #[derive(Initialize)]
    struct Straight {
        #[init(kaiming_uniform, a = 5.0_f64.sqrt())]
        weight: [[f32; 6]; 4],
    }
    let mut model = zoo();
    Reset::seed(9).run(&mut model).unwrap();
    let mut plain = Outer {
        linear: Straight {
            weight: [[0.0; 6]; 4],
        },
    };
    Reset::seed(9).run(&mut plain).unwrap();
    let weight = model.linear.weight.val();
    assert_eq!(weight.dims(), [6, 4]);
    let straight = plain.linear.weight.as_flattened();
    let straight: Vec<u32> = straight.iter().map(|value| value.to_bits()).collect();
    assert_eq!(bits(&weight.transpose()), straight);
}

#[test]
fn a_rule_on_a_layer_reaches_the_names_of_its_fields() {
    #[derive(Initialize)]
    struct Net {
        #[init(at = "bias", zeros)]
        fc: Linear,
        #[init(at = "*_gate.**.weight", zeros)]
        lstm: Lstm,
    }
    let device = &device();
    let mut net = Net {
        fc: LinearConfig::new(3, 2).init(device),
        lstm: LstmConfig::new(3, 2, false).init(device),
    };
    Reset::seed(1).run(&mut net).unwrap();
    let bias = net.fc.bias.as_ref().expect("a bias");
    assert_eq!(bits(&bias.val()), [0; 2]);
    let weight = &net.lstm.cell_gate.input_transform.weight;
    assert_eq!(bits(&weight.val()), [0; 6]);
}
