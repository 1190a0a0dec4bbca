//! Models of candle-transformers as they are, by way of the builder.

use candle_core::{DType, Device, Result, Tensor};
use candle_nn::{Module, VarBuilder, VarMap};
use candle_transformers::models::{convnext, dinov2, resnet};
use init_core::initializer::{kaiming_normal, normal, ones, zeros};
use init_core::libraries::candle_0_11::Variables;
use init_core::plan::{Entry, Plan};
use init_core::values::Law;
use init_core::{ErrorKind, FanMode, Initialize, Reset, Rule, Rules};

fn builder(variables: &Variables) -> VarBuilder<'static> {
    variables.builder(DType::F32, &Device::Cpu)
}

fn values(plan: &Plan, of: impl Fn(&str) -> bool) -> usize {
    let entries = plan.entries().iter();
    entries.filter(|e| of(e.path())).map(Entry::len).sum()
}

#[track_caller]
fn assert_std(plan: &Plan, path: &str, fan: f64) {
    let std = plan.get(path).unwrap().law().std().unwrap();
    // candle's default, Kaiming for relu.
    assert!((std - (2.0 / fan).sqrt()).abs() < 1e-12, "{path}: {std}");
}

/// DINOv2-small, whose published checkpoint has 22,056,576 values, 384 of them a mask token that
/// candle's model is without; its head is that of 2·384 features and 1000 classes.
#[test]
fn dinov2_small() -> Result<()> {
    let mut variables = Variables::new();
    let model = dinov2::vit_small(builder(&variables))?;
    let rules = Rules::new()
        .at("*_embed", normal().std(0.02))
        .at("cls_token", normal().std(1e-6))
        .at("**.gamma", ones());
    let reset = Reset::seed(42).rules(&rules);
    let plan = reset.run(&mut variables).unwrap();
    assert!(plan.warnings().is_empty(), "{plan}");
    let head = 2 * 384 * 1000 + 1000;
    assert_eq!(plan.value_count(), 22_056_576 - 384 + head);
    assert_eq!(values(&plan, |path| path.starts_with("head.")), head);
    // Two tokens, two tensors of the patches, 14 a block, two of the norm and the head each.
    assert_eq!(plan.parameter_count(), 2 + 2 + 12 * 14 + 2 + 2);

    assert_std(&plan, "blocks.11.attn.qkv.weight", 384.0);
    assert_std(&plan, "blocks.0.mlp.fc2.weight", 1536.0);
    assert_std(&plan, "patch_embed.proj.weight", 3.0 * 14.0 * 14.0);
    let bound = 1.0 / 384_f64.sqrt();
    assert_eq!(
        *plan.get("blocks.3.mlp.fc1.bias").unwrap().law(),
        Law::Uniform {
            low: -bound,
            high: bound
        }
    );

    let image = Tensor::ones((1, 3, 518, 518), DType::F32, &Device::Cpu)?;
    let logits = model.forward(&image)?.flatten_all()?.to_vec1::<f32>()?;
    assert_eq!(logits.len(), 1000);
    assert!(logits.iter().all(|logit| logit.is_finite()));
    assert!(logits.iter().any(|&logit| logit != logits[0]));
    Ok(())
}

/// Without rules every layer scale is 0, and every block is the identity: the plan says so.
#[test]
fn the_layer_scales_of_dinov2_have_no_hint() -> Result<()> {
    let variables = Variables::new();
    dinov2::vit_small(builder(&variables))?;
    let plan = variables.plan().unwrap();
    let [warning] = plan.warnings() else {
        panic!("{plan}");
    };
    assert_eq!(warning.kind(), ErrorKind::Suspicious);
    let notes: Vec<_> = warning.notes().collect();
    assert_eq!(
        notes,
        ["they are `blocks.*.ls1.gamma` (12), `blocks.*.ls2.gamma` (12)"]
    );
    Ok(())
}

/// ConvNeXt-atto: 3,695,520 values (3.70 million in timm). A builder makes whatever is asked for,
/// so that the optional normalization of version 2 (`grn`) is there too: 8 values a channel of each
/// block.
#[test]
fn convnext_atto() -> Result<()> {
    let variables = Variables::new();
    convnext::convnext(&convnext::Config::atto(), 1000, builder(&variables))?;
    let rules = Rules::new().at("**.conv_dw.weight", kaiming_normal().mode(FanMode::FanOut));
    let plan = Reset::seed(1).rules(&rules).dry_run(&variables).unwrap();

    let blocks = [(40, 2), (80, 2), (160, 6), (320, 2)];
    let of_blocks = |values: fn(usize) -> usize| -> usize {
        blocks.map(|(c, count)| count * values(c)).iter().sum()
    };
    let downsampling: usize = [80, 160, 320].map(|c| 2 * c * c + 2 * c).iter().sum();
    let stem = 3 * 40 * 16 + 3 * 40;
    let head = 2 * 320 + 320 * 1000 + 1000;
    let version_1 = stem + of_blocks(|c| 8 * c * c + 58 * c) + downsampling + head;
    assert_eq!(version_1, 3_695_520);
    let is_grn = |path: &str| path.contains(".grn.");
    assert_eq!(values(&plan, |path| !is_grn(path)), version_1);
    assert_eq!(values(&plan, is_grn), of_blocks(|c| 8 * c));
    assert_std(&plan, "stem.0.weight", 3.0 * 16.0);
    assert_std(&plan, "stages.3.downsample.1.weight", 160.0 * 4.0);

    // 49 inputs feed a unit, whatever the number of channels, and an input feeds 49 units.
    let fans = plan.get("stages.0.blocks.1.conv_dw.weight").unwrap().fans();
    assert_eq!(fans.unwrap().fan_in, 49.0);
    let guessed = plan.warnings().iter();
    let guessed: Vec<_> = guessed.filter(|w| w.kind() == ErrorKind::Guessed).collect();
    let helps: Vec<_> = guessed.iter().filter_map(|w| w.help_text()).collect();
    let help = |groups: usize| {
        format!(
            "write `groups = {groups}` in its rule, or `groups = 1` if every channel feeds every other"
        )
    };
    assert_eq!(helps, [40, 80, 160, 320].map(help));
    assert_eq!(
        guessed[0].to_string().lines().next().unwrap(),
        "`stages.0.blocks.0.conv_dw.weight`: it looks like a depthwise convolution, whose groups \
         nothing tells, and its fan out counts all 40 channels"
    );
    let depthwise = Rule::at("stages.0.*.*.conv_dw.weight");
    let rules = rules.rule(
        depthwise
            .initializer(kaiming_normal().mode(FanMode::FanOut))
            .groups(40),
    );
    let given = Reset::seed(1).rules(&rules).dry_run(&variables).unwrap();
    let weight = given.get("stages.0.blocks.1.conv_dw.weight").unwrap();
    let fans = weight.fans().unwrap();
    assert_eq!((fans.fan_in, fans.fan_out), (49.0, 49.0));
    // 0.202, where 40 groups in one would give √(2 / 1960).
    assert_std(&given, weight.path(), 49.0);
    let plan = variables.plan().unwrap();
    assert_std(&plan, "stages.0.blocks.0.conv_dw.weight", 49.0);
    let is_guess = |warning: &init_core::error::Problem| warning.kind() == ErrorKind::Guessed;
    assert!(!plan.warnings().iter().any(is_guess), "{plan}");
    Ok(())
}

/// ResNet-18 has 62 parameters with 11,689,512 values (torchvision), and a mean and a variance for
/// each of its 20 batch norms, whether a map or a builder holds it.
#[test]
fn resnet_18_has_40_buffers() -> Result<()> {
    let mut map = VarMap::new();
    let vb = VarBuilder::from_varmap(&map, DType::F32, &Device::Cpu);
    resnet::resnet18(1000, vb)?;
    let mut variables = Variables::new();
    resnet::resnet18(1000, builder(&variables))?;
    let rules = Rules::new()
        .at("**.weight", ones())
        .at("**.conv*.weight", kaiming_normal().mode(FanMode::FanOut))
        .at(
            "**.downsample.0.weight",
            kaiming_normal().mode(FanMode::FanOut),
        )
        .at("fc.weight", normal().std(0.01))
        .at("**.bias", zeros());
    let reset = Reset::seed(42).rules(&rules);
    let by_name = reset.run(&mut map).unwrap();
    let by_hint = reset.run(&mut variables).unwrap();
    for (plan, map) in [(&by_name, &map), (&by_hint, &variables.var_map())] {
        assert_eq!((plan.parameter_count(), plan.buffer_count()), (62, 40));
        assert_eq!(plan.value_count(), 11_689_512);
        assert!(plan.warnings().is_empty(), "{plan}");
        let vars = map.data().lock().unwrap();
        let floats = |name: &str| vars[name].to_vec1::<f32>();
        assert_eq!(floats("layer4.1.bn2.running_mean")?, [0.0; 512]);
        assert_eq!(floats("layer4.1.bn2.running_var")?, [1.0; 512]);
    }
    let source = |plan: &Plan| {
        let entry = plan.get("bn1.running_var").unwrap();
        entry.chosen_by().to_string()
    };
    assert_eq!(source(&by_name), "running statistics");
    assert_eq!(source(&by_hint), "candle's hint");
    Ok(())
}
