//! Whole modules of burn, with rules.

use burn::module::{Module, Param};
use burn::nn::conv::{Conv2dConfig, ConvTranspose2d, ConvTranspose2dConfig};
use burn::nn::norm::Normalization;
use burn::nn::{BatchNormConfig, Dropout, DropoutConfig, LayerNormConfig, Linear, LinearConfig};
use burn::tensor::Tensor;
use init_core::initializer::{kaiming_normal, normal, ones, zeros};
use init_core::libraries::burn_0_22::BurnModule;
use init_core::{ErrorKind, FanMode, Initialize, Reset, Rule, Rules};

use crate::{bits, device};

#[derive(Module, Debug)]
struct Block {
    proj: Linear,
    norm: Normalization,
    dropout: Dropout,
}

#[derive(Module, Debug)]
struct Model {
    blocks: Vec<Block>,
    up: ConvTranspose2d,
    pair: (Linear, Linear),
    scale: Option<Param<Tensor<1>>>,
    tokens: [Param<Tensor<1>>; 2],
    width: usize,
}

fn model() -> Model {
    let device = &device();
    let block = |norm| Block {
        proj: LinearConfig::new(6, 4).init(device),
        norm,
        dropout: DropoutConfig::new(0.1).init(),
    };
    let token = || Param::from_tensor(Tensor::zeros([3], device));
    let batch = BatchNormConfig::new(4).init(device);
    let layer = LayerNormConfig::new(4).init(device);
    Model {
        blocks: vec![
            block(Normalization::Batch(batch)),
            block(Normalization::Layer(layer)),
        ],
        up: ConvTranspose2dConfig::new([4, 2], [3, 3]).init(device),
        pair: (
            LinearConfig::new(2, 2).init(device),
            LinearConfig::new(2, 2).with_bias(false).init(device),
        ),
        scale: None,
        tokens: [token(), token()],
        width: 4,
    }
}

fn rules() -> Rules<'static> {
    Rules::new()
        .rule(Rule::at("**").rank(1).initializer(zeros()))
        .at("**.gamma", ones())
        .at("tokens.*", normal())
        .rule(
            Rule::at("**.weight")
                .module("Linear")
                .initializer(kaiming_normal()),
        )
        .rule(
            Rule::at("**.weight")
                .module("ConvTranspose2d")
                .initializer(kaiming_normal()),
        )
        .rule(Rule::at("blocks.*.proj.weight").choose(|found| {
            let layer = found.layer();
            normal().std(1.0 / (2.0 * layer.count as f64 + layer.index as f64))
        }))
}

#[test]
fn rules_reach_by_path_by_layer_and_by_place() {
    let mut model = BurnModule::new(model());
    let rules = rules();
    let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    let found: Vec<_> = (plan.entries().iter())
        .map(|entry| {
            (
                entry.path(),
                entry.module().unwrap_or(""),
                entry.is_buffer(),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            ("blocks.0.proj.weight", "Linear", false),
            ("blocks.0.proj.bias", "Linear", false),
            ("blocks.0.norm.0.gamma", "BatchNorm", false),
            ("blocks.0.norm.0.beta", "BatchNorm", false),
            ("blocks.0.norm.0.running_mean", "BatchNorm", true),
            ("blocks.0.norm.0.running_var", "BatchNorm", true),
            ("blocks.1.proj.weight", "Linear", false),
            ("blocks.1.proj.bias", "Linear", false),
            ("blocks.1.norm.0.gamma", "LayerNorm", false),
            ("blocks.1.norm.0.beta", "LayerNorm", false),
            ("up.weight", "ConvTranspose2d", false),
            ("up.bias", "ConvTranspose2d", false),
            ("pair.0.weight", "Linear", false),
            ("pair.0.bias", "Linear", false),
            ("pair.1.weight", "Linear", false),
            ("tokens.0", "Model", false),
            ("tokens.1", "Model", false),
        ]
    );
    let initializer = |path: &str| plan.get(path).unwrap().initializer().to_string();
    assert_eq!(initializer("blocks.0.proj.weight"), "normal, std = 0.25");
    assert_eq!(initializer("blocks.1.proj.weight"), "normal, std = 0.2");
    // The axes of the inputs come first: 4 inputs of a field of 3·3.
    let fans = plan.get("up.weight").unwrap().fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (36.0, 18.0));
    assert_eq!(model.width, 4);
}

#[test]
fn running_statistics_are_zero_and_one_whatever_rules_leave_open() {
    let before = model();
    let Normalization::Batch(norm) = &before.blocks[0].norm else {
        panic!("a batch norm");
    };
    norm.running_mean.update(Tensor::ones([4], &device()));
    norm.running_mean.value_sync();
    let rules = Rules::new()
        .at("**.weight", normal())
        .at("**.bias", zeros())
        .at("**.gamma", ones())
        .at("**.beta", zeros())
        .at("tokens.*", zeros());
    let mut model = BurnModule::new(before);
    let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    assert_eq!(plan.buffer_count(), 2);
    let Normalization::Batch(norm) = &model.blocks[0].norm else {
        panic!("a batch norm");
    };
    assert_eq!(bits(&norm.running_mean.value_sync()), [0; 4]);
    assert_eq!(bits(&norm.running_var.value_sync()), [1.0_f32.to_bits(); 4]);
}

#[test]
fn a_parameter_that_no_rule_reaches_is_an_error_and_nothing_is_touched() {
    let mut model = BurnModule::new(model());
    let rules = Rules::new().at("**.weight", normal());
    let error = Reset::seed(1).rules(&rules).run(&mut model).unwrap_err();
    assert!(error.has(ErrorKind::Uncovered), "{error}");
    // One problem for all of them, with the rules to paste.
    assert_eq!(error.problems().len(), 1, "{error}");
    let text = error.to_string();
    for (name, is_open) in [("bias", false), ("tokens", true), ("running_mean", false)] {
        assert_eq!(text.contains(name), is_open, "{text}");
    }
    assert!(error.written().is_empty());
    let model = model.into_inner();
    assert!(!model.up.weight.is_initialized());
    assert_eq!(bits(&model.tokens[0].val()), [0; 3]);
}

#[test]
fn a_rule_that_reaches_nothing_is_an_error_with_the_nearest_path() {
    let model = BurnModule::new(model());
    let rules = rules().at("blocks.*.porj.weight", zeros());
    let error = Reset::seed(1).rules(&rules).dry_run(&model).unwrap_err();
    assert!(error.has(ErrorKind::Rule), "{error}");
    assert!(error.to_string().contains("proj.weight"), "{error}");
    // Only a `None` stands in its way.
    let rules = self::rules().at("scale", zeros());
    let plan = Reset::seed(1).rules(&rules).dry_run(&model).unwrap();
    assert_eq!(plan.warnings().len(), 1);
}

#[test]
fn a_whole_module_gets_the_values_that_the_derive_gives() {
    #[derive(Module, Debug, Initialize)]
    struct Both {
        #[init(at = "**", normal)]
        layers: Vec<Linear>,
    }
    let both = || Both {
        layers: vec![LinearConfig::new(5, 3).init(&device()); 1],
    };
    let mut derived = both();
    Reset::seed(4).run(&mut derived).unwrap();
    let mut walked = BurnModule::new(both());
    let rules = Rules::new().at("**", normal());
    Reset::seed(4).rules(&rules).run(&mut walked).unwrap();
    let bits = |both: &Both| bits(&both.layers[0].weight.val());
    assert_eq!(bits(&derived), bits(&walked));
}

#[test]
fn a_module_that_is_one_parameter_has_the_empty_path() {
    let param = Param::from_tensor(Tensor::<1>::zeros([3], &device()));
    let mut module = BurnModule::new(param);
    let rules = Rules::new().at("**", ones());
    Reset::seed(1).rules(&rules).run(&mut module).unwrap();
    assert_eq!(bits(&module.val()), [1.0_f32.to_bits(); 3]);
}

/// 512 channels, each its own group: by hand a unit has 3·3 inputs, and an input feeds 3·3 units.
#[test]
fn the_groups_of_a_depthwise_convolution_are_asked_for_and_given_by_a_rule() {
    let conv = Conv2dConfig::new([512, 512], [3, 3]).with_groups(512);
    let mut conv = BurnModule::new(conv.init(&device()));
    let weight = || Rule::at("weight").initializer(kaiming_normal().mode(FanMode::FanOut));
    let rules = |weight| Rules::new().rule(weight).at("bias", zeros());
    let plan = Reset::seed(3)
        .rules(&rules(weight()))
        .run(&mut conv)
        .unwrap();
    let [warning] = plan.warnings() else {
        panic!("{:?}", plan.warnings());
    };
    let help =
        "write `groups = 512` in its rule, or `groups = 1` if every channel feeds every other";
    assert_eq!(warning.help_text(), Some(help));

    let rules = rules(weight().groups(512));
    let plan = Reset::seed(3).rules(&rules).run(&mut conv).unwrap();
    assert!(plan.warnings().is_empty(), "{:?}", plan.warnings());
    let fans = plan.entries()[0].fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (9.0, 9.0));
}
