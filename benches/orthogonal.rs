//! The time to make an orthogonal matrix, on one thread and on two.
//!
//! `cargo bench --bench orthogonal`; `-- 1024` for the smaller matrix alone.
//! `benches/peers.py` times those of other libraries on the same machine.

use std::hint::black_box;

use init_core::initializer::orthogonal;
use init_core::parameter::Flat;
use race::Race;
use rand::SeedableRng;
use rand::rngs::ChaCha8Rng;

#[path = "common/race.rs"]
mod race;

/// Each first series in units of the second: at most so much, with two cores.
const TARGETS: [(&str, &str, f64); 1] = [("two threads", "one thread", 1.0 / 1.6)];

fn main() {
    let pools = [1, 2].map(race::pool);
    for (side, rounds) in [(1024, 15), (2048, 7)] {
        let title = side.to_string();
        if !race::is_chosen(&title) {
            continue;
        }
        let mut race = Race::new(title, side * side);
        let mut memory = vec![0.0_f32; side * side];
        race.series("memset", move || {
            black_box(&mut memory[..]).fill(black_box(1.5));
        });
        for (pool, name) in pools.iter().zip(["one thread", "two threads"]) {
            let mut memory = vec![0.0_f32; side * side];
            race.series_in(pool, name, move || {
                let mut rng = ChaCha8Rng::seed_from_u64(7);
                let mut matrix = Flat::new(black_box(&mut memory[..]), (side, side));
                let result = orthogonal().fill(&mut matrix, &mut rng);
                result.expect("a plan without errors");
            });
        }
        race.run(rounds).print_ratios(&TARGETS);
    }
}
