//! `layer`, in attributes and rules, against the formulas of papers.

use init_core::initializer::normal;
use init_core::{ErrorKind, Initialize, Reset, Rule, Rules};

use crate::support::Linear;

#[derive(Initialize)]
struct Weight {
    #[init(normal, std = 0.02 / (2.0 * layer.count as f64).sqrt())]
    weight: [[f32; 4]; 4],
}

fn weights(count: usize) -> Vec<Weight> {
    (0..count)
        .map(|_| Weight {
            weight: [[0.0; 4]; 4],
        })
        .collect()
}

#[derive(Initialize)]
struct Stage {
    blocks: Vec<Weight>,
}

#[test]
fn outer_lists_are_read_through_layer_outer() {
    #[derive(Initialize)]
    struct Block {
        #[init(constant = (layer.outer.index * 10 + layer.index) as f64)]
        weight: [f32; 2],
    }
    #[derive(Initialize)]
    struct Stage {
        blocks: [Block; 2],
    }
    #[derive(Initialize)]
    struct Plain {
        stages: Vec<Stage>,
    }
    #[derive(Initialize)]
    #[init(at = "**.extra", constant = (layer.outer.outer.count) as f64)]
    struct Net {
        stages: Vec<Stage>,
    }
    let block = || Block { weight: [0.0; 2] };
    let stage = || Stage {
        blocks: [block(), block()],
    };
    let mut net = Net {
        stages: vec![stage(), stage(), stage()],
    };
    let error = Reset::seed(1).run(&mut net).unwrap_err();
    assert!(error.has(ErrorKind::Rule), "{error}");

    let mut net = Plain { stages: net.stages };
    Reset::seed(1).run(&mut net).unwrap();
    for (outer, stage) in net.stages.iter().enumerate() {
        for (inner, block) in stage.blocks.iter().enumerate() {
            assert_eq!(block.weight, [(outer * 10 + inner) as f32; 2]);
        }
    }
}

#[test]
fn too_few_lists_are_an_error_with_their_number() {
    #[derive(Initialize)]
    struct Block {
        #[init(constant = (layer.outer.index) as f64)]
        weight: [f32; 2],
    }
    #[derive(Initialize)]
    struct Net {
        blocks: Vec<Block>,
    }
    let net = Net {
        blocks: vec![Block { weight: [0.0; 2] }],
    };
    let error = net.plan().unwrap_err();
    assert_eq!(
        error.problems()[0].message(),
        "`layer.outer` needs 2 lists, but the module is in 1"
    );
    assert_eq!(error.problems()[0].path(), Some("blocks.0.weight"));
}

#[test]
fn a_rule_is_evaluated_with_the_layer_of_each_parameter_it_reaches() {
    #[derive(Initialize)]
    #[init(at = "stages.*.blocks.*.weight", constant = (layer.outer.index * 100 + layer.index * 10 + layer.count) as f64)]
    struct Net {
        stages: Vec<Stage>,
    }
    let mut net = Net {
        stages: vec![Stage { blocks: weights(2) }, Stage { blocks: weights(3) }],
    };
    Reset::seed(1).run(&mut net).unwrap();
    for (outer, stage) in net.stages.iter().enumerate() {
        let count = stage.blocks.len();
        for (inner, block) in stage.blocks.iter().enumerate() {
            assert_eq!(
                block.weight[0][0],
                (outer * 100 + inner * 10 + count) as f32
            );
        }
    }
}

#[test]
fn in_a_list_of_parameters_a_rule_sees_that_list() {
    #[derive(Initialize)]
    #[init(at = "w.*", constant = layer.index as f64)]
    struct Net {
        #[init(parameter)]
        w: Vec<Option<[f32; 2]>>,
    }
    let mut net = Net {
        w: vec![Some([9.0; 2]); 3],
    };
    Reset::seed(1).run(&mut net).unwrap();
    assert_eq!(net.w, [0.0, 1.0, 2.0].map(|value| Some([value; 2])));
}

#[test]
fn run_time_rules_read_the_layer_and_outside_a_list_that_is_an_error() {
    let rules = Rules::new().rule(
        Rule::at("**")
            .choose(|found| normal().std(0.02 / (2.0 * found.layer().count as f64).sqrt())),
    );
    let mut layers = vec![Linear::new(), Linear::new()];
    let plan = Reset::seed(1).rules(&rules).run(&mut layers).unwrap();
    assert_eq!(plan.get("1.weight").unwrap().law().std(), Some(0.01));
    let error = Reset::seed(1)
        .rules(&rules)
        .run(&mut Linear::new())
        .unwrap_err();
    assert!(error.has(ErrorKind::Layer), "{error}");
}
