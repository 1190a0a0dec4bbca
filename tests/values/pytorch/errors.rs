//! What PyTorch's stream refuses, and what it leaves as it was.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use half::f16;
use init_core::error::{ErrorKind, Problem};
use init_core::pytorch::Generator;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::{Error, Initialize, Parameter, Reset};

/// The error of a reset, which leaves the generator where it was.
fn refused(model: &mut impl Initialize) -> Error {
    let mut generator = Generator::manual_seed(1);
    // A normal number is kept.
    generator.normal(&mut [0.0], 0.0, 1.0);
    let before = generator.clone();
    let error = Reset::new().pytorch(&mut generator).run(model).unwrap_err();
    assert_eq!(generator, before);
    error
}

/// The error of a dry run.
fn refused_dry(model: &impl Initialize) -> Error {
    let mut generator = Generator::manual_seed(1);
    let reset = Reset::new().pytorch(&mut generator);
    reset.dry_run(model).unwrap_err()
}

#[test]
fn initializers_that_torch_does_not_have_are_errors_of_the_plan() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        first: [f32; 4],
        #[init(lecun_normal)]
        lecun: [[f32; 2]; 2],
        #[init(variance_scaling)]
        scaled: [[f32; 2]; 2],
        #[init(with = |_, _| 1.0)]
        custom: [f32; 2],
        #[init(kaiming_normal, mode = "fan_avg")]
        average: [[f32; 2]; 2],
        #[init(kaiming_normal, mode = "fan_out", groups = 2)]
        grouped: [[f32; 2]; 4],
        #[init(norm_of = "first")]
        norm: [f32; 1],
        #[init(truncated_normal, low = 8.0, high = 8e6)]
        far: [f32; 2],
        #[init(orthogonal)]
        narrow: [[f16; 2]; 2],
        #[init(uniform, low = 0.0, high = 3.402_823_5e38_f64 * 1.000_000_01)]
        rounded: [f32; 2],
    }
    let mut net = Net {
        first: [7.0; 4],
        lecun: [[7.0; 2]; 2],
        scaled: [[7.0; 2]; 2],
        custom: [7.0; 2],
        average: [[7.0; 2]; 2],
        grouped: [[7.0; 2]; 4],
        norm: [7.0],
        far: [7.0; 2],
        narrow: [[f16::ONE; 2]; 2],
        rounded: [7.0; 2],
    };
    let dry = refused_dry(&net);
    let error = refused(&mut net);
    assert_eq!(dry.to_string(), error.to_string());
    let paths: Vec<_> = error
        .problems()
        .iter()
        .filter_map(|problem| problem.path())
        .collect();
    let expected = [
        "lecun", "scaled", "custom", "average", "grouped", "norm", "far", "narrow", "rounded",
    ];
    assert_eq!(paths, expected);
    assert!(
        error
            .problems()
            .iter()
            .all(|problem| problem.kind() == ErrorKind::Foreign)
    );
    assert_eq!(
        error.problems()[0].to_string(),
        "`lecun`: torch.nn.init has no call for `lecun_normal`\n  help: write an initializer that it has, \
         e.g. `kaiming_normal`, or leave the parameter out by `Reset::except`"
    );
    assert_eq!(net.first, [7.0; 4]);
}

#[test]
fn what_is_left_out_draws_nothing() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        first: [f32; 20],
        #[init(lecun_normal)]
        skipped: [[f32; 2]; 2],
        #[init(uniform)]
        last: [f32; 3],
    }
    let mut net = Net {
        first: [7.0; 20],
        skipped: [[7.0; 2]; 2],
        last: [7.0; 3],
    };
    let mut generator = Generator::manual_seed(5);
    let reset = Reset::new().only("last").pytorch(&mut generator);
    reset.run(&mut net).unwrap();
    let mut alone = Generator::manual_seed(5);
    let mut expected = [0.0; 3];
    alone.uniform(&mut expected, 0.0, 1.0);
    assert_eq!(net.last, expected);
    assert_eq!(net.first, [7.0; 20]);
    assert_eq!(generator, alone);
}

/// A tensor that takes its values and then fails.
struct Failing;

impl Parameter for Failing {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Owned(vec![8])
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.range(0, &mut [0.0_f32; 4])?;
        Err(Problem::new(ErrorKind::Custom, "the upload failed"))
    }

    fn read(&self, _: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        Ok(())
    }
}

#[test]
fn a_write_that_fails_leaves_the_generator_where_it_was() {
    #[derive(Initialize)]
    struct Net {
        #[init(normal)]
        first: [f32; 20],
        #[init(uniform)]
        failing: Failing,
        #[init(uniform)]
        last: [f32; 3],
    }
    let mut net = Net {
        first: [7.0; 20],
        failing: Failing,
        last: [7.0; 3],
    };
    let error = refused(&mut net);
    assert_eq!(error.written(), ["first"]);
    assert_eq!(error.partly_written(), Some("failing"));
    assert_eq!(net.last, [7.0; 3]);
}

#[test]
fn another_layout_has_the_values_at_the_same_output_and_input() {
    #[derive(Initialize)]
    struct Torch {
        #[init(kaiming_normal)]
        weight: [[[f32; 5]; 3]; 4],
    }
    #[derive(Initialize)]
    struct Other {
        #[init(kaiming_normal, layout = "wio")]
        weight: [[[f32; 4]; 3]; 5],
    }
    let mut torch = Torch {
        weight: [[[0.0; 5]; 3]; 4],
    };
    let mut other = Other {
        weight: [[[0.0; 4]; 3]; 5],
    };
    let mut generator = Generator::manual_seed(2);
    Reset::new()
        .pytorch(&mut generator.clone())
        .run(&mut torch)
        .unwrap();
    Reset::new()
        .pytorch(&mut generator)
        .run(&mut other)
        .unwrap();
    for (output, rows) in torch.weight.iter().enumerate() {
        for (input, row) in rows.iter().enumerate() {
            for (place, value) in row.iter().enumerate() {
                assert_eq!(other.weight[place][input][output], *value);
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
        #[init(identity)]
        unit: [[f32; 2]; 2],
        #[init(same_as = "unit")]
        other: [[f32; 2]; 2],
        #[init(constant = 3)]
        count: i64,
        #[init(same_as = "count")]
        again: i64,
    }
    let mut net = Net {
        query: [0.0; 4],
        target: [0.0; 4],
        unit: [[7.0; 2]; 2],
        other: [[7.0; 2]; 2],
        count: 0,
        again: 0,
    };
    let mut generator = Generator::manual_seed(2);
    Reset::new().pytorch(&mut generator).run(&mut net).unwrap();
    let mut alone = Generator::manual_seed(2);
    let mut expected = [0.0; 4];
    alone.normal(&mut expected, 0.0, 1.0);
    assert_eq!(net.other, [[1.0, 0.0], [0.0, 1.0]]);
    assert_eq!(net.again, 3);
    assert_eq!((net.query, net.target), (expected, expected));
    assert_eq!(generator, alone);
}

#[test]
fn the_generator_panics_where_torch_raises_an_error_and_draws_nothing() {
    type Draw = fn(&mut Generator, &mut [f32]);
    let refused: [Draw; 14] = [
        |generator, out| generator.uniform(out, 1.0, 0.0),
        |generator, out| generator.uniform(out, f64::NAN, 0.0),
        |generator, out| generator.uniform(out, 0.0, f64::NAN),
        |generator, out| generator.uniform(out, 0.0, f64::INFINITY),
        |generator, out| generator.uniform(out, 0.0, 1e39),
        |generator, out| generator.uniform(out, -3e38, 3e38),
        |generator, out| generator.normal(out, 0.0, -1.0),
        |generator, out| generator.normal(out, 0.0, f64::NAN),
        |generator, out| generator.normal(out, f64::NAN, 1.0),
        |generator, out| generator.truncated_normal(out, 0.0, 1.0, 2.0, -2.0),
        |generator, out| generator.truncated_normal(out, 0.0, 0.0, -2.0, 2.0),
        |generator, out| generator.truncated_normal(out, 0.0, -1.0, -2.0, 2.0),
        |generator, out| generator.truncated_normal(out, 0.0, 1.0, f64::NAN, 2.0),
        |generator, out| generator.truncated_normal(out, 0.0, 1.0, 1.0, f64::INFINITY),
    ];
    let mut generator = Generator::manual_seed(3);
    generator.normal(&mut [0.0], 0.0, 1.0);
    let before = generator.clone();
    for (place, draw) in refused.into_iter().enumerate() {
        let mut out = [7.0; 20];
        let drawn = catch_unwind(AssertUnwindSafe(|| draw(&mut generator, &mut out)));
        assert!(drawn.is_err(), "{place}");
        assert_eq!((&generator, out), (&before, [7.0; 20]), "{place}");
    }
}

#[test]
fn every_width_of_vectors_draws_the_same() {
    use init_core::hidden::doc::Level;

    let drawn = |level| {
        Level::force(Some(level));
        let mut generator = Generator::manual_seed(4);
        let mut values = vec![0.0; 3001];
        let (first, rest) = values.split_at_mut(1000);
        generator.normal(first, 0.1, 0.7);
        let (second, third) = rest.split_at_mut(1001);
        generator.uniform(second, -0.1, 0.3);
        generator.truncated_normal(third, 0.0, 1.0, -2.0, 1.0);
        Level::force(None);
        values
    };
    let scalar = drawn(Level::Scalar);
    for level in Level::ALL.into_iter().filter(|level| level.is_available()) {
        assert_eq!(drawn(level), scalar, "{level:?}");
    }
}
