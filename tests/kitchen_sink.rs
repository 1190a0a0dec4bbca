//! Every word and every key of the grammar, in an attribute that compiles; and the test that
//! none is missing.

#[path = "support/uses.rs"]
mod uses;

use init_core::{Initialize, Reset};
use init_grammar::{
    CHOICES, FIELD_OPTIONS, INITIALIZERS, KEYS, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
};

use crate::uses::{Use, uses};

type Matrix = [[f32; 4]; 4];
type Vector = [f32; 4];

#[derive(Initialize, Default)]
#[init(crate = ::init_core, bound = "")]
struct Choices {
    #[init(variance_scaling, distribution = "uniform")]
    distribution_uniform: Matrix,
    #[init(variance_scaling, distribution = "normal")]
    distribution_normal: Matrix,
    #[init(variance_scaling, distribution = "truncated_normal")]
    distribution_truncated_normal: Matrix,
    #[init(truncated_normal, std_of = "parent")]
    std_of_parent: Matrix,
    #[init(truncated_normal, std_of = "truncated")]
    std_of_truncated: Matrix,
    #[init(kaiming_normal, mode = "fan_in")]
    fan_in: Matrix,
    #[init(kaiming_normal, mode = "fan_out")]
    fan_out: Matrix,
    #[init(kaiming_normal, mode = "fan_avg")]
    fan_avg: Matrix,
    #[init(kaiming_normal, mode = "fan_geo_avg")]
    fan_geo_avg: Matrix,
    #[init(xavier_uniform, nonlinearity = "linear")]
    linear: Matrix,
    #[init(xavier_uniform, nonlinearity = "sigmoid")]
    sigmoid: Matrix,
    #[init(xavier_uniform, nonlinearity = "tanh")]
    tanh: Matrix,
    #[init(xavier_uniform, nonlinearity = "selu")]
    selu: Matrix,
    #[init(kaiming_uniform, a = 5.0_f64.sqrt(), nonlinearity = "leaky_relu")]
    leaky_relu: Matrix,
    #[init(kaiming_normal, nonlinearity = "relu")]
    relu: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv1d")]
    conv1d: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv2d")]
    conv2d: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv3d")]
    conv3d: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv_transpose1d")]
    conv_transpose1d: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv_transpose2d")]
    conv_transpose2d: Matrix,
    #[init(kaiming_normal, nonlinearity = "conv_transpose3d")]
    conv_transpose3d: Matrix,
    #[init(s4d, variant = "lin")]
    s4d_lin: Matrix,
    #[init(s4d, variant = "inv")]
    s4d_inv: Matrix,
    #[init(s4d, variant = "inv2")]
    s4d_inv2: Matrix,
    #[init(s4d, variant = "quad")]
    s4d_quad: Matrix,
    #[init(s4d, variant = "legs")]
    s4d_legs: Matrix,
    #[init(stft, side = "real", window = "hann", scaling = "density")]
    stft_hann: [Matrix; 4],
    #[init(stft, side = "imag", window = "hamming", scaling = "spectrum")]
    stft_hamming: [Matrix; 4],
    #[init(stft, window = "blackman", scaling = "none")]
    stft_blackman: [Matrix; 4],
    #[init(stft, window = "boxcar")]
    stft_boxcar: [Matrix; 4],
    #[init(kaiming_normal, nonlinearity = "sigmoid_exact")]
    sigmoid_exact: Matrix,
    #[init(kaiming_normal, nonlinearity = "tanh_exact")]
    tanh_exact: Matrix,
    #[init(kaiming_normal, nonlinearity = "selu_exact")]
    selu_exact: Matrix,
    #[init(kaiming_normal, nonlinearity = "elu")]
    elu: Matrix,
    #[init(kaiming_normal, nonlinearity = "celu")]
    celu: Matrix,
    #[init(kaiming_normal, nonlinearity = "gelu")]
    gelu: Matrix,
    #[init(kaiming_normal, nonlinearity = "gelu_tanh")]
    gelu_tanh: Matrix,
    #[init(kaiming_normal, nonlinearity = "quick_gelu")]
    quick_gelu: Matrix,
    #[init(kaiming_normal, nonlinearity = "silu")]
    silu: Matrix,
    #[init(kaiming_normal, nonlinearity = "mish")]
    mish: Matrix,
    #[init(kaiming_normal, nonlinearity = "hardswish")]
    hardswish: Matrix,
    #[init(kaiming_normal, nonlinearity = "hardsigmoid")]
    hardsigmoid: Matrix,
    #[init(kaiming_normal, nonlinearity = "hardtanh")]
    hardtanh: Matrix,
    #[init(kaiming_normal, nonlinearity = "softplus")]
    softplus: Matrix,
    #[init(kaiming_normal, nonlinearity = "softsign")]
    softsign: Matrix,
    #[init(kaiming_normal, nonlinearity = "relu6")]
    relu6: Matrix,
    #[init(kaiming_normal, nonlinearity = "relu_squared")]
    relu_squared: Matrix,
    #[init(kaiming_normal, nonlinearity = "sin")]
    sin: Matrix,
    #[init(kaiming_normal, nonlinearity = f64::tanh, pass = "forward")]
    forward: Matrix,
    #[init(xavier_normal, nonlinearity = "silu", pass = "backward")]
    backward: Matrix,
}

#[derive(Initialize, Default)]
struct Options {
    #[init(kaiming_normal, shape = (4, 8), layout = "io", split = 2)]
    fused: Vec<f32>,
    #[init(normal, shape = (4, 8), shard = init_core::tensor::Shard::rows(1, 2))]
    sharded: Vec<f32>,
    #[init(
        kaiming_normal,
        layout = "oi*",
        groups = 2,
        name = "g",
        stream = "grouped"
    )]
    grouped: [[[f32; 3]; 2]; 8],
    #[init(lecun_uniform, fan_in = 4, fan_out = 8.0)]
    explicit: Vector,
    #[init(kaiming_normal, mup = "input", base_fan_out = 2)]
    input: Matrix,
    #[init(normal, mup = "hidden", base_fan_in = 2, base_fan_out = 2)]
    hidden: Matrix,
    #[init(lecun_normal, mup = "output", base_fan_in = 2)]
    output: Matrix,
    #[init(lecun_normal, embedding)]
    looked_up: Matrix,
    #[init(identity, then = f64::abs, add = init_core::initializer::normal(), scale = 0.5)]
    composed: Matrix,
    #[init(normal, padding_index = [0, 2])]
    padded: Matrix,
    #[init(ones, buffer)]
    buffer: Vector,
    #[init(ones, transient)]
    transient: Vector,
    #[init(skip)]
    skipped: usize,
    #[init(name = "", stream = "")]
    nested: Choices,
}

#[derive(Initialize, Default)]
struct Branch {
    #[init(normal, depth_scaling = "count")]
    by_count: Matrix,
    #[init(normal, depth_scaling = "index")]
    by_index: Matrix,
}

#[derive(Initialize, Default)]
struct Following {
    #[init(norm_of = "direction", axis = 0)]
    magnitude: Vector,
    #[init(kaiming_normal)]
    direction: Matrix,
    #[init(same_as = "direction")]
    copy: Matrix,
    branches: [Branch; 2],
    #[init(fan_uniform, of = "direction")]
    bias: Vector,
}

#[derive(Initialize, Default)]
#[init(skip = (cache, gradient))]
struct Marked {
    #[init(parameter, layout = "oi")]
    by_rules: Matrix,
    cache: Vec<f32>,
    gradient: Option<String>,
}

#[derive(Initialize, Default)]
#[init(at = "**.kernel", ones)]
#[init(at = "**", module = "Open*", rank = 2, normal, std = 0.5)]
#[init(
    at = "*.weight",
    layout = "io",
    groups = 2,
    split = 2,
    fan_in = 4,
    fan_out = 8.0,
    stream = "w"
)]
struct Rules {
    #[init(at = "bias", zeros, buffer)]
    #[init(fan_out = 2.0)]
    open: Open,
    #[init(zeros)]
    #[init(at = "**", constant = 2.0)]
    kernel: Vector,
}

#[derive(Initialize, Default)]
struct Open {
    #[init(parameter)]
    weight: Matrix,
    #[init(parameter)]
    bias: Vector,
}

#[test]
fn every_initializer_is_used_with_each_of_its_keys() {
    let uses = uses();
    for initializer in INITIALIZERS {
        let word = initializer.word;
        if initializer.value == Some(Kind::Reference) {
            // It has no meaning alone: `Following` has it.
            continue;
        }
        let uses = uses.iter().filter(|used| used.initializer.word == word);
        let entries: Vec<_> = uses.flat_map(Use::entries).collect();
        assert!(entries.iter().any(|entry| entry.0 == word), "`{word}`");
        let refers = |key: &str| init_grammar::kind(key) == Some(Kind::Reference);
        for key in initializer.keys.iter().filter(|key| !refers(key)) {
            let used = entries.iter().any(|entry| entry.0 == *key);
            assert!(used, "`{word}` is not used with `{key}`");
        }
    }
}

#[test]
fn every_initializer_is_planned_and_fills() {
    for used in uses() {
        let values = (used.with)(&mut |module| {
            let plan = Reset::seed(1).run(module).unwrap();
            let [entry] = plan.entries() else {
                panic!("{plan}")
            };
            let found = entry.initializer().split([',', ' ']).next();
            let word = used.initializer.word;
            let expected = match word {
                "initializer" => "normal".to_owned(),
                alias => alias.replace("glorot", "xavier").replace("he_", "kaiming_"),
            };
            assert_eq!(found, Some(expected.as_str()), "{}", used.attribute);
        });
        let all = values.iter().all(|value| value.is_finite());
        assert!(all, "{}", used.attribute);
    }
}

#[test]
fn every_other_attribute_is_planned() {
    let options = Options {
        fused: vec![0.0; 32],
        sharded: vec![0.0; 16],
        ..Options::default()
    };
    assert_eq!(options.skipped, 0);
    assert_eq!(options.plan().unwrap().buffer_count(), 2);
    let following = Following::default().plan().unwrap();
    assert_eq!(
        following.entries()[0].initializer(),
        "norm_of = \"direction\", axis = 0"
    );
    let marked = Marked::default();
    assert!(marked.plan().is_err());
    assert!(marked.cache.is_empty() && marked.gradient.is_none());
    let plan = Rules::default().plan().unwrap();
    let initializers = plan
        .entries()
        .iter()
        .map(init_core::plan::Entry::initializer);
    assert_eq!(
        initializers.collect::<Vec<_>>(),
        ["normal, std = 0.5", "zeros", "ones"]
    );
}

#[test]
fn every_option_and_marker_is_used() {
    let attributes = attributes();
    for key in [FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
    {
        let is_flag = key.kind == Kind::Flag;
        let mut entries = attributes.iter().flatten();
        let used = entries.any(|entry| entry.word == key.word && entry.value.is_none() == is_flag);
        assert!(used, "`{}` is not used", key.word);
    }
}

#[test]
fn every_choice_is_used() {
    let attributes = attributes();
    for choices in CHOICES {
        let keys = [KEYS, FIELD_OPTIONS].into_iter().flatten();
        let keys = keys.filter(|key| key.kind.closed_set() == Some(choices.name));
        let words: Vec<&str> = keys.map(|key| key.word).collect();
        assert!(!words.is_empty(), "no key takes a {}", choices.name);
        for (value, _) in choices.values {
            let quoted = format!("\"{value}\"");
            let used = attributes.iter().flatten().any(|entry| {
                words.contains(&entry.word.as_str()) && entry.value.as_ref() == Some(&quoted)
            });
            assert!(used, "the {} {quoted} is not used", choices.name);
        }
    }
}

/// `word`, or `key = value`.
struct Entry {
    word: String,
    value: Option<String>,
}

/// The attributes in this file.
fn attributes() -> Vec<Vec<Entry>> {
    let open = concat!("#[", "init(");
    let source = include_str!("kitchen_sink.rs").split(open).skip(1);
    source.map(entries).collect()
}

/// The entries of an attribute, from its opening parenthesis on.
fn entries(rest: &str) -> Vec<Entry> {
    let mut entries = vec![String::new()];
    let (mut depth, mut quoted) = (0, false);
    for letter in rest.chars() {
        match letter {
            '"' => quoted = !quoted,
            '(' | '[' if !quoted => depth += 1,
            ')' | ']' if !quoted && depth == 0 => break,
            ')' | ']' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                entries.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(entry) = entries.last_mut() {
            entry.push(letter);
        }
    }
    entries.iter().map(|entry| read(entry)).collect()
}

fn read(entry: &str) -> Entry {
    match entry.split_once('=') {
        Some((word, value)) => Entry {
            word: word.trim().to_owned(),
            value: Some(value.trim().to_owned()),
        },
        None => Entry {
            word: entry.trim().to_owned(),
            value: None,
        },
    }
}
