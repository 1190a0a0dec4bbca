//! Rules nearer the root win, rules win over the field's own attribute, and of two declared
//! together the later wins.

use init_core::initializer::{constant, kaiming_normal, normal, ones, zeros};
use init_core::plan::Chosen;
use init_core::{ErrorKind, FanMode, Initialize, Reset, Rule, Rules};

use crate::support::{Linear, chosen_by, initializer};

#[derive(Initialize)]
#[init(at = "**", constant = 1.0)]
struct Leaf {
    #[init(constant = 0.0)]
    ruled: [f32; 2],
}

#[derive(Initialize)]
struct Middle {
    leaf: Leaf,
    #[init(at = "ruled", constant = 2.0)]
    inner: Leaf,
}

#[derive(Initialize)]
#[init(at = "middle.inner.*", constant = 4.0)]
struct Root {
    #[init(at = "inner.ruled", constant = 3.0)]
    middle: Middle,
}

fn leaf() -> Leaf {
    Leaf { ruled: [9.0; 2] }
}

fn middle() -> Middle {
    Middle {
        leaf: leaf(),
        inner: leaf(),
    }
}

#[test]
fn a_rule_wins_over_the_attribute_of_the_field() {
    let mut model = leaf();
    Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(model.ruled, [1.0; 2]);
}

#[test]
fn a_rule_on_a_field_wins_over_the_rules_of_the_type_in_it() {
    let mut model = middle();
    Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(model.leaf.ruled, [1.0; 2]);
    assert_eq!(model.inner.ruled, [2.0; 2]);
}

#[test]
fn a_rule_on_the_struct_wins_over_one_on_its_field() {
    let mut model = Root { middle: middle() };
    let plan = Reset::seed(1).run(&mut model).unwrap();
    assert_eq!(model.middle.inner.ruled, [4.0; 2]);
    let entry = plan.get("middle.inner.ruled").unwrap();
    let globs: Vec<String> = [entry.chosen_by()]
        .into_iter()
        .chain(entry.overruled())
        .map(|chosen| match chosen {
            Chosen::Rule { at, origin, .. } => format!("{origin}:{at}"),
            Chosen::Field { initializer, .. } => initializer.clone(),
            _ => unreachable!(),
        })
        .collect();
    assert_eq!(
        globs,
        [
            "Root:middle.inner.*",
            "Root:inner.ruled",
            "Middle:ruled",
            "Leaf:**",
            "constant = 0.0"
        ]
    );
}

#[test]
fn rules_at_run_time_win_over_all_that_are_declared() {
    let mut model = Root { middle: middle() };
    let rules = Rules::new().at("**.ruled", constant(5.0));
    Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    assert_eq!(model.middle.inner.ruled, [5.0; 2]);
    assert_eq!(model.middle.leaf.ruled, [5.0; 2]);
}

#[test]
fn of_two_rules_in_one_place_the_later_wins_and_the_plan_names_both() {
    let rules = Rules::new()
        .at("**", normal())
        .at("bias", zeros())
        .at("weight", ones());
    let plan = Reset::seed(1)
        .rules(&rules)
        .dry_run(&Linear::new())
        .unwrap();
    assert_eq!(initializer(&plan, "bias"), "zeros");
    assert_eq!(chosen_by(&plan, "weight").as_deref(), Some("weight"));
    let lost = plan.get("weight").unwrap().overruled();
    assert!(
        matches!(lost, [Chosen::Rule { at, .. }] if at == "**"),
        "{lost:?}"
    );
    // The first rule never wins.
    let warned = plan.warnings().iter().any(|warning| {
        warning.kind() == ErrorKind::Rule && warning.message().contains("never wins")
    });
    assert!(warned, "{plan}");
}

#[test]
fn a_rule_may_ask_for_the_module_and_the_rank() {
    #[derive(Initialize)]
    struct BatchNorm {
        #[init(parameter)]
        weight: [f32; 4],
        #[init(parameter)]
        bias: [f32; 4],
    }
    #[derive(Initialize)]
    #[init(
        at = "**",
        module = "Linear",
        rank = 2,
        kaiming_normal,
        mode = "fan_out"
    )]
    #[init(at = "**", rank = 1, zeros)]
    #[init(at = "**.weight", module = "Batch*", ones)]
    struct Net {
        fc: Linear,
        bn: BatchNorm,
    }
    let model = Net {
        fc: Linear::new(),
        bn: BatchNorm {
            weight: [9.0; 4],
            bias: [9.0; 4],
        },
    };
    let plan = model.plan().unwrap();
    assert_eq!(
        initializer(&plan, "fc.weight"),
        "kaiming_normal, mode = \"fan_out\""
    );
    assert_eq!(initializer(&plan, "fc.bias"), "zeros");
    assert_eq!(initializer(&plan, "bn.weight"), "ones");
    assert_eq!(initializer(&plan, "bn.bias"), "zeros");
}

#[test]
fn a_rule_reads_fields_of_self_beside_the_module_that_is_written() {
    #[derive(Initialize)]
    #[init(at = "fc.weight", normal, std = self.scale)]
    #[init(at = "**.bias", constant = self.offsets[1])]
    struct Net {
        #[init(skip)]
        scale: f64,
        #[init(skip)]
        offsets: Vec<f64>,
        fc: Linear,
    }
    let mut model = Net {
        scale: 0.25,
        offsets: vec![1.0, 2.0],
        fc: Linear::new(),
    };
    let plan = model.plan().unwrap();
    assert_eq!(plan.get("fc.weight").unwrap().law().std(), Some(0.25));
    Reset::seed(3).run(&mut model).unwrap();
    assert_eq!(model.fc.bias, [2.0; 4]);
}

#[test]
fn rules_stand_on_enums_tuples_generics_and_lists_of_parameters() {
    #[derive(Initialize)]
    #[init(at = "**.bias", zeros)]
    enum Head<T> {
        Plain {
            #[init(at = "weight", constant = f64::from(*width))]
            inner: T,
            #[init(skip)]
            width: u8,
        },
    }
    #[derive(Initialize)]
    struct Pair(
        #[init(zeros)]
        #[init(at = "1", ones)]
        Vec<Option<[f32; 2]>>,
        #[init(at = "**.*", constant = 7.0)] (Linear, Option<Linear>),
    );
    let head = Head::Plain {
        inner: Linear::new(),
        width: 6,
    };
    let plan = head.plan().unwrap();
    assert_eq!(initializer(&plan, "inner.weight"), "constant = 6.0");
    assert_eq!(initializer(&plan, "inner.bias"), "zeros");

    let mut pair = Pair(vec![Some([9.0; 2]); 3], (Linear::new(), None));
    Reset::seed(1).run(&mut pair).unwrap();
    assert_eq!(pair.0, [0.0, 1.0, 0.0].map(|value| Some([value; 2])));
    assert_eq!(pair.1.0.bias, [7.0; 4]);
}

#[test]
fn the_same_rule_gives_the_same_bits_as_the_attribute() {
    #[derive(Initialize)]
    struct Declared {
        #[init(kaiming_normal, mode = "fan_out")]
        weight: [[f32; 4]; 4],
        #[init(zeros)]
        bias: [f32; 4],
    }
    let mut declared = Declared {
        weight: [[0.0; 4]; 4],
        bias: [1.0; 4],
    };
    let mut ruled = Linear::new();
    let rules = Rules::new()
        .rule(Rule::at("weight").choose(|_| kaiming_normal().mode(FanMode::FanOut)))
        .at("bias", zeros());
    Reset::seed(8).run(&mut declared).unwrap();
    Reset::seed(8).rules(&rules).run(&mut ruled).unwrap();
    assert_eq!(declared.weight, ruled.weight);
    assert_eq!(declared.bias, ruled.bias);
}

#[test]
fn an_error_of_a_rules_initializer_names_the_path_and_the_rule() {
    let rules = Rules::new().at("**", kaiming_normal());
    let error = Reset::seed(1)
        .rules(&rules)
        .run(&mut Linear::new())
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "`bias`: `kaiming_normal` needs at least 2 axes to count fans, found shape [4]\n  \
         help: write `zeros`, `constant = …`, `uniform` or `normal`, or give `fan_in = …` and `fan_out = …`\n  \
         note: its initializer is that of the rule `at = \"**\"`\n\
         note: nothing was written"
    );
}

#[test]
fn a_rule_that_reaches_only_what_follows_from_another_gives_nothing() {
    #[derive(Initialize)]
    struct Nets {
        online: Linear,
        #[init(same_as = "online")]
        target: Linear,
    }
    let nets = Nets {
        online: Linear::new(),
        target: Linear::new(),
    };
    let warned = |glob: &str| -> Vec<String> {
        let rules = Rules::new().at("**", ones()).at(glob, zeros());
        let plan = Reset::seed(1).rules(&rules).dry_run(&nets).unwrap();
        let warnings = plan.warnings().iter();
        let of_rules = warnings.filter(|warning| warning.kind() == ErrorKind::Rule);
        of_rules.map(ToString::to_string).collect()
    };
    assert_eq!(
        warned("target.bias"),
        [
            "the rule `at = \"target.bias\"` gives nothing: all that it reaches has the values of another \
          parameter\n  help: write it for that parameter, or remove it"
        ]
    );
    assert!(warned("**.bias").is_empty());
}
