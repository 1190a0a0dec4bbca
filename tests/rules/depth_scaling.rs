//! `depth_scaling`, on fields, in rules and in files, against the formulas of GPT-2 (every layer by
//! √(2 · layers)) and of OLMo and torchtitan (layer l, from 0, by √(2 · (l + 1))).

use init_core::initializer::{Distribution, normal, orthogonal, uniform, variance_scaling, with};
use init_core::model::NamedParameters;
use init_core::parameter::Flat;
use init_core::values::Law;
use init_core::walk::DepthScaling;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

type Matrix = [[f32; 4]; 4];

#[derive(Initialize)]
struct Block {
    #[init(normal, mean = 1.0, std = 0.5, depth_scaling = "count")]
    by_count: Matrix,
    #[init(normal, mean = 1.0, std = 0.5, depth_scaling = "index")]
    by_index: Matrix,
    #[init(normal, mean = 1.0, std = 0.5)]
    plain: Matrix,
}

fn blocks() -> Vec<Block> {
    let block = || Block {
        by_count: [[0.0; 4]; 4],
        by_index: [[0.0; 4]; 4],
        plain: [[0.0; 4]; 4],
    };
    (0..3).map(|_| block()).collect()
}

#[test]
fn values_shrink_with_the_depth() {
    #[derive(Initialize)]
    struct Net {
        blocks: Vec<Block>,
    }
    let mut net = Net { blocks: blocks() };
    let plan = Reset::seed(5).run(&mut net).unwrap();
    for index in 0..3 {
        let law = |name: &str| *plan.get(&format!("blocks.{index}.{name}")).unwrap().law();
        let divided = |divisor: f64| Law::Normal {
            mean: 1.0 / divisor,
            std: 0.5 / divisor,
        };
        assert_eq!(law("by_count"), divided(6.0_f64.sqrt()));
        assert_eq!(law("by_index"), divided((2.0 * (index + 1) as f64).sqrt()));
        assert_eq!(law("plain"), divided(1.0));
    }
    let entry = plan.get("blocks.0.by_count").unwrap();
    assert_eq!(
        entry.initializer(),
        "normal, mean = 1.0, std = 0.5, depth_scaling = \"count\""
    );
}

#[test]
fn every_kind_of_values_is_divided() {
    fn filled(rule: Rule<'_>) -> Vec<f64> {
        let mut values = vec![0.0_f64; 4 * 16];
        let mut model: NamedParameters<_> = (values.chunks_mut(16).enumerate())
            .map(|(layer, values)| (format!("h.{layer}.w"), Flat::new(values, (4, 4))))
            .collect();
        Reset::seed(7)
            .rules(&Rules::new().rule(rule))
            .run(&mut model)
            .unwrap();
        values
    }
    let sums = |index: &[usize], _: &mut init_core::Stream| (index[0] * 4 + index[1]) as f64;
    let rules: [fn() -> Rule<'static>; 4] = [
        || Rule::at("**").initializer(uniform().low(-1.0).high(3.0)),
        || Rule::at("**").initializer(orthogonal()),
        || Rule::at("**").initializer(variance_scaling()),
        || Rule::at("**").initializer(variance_scaling().distribution(Distribution::Normal)),
    ];
    let drawn = || Rule::at("**").initializer(with(sums));
    let pairs = rules
        .iter()
        .map(|rule| (rule(), rule()))
        .chain([(drawn(), drawn())]);
    for (plain, scaled) in pairs {
        let plain = filled(plain);
        let scaled = filled(scaled.depth_scaling(DepthScaling::Index));
        for (index, (plain, scaled)) in plain.iter().zip(scaled).enumerate() {
            let divisor = (2.0 * (index / 16 + 1) as f64).sqrt();
            // The map of a normal rounds its product with the smaller std otherwise.
            assert!(
                (scaled * divisor - plain).abs() <= 1e-14 * (1.0 + plain.abs()),
                "{index}"
            );
        }
    }
}

#[test]
fn a_file_says_it_as_an_attribute_does() {
    let text = "[[rules]]\nat = '**'\ninitializer = 'normal'\nstd = 0.02\ndepth_scaling = 'index'";
    let rules = Rules::from_toml(text).unwrap();
    let mut values = [0.0_f32; 8];
    let mut model: NamedParameters<_> = (values.chunks_mut(4).enumerate())
        .map(|(layer, values)| (format!("h.{layer}.w"), Flat::new(values, 4)))
        .collect();
    let plan = Reset::seed(1).rules(&rules).run(&mut model).unwrap();
    let std = |path| plan.get(path).unwrap().law().std();
    assert_eq!(std("h.0.w"), Some(0.02 / 2.0_f64.sqrt()));
    assert_eq!(std("h.1.w"), Some(0.01));

    let error = |value: &str| {
        let text = text.replace("'index'", value);
        Rules::from_toml(&text).unwrap_err().to_string()
    };
    assert_eq!(
        error("'indx'"),
        "<toml>:5:17: unknown depth scaling \"indx\"\n  help: did you mean \"index\"?\n  \
         note: the depth scalings are \"count\" and \"index\""
    );
    assert!(error("2").starts_with("<toml>:5:17: "), "{}", error("2"));
}

#[test]
fn outside_a_list_it_is_an_error() {
    #[derive(Initialize)]
    struct Lone {
        #[init(normal, depth_scaling = "count")]
        weight: Matrix,
    }
    let lone = Lone {
        weight: [[0.0; 4]; 4],
    };
    let error = lone.plan().unwrap_err();
    assert!(error.has(ErrorKind::Layer));
    assert_eq!(
        error.to_string(),
        "`weight`: `depth_scaling` counts the layers of a list, but this parameter is in none\n  \
         help: put the module into a `Vec`, an array or a map, or leave `depth_scaling` out\n\
         note: nothing was written"
    );
}

#[test]
fn a_rule_replaces_it_and_leaves_the_initializer() {
    let rules = Rules::new().rule(Rule::at("**.by_count").depth_scaling(DepthScaling::Index));
    let plan = Reset::seed(1).rules(&rules).run(&mut blocks()).unwrap();
    let std = plan.get("1.by_count").unwrap().law().std();
    assert_eq!(std, Some(0.25));
    let rules = Rules::new().at("**.by_count", normal().std(4.0));
    let plan = Reset::seed(1).rules(&rules).run(&mut blocks()).unwrap();
    // The option stays, as others of the field do.
    assert_eq!(
        plan.get("1.by_count").unwrap().law().std(),
        Some(4.0 / 6.0_f64.sqrt())
    );
}
