//! The time to reset whole models, those of the examples, compared with memset of as many values on
//! one thread in the same run; the report of one as a page, compared with its measurement alone.
//!
//! `cargo bench --bench reset`; `-- resnext50` for that model alone, `-- threads` for ten values
//! that request ten thousand threads. The times include the walk, the plan and every tensor.

#![allow(
    clippy::duplicate_mod,
    reason = "each example has what the examples share as a module of its own"
)]

use std::hint::black_box;

use init_core::report::Report;
use init_core::{Initialize, Reset};
use race::Race;

#[path = "common/race.rs"]
mod race;

#[allow(dead_code, reason = "an example has a main of its own")]
#[path = "../examples/gpt2.rs"]
mod gpt2;
#[allow(dead_code, reason = "an example has a main of its own")]
#[path = "../examples/resnext50.rs"]
mod resnext50;

const ROUNDS: usize = 15;

/// Each first series in units of the second: at most so much, with AVX-512 and two cores.
const TARGETS: [(&str, &str, f64); 4] = [
    ("reset, two threads", "memset", 3.0),
    ("reset, two threads", "reset, one thread", 1.0 / 1.8),
    ("report as a page", "report", 2.0),
    ("threads(10_000)", "threads(1)", 2.0),
];

fn main() {
    run("resnext50", resnext50::ResNeXt::imagenet);
    run("gpt2", || gpt2::Gpt2::new(&gpt2::Config::SMALLEST));
    few_values();
}

#[derive(Initialize)]
struct Few {
    #[init(normal)]
    weight: [f32; 10],
}

fn few_values() {
    const TITLE: &str = "threads";
    if !race::is_chosen(TITLE) {
        return;
    }
    let mut race = Race::new(TITLE, 10);
    for (count, name) in [(1, "threads(1)"), (10_000, "threads(10_000)")] {
        let mut model = Few { weight: [0.0; 10] };
        race.series(name, move || {
            let result = Reset::seed(7).threads(count).run(black_box(&mut model));
            result.expect("a plan without errors");
        });
    }
    race.run(ROUNDS).print_ratios(&TARGETS);
}

fn run<M: Initialize + Send + Sync>(title: &str, model: impl Fn() -> M) {
    if !race::is_chosen(title) {
        return;
    }
    let values = model().plan().expect("a plan without errors").value_count();
    let pools = [1, 2].map(race::pool);
    let mut measured = model();
    let reset = Reset::seed(7).run(&mut measured);
    let plan = reset.expect("a plan without errors");
    let mut race = Race::new(title, values);
    let mut memory = vec![0.0_f32; values];
    race.series("memset", move || {
        black_box(&mut memory[..]).fill(black_box(1.5));
    });
    for (pool, name) in pools.iter().zip(["one thread", "two threads"]) {
        let mut model = model();
        race.series_in(pool, format!("reset, {name}"), move || {
            let result = Reset::seed(7).run(black_box(&mut model));
            result.expect("a plan without errors");
        });
    }
    race.series("report", || {
        let report = Report::measure(&plan, black_box(&measured));
        black_box(report.expect("values that can be read"));
    });
    race.series("report as a page", || {
        let report = Report::with_histograms(&plan, black_box(&measured));
        black_box(report.expect("values that can be read").to_html());
    });
    race.run(ROUNDS).print_ratios(&TARGETS);
}
