//! What JAX's streams refuse, warn of, and leave as it was.

use half::bf16;
use init_core::error::{ErrorKind, Problem};
use init_core::jax::{Keras, Key, Rngs};
use init_core::{Error, Initialize, Reset};

/// The paths of the problems, all of them of another framework.
fn paths(error: &Error) -> Vec<&str> {
    let problems = error.problems().iter();
    assert!(
        problems
            .clone()
            .all(|problem| problem.kind() == ErrorKind::Foreign),
        "{error}"
    );
    problems.filter_map(Problem::path).collect()
}

#[test]
fn initializers_that_jax_does_not_have_are_errors_of_the_plan() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        first: [f32; 4],
        #[init(normal, mean = 1.0)]
        shifted: [f32; 4],
        #[init(sparse, sparsity = 0.5)]
        sparse: [[f32; 2]; 2],
        #[init(with = |_, _| 1.0)]
        custom: [f32; 2],
        #[init(truncated_normal, absolute)]
        absolute: [f32; 2],
        #[init(kaiming_normal, nonlinearity = "tanh")]
        gain: [[f32; 2]; 2],
        #[init(xavier_uniform, groups = 2)]
        grouped: [[f32; 2]; 4],
        #[init(xavier_uniform, split = 2)]
        split: [[f32; 2]; 4],
        #[init(kaiming_normal, mup = "output", base_fan_in = 1)]
        wide: [[f32; 2]; 2],
        #[init(lecun_normal, scale = 2.0)]
        composed: [[f32; 2]; 2],
        #[init(delta_orthogonal)]
        delta: [[[f32; 1]; 2]; 2],
        #[init(orthogonal)]
        narrow: [[bf16; 2]; 2],
        #[init(normal, buffer)]
        buffer: [f32; 2],
        #[init(variance_scaling, embedding)]
        table: [[f32; 2]; 2],
        #[init(norm_of = "first")]
        norm: [f32; 1],
    }
    let mut net = Net {
        first: [7.0; 4],
        shifted: [7.0; 4],
        sparse: [[7.0; 2]; 2],
        custom: [7.0; 2],
        absolute: [7.0; 2],
        gain: [[7.0; 2]; 2],
        grouped: [[7.0; 2]; 4],
        split: [[7.0; 2]; 4],
        wide: [[7.0; 2]; 2],
        composed: [[7.0; 2]; 2],
        delta: [[[7.0; 1]; 2]; 2],
        narrow: [[bf16::ONE; 2]; 2],
        buffer: [7.0; 2],
        table: [[7.0; 2]; 2],
        norm: [7.0],
    };
    let error = Reset::new().linen(Key::new(0)).run(&mut net).unwrap_err();
    let expected = [
        "shifted", "sparse", "custom", "absolute", "gain", "grouped", "split", "wide", "composed",
        "delta", "narrow", "buffer", "table", "norm",
    ];
    assert_eq!(paths(&error), expected);
    assert_eq!(
        error.problems()[1].to_string(),
        "`sparse`: JAX has no initializer for `sparse`\n  help: write one that it has, e.g. `lecun_normal`, \
         or leave the parameter out by `Reset::except`"
    );
    assert_eq!(net.first, [7.0; 4]);
}

#[test]
fn what_keras_does_not_draw_is_an_error_too() {
    #[derive(Initialize)]
    struct Net {
        #[init(truncated_normal, low = -1.0)]
        cut: [f32; 2],
        #[init(normal)]
        narrow: [bf16; 2],
        #[init(normal, mean = 1.0)]
        shifted: [f32; 2],
    }
    let mut net = Net {
        cut: [7.0; 2],
        narrow: [bf16::ONE; 2],
        shifted: [7.0; 2],
    };
    let mut keras = Keras::set_random_seed(1);
    let error = Reset::new().keras(&mut keras).run(&mut net).unwrap_err();
    assert_eq!(paths(&error), ["cut", "narrow"]);
    assert_eq!(keras, Keras::set_random_seed(1));
}

#[derive(Initialize)]
struct Layers {
    #[init(lecun_normal, layout = "io")]
    first: [[f32; 6]; 6],
    #[init(zeros)]
    bias: [f32; 6],
    #[init(lecun_normal, layout = "io")]
    second: [[f32; 6]; 6],
}

impl Layers {
    fn new() -> Self {
        Self {
            first: [[7.0; 6]; 6],
            bias: [7.0; 6],
            second: [[7.0; 6]; 6],
        }
    }
}

#[test]
fn there_is_a_key_for_each_parameter_that_draws() {
    let error = Reset::new()
        .jax(Key::new(0).split(3))
        .run(&mut Layers::new());
    assert_eq!(
        error.unwrap_err().problems()[0].to_string(),
        "there are 3 keys for 2 parameters that draw\n  help: give `Reset::jax` one key for each parameter \
         whose initializer is random"
    );
    let error = Reset::new()
        .nnx(&mut Rngs::new(0).before("dropout", 1))
        .run(&mut Layers::new());
    let message = error.unwrap_err().to_string();
    assert!(message.contains("keys are taken before `dropout`, which the model does not have"));
}

#[test]
fn a_part_has_the_values_of_a_whole_reset() {
    let mut whole = Layers::new();
    Reset::new().linen(Key::new(3)).run(&mut whole).unwrap();
    let mut part = Layers::new();
    Reset::new()
        .only("second")
        .linen(Key::new(3))
        .run(&mut part)
        .unwrap();
    assert_eq!((part.second, part.first), (whole.second, [[7.0; 6]; 6]));

    Reset::new().nnx(&mut Rngs::new(3)).run(&mut whole).unwrap();
    let mut rngs = Rngs::new(3);
    let mut part = Layers::new();
    Reset::new()
        .except("first")
        .nnx(&mut rngs)
        .run(&mut part)
        .unwrap();
    assert_eq!((part.second, part.first), (whole.second, [[7.0; 6]; 6]));
    assert_eq!(rngs.key(), Key::new(3).fold_in(3));
}

#[test]
fn another_layout_has_the_values_at_the_same_output_and_input() {
    #[derive(Initialize)]
    struct Flax {
        #[init(lecun_normal, layout = "wio")]
        weight: [[[f32; 7]; 3]; 5],
    }
    #[derive(Initialize)]
    struct Other {
        #[init(lecun_normal)]
        weight: [[[f32; 5]; 3]; 7],
    }
    let mut flax = Flax {
        weight: [[[0.0; 7]; 3]; 5],
    };
    let mut other = Other {
        weight: [[[0.0; 5]; 3]; 7],
    };
    Reset::new().linen(Key::new(2)).run(&mut flax).unwrap();
    Reset::new().linen(Key::new(2)).run(&mut other).unwrap();
    for (place, inputs) in flax.weight.iter().enumerate() {
        for (input, row) in inputs.iter().enumerate() {
            for (output, value) in row.iter().enumerate() {
                assert_eq!(other.weight[output][input][place], *value);
            }
        }
    }
}

#[test]
fn a_parameter_that_is_the_same_as_another_draws_nothing() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        query: [f32; 4],
        #[init(same_as = "query")]
        target: [f32; 4],
    }
    let mut net = Net {
        query: [0.0; 4],
        target: [0.0; 4],
    };
    Reset::new().jax([Key::new(2)]).run(&mut net).unwrap();
    let mut expected = [0.0; 4];
    Key::new(2).normal(&mut expected);
    assert_eq!((net.query, net.target), (expected, expected));
}

#[test]
fn plans_and_reports_tell_whose_values_they_are() {
    use init_core::{Plan, Report};

    let mut net = Layers::new();
    let reset = Reset::new().linen(Key::new(0));
    let dry = reset.dry_run(&net).unwrap();
    let plan = reset.run(&mut net).unwrap();
    assert_eq!(dry, plan);
    let line = "values of JAX, by the keys of Flax Linen: jaxlib 0.8.3 to 0.12.0.1 on x86-64 with fused \
                multiply-add, normal initializers of JAX 0.12";
    assert!(plan.to_string().contains(line), "{plan}");
    assert!(plan.to_markdown().contains(line));
    let report = Report::measure(&plan, &net).unwrap();
    assert!(report.to_string().contains(line), "{report}");
    assert_eq!(Plan::from_json(&plan.to_json().unwrap()).unwrap(), plan);
    assert_eq!(net.plan().unwrap().values_of(), None);

    let key = Key::new(0)
        .fused(false)
        .partitionable(false)
        .two_products(true);
    let plan = Reset::new().linen(key).run(&mut net).unwrap();
    let line = "jaxlib 0.8.3 to 0.12.0.1 on x86-64 without fused multiply-add, normal initializers of JAX up \
                to 0.11.2, `jax_threefry_partitionable` false";
    assert!(plan.to_string().contains(line), "{plan}");
}

#[test]
fn shapes_that_jax_computes_in_two_ways_are_warnings() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal, layout = "io")]
        narrow: [[f32; 4]; 8],
        #[init(lecun_normal, layout = "io")]
        head: [[f32; 5]; 8],
        #[init(lecun_normal)]
        stored: [[f32; 8]; 3],
        #[init(normal)]
        position: [[f32; 16]; 8],
        #[init(normal)]
        weight: [[f32; 16]; 8],
        #[init(normal, embedding)]
        table: [[f32; 16]; 8],
        #[init(uniform, layout = "io")]
        uniform: [[f32; 4]; 8],
        #[init(normal)]
        short: [f32; 4],
    }
    let net = Net {
        narrow: [[0.0; 4]; 8],
        head: [[0.0; 5]; 8],
        stored: [[0.0; 8]; 3],
        position: [[0.0; 16]; 8],
        weight: [[0.0; 16]; 8],
        table: [[0.0; 16]; 8],
        uniform: [[0.0; 4]; 8],
        short: [0.0; 4],
    };
    let warned = |key| {
        let plan = Reset::new().linen(key).dry_run(&net).unwrap();
        let warnings = plan.warnings().iter();
        let foreign = warnings.filter(|warning| warning.kind() == ErrorKind::Foreign);
        foreign
            .filter_map(|warning| warning.path().map(String::from))
            .collect::<Vec<_>>()
    };
    assert_eq!(warned(Key::new(0)), ["narrow", "stored", "position"]);
    assert_eq!(warned(Key::new(0).fused(false)), ["position"]);
}
