//! Options that rules give: in attributes, on fields that hold modules, at run time and in files.

use init_core::initializer::{kaiming_normal, ones};
use init_core::plan::Chosen;
use init_core::{ErrorKind, FanMode, Initialize, Plan, Reset, Rule, Rules};

use crate::support::{Linear, initializer};

type Kernel = [[[[f32; 3]; 3]; 1]; 8];

/// A layer as libraries have it: it knows nothing of its groups.
#[derive(Initialize, Default)]
struct Conv {
    #[init(parameter)]
    weight: Kernel,
    #[init(parameter)]
    bias: [f32; 8],
}

/// A weight with its fused query, key and value.
#[derive(Initialize)]
struct Fused {
    #[init(xavier_uniform)]
    weight: [[f32; 4]; 12],
    #[init(zeros)]
    bias: [f32; 12],
}

fn fused() -> Fused {
    Fused {
        weight: [[0.0; 4]; 12],
        bias: [0.0; 12],
    }
}

fn std(plan: &Plan, path: &str) -> f64 {
    plan.get(path).unwrap().law().std().unwrap()
}

fn fans(plan: &Plan, path: &str) -> (f64, f64) {
    let fans = plan.get(path).unwrap().fans().unwrap();
    (fans.fan_in, fans.fan_out)
}

#[derive(Initialize)]
#[init(at = "**.weight", kaiming_normal, mode = "fan_out", groups = self.groups)]
#[init(at = "**.bias", zeros)]
struct ByAttribute {
    conv: Conv,
    #[init(skip)]
    groups: usize,
}

/// PyTorch's `Conv2d(8, 8, 3, groups=8)`: fan_out 9, std √2/3.
#[test]
fn a_depthwise_convolution_has_the_fan_out_of_one_group() {
    let conv = Conv::default();
    let mut plans = vec![
        ByAttribute { conv, groups: 8 }.plan().unwrap(),
        OnTheField::default().plan().unwrap(),
    ];
    let by_hand = Rules::new()
        .rule(
            Rule::at("conv.weight")
                .initializer(kaiming_normal().mode(FanMode::FanOut))
                .groups(8),
        )
        .at("conv.bias", ones());
    let toml = "[[rules]]\nat = 'conv.*'\ninitializer = 'ones'\n\
        [[rules]]\nat = '**.weight'\ninitializer = 'kaiming_normal'\nmode = 'fan_out'\ngroups = 8\n";
    let json = r#"{"rules": [
        {"at": "conv.*", "initializer": "ones"},
        {"at": "**.weight", "initializer": "kaiming_normal", "mode": "fan_out"},
        {"at": "**.weight", "groups": 8}]}"#;
    for rules in [
        by_hand,
        Rules::from_toml(toml).unwrap(),
        Rules::from_json(json).unwrap(),
    ] {
        let mut model = Open::default();
        plans.push(Reset::seed(1).rules(&rules).run(&mut model).unwrap());
    }
    for plan in plans {
        assert_eq!(fans(&plan, "conv.weight"), (9.0, 9.0), "{plan}");
        assert_eq!(std(&plan, "conv.weight"), 2.0_f64.sqrt() / 3.0);
    }
}

#[derive(Initialize, Default)]
struct Open {
    conv: Conv,
}

#[derive(Initialize, Default)]
#[init(at = "conv.weight", kaiming_normal, mode = "fan_out")]
#[init(at = "conv.bias", zeros)]
struct OnTheField {
    #[init(groups = 8)]
    conv: Conv,
}

#[derive(Initialize)]
struct Attention {
    qkv: Fused,
}

#[derive(Initialize)]
struct OnField {
    #[init(split = 3)]
    qkv: Fused,
}

#[derive(Initialize)]
#[init(at = "qkv.weight", split = 3)]
struct InRule {
    qkv: Fused,
}

#[test]
fn what_the_plan_advises_can_be_written_in_any_of_the_three_places() {
    let warned = Attention { qkv: fused() }.plan().unwrap();
    let help = warned.warnings()[0].help_text().unwrap();
    assert!(help.starts_with("write `split = 3`"), "{help}");
    assert_eq!(fans(&warned, "qkv.weight"), (4.0, 12.0));
    let rules = Rules::new().rule(Rule::at("qkv.weight").split(3));
    for plan in [
        OnField { qkv: fused() }.plan().unwrap(),
        InRule { qkv: fused() }.plan().unwrap(),
        Reset::seed(1)
            .rules(&rules)
            .dry_run(&Attention { qkv: fused() })
            .unwrap(),
    ] {
        assert_eq!(plan.warnings(), []);
        assert_eq!(fans(&plan, "qkv.weight"), (4.0, 4.0));
        assert_eq!(initializer(&plan, "qkv.weight"), "xavier_uniform");
        assert_eq!(initializer(&plan, "qkv.bias"), "zeros");
    }
}

#[test]
fn each_option_is_that_of_the_strongest_rule_which_gives_it() {
    #[derive(Initialize)]
    #[init(at = "**.weight", groups = 4, fan_in = 7)]
    struct Net {
        #[init(at = "weight", groups = 2, fan_out = 5)]
        inner: Declared,
    }
    #[derive(Initialize, Default)]
    struct Declared {
        #[init(xavier_uniform, split = 2, fan_in = 3, fan_out = 6)]
        weight: [[f32; 4]; 8],
    }
    let net = Net {
        inner: Declared::default(),
    };
    let rules = Rules::new()
        .rule(Rule::at("**").fan_in(100))
        .rule(Rule::at("inner.weight").fan_in(11).initializer(ones()));
    let plan = Reset::seed(1).rules(&rules).dry_run(&net).unwrap();
    assert_eq!(fans(&plan, "inner.weight"), (11.0, 5.0));
    let entry = plan.get("inner.weight").unwrap();
    let globs: Vec<&str> = (entry.options_by().iter())
        .map(|chosen| match chosen {
            Chosen::Rule { at, .. } => at.as_str(),
            _ => "",
        })
        .collect();
    assert_eq!(globs, ["inner.weight", "**.weight", "weight"]);
    let shown = entry.to_string();
    let line = "\n  with options of the rule `at = \"weight\"` of `Net`";
    assert!(shown.contains(line), "{shown}");
    // The rule whose every option is given by a later one.
    let warned = plan.warnings()[0].message();
    assert_eq!(
        warned,
        "the rule `at = \"**\"` never wins: later rules beside it reach all that it reaches"
    );
    assert_eq!(
        Plan::from_json(&plan.to_json().unwrap()).unwrap(),
        plan,
        "read back"
    );
}

#[test]
fn a_layout_on_a_module_is_for_the_tensors_with_as_many_axes() {
    #[derive(Initialize)]
    struct Up {
        #[init(kaiming_normal, mode = "fan_out")]
        weight: [[[[f32; 2]; 2]; 4]; 8],
        #[init(zeros)]
        bias: [f32; 4],
    }
    #[derive(Initialize)]
    struct Net {
        #[init(layout = "iohw", groups = 2, name = "up")]
        decoder: Up,
    }
    let decoder = Up {
        weight: [[[[0.0; 2]; 2]; 4]; 8],
        bias: [0.0; 4],
    };
    let plan = Net { decoder }.plan().unwrap();
    assert_eq!(fans(&plan, "up.weight"), (16.0, 16.0));
    assert_eq!(plan.get("up.bias").unwrap().options_by(), []);
}

#[test]
fn options_read_fields_of_their_struct_and_of_their_variant() {
    #[derive(Initialize)]
    enum Net {
        Wide {
            #[init(split = *parts, fan_in = const { 2.0 + 1.0 })]
            qkv: Fused,
            #[init(skip)]
            parts: usize,
        },
    }
    let plan = Net::Wide {
        qkv: fused(),
        parts: 6,
    }
    .plan()
    .unwrap();
    assert_eq!(fans(&plan, "qkv.weight"), (3.0, 2.0));
}

#[test]
fn a_rule_makes_a_buffer() {
    #[derive(Initialize)]
    #[init(at = "**.bias", ones, buffer)]
    struct Net {
        fc: Linear,
    }
    let rules = Rules::from_json(r#"{"rules": [{"at": "fc.weight", "buffer": true}]}"#).unwrap();
    let mut net = Net { fc: Linear::new() };
    let error = Reset::seed(1).rules(&rules).run(&mut net).unwrap_err();
    // Options alone initialize nothing.
    assert_eq!(
        error.problems()[0].message(),
        "it is marked `parameter`, but no rule that reaches it gives an initializer"
    );
    assert!(error.has(ErrorKind::Uncovered));
    let rules = rules_and(rules, Rule::at("**.weight").initializer(ones()));
    let plan = Reset::seed(1).rules(&rules).run(&mut net).unwrap();
    assert_eq!((plan.parameter_count(), plan.buffer_count()), (0, 2));
    assert_eq!(net.fc.bias, [1.0; 4]);
}

fn rules_and<'r>(mut rules: Rules<'r>, rule: Rule<'r>) -> Rules<'r> {
    rules.extend([rule]);
    rules
}

#[test]
fn a_renamed_parameter_keeps_its_values_by_the_stream_of_a_rule() {
    #[derive(Initialize, Default)]
    struct Before {
        #[init(normal)]
        kernel: [[f32; 4]; 4],
    }
    #[derive(Initialize, Default)]
    struct After {
        #[init(normal)]
        weight: [[f32; 4]; 4],
        #[init(normal)]
        other: [[f32; 4]; 4],
    }
    #[derive(Initialize, Default)]
    struct Net<T> {
        fc: T,
    }
    let (mut before, mut after) = (Net::<Before>::default(), Net::<After>::default());
    Reset::seed(5).run(&mut before).unwrap();
    let rules = Rules::from_toml("[[rules]]\nat = '*.weight'\nstream = 'kernel'").unwrap();
    Reset::seed(5).rules(&rules).run(&mut after).unwrap();
    assert_eq!(before.fc.kernel, after.fc.weight);
    assert_ne!(before.fc.kernel, after.fc.other);

    let rules = Rules::new().rule(Rule::at("fc.*").stream("kernel"));
    let error = Reset::seed(5).rules(&rules).run(&mut after).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!(
        problem.message(),
        "the rule `at = \"fc.*\"` gives `stream = \"kernel\"` to 2 parameters"
    );
    assert_eq!(
        problem.help_text(),
        Some("write a rule with a `stream` of its own for each")
    );
}

/// In each instance of its struct, the rule reaches one.
#[test]
fn the_stream_of_a_rule_is_that_of_one_parameter_in_each_instance() {
    #[derive(Initialize)]
    #[init(at = "fc.weight", xavier_uniform, stream = "kernel")]
    #[init(at = "fc.bias", zeros)]
    struct Block {
        fc: Linear,
    }
    let blocks = vec![Block { fc: Linear::new() }, Block { fc: Linear::new() }];
    let plan = blocks.plan().unwrap();
    assert_ne!(plan.entries()[0].stream(), plan.entries()[2].stream());
    let direct = Rules::new().at("**", ones());
    let whole = Reset::seed(1).rules(&direct).dry_run(&blocks).unwrap();
    assert_eq!(whole.entries()[0].stream(), plan.entries()[0].stream());
}

#[test]
fn a_mistake_in_an_option_names_the_rule() {
    let rules = Rules::new().rule(Rule::at("qkv.*").split(5));
    let model = Attention { qkv: fused() };
    let error = Reset::seed(1).rules(&rules).dry_run(&model).unwrap_err();
    assert_eq!(
        error.problems()[0].to_string(),
        "`qkv.weight`: `split = 5` does not divide the `o` axis of length 12\n  \
         help: write a `split` that divides 12\n  \
         note: the rule `at = \"qkv.*\"` gives it options"
    );
    let rules = Rules::new().rule(Rule::at("qkv.*"));
    let error = Reset::seed(1).rules(&rules).dry_run(&model).unwrap_err();
    assert_eq!(
        error.problems()[0].help_text(),
        Some("add `.initializer(…)` or `.choose(…)`, or an option such as `.groups(…)`")
    );
}
