//! Random models: a plan that is stored and read back is equal, and differs from itself in nothing.

use init_core::initializer::{
    Distribution, constant, kaiming_uniform, normal, orthogonal, truncated_normal, uniform,
    variance_scaling, xavier_normal,
};
use init_core::plan::Change;
use init_core::tensor::DType;
use init_core::walk::Declared;
use init_core::{FanMode, Initialize, Initializer, Plan};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};

use crate::model::{Model, Planned};

const MODELS: u64 = 300;

/// A number of any magnitude that an f32 holds, subnormal ones too.
fn number(rng: &mut ChaCha8Rng) -> f64 {
    rng.random_range(-1.0..1.0) * 10.0_f64.powi(rng.random_range(-40..30))
}

fn initializer(rng: &mut ChaCha8Rng) -> Box<dyn Initializer> {
    let (a, b) = (number(rng), number(rng).abs());
    let modes = [
        FanMode::FanIn,
        FanMode::FanOut,
        FanMode::FanAvg,
        FanMode::FanGeoAvg,
    ];
    match rng.random_range(0..9) {
        0 => Box::new(constant(a)),
        1 => Box::new(uniform().low(a).high(a + a.abs() + 1.0)),
        2 => Box::new(normal().mean(a).std(b)),
        3 => Box::new(
            truncated_normal()
                .std(b + 1e-30)
                .low(f64::NEG_INFINITY)
                .high(1),
        ),
        4 => Box::new(truncated_normal().std(b + 1e-30).low(-3)),
        5 => Box::new(kaiming_uniform().a(rng.random_range(0.0..3.0))),
        6 => Box::new(xavier_normal().gain(rng.random_range(0.1..3.0))),
        7 => Box::new(orthogonal().gain(rng.random_range(0.1..3.0))),
        _ => Box::new(
            variance_scaling()
                .scale(rng.random_range(0.1..3.0))
                .mode(modes[rng.random_range(0..4)])
                .distribution(Distribution::TruncatedNormal),
        ),
    }
}

/// The declaration of a parameter of four axes, some of its options set.
fn declared<'i>(initializer: &'i dyn Initializer, rng: &mut ChaCha8Rng) -> Declared<'i> {
    let mut declared = Declared::new(initializer);
    if rng.random_bool(0.5) {
        declared = declared.layout(["oihw", "hwio", "iohw", "ohwi"][rng.random_range(0..4)]);
    }
    if rng.random_bool(0.3) {
        declared = declared.groups(2);
    }
    if rng.random_bool(0.3) {
        declared = declared.split(3);
    }
    if rng.random_bool(0.2) {
        declared = declared.fan_in(rng.random_range(0.1..9.0));
    }
    if rng.random_bool(0.2) {
        declared = declared.fan_out(rng.random_range(0.1..9.0));
    }
    if rng.random_bool(0.2) {
        declared = declared.buffer();
    }
    declared
}

fn plan(seed: u64) -> Plan {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let count = rng.random_range(1..12);
    let initializers: Vec<_> = (0..count).map(|_| initializer(&mut rng)).collect();
    let names = [
        "weight",
        "größe",
        "a b",
        "\"quoted\"",
        "back\\slash",
        "line\nbreak",
        "| < `",
    ];
    let all: Vec<_> = (initializers.iter())
        .map(|initializer| declared(initializer, &mut rng))
        .collect();
    let parameters = all.iter().enumerate().map(|(place, declared)| {
        let name = names[rng.random_range(0..names.len())];
        let lengths = [6, 12, 18];
        Planned {
            path: format!("layer.{place}.{name}"),
            stream: rng.random_bool(0.2).then(|| format!("old{place}")),
            shape: (0..4).map(|_| lengths[rng.random_range(0..3)]).collect(),
            dtype: [DType::F32, DType::F64][rng.random_range(0..2)],
            declared,
        }
    });
    let parameters = parameters.collect();
    let module = "Module";
    let model = Model { module, parameters };
    model
        .plan()
        .unwrap_or_else(|error| panic!("{seed}: {error}"))
}

#[test]
fn what_is_stored_is_read_back() {
    for seed in 0..MODELS {
        let plan = plan(seed);
        let json = plan.to_json().unwrap();
        let read = Plan::from_json(&json).unwrap();
        assert_eq!(read, plan, "seed {seed}");
        assert_eq!(read.to_json().unwrap(), json, "seed {seed}");
        assert_eq!(read.to_string(), plan.to_string(), "seed {seed}");
        assert_eq!(read.to_markdown(), plan.to_markdown(), "seed {seed}");
        assert!(plan.diff(&read).is_empty(), "seed {seed}");
        // One line for each parameter, and a row of as many cells in each.
        assert_eq!(
            json.lines()
                .filter(|line| line.starts_with("{\"path\""))
                .count(),
            plan.entries().len()
        );
        let markdown = plan.to_markdown();
        let (rows, _) = markdown.split_once("\n\n").unwrap();
        assert_eq!(rows.lines().count(), 2 + plan.entries().len(), "{rows}");
        for row in rows.lines() {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 10, "{row}");
        }
    }
}

/// Parameters of two models differ by their paths; what both have in common is compared.
#[test]
fn differences_are_those_of_what_the_plans_hold() {
    for seed in 0..MODELS {
        let (a, b) = (plan(seed), plan(seed + MODELS));
        let diff = b.diff(&a);
        let changed: Vec<&str> = (&diff).into_iter().map(Change::path).collect();
        for entry in &b {
            let same = a.get(entry.path()) == Some(entry);
            assert_eq!(!same, changed.contains(&entry.path()), "seed {seed}");
        }
        assert_eq!(diff.is_empty(), a == b, "seed {seed}");
    }
}
