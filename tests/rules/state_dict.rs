//! The loop over a state dict that picks an initializer by the parameter's name, as it is
//! written by hand for PyTorch, against three rules, on ResNeXt-50.

use std::collections::BTreeMap;

use init_core::initializer::{kaiming_normal, ones, zeros};
use init_core::{FanMode, Initialize, Plan, Report, Reset, Rule, Rules};

#[derive(Initialize)]
struct Conv2d {
    #[init(parameter, shape = self.shape)]
    weight: Vec<f32>,
    #[init(skip)]
    shape: [usize; 4],
}

#[derive(Initialize)]
struct BatchNorm2d {
    #[init(parameter, shape = self.channels)]
    weight: Vec<f32>,
    #[init(parameter, shape = self.channels)]
    bias: Vec<f32>,
    #[init(skip)]
    channels: usize,
}

#[derive(Initialize)]
struct Linear {
    #[init(kaiming_uniform, a = 5.0_f64.sqrt(), shape = (1000, 2048))]
    weight: Vec<f32>,
    #[init(parameter, shape = 1000)]
    bias: Vec<f32>,
}

#[derive(Initialize)]
struct Bottleneck {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    conv2: Conv2d,
    bn2: BatchNorm2d,
    conv3: Conv2d,
    bn3: BatchNorm2d,
    downsample: Option<(Conv2d, BatchNorm2d)>,
}

#[derive(Initialize)]
struct Net {
    conv1: Conv2d,
    bn1: BatchNorm2d,
    layer1: Vec<Bottleneck>,
    layer2: Vec<Bottleneck>,
    layer3: Vec<Bottleneck>,
    layer4: Vec<Bottleneck>,
    fc: Linear,
}

/// The three lines.
#[derive(Initialize)]
#[init(at = "**.weight", module = "Conv2d", kaiming_normal, mode = "fan_out")]
#[init(at = "**.weight", module = "BatchNorm*", ones)]
#[init(at = "**.bias", zeros)]
struct Ruled {
    #[init(name = "")]
    net: Net,
}

fn conv(outputs: usize, inputs: usize, kernel: usize) -> Conv2d {
    let shape = [outputs, inputs, kernel, kernel];
    Conv2d {
        weight: vec![9.0; shape.iter().product()],
        shape,
    }
}

fn norm(channels: usize) -> BatchNorm2d {
    BatchNorm2d {
        weight: vec![9.0; channels],
        bias: vec![9.0; channels],
        channels,
    }
}

fn stage(inputs: usize, width: usize, depth: usize) -> Vec<Bottleneck> {
    let block = |inputs: usize| Bottleneck {
        conv1: conv(width, inputs, 1),
        bn1: norm(width),
        conv2: conv(width, width / 32, 3),
        bn2: norm(width),
        conv3: conv(2 * width, width, 1),
        bn3: norm(2 * width),
        downsample: (inputs != 2 * width).then(|| (conv(2 * width, inputs, 1), norm(2 * width))),
    };
    (0..depth)
        .map(|index| block(if index == 0 { inputs } else { 2 * width }))
        .collect()
}

fn net() -> Net {
    Net {
        conv1: conv(64, 3, 7),
        bn1: norm(64),
        layer1: stage(64, 128, 3),
        layer2: stage(256, 256, 4),
        layer3: stage(512, 512, 6),
        layer4: stage(1024, 1024, 3),
        fc: Linear {
            weight: vec![9.0; 1000 * 2048],
            bias: vec![9.0; 1000],
        },
    }
}

/// The loop: mean and std by name, in the words of the state dict alone.
fn by_name(name: &str, shape: &[usize]) -> (f64, f64) {
    let is = |part: &str| name.split('.').any(|component| component.starts_with(part));
    if name.ends_with("bias") {
        (0.0, 0.0)
    } else if is("conv") || name.contains("downsample.0") {
        let fan_out: usize = shape[0] * shape[2] * shape[3];
        (0.0, (2.0 / fan_out as f64).sqrt())
    } else if is("bn") || name.contains("downsample.1") {
        (1.0, 0.0)
    } else {
        // PyTorch's own: uniform on ±1/√inputs.
        (0.0, (1.0 / shape[1] as f64).sqrt() / 3.0_f64.sqrt())
    }
}

/// Plan and memory against the loop.
fn check(plan: &Plan, report: &Report) {
    assert_eq!(plan.entries().len(), 161);
    assert_eq!(plan.value_count(), 25_028_904);
    for entry in plan {
        let (mean, std) = by_name(entry.path(), entry.shape());
        let law = entry.law();
        assert_eq!(law.mean(), Some(mean), "{}", entry.path());
        let planned = law.std().unwrap();
        assert!(
            (planned - std).abs() <= 1e-12 * std,
            "{}: {planned} {std}",
            entry.path()
        );
    }
    // 161 tensors, each within 6 standard errors: chance takes one beyond in 10^6 runs.
    let worst = report
        .worst()
        .and_then(init_core::report::Measurement::deviation);
    assert!(worst.unwrap().largest() < 6.0, "{report}");
}

#[test]
fn three_attributes_do_what_the_loop_does() {
    let mut model = Ruled { net: net() };
    let plan = Reset::seed(2).run(&mut model).unwrap();
    check(&plan, &Report::measure(&plan, &model).unwrap());
}

#[test]
fn three_rules_at_run_time_do_the_same_to_the_bit() {
    let mut ruled = Ruled { net: net() };
    Reset::seed(2).run(&mut ruled).unwrap();
    let rules = Rules::new()
        .rule(
            Rule::at("**.weight")
                .module("Conv2d")
                .initializer(kaiming_normal().mode(FanMode::FanOut)),
        )
        .rule(
            Rule::at("**.weight")
                .module("BatchNorm*")
                .initializer(ones()),
        )
        .at("**.bias", zeros());
    let mut model = net();
    let plan = Reset::seed(2).rules(&rules).run(&mut model).unwrap();
    assert_eq!(plan.entries().len(), 161);
    let bits = |weight: &[f32]| -> Vec<u32> { weight.iter().map(|x| x.to_bits()).collect() };
    assert_eq!(bits(&model.conv1.weight), bits(&ruled.net.conv1.weight));
    assert_eq!(
        bits(&model.layer3[5].conv2.weight),
        bits(&ruled.net.layer3[5].conv2.weight)
    );
    let counted: BTreeMap<&str, usize> =
        plan.entries()
            .iter()
            .fold(BTreeMap::new(), |mut counted, entry| {
                *counted.entry(entry.initializer()).or_default() += 1;
                counted
            });
    assert_eq!(
        counted,
        BTreeMap::from([
            ("kaiming_normal, mode = \"fan_out\"", 53),
            ("kaiming_uniform, a = 2.23606797749979", 1),
            ("ones", 53),
            ("zeros", 54),
        ])
    );
}
