//! The time to initialize GPT-2's tensors in candle 0.11, burn 0.22 and ndarray 0.17: by the
//! library's own initializers, and by init-core, compared with memset in the same run.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml`; `-- candle` for that library
//! alone. The libraries make new tensors, each on one thread. init-core does the same in the series
//! named `new`, and resets existing tensors in the others. The times include freeing the memory of
//! new tensors.

mod library;

#[allow(dead_code, reason = "an example has a main of its own")]
#[path = "../../../examples/gpt2.rs"]
mod gpt2;
#[path = "../../common/race.rs"]
mod race;

use std::hint::black_box;
use std::sync::{Arc, Mutex};

use init_core::{Initialize, Reset};
use race::Race;
use rayon::ThreadPool;

use library::burn::Burn;
use library::candle::{self, Candle};
use library::ndarray::Ndarray;
use library::{Library, Shapes, Tensors};

const ROUNDS: usize = 7;

/// Each first series in units of the second: at most so much, on two cores.
const TARGETS: [(&str, &str, f64); 7] = [
    ("candle: reset, two threads", "candle: Init", THIRD),
    ("candle: reset by rules, two threads", "candle: Init", THIRD),
    ("candle: new, two threads", "candle: Init", THIRD),
    ("candle: new, one thread", "candle: Init", 1.0),
    ("burn: new, two threads", "burn: Initializer", THIRD),
    ("burn: new, one thread", "burn: Initializer", 1.0),
    ("ndarray: new, one thread", "ndarray: ndarray-rand", 1.0),
];
const THIRD: f64 = 1.0 / 3.0;

fn main() {
    let plan = gpt2::Gpt2::new(&gpt2::Config::SMALLEST).plan();
    let plan = plan.expect("a plan without errors");
    let shapes = Shapes::of(&plan);
    let pools = [(1, "one thread"), (2, "two threads")];
    let pools = pools.map(|(threads, name)| (race::pool(threads), name));

    let title = format!("GPT-2, {} tensors", plan.parameter_count());
    let mut race = Race::new(title, plan.value_count());
    let mut memory = vec![0.0_f32; plan.value_count()];
    race.series("memset", move || {
        black_box(&mut memory[..]).fill(black_box(1.5));
    });
    if race::is_chosen(Candle::NAME) {
        enter::<Candle>(&mut race, &shapes, &pools);
        let vars = candle::var_map(&plan);
        for (pool, threads) in &pools {
            let mut vars = vars.clone();
            race.series_in(
                pool,
                format!("candle: reset by rules, {threads}"),
                move || {
                    candle::reset_by_rules(black_box(&mut vars));
                },
            );
        }
    }
    if race::is_chosen(Burn::NAME) {
        enter::<Burn>(&mut race, &shapes, &pools);
    }
    if race::is_chosen(Ndarray::NAME) {
        enter::<Ndarray>(&mut race, &shapes, &pools);
    }
    race.run(ROUNDS).print_ratios(&TARGETS);
}

/// Adds a library's own initializer, and the resets of its tensors.
fn enter<'a, L: Library>(race: &mut Race<'a>, shapes: &'a Shapes, pools: &'a [(ThreadPool, &str)]) {
    race.series(format!("{}: {}", L::NAME, L::INITIALIZER), || {
        black_box(Tensors::<L>::initialized(shapes));
    });
    for (pool, threads) in pools {
        race.series_in(pool, format!("{}: new, {threads}", L::NAME), || {
            let mut tensors = Tensors::<L>::blank(shapes);
            reset(&mut tensors);
            black_box(tensors);
        });
    }
    let tensors = Arc::new(Mutex::new(Tensors::<L>::blank(shapes)));
    for (pool, threads) in pools {
        let mut tensors = tensors.clone();
        race.series_in(pool, format!("{}: reset, {threads}", L::NAME), move || {
            reset(black_box(&mut tensors));
        });
    }
}

fn reset(model: &mut impl Initialize) {
    let result = Reset::seed(7).run(model);
    result.expect("a plan without errors");
}
