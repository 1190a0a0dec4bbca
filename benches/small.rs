//! What a reset costs beside its values: small networks, many tensors, truncated normals, rules and
//! shared parameters.
//!
//! `cargo bench --bench small`; `-- networks`, `-- tensor`, `-- many`, `-- rules` or `-- shared` for one
//! of them.

use std::borrow::Cow;
use std::hint::black_box;
use std::sync::{Arc, Mutex, MutexGuard};

use init_core::error::Problem;
use init_core::initializer::ones;
use init_core::parameter::SharedId;
use init_core::tensor::DType;
use init_core::values::Values;
use init_core::{Initialize, Parameter, Reset, Rules};
use race::Race;
use rand::rngs::{ChaCha12Rng, SmallRng};
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};

#[allow(dead_code, reason = "one thread resets")]
#[path = "common/race.rs"]
mod race;

const ROUNDS: usize = 15;
const ROUNDS_OF_MANY: usize = 5;

fn main() {
    let parts: [(&str, fn()); 5] = [
        ("networks", networks),
        ("tensor", tensor),
        ("many", many),
        ("rules", rules),
        ("shared", shared),
    ];
    for (name, part) in parts {
        if race::is_chosen(name) {
            part();
        }
    }
}

/// A layer of so many inputs and outputs.
#[derive(Initialize)]
struct Dense<const I: usize, const O: usize> {
    #[init(kaiming_normal)]
    weight: [[f32; I]; O],
    #[init(zeros)]
    bias: [f32; O],
}

impl<const I: usize, const O: usize> Dense<I, O> {
    fn new() -> Self {
        Self {
            weight: [[0.0; I]; O],
            bias: [0.0; O],
        }
    }

    /// The loop that people write.
    fn by_hand(&mut self, rng: &mut impl Rng) {
        let std = (2.0 / I as f32).sqrt();
        for weight in self.weight.as_flattened_mut() {
            let x: f32 = StandardNormal.sample(rng);
            *weight = std * x;
        }
        self.bias.fill(0.0);
    }
}

#[derive(Initialize)]
struct Two {
    first: Dense<2, 8>,
    second: Dense<8, 1>,
}

#[derive(Initialize)]
struct Perceptron {
    first: Dense<4, 64>,
    second: Dense<64, 64>,
    third: Dense<64, 2>,
}

/// The loop for the perceptron.
fn hand(model: &mut Perceptron, rng: &mut impl Rng) {
    model.first.by_hand(rng);
    model.second.by_hand(rng);
    model.third.by_hand(rng);
    black_box(&*model);
}

fn networks() {
    let mut rng = SmallRng::seed_from_u64(1);
    let mut by_hand = rng.clone();
    let mut race = Race::new("two dense layers", 33);
    let mut model = Two {
        first: Dense::new(),
        second: Dense::new(),
    };
    race.series("two layers by hand, SmallRng", move || {
        model.first.by_hand(&mut by_hand);
        model.second.by_hand(&mut by_hand);
        black_box(&model);
    });
    let mut model = Two {
        first: Dense::new(),
        second: Dense::new(),
    };
    race.series("two layers", move || {
        model.reset_parameters(&mut rng);
        black_box(&model);
    });
    race.run(ROUNDS)
        .print_ratios(&[("two layers", "two layers by hand, SmallRng", 13.0)]);

    let mut race = Race::new("a perceptron 4-64-64-2", 4610);
    let perceptron = || Perceptron {
        first: Dense::new(),
        second: Dense::new(),
        third: Dense::new(),
    };
    let (mut model, mut rng) = (perceptron(), SmallRng::seed_from_u64(1));
    race.series("a perceptron by hand, SmallRng", move || {
        hand(&mut model, &mut rng);
    });
    let (mut model, mut rng) = (perceptron(), ChaCha12Rng::seed_from_u64(1));
    race.series("a perceptron by hand, ChaCha12 as StdRng", move || {
        hand(&mut model, &mut rng);
    });
    let (mut model, mut rng) = (perceptron(), SmallRng::seed_from_u64(1));
    race.series("a perceptron", move || {
        model.reset_parameters(&mut rng);
        black_box(&model);
    });
    race.run(ROUNDS)
        .print_ratios(&[("a perceptron", "a perceptron by hand, SmallRng", 0.5)]);
}

/// One matrix whose only field has an initializer.
macro_rules! matrices {
    ($race:ident: $($name:literal $module:ident [$($words:tt)*];)*) => {$(
        #[derive(Initialize)]
        struct $module {
            #[init($($words)*)]
            weight: [[f32; 8]; 8],
        }
        let mut rng = SmallRng::seed_from_u64(1);
        let mut model = $module { weight: [[0.0; 8]; 8] };
        $race.series($name, move || {
            model.reset_parameters(&mut rng);
            black_box(&model);
        });
    )*};
}

fn tensor() {
    let mut race = Race::new("one 8 × 8", 64);
    matrices! {
        race:
        "8 × 8 zeros" Zeros [zeros];
        "8 × 8 normal" Normal [normal];
        "8 × 8 orthogonal" Orthogonal [orthogonal];
        "8 × 8 truncated at ±2" Central [truncated_normal];
        "8 × 8 lecun_normal" Lecun [lecun_normal];
        "8 × 8 truncated at bounds seen before" Seen [truncated_normal, low = -1.5, high = 2.5];
    }

    /// Truncated at bounds that grow.
    #[derive(Initialize)]
    struct New {
        #[init(skip)]
        high: f64,
        #[init(truncated_normal, low = -1.5, high = self.high)]
        weight: [[f32; 8]; 8],
    }
    let mut rng = SmallRng::seed_from_u64(1);
    let mut model = New {
        high: 2.0,
        weight: [[0.0; 8]; 8],
    };
    race.series("8 × 8 truncated at new bounds", move || {
        model.high += 1e-9;
        model.reset_parameters(&mut rng);
        black_box(&model);
    });
    race.run(ROUNDS).print_ratios(&[
        ("8 × 8 truncated at ±2", "8 × 8 normal", 1.5),
        ("8 × 8 lecun_normal", "8 × 8 normal", 1.5),
        ("8 × 8 truncated at bounds seen before", "8 × 8 normal", 1.5),
    ]);
}

#[derive(Initialize)]
struct Layers {
    layers: Vec<Dense<8, 8>>,
}

impl Layers {
    fn new(count: usize) -> Self {
        Self {
            layers: (0..count).map(|_| Dense::new()).collect(),
        }
    }
}

/// Layers below rules.
#[derive(Initialize)]
#[init(at = "layers.*.weight", normal, std = 0.1)]
#[init(at = "layers.*.bias", constant = 0.1)]
#[init(at = "layers.1.**", ones)]
#[init(at = "layers.2.weight", orthogonal)]
#[init(at = "layers.3*.weight", xavier_uniform)]
#[init(at = "**.bias", module = "Dense", constant = 0.2)]
#[init(at = "**.weight", rank = 2, kaiming_uniform)]
#[init(at = "**.7.*", zeros)]
#[init(at = "layers.8.bias", ones)]
#[init(at = "layers.9.bias", ones)]
struct Ruled {
    layers: Vec<Dense<8, 8>>,
}

fn many() {
    let mut race = Race::new("128,000 tensors of 64 and 8 values", 128_000);
    let mut rng = SmallRng::seed_from_u64(1);
    let mut model = Layers::new(64_000);
    let mut by_hand = rng.clone();
    race.series("128,000 tensors by hand, SmallRng", move || {
        for layer in &mut model.layers {
            layer.by_hand(&mut by_hand);
        }
        black_box(&model);
    });
    let mut model = Layers::new(64_000);
    race.series("128,000 tensors", move || {
        model.reset_parameters(&mut rng);
        black_box(&model);
    });
    let mut rng = SmallRng::seed_from_u64(1);
    let mut model = Ruled {
        layers: Layers::new(64_000).layers,
    };
    race.series("128,000 tensors below ten rules", move || {
        model.reset_parameters(&mut rng);
        black_box(&model);
    });
    let model = Layers::new(64_000);
    race.series("a plan of 128,000 tensors", move || {
        black_box(model.plan().expect("a plan"));
    });
    race.run(ROUNDS_OF_MANY);
}

fn rules() {
    let mut race = Race::new("1,000 rules on 4,000 layers", 8000);
    let mut model = Layers::new(4000);
    race.series("4,000 layers", move || {
        black_box(Reset::seed(1).run(&mut model).expect("a reset"));
    });
    let mut model = Layers::new(4000);
    let rules = (0..1000).fold(Rules::new(), |rules, k| {
        rules.at(format!("layers.{}.weight", 4 * k), ones())
    });
    race.series("1,000 rules on 4,000 layers", move || {
        let reset = Reset::seed(1).rules(&rules);
        black_box(reset.run(&mut model).expect("a reset"));
    });
    race.run(ROUNDS_OF_MANY);
}

/// A tensor whose clones share its memory, as those of candle and tch do.
#[derive(Clone)]
struct Variable(Arc<Mutex<[f32; 8]>>);

impl Variable {
    fn memory(&self) -> MutexGuard<'_, [f32; 8]> {
        self.0.lock().expect("one holder at a time")
    }
}

impl Parameter for Variable {
    fn shape(&self) -> Cow<'_, [usize]> {
        Cow::Borrowed(&[8])
    }

    fn dtype(&self) -> DType {
        DType::F32
    }

    fn shared_id(&self) -> Option<SharedId> {
        Some(SharedId::address(Arc::as_ptr(&self.0)))
    }

    fn write(&mut self, values: &Values<'_>) -> Result<(), Problem> {
        values.contiguous(&mut self.memory()[..])
    }

    fn read(&self, sink: &mut dyn FnMut(&[f64])) -> Result<(), Problem> {
        sink(&self.memory().map(f64::from));
        Ok(())
    }
}

#[derive(Initialize)]
struct Shared {
    #[init(normal)]
    first: Vec<Variable>,
    #[init(normal)]
    again: Vec<Variable>,
}

fn shared() {
    for count in [1000, 10_000, 100_000] {
        let mut race = Race::new(format!("{count} shared parameters"), count);
        for (name, holders) in [("one holder each", 1), ("two holders each", 2)] {
            let first: Vec<_> = (0..count).map(|_| Variable(Arc::default())).collect();
            let again = if holders == 2 {
                first.clone()
            } else {
                Vec::new()
            };
            let mut model = Shared { first, again };
            race.series(name, move || {
                black_box(Reset::seed(1).run(&mut model).expect("a reset"));
            });
        }
        race.run(ROUNDS_OF_MANY);
    }
}
