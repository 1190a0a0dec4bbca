//! How long it takes candle 0.11 and ndarray-rand 0.16 to make random tensors, beside init-core
//! and memset in the same run.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml`; `-- gpt2` for that model's
//! tensors alone, also as a `VarMap` of candle. The others make new arrays on one thread; init-core
//! does as much where its name says so, and else fills what is there.

use std::hint::black_box;

use candle_core::{DType, Device, Tensor, Var};
use candle_nn::{Init, VarMap};
use init_core::initializer::{constant, normal};
use init_core::{Entry, Flat, Initialize, Law, Plan, Reset, Rule, Rules};
use ndarray::Array1;
use ndarray_rand::RandomExt;
use ndarray_rand::rand_distr::{StandardNormal, Uniform};
use race::Race;
use rand::SeedableRng;
use rand::rngs::StdRng;

#[allow(dead_code, reason = "an example has a main of its own")]
#[path = "../../../examples/gpt2.rs"]
mod gpt2;
#[path = "../../common/race.rs"]
mod race;

const ROUNDS: usize = 7;

fn main() {
    if race::is_chosen("16Mi") {
        race_fills();
    }
    if race::is_chosen("gpt2") {
        race_models();
    }
}

fn race_fills() {
    let length = 1 << 24;
    let pools = [1, 2].map(race::pool);
    let mut race = Race::new("16Mi", length);
    let mut memory = vec![0.0_f32; length];
    race.series("memset", move || {
        black_box(&mut memory[..]).fill(black_box(1.5));
    });
    for (pool, name) in pools.iter().zip(["init-core", "init-core, two threads"]) {
        let mut memory = vec![0.0_f32; length];
        race.series_in(pool, name, move || fill(black_box(&mut memory)));
    }
    race.series_in(&pools[0], "init-core, new memory", move || {
        let mut memory = vec![0.0; length];
        fill(&mut memory);
        black_box(memory);
    });
    race.series("candle Tensor::randn", move || {
        let tensor = Tensor::randn(0.0_f32, 0.02, length, &Device::Cpu);
        black_box(tensor.expect("a tensor"));
    });
    race.series("candle Tensor::rand", move || {
        let tensor = Tensor::rand(-1.0_f32, 1.0, length, &Device::Cpu);
        black_box(tensor.expect("a tensor"));
    });
    race.series("ndarray-rand StandardNormal", move || {
        black_box(Array1::<f32>::random(length, StandardNormal));
    });
    race.series("ndarray-rand Uniform", move || {
        let law = Uniform::new(-1.0_f32, 1.0).expect("bounds in order");
        black_box(Array1::random(length, law));
    });
    race.run(ROUNDS).print_ratios(&[
        ("init-core", "candle Tensor::randn", 1.0),
        ("init-core", "ndarray-rand StandardNormal", 1.0),
        ("init-core, new memory", "candle Tensor::randn", 1.0),
    ]);
}

fn fill(memory: &mut [f32]) {
    let length = memory.len();
    let mut rng = StdRng::seed_from_u64(7);
    let result = normal()
        .std(0.02)
        .fill(&mut Flat::new(memory, length), &mut rng);
    result.expect("a plan without errors");
}

/// GPT-2 of 124 million values: the example's reset, and candle's `Init` for the same tensors.
fn race_models() {
    let mut model = gpt2::Gpt2::new(&gpt2::Config::SMALLEST);
    let plan = model.plan().expect("a plan without errors");
    let vars = var_map(&plan);
    let pools = [1, 2].map(race::pool);
    let mut race = Race::new("gpt2", plan.values());
    let model = std::sync::Mutex::new(&mut model);
    for (pool, name) in pools.iter().zip(["init-core", "init-core, two threads"]) {
        race.series_in(pool, name, || {
            let mut model = model.lock().expect("no series panics");
            let result = Reset::seed(7).run(black_box(&mut **model));
            result.expect("a plan without errors");
        });
    }
    for (pool, name) in pools
        .iter()
        .zip(["run_var_map", "run_var_map, two threads"])
    {
        race.series_in(pool, name, || {
            reset(black_box(&vars), &plan);
        });
    }
    race.series_in(&pools[0], "run_var_map, new variables", || {
        let vars = var_map(&plan);
        reset(&vars, &plan);
        black_box(vars);
    });
    race.series("candle Init::var", || {
        black_box(variables(&plan));
    });
    race.run(ROUNDS).print_ratios(&[
        ("init-core", "candle Init::var", 1.0),
        ("init-core, two threads", "candle Init::var", 1.0),
        ("run_var_map", "candle Init::var", 1.0 / 3.0),
        ("run_var_map, new variables", "candle Init::var", 1.0),
    ]);
}

/// Variables of candle under the names of a plan, not yet initialized.
fn var_map(plan: &Plan) -> VarMap {
    let vars = VarMap::new();
    {
        let mut entries = vars.data().lock().expect("nobody else holds it");
        for entry in plan.entries() {
            let var = Var::zeros(entry.shape(), DType::F32, &Device::Cpu);
            entries.insert(entry.path().into(), var.expect("a variable"));
        }
    }
    vars
}

/// Resets variables to the laws of a plan.
fn reset(vars: &VarMap, plan: &Plan) {
    let rules: Rules<'_> = plan.entries().iter().map(rule).collect();
    let result = Reset::seed(7).rules(&rules).run_var_map(vars);
    result.expect("a plan without errors");
}

/// The rule that gives a parameter its law.
fn rule(entry: &Entry) -> Rule<'_> {
    let rule = Rule::at(entry.path());
    match *entry.law() {
        Law::Normal { mean, std } => rule.initializer(normal().mean(mean).std(std)),
        Law::Constant(value) => rule.initializer(constant(value)),
        _ => unreachable!("GPT-2 has normal and constant parameters alone"),
    }
}

/// A variable of candle for each parameter of a plan.
fn variables(plan: &Plan) -> Vec<Var> {
    let entries = plan.entries().iter();
    entries
        .map(|entry| {
            let init = match *entry.law() {
                Law::Normal { mean, std } => Init::Randn { mean, stdev: std },
                Law::Constant(value) => Init::Const(value),
                _ => unreachable!("GPT-2 has normal and constant parameters alone"),
            };
            init.var(entry.shape(), DType::F32, &Device::Cpu)
                .expect("a variable")
        })
        .collect()
}
