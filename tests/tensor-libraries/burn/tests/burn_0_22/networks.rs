//! Two published networks, written with burn-nn's layers and walked by burn: ResNet-18 (He et al.
//! 2016) and MobileNetV2 (Sandler et al. 2018), with the rules of torchvision. The numbers of
//! parameters are torchvision's, the fans are counted by hand.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2d, Conv2dConfig};
use burn::nn::{BatchNorm, BatchNormConfig, Linear, LinearConfig};
use burn::tensor::Tensor;
use init_core::initializer::{constant, kaiming_normal, normal, zeros};
use init_core::libraries::burn_0_22::BurnModule;
use init_core::{FanMode, Plan, Reset, Rule, Rules};

use crate::{bits, device};

/// Deviations from a law, in standard errors, that a right network exceeds once in 10⁵ layers.
const CRITICAL: f64 = 4.5;

fn conv(channels: [usize; 2], size: usize, groups: usize) -> Conv2d {
    Conv2dConfig::new(channels, [size; 2])
        .with_groups(groups)
        .with_bias(false)
        .init(&device())
}

fn norm(channels: usize) -> BatchNorm {
    BatchNormConfig::new(channels).init(&device())
}

#[derive(Module, Debug)]
struct Block {
    conv1: Conv2d,
    bn1: BatchNorm,
    conv2: Conv2d,
    bn2: BatchNorm,
    downsample: Option<(Conv2d, BatchNorm)>,
}

impl Block {
    fn new(inputs: usize, outputs: usize) -> Self {
        let is_wider = inputs != outputs;
        Self {
            conv1: conv([inputs, outputs], 3, 1),
            bn1: norm(outputs),
            conv2: conv([outputs; 2], 3, 1),
            bn2: norm(outputs),
            downsample: is_wider.then(|| (conv([inputs, outputs], 1, 1), norm(outputs))),
        }
    }
}

#[derive(Module, Debug)]
struct ResNet18 {
    conv1: Conv2d,
    bn1: BatchNorm,
    layers: [Vec<Block>; 4],
    fc: Linear,
}

fn resnet18() -> BurnModule<ResNet18> {
    let layer = |inputs, outputs| vec![Block::new(inputs, outputs), Block::new(outputs, outputs)];
    BurnModule::new(ResNet18 {
        conv1: conv([3, 64], 7, 1),
        bn1: norm(64),
        layers: [
            layer(64, 64),
            layer(64, 128),
            layer(128, 256),
            layer(256, 512),
        ],
        fc: LinearConfig::new(512, 1000).init(&device()),
    })
}

#[derive(Module, Debug)]
struct InvertedResidual {
    expand: Option<(Conv2d, BatchNorm)>,
    depthwise: (Conv2d, BatchNorm),
    project: (Conv2d, BatchNorm),
}

#[derive(Module, Debug)]
struct MobileNetV2 {
    stem: (Conv2d, BatchNorm),
    blocks: Vec<InvertedResidual>,
    last: (Conv2d, BatchNorm),
    classifier: Linear,
}

/// Expansion, outputs and number of the blocks: table 2 of the paper.
const STAGES: [(usize, usize, usize); 7] = [
    (1, 16, 1),
    (6, 24, 2),
    (6, 32, 3),
    (6, 64, 4),
    (6, 96, 3),
    (6, 160, 3),
    (6, 320, 1),
];

/// The channels of each depthwise convolution.
const DEPTHWISE: [usize; 17] = [
    32, 96, 144, 144, 192, 192, 192, 384, 384, 384, 384, 576, 576, 576, 960, 960, 960,
];

fn mobilenet_v2() -> BurnModule<MobileNetV2> {
    let layer = |channels: [usize; 2], size, groups| {
        let conv = conv(channels, size, groups);
        (conv, norm(channels[1]))
    };
    let mut inputs = 32;
    let mut blocks = Vec::new();
    for (expansion, outputs, count) in STAGES {
        for _ in 0..count {
            let hidden = expansion * inputs;
            blocks.push(InvertedResidual {
                expand: (expansion > 1).then(|| layer([inputs, hidden], 1, 1)),
                depthwise: layer([hidden; 2], 3, hidden),
                project: layer([hidden, outputs], 1, 1),
            });
            inputs = outputs;
        }
    }
    BurnModule::new(MobileNetV2 {
        stem: layer([3, 32], 3, 1),
        blocks,
        last: layer([320, 1280], 1, 1),
        classifier: LinearConfig::new(1280, 1000).init(&device()),
    })
}

/// The norms keep their default, 1 and 0.
fn rules() -> Rules<'static> {
    let convolution = kaiming_normal().mode(FanMode::FanOut);
    Rules::new().rule(
        Rule::at("**.weight")
            .module("Conv2d")
            .initializer(convolution),
    )
}

#[track_caller]
fn assert_fans(plan: &Plan, path: &str, fans: [f64; 2]) {
    let entry = plan.get(path).unwrap_or_else(|| panic!("no `{path}`"));
    let found = entry.fans().unwrap();
    assert_eq!([found.fan_in, found.fan_out], fans, "{path}");
}

/// Mean and standard deviation of normal values, whose standard errors are std/√n and std/√(2n).
#[track_caller]
fn assert_normal<const D: usize>(weight: &Param<Tensor<D>>, std: f64) {
    let values: Vec<f64> = weight.val().to_data().iter::<f64>().collect();
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
    let found = (squares / (count - 1.0)).sqrt();
    assert!(mean.abs() < CRITICAL * std / count.sqrt(), "mean {mean}");
    let error = (found / std - 1.0).abs();
    assert!(
        error < CRITICAL / (2.0 * count).sqrt(),
        "{found}, not {std}"
    );
}

/// Uniform values, all of which are so far from the bounds once in a million networks. The standard
/// error of their deviation is less than that of normal ones.
#[track_caller]
fn assert_uniform<const D: usize>(tensor: &Param<Tensor<D>>, bound: f64) {
    assert_normal(tensor, bound / 3_f64.sqrt());
    let values = tensor.val().to_data();
    let largest = values
        .iter::<f64>()
        .fold(0.0, |most: f64, v| most.max(v.abs()));
    let open = bound * 14.0 / values.num_elements() as f64;
    let bounds = bound - open..=f64::from(bound as f32);
    assert!(bounds.contains(&largest), "{largest}, not {bound}");
}

#[track_caller]
fn assert_constant(tensor: &Tensor<1>, value: f32) {
    let bits = bits(tensor);
    assert!(bits.iter().all(|&bits| bits == value.to_bits()));
}

/// He's law by the fan out, which counts the outputs of one group.
#[track_caller]
fn assert_he(conv: &Conv2d) {
    let [outputs, _, height, width] = conv.weight.dims();
    let fan_out = (outputs / conv.groups * height * width) as f64;
    assert_normal(&conv.weight, (2.0 / fan_out).sqrt());
}

#[test]
fn resnet_18_has_its_counts_fans_and_deviations() {
    let mut net = resnet18();
    let plan = Reset::seed(18).rules(&rules()).run(&mut net).unwrap();
    assert_eq!(plan.value_count(), 11_689_512);
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (62, 40));
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());

    assert_fans(&plan, "conv1.weight", [147.0, 3136.0]);
    assert_fans(&plan, "layers.0.0.conv1.weight", [576.0, 576.0]);
    assert_fans(&plan, "layers.1.0.conv1.weight", [576.0, 1152.0]);
    assert_fans(&plan, "layers.1.0.downsample.0.weight", [64.0, 128.0]);
    assert_fans(&plan, "layers.3.1.conv2.weight", [4608.0, 4608.0]);
    assert_fans(&plan, "fc.weight", [512.0, 1000.0]);

    assert_normal(&net.conv1.weight, (2.0_f64 / 3136.0).sqrt());
    for block in net.layers.iter().flatten() {
        let downsample = block.downsample.as_ref().map(|(conv, _)| conv);
        for conv in [&block.conv1, &block.conv2].into_iter().chain(downsample) {
            assert_he(conv);
        }
        assert_constant(&block.bn2.gamma.val(), 1.0);
    }
}

/// burn's names of a norm's tensors are not torchvision's.
#[test]
fn the_preset_of_resnet_initializes_resnet_18() {
    let mut net = resnet18();
    let other = Rules::new().at("**", constant(0.5));
    Reset::seed(18).rules(&other).run(&mut net).unwrap();
    let preset = Rules::preset("resnet").unwrap();
    let plan = Reset::seed(18).rules(&preset).run(&mut net).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (62, 40));
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
    for entry in plan.entries() {
        let chosen = entry.chosen_by().to_string();
        assert!(chosen.ends_with(" of `preset resnet`"), "{entry}");
    }

    let mut layers = vec![(&net.conv1, &net.bn1)];
    for block in net.layers.iter().flatten() {
        layers.extend([(&block.conv1, &block.bn1), (&block.conv2, &block.bn2)]);
        layers.extend(block.downsample.as_ref().map(|(conv, norm)| (conv, norm)));
    }
    assert_eq!(layers.len(), 20);
    for (conv, norm) in layers {
        assert_he(conv);
        assert_constant(&norm.gamma.val(), 1.0);
        assert_constant(&norm.beta.val(), 0.0);
        assert_constant(&norm.running_mean.value(), 0.0);
        assert_constant(&norm.running_var.value(), 1.0);
    }
    assert_uniform(&net.fc.weight, 1.0 / 512_f64.sqrt());
    assert_uniform(net.fc.bias.as_ref().unwrap(), 1.0 / 512_f64.sqrt());
}

#[test]
fn mobilenet_v2_has_its_counts_fans_and_deviations() {
    let mut net = mobilenet_v2();
    let last = || {
        rules()
            .at("classifier.weight", normal().std(0.01))
            .at("classifier.bias", zeros())
    };
    let by_groups = DEPTHWISE
        .iter()
        .enumerate()
        .fold(last(), |rules, (block, &channels)| {
            let path = format!("blocks.{block}.depthwise.0.weight");
            rules.rule(Rule::at(path).groups(channels))
        });
    let plan = Reset::seed(2).rules(&by_groups).run(&mut net).unwrap();
    assert_eq!(plan.value_count(), 3_504_872);
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (158, 104));
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());

    assert_fans(&plan, "stem.0.weight", [27.0, 288.0]);
    assert_fans(&plan, "blocks.0.depthwise.0.weight", [9.0, 9.0]);
    assert_fans(&plan, "blocks.0.project.0.weight", [32.0, 16.0]);
    assert_fans(&plan, "blocks.1.expand.0.weight", [16.0, 96.0]);
    assert_fans(&plan, "blocks.16.depthwise.0.weight", [9.0, 9.0]);
    assert_fans(&plan, "blocks.16.project.0.weight", [960.0, 320.0]);
    assert_fans(&plan, "last.0.weight", [320.0, 1280.0]);
    assert_fans(&plan, "classifier.weight", [1280.0, 1000.0]);

    for block in &net.blocks {
        let expand = block.expand.as_ref().map(|(conv, _)| conv);
        for conv in expand
            .into_iter()
            .chain([&block.depthwise.0, &block.project.0])
        {
            assert_he(conv);
        }
    }
    assert_he(&net.stem.0);
    assert_he(&net.last.0);
    assert_normal(&net.classifier.weight, 0.01);

    // All their kernels are 3×3, so that one rule may give the fan in place of the groups.
    let by_fan = last().rule(Rule::at("blocks.*.depthwise.0.weight").fan_out(9.0));
    let mut same = mobilenet_v2();
    let plan = Reset::seed(2).rules(&by_fan).run(&mut same).unwrap();
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
    for (one, other) in net.blocks.iter().zip(&same.blocks) {
        let [one, other] = [one, other].map(|block| bits(&block.depthwise.0.weight.val()));
        assert_eq!(one, other);
    }
}

/// One warning for each number of channels.
#[test]
fn the_groups_of_mobilenet_v2_are_asked_for() {
    let plan = Reset::seed(2).rules(&rules()).dry_run(&mobilenet_v2());
    let plan = plan.unwrap();
    let mut channels = DEPTHWISE.to_vec();
    channels.dedup();
    let helps: Vec<_> = (plan.warnings().iter())
        .filter_map(|warning| warning.help_text())
        .collect();
    let expected: Vec<_> = (channels.iter())
        .map(|count| {
            format!(
                "write `groups = {count}` in its rule, or `groups = 1` if every channel feeds every other"
            )
        })
        .collect();
    assert_eq!(helps, expected);
    assert_fans(&plan, "blocks.1.depthwise.0.weight", [9.0, 864.0]);
}
