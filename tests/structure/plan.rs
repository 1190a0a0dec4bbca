//! The plan as data and as a table.

use std::cell::RefCell;
use std::rc::Rc;

use init_core::initializer::Nonlinearity;
use init_core::initializer::{
    StdOf, constant, dirac, glorot_normal, glorot_uniform, he_normal, he_uniform, identity,
    kaiming_normal, kaiming_uniform, lecun_normal, lecun_uniform, normal, ones, orthogonal, sample,
    sparse, truncated_normal, uniform, variance_scaling, with, xavier_normal, xavier_uniform,
    zeros,
};
use init_core::tensor::{DType, Fans};
use init_core::values::Law;
use init_core::{FanMode, Initialize, Initializer, Reset, Stream};

#[derive(Initialize)]
struct Norm {
    #[init(ones)]
    scale: [f32; 64],
    #[init(zeros, buffer)]
    mean: [f64; 64],
}

#[derive(Initialize)]
struct Model {
    #[init(kaiming_normal, mode = "fan_out", nonlinearity = "relu", groups = 8)]
    weight: Box<[[[[f32; 3]; 3]; 2]; 32]>,
    norm: Norm,
    #[init(uniform, low = -0.5, high = 0.5)]
    embedding: Rc<RefCell<[f32; 1200]>>,
    #[init(uniform, low = -0.5, high = 0.5)]
    head: Rc<RefCell<[f32; 1200]>>,
    #[init(xavier_uniform)]
    square: [[f64; 3]; 3],
}

fn model() -> Model {
    let tied = Rc::new(RefCell::new([0.0; 1200]));
    Model {
        weight: Box::new([[[[0.0; 3]; 3]; 2]; 32]),
        norm: Norm {
            scale: [0.0; 64],
            mean: [0.0; 64],
        },
        embedding: Rc::clone(&tied),
        head: tied,
        square: [[0.0; 3]; 3],
    }
}

#[test]
fn entries_are_data() {
    let plan = model().plan().unwrap();
    assert_eq!(plan.entries().len(), 5);
    // 32·2·3·3 + 64 + 1200 + 9; the buffer is not counted.
    assert_eq!(
        (
            plan.parameter_count(),
            plan.value_count(),
            plan.buffer_count()
        ),
        (4, 1849, 1)
    );

    let weight = plan.get("weight").unwrap();
    assert_eq!(weight.module(), Some("Model"));
    assert_eq!(weight.shape(), [32, 2, 3, 3]);
    assert_eq!((weight.len(), weight.is_empty()), (576, false));
    assert_eq!(weight.dtype(), DType::F32);
    assert_eq!(
        weight.initializer(),
        r#"kaiming_normal, mode = "fan_out", nonlinearity = "relu""#
    );
    // in 2·9, out 32/8·9; std √(2/36).
    let fans = Fans {
        fan_in: 18.0,
        fan_out: 36.0,
    };
    assert_eq!(weight.fans(), Some(fans));
    let Law::Normal { mean, std } = *weight.law() else {
        panic!("{:?}", weight.law());
    };
    assert!(mean == 0.0 && (std - (2.0 / 36.0_f64).sqrt()).abs() < 1e-16);

    let mean = plan.get("norm.mean").unwrap();
    assert_eq!(mean.module(), Some("Norm"));
    assert_eq!(mean.dtype(), DType::F64);
    assert!(mean.is_buffer() && mean.fans().is_none());
    assert!(!plan.get("norm.scale").unwrap().is_buffer());
    assert_eq!(plan.get("embedding").unwrap().aliases(), ["head"]);
    assert!(plan.get("head").is_none());
}

#[test]
fn a_plan_is_repeatable_and_is_what_a_reset_returns() {
    let mut model = model();
    let plan = model.plan().unwrap();
    assert_eq!(model.plan().unwrap(), plan);
    assert_eq!(Reset::seed(1).run(&mut model).unwrap(), plan);
    assert_eq!(model.plan().unwrap(), plan);
}

/// A plan touches nothing: it takes the model by shared reference.
#[test]
fn a_plan_writes_nothing() {
    let model = model();
    model.plan().unwrap();
    assert!(
        model
            .weight
            .as_flattened()
            .as_flattened()
            .as_flattened()
            .iter()
            .all(|&w| w == 0.0)
    );
    assert_eq!(*model.embedding.borrow(), [0.0; 1200]);
    assert_eq!(model.norm.scale, [0.0; 64]);
}

/// The cells of every line, where each column begins as its heading does.
fn cells<'t>(table: &'t str, starts: &[usize]) -> Vec<Vec<&'t str>> {
    table
        .lines()
        .map(|line| {
            let place = |column: usize| line.char_indices().nth(column).map_or(line.len(), |c| c.0);
            let ends = starts
                .iter()
                .skip(1)
                .map(|&end| place(end))
                .chain([line.len()]);
            starts
                .iter()
                .zip(ends)
                .map(|(&start, end)| line[place(start)..end].trim())
                .collect()
        })
        .collect()
}

#[test]
fn the_table_is_aligned_and_ends_with_totals() {
    let text = model().plan().unwrap().to_string();
    let (table, totals) = text.rsplit_once('\n').unwrap();
    assert_eq!(totals, "4 parameters, 1,849 values; 1 buffer");
    let heading = table.lines().next().unwrap();
    let starts: Vec<usize> = [
        "path",
        "shape",
        "type",
        "initializer",
        "fan in/out",
        "values",
    ]
    .iter()
    .map(|column| heading.find(column).unwrap())
    .collect();
    let rows = cells(table, &starts);
    assert_eq!(rows.len(), 6);
    assert_eq!(
        rows[1][..5],
        [
            "weight",
            "[32, 2, 3, 3]",
            "f32",
            r#"kaiming_normal, mode = "fan_out", nonlinearity = "relu""#,
            "18/36"
        ]
    );
    // √(2/36) = 0.23570…
    assert!(rows[1][5].starts_with("std 0.2357 ") && rows[1][5].ends_with(" 576"));
    assert_eq!(rows[2][..5], ["norm.scale", "[64]", "f32", "ones", ""]);
    assert!(rows[2][5].starts_with("1 ") && rows[2][5].ends_with(" 64"));
    assert_eq!(
        rows[3][..5],
        ["norm.mean (buffer)", "[64]", "f64", "zeros", ""]
    );
    assert_eq!(rows[4][0], "embedding = head");
    assert!(rows[4][5].starts_with("±0.5 ") && rows[4][5].ends_with(" 1,200"));
    // √(6/(3 + 3)) = 1
    assert!(rows[5][5].starts_with("±1 ") && rows[5][5].ends_with(" 9"));
    let width = heading.chars().count();
    assert!(table.lines().all(|line| line.chars().count() == width));
}

#[test]
fn initializers_are_described_as_attributes_say_them() {
    let law = rand_distr::Gamma::new(2.0, 0.5).unwrap();
    let cases: Vec<(Box<dyn Initializer>, &str)> = vec![
        (Box::new(zeros()), "zeros"),
        (Box::new(ones()), "ones"),
        (Box::new(constant(1)), "constant = 1"),
        (Box::new(constant(1e-7)), "constant = 1e-7"),
        (Box::new(uniform()), "uniform"),
        (
            Box::new(uniform().low(-1).high(2.5)),
            "uniform, low = -1.0, high = 2.5",
        ),
        (Box::new(normal().std(0.02)), "normal, std = 0.02"),
        (Box::new(normal().mean(1)), "normal, mean = 1.0"),
        (
            Box::new(truncated_normal().std(2).low(-3)),
            "truncated_normal, std = 2.0, low = -3.0",
        ),
        (
            Box::new(truncated_normal().high(1).absolute()),
            "truncated_normal, high = 1.0, absolute",
        ),
        (
            Box::new(truncated_normal().std(0.1).std_of(StdOf::Truncated)),
            r#"truncated_normal, std = 0.1, std_of = "truncated""#,
        ),
        (Box::new(variance_scaling()), "variance_scaling"),
        (
            Box::new(
                variance_scaling()
                    .scale(2)
                    .mode(FanMode::FanGeoAvg)
                    .distribution(init_core::initializer::Distribution::Uniform),
            ),
            r#"variance_scaling, scale = 2.0, mode = "fan_geo_avg", distribution = "uniform""#,
        ),
        (Box::new(xavier_uniform()), "xavier_uniform"),
        (Box::new(glorot_uniform()), "xavier_uniform"),
        (
            Box::new(xavier_normal().gain(2)),
            "xavier_normal, gain = 2.0",
        ),
        (Box::new(glorot_normal()), "xavier_normal"),
        (
            Box::new(kaiming_uniform().a(0.2)),
            "kaiming_uniform, a = 0.2",
        ),
        (Box::new(he_uniform()), "kaiming_uniform"),
        (
            Box::new(kaiming_normal().nonlinearity(Nonlinearity::Tanh)),
            r#"kaiming_normal, nonlinearity = "tanh""#,
        ),
        (Box::new(he_normal()), "kaiming_normal"),
        (Box::new(lecun_uniform()), "lecun_uniform"),
        (Box::new(lecun_normal()), "lecun_normal"),
        (Box::new(orthogonal().gain(3)), "orthogonal, gain = 3.0"),
        (Box::new(identity()), "identity"),
        (Box::new(dirac()), "dirac"),
        (Box::new(sparse().sparsity(0.1)), "sparse, sparsity = 0.1"),
        (Box::new(sample(law)), "sample = Gamma"),
        (
            Box::new(with(|_: &[usize], _: &mut Stream| 0.0)),
            "with = …",
        ),
        (Box::new(&Boxed), "initializer = Boxed"),
        (Box::new(Box::new(Boxed)), "initializer = Boxed"),
    ];
    for (initializer, expected) in cases {
        assert_eq!(initializer.describe(), expected);
    }
}

struct Boxed;

impl Initializer for Boxed {
    fn resolve<'a>(
        &'a self,
        _: &init_core::tensor::Target<'_>,
    ) -> Result<init_core::Fill<'a>, init_core::error::Problem> {
        Ok(init_core::Fill::constant(0.0))
    }
}
