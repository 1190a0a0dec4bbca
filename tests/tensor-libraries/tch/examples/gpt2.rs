//! A linear layer of 4096 by 4096 and the tensors of GPT-2, 124,439,808 values: by tch's `Init`,
//! and by init-core. Each overwrites existing variables.
//!
//! `cargo run --release --manifest-path tests/tensor-libraries/tch/Cargo.toml --example gpt2`

use std::collections::HashMap;
use std::time::{Duration, Instant};

use init_core::initializer::{normal, ones, zeros};
use init_core::{Reset, Rules};
use tch::nn::init::{DEFAULT_KAIMING_UNIFORM, Init};
use tch::nn::{LinearConfig, VarStore};
use tch::{Device, Kind, Tensor, nn, no_grad};

const TURNS: usize = 9;

fn gpt2() -> VarStore {
    let vars = VarStore::new(Device::Cpu);
    let root = vars.root();
    let width = 768;
    let add = |path: nn::Path<'_>, shape: &[i64]| {
        let _ = path.zeros("weight", shape);
        if shape[0] < 50_000 && shape[0] != 1024 {
            let _ = path.zeros("bias", &shape[..1]);
        }
    };
    add(&root / "wte", &[50_257, width]);
    add(&root / "wpe", &[1024, width]);
    add(&root / "ln_f", &[width]);
    for block in 0..12 {
        let block = &root / "h" / block;
        add(&block / "ln_1", &[width]);
        add(&block / "c_attn", &[3 * width, width]);
        add(&block / "c_proj", &[width, width]);
        add(&block / "ln_2", &[width]);
        add(&block / "c_fc", &[4 * width, width]);
        add(&block / "mlp_proj", &[width, 4 * width]);
    }
    vars
}

/// What tch has for the same laws.
fn by_init(variables: &HashMap<String, Tensor>) {
    for (name, tensor) in variables {
        let mut tensor = tensor.shallow_clone();
        let init = match name.as_str() {
            name if name.ends_with("bias") => Init::Const(0.0),
            name if name.contains("ln_") => Init::Const(1.0),
            _ => Init::Randn {
                mean: 0.0,
                stdev: 0.02,
            },
        };
        no_grad(|| init.set(&mut tensor));
    }
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Two ways in turns.
fn compare(what: &str, mut theirs: impl FnMut(), mut ours: impl FnMut()) {
    let time = |run: &mut dyn FnMut()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    let (mut of_tch, mut of_init) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        of_tch.push(time(&mut theirs));
        of_init.push(time(&mut ours));
    }
    let (theirs, ours) = (median(of_tch), median(of_init));
    let ratio = theirs.as_secs_f64() / ours.as_secs_f64();
    println!("{what}: tch {theirs:.2?}, init-core {ours:.2?}: {ratio:.1} times as fast");
}

fn main() {
    println!("{} threads of libtorch", tch::get_num_threads());
    let vars = VarStore::new(Device::Cpu);
    let no_bias = LinearConfig {
        bias: false,
        ..LinearConfig::default()
    };
    let mut linear = nn::linear(vars.root(), 4096, 4096, no_bias);
    let mut weight = linear.ws.shallow_clone();
    compare(
        "linear 4096²",
        || no_grad(|| DEFAULT_KAIMING_UNIFORM.set(&mut weight)),
        || {
            Reset::seed(1).run(&mut linear).expect("a plan");
        },
    );

    let mut turned = Tensor::zeros([4096, 4096], (Kind::Float, Device::Cpu)).tr();
    let mut same = turned.shallow_clone();
    let standard = Init::Randn {
        mean: 0.0,
        stdev: 1.0,
    };
    compare(
        "column-major 4096²",
        || no_grad(|| standard.set(&mut same)),
        || {
            let mut rng = init_core::hidden::doc::rng();
            normal().fill(&mut turned, &mut rng).expect("a plan");
        },
    );

    let mut vars = gpt2();
    let variables = vars.variables();
    let rules = Rules::new()
        .at("**.weight", normal().std(0.02))
        .at("**.ln_*.weight", ones())
        .at("**.bias", zeros());
    let reset = Reset::seed(1).rules(&rules);
    let plan = reset.dry_run(&vars).expect("a plan");
    assert_eq!(plan.value_count(), 124_439_808);
    compare(
        "GPT-2",
        || by_init(&variables),
        || {
            reset.run(&mut vars).expect("a plan");
        },
    );
}
