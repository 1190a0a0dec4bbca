//! Gains, against PyTorch's `calculate_gain` and against those of `tests/python/gains.py`.

use std::sync::atomic::{AtomicUsize, Ordering};

use init_core::initializer::{Nonlinearity, calculate_gain};
use init_core::{Initialize, Reset};
use init_grammar::choices;

use crate::data::{figures, parse};

const TORCH: &str = include_str!("../data/formulas-torch.json");
const CONTRACT: &str = include_str!("../../docs/value-contract.md");
const EXACT: &str = include_str!("../data/gains.json");

const ALL: [Nonlinearity; 30] = [
    Nonlinearity::Linear,
    Nonlinearity::Conv1d,
    Nonlinearity::Conv2d,
    Nonlinearity::Conv3d,
    Nonlinearity::ConvTranspose1d,
    Nonlinearity::ConvTranspose2d,
    Nonlinearity::ConvTranspose3d,
    Nonlinearity::Sigmoid,
    Nonlinearity::Tanh,
    Nonlinearity::Relu,
    Nonlinearity::LeakyRelu,
    Nonlinearity::Selu,
    Nonlinearity::SigmoidExact,
    Nonlinearity::TanhExact,
    Nonlinearity::SeluExact,
    Nonlinearity::Elu,
    Nonlinearity::Celu,
    Nonlinearity::Gelu,
    Nonlinearity::GeluTanh,
    Nonlinearity::QuickGelu,
    Nonlinearity::Silu,
    Nonlinearity::Mish,
    Nonlinearity::Hardswish,
    Nonlinearity::Hardsigmoid,
    Nonlinearity::Hardtanh,
    Nonlinearity::Softplus,
    Nonlinearity::Softsign,
    Nonlinearity::Relu6,
    Nonlinearity::ReluSquared,
    Nonlinearity::Sin,
];

fn named(name: &str) -> Nonlinearity {
    let found = ALL.into_iter().find(|known| known.name() == name);
    found.unwrap_or_else(|| panic!("no nonlinearity {name}"))
}

#[test]
fn gains_are_those_of_pytorch() {
    let data = parse(TORCH);
    let gains = figures(&data["gains"]);
    assert_eq!(gains.len(), 17);
    for (key, expected) in gains {
        let (name, slope) = match key.split_once('(') {
            None => (key, None),
            Some((name, slope)) => (name, Some(slope.trim_end_matches(')').parse().unwrap())),
        };
        let found = calculate_gain(named(name), slope);
        let error = (found - expected).abs() / expected;
        assert!(error <= 1e-15, "{key}: found {found}, expected {expected}");
        if slope.is_none() {
            assert_eq!(named(name).gain(), found);
        }
    }
}

/// PyTorch's names keep its gains; every other gain is the exact one, bit by bit, and so is every
/// gain of the backward pass.
#[test]
fn all_other_gains_are_exact() {
    let (torch, exact) = (parse(TORCH), parse(EXACT));
    let exact = exact["gains"].as_object().unwrap();
    assert_eq!(exact.len(), 18);
    let bits = |name: &str, pass: &str| {
        let bits = exact[name][pass]["bits"].as_str().unwrap();
        u64::from_str_radix(bits, 16).unwrap()
    };
    let of_torch = figures(&torch["gains"]);
    for nonlinearity in ALL {
        let name = nonlinearity.name();
        let is_of_torch = of_torch.iter().any(|(known, _)| *known == name);
        let its_exact = format!("{name}_exact");
        let key = [name, its_exact.as_str()]
            .into_iter()
            .find(|key| exact.contains_key(*key));
        let Some(key) = key else {
            // Linear in both halves: the exact gains are those of PyTorch, and the same backward.
            assert!(is_of_torch, "{name}");
            assert_eq!(nonlinearity.gain(), nonlinearity.backward_gain());
            continue;
        };
        assert_eq!(
            nonlinearity.backward_gain().to_bits(),
            bits(key, "backward"),
            "{name}"
        );
        let forward = nonlinearity.gain().to_bits();
        assert_eq!(forward == bits(key, "forward"), !is_of_torch, "{name}");
    }
}

#[test]
fn the_value_contract_has_every_exact_gain() {
    let exact = parse(EXACT);
    for (name, gains) in exact["gains"].as_object().unwrap() {
        let bits = |pass: &str| gains[pass]["bits"].as_str().unwrap();
        // `celu` ends the row that begins with `elu`.
        let last = if name == "elu" { "celu" } else { name };
        let cells = format!(
            "`{last}` | `{}` | `{}` |",
            bits("forward"),
            bits("backward")
        );
        let has_row = CONTRACT.lines().any(|row| row.ends_with(&cells));
        assert!(has_row, "{cells}");
    }
}

#[test]
fn the_grammar_has_every_nonlinearity() {
    let words = choices("nonlinearity").unwrap().values;
    let names: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    assert_eq!(names, ALL.map(Nonlinearity::name));
    for ((_, variant), nonlinearity) in words.iter().zip(ALL) {
        assert_eq!(*variant, format!("{nonlinearity:?}"));
    }
}

/// PyTorch ignores the parameter of every nonlinearity but `leaky_relu`.
#[test]
fn the_slope_changes_the_gain_of_leaky_relu_alone() {
    for nonlinearity in ALL {
        let changes = calculate_gain(nonlinearity, Some(3.0)) != calculate_gain(nonlinearity, None);
        assert_eq!(changes, nonlinearity == Nonlinearity::LeakyRelu);
    }
}

fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// The functions by their definitions, which the quadrature takes as those of a user.
fn function(name: &str) -> Option<fn(f64) -> f64> {
    Some(match name {
        "sigmoid_exact" => sigmoid,
        "tanh_exact" => f64::tanh,
        "elu" | "celu" => |x| if x > 0.0 { x } else { x.exp_m1() },
        "gelu" => |x| x * 0.5 * (1.0 + libm::erf(x / 2.0_f64.sqrt())),
        "quick_gelu" => |x| x * sigmoid(1.702 * x),
        "silu" => |x| x * sigmoid(x),
        "mish" => |x| x * x.exp().ln_1p().tanh(),
        "hardswish" => |x| x * (x + 3.0).clamp(0.0, 6.0) / 6.0,
        "hardsigmoid" => |x| (x + 3.0).clamp(0.0, 6.0) / 6.0,
        "hardtanh" => |x| x.clamp(-1.0, 1.0),
        "softplus" => |x| x.exp().ln_1p(),
        "softsign" => |x| x / (1.0 + x.abs()),
        "relu6" => |x| x.clamp(0.0, 6.0),
        "relu_squared" => |x| x.max(0.0).powi(2),
        "sin" => f64::sin,
        _ => return None,
    })
}

#[test]
fn a_function_has_the_gain_of_its_name() {
    let mut tested = 0;
    for nonlinearity in ALL {
        let Some(function) = function(nonlinearity.name()) else {
            continue;
        };
        let own = Nonlinearity::Function(function);
        let error = |found: f64, expected: f64| (found - expected).abs() / expected;
        let name = nonlinearity.name();
        assert!(
            error(own.gain(), nonlinearity.gain()) < 1e-13,
            "{name}: {}",
            own.gain()
        );
        let (found, expected) = (own.backward_gain(), nonlinearity.backward_gain());
        assert!(error(found, expected) < 1e-10, "{name}: {found}");
        tested += 1;
    }
    assert_eq!(tested, 16);
}

/// A kink where nobody would look for one, with the mean square of both halves.
fn crooked(x: f64) -> f64 {
    if x > 0.0 { 1.7 * x } else { -0.3 * x }
}

#[derive(Initialize)]
struct Net {
    #[init(kaiming_normal, nonlinearity = self::crooked)]
    path: [[f32; 32]; 64],
    #[init(xavier_uniform, nonlinearity = |x: f64| 2.0 * x, pass = "backward")]
    closure: [[f32; 32]; 64],
    #[init(kaiming_uniform, mode = "fan_out", nonlinearity = self.activation, pass = "backward")]
    field: [[f32; 32]; 64],
    #[init(
        kaiming_normal,
        mode = "fan_out",
        nonlinearity = "gelu",
        pass = "backward"
    )]
    name: [[f32; 32]; 64],
    #[init(skip)]
    activation: fn(f64) -> f64,
}

#[test]
fn attributes_take_functions() {
    let net = Net {
        path: [[0.0; 32]; 64],
        closure: [[0.0; 32]; 64],
        field: [[0.0; 32]; 64],
        name: [[0.0; 32]; 64],
        activation: crooked,
    };
    let plan = net.plan().unwrap();
    let std = |path| plan.get(path).unwrap().law().std().unwrap();
    let gain = f64::midpoint(1.7_f64.powi(2), 0.3_f64.powi(2))
        .sqrt()
        .recip();
    let close = |path, expected: f64| {
        let found: f64 = std(path);
        assert!(
            (found - expected).abs() < 1e-9 * expected,
            "{path}: {found}"
        );
    };
    close("path", gain / 32.0_f64.sqrt());
    close("closure", 0.5 * (2.0_f64 / 96.0).sqrt());
    close("field", gain / 8.0);
    close("name", Nonlinearity::Gelu.backward_gain() / 8.0);
}

/// How often [`counted`] was called. No other test does.
static CALLS: AtomicUsize = AtomicUsize::new(0);

fn counted(x: f64) -> f64 {
    CALLS.fetch_add(1, Ordering::Relaxed);
    x.max(0.1 * x)
}

#[derive(Initialize)]
struct Counted {
    #[init(kaiming_normal, nonlinearity = counted)]
    first: [[f32; 3]; 2],
    #[init(same_as = "first")]
    copy: [[f32; 3]; 2],
    #[init(kaiming_normal, nonlinearity = counted)]
    second: [[f32; 2]; 2],
}

#[test]
fn a_function_is_integrated_once_for_all_walks_of_a_reset() {
    let calls = |run: &mut dyn FnMut()| {
        let before = CALLS.load(Ordering::Relaxed);
        run();
        CALLS.load(Ordering::Relaxed) - before
    };
    let mut model = Counted {
        first: [[0.0; 3]; 2],
        copy: [[0.0; 3]; 2],
        second: [[0.0; 2]; 2],
    };
    let once = calls(&mut || _ = calculate_gain(Nonlinearity::Function(counted), None));
    assert!(once > 100, "{once}");
    assert_eq!(calls(&mut || _ = model.plan().unwrap()), once);
    assert_eq!(
        calls(&mut || _ = Reset::seed(1).run(&mut model).unwrap()),
        once
    );
    let mut layer = Layer {
        weight: [[0.0; 3]; 2],
    };
    assert_eq!(
        calls(&mut || Reset::seed(1).apply(&mut layer).unwrap()),
        once
    );
}

#[derive(Initialize)]
struct Layer {
    #[init(kaiming_normal, nonlinearity = counted)]
    weight: [[f32; 3]; 2],
}
