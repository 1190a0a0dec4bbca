//! Every word and every key of the grammar, in an attribute that compiles; and the test that
//! none is missing.

use init_core::initializer::{Normal, normal};
use init_core::{Initialize, Initializer, Stream};
use init_grammar::{
    CHOICES, FIELD_OPTIONS, INITIALIZERS, KEYS, Kind, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS,
};

type Matrix = [[f32; 4]; 4];
type Vector = [f32; 4];

#[derive(Initialize, Default)]
#[init(crate = ::init_core, bound = "")]
struct Initializers {
    #[init(zeros)]
    zeros: Vector,
    #[init(ones)]
    ones: Vector,
    #[init(constant = 0.5)]
    constant: Vector,
    #[init(uniform, low = -1.0, high = 1.0)]
    uniform: Matrix,
    #[init(normal, mean = 0.5, std = 0.02)]
    normal: Matrix,
    #[init(truncated_normal, mean = 0.0, std = 0.02, low = -0.04, high = 0.04, absolute)]
    truncated_normal: Matrix,
    #[init(truncated_normal, std = 0.02, std_of = "truncated")]
    truncated_normal_std_of_truncated: Matrix,
    #[init(
        variance_scaling,
        scale = 2.0,
        mode = "fan_avg",
        distribution = "uniform"
    )]
    variance_scaling: Matrix,
    #[init(xavier_uniform, gain = 2.0)]
    xavier_uniform: Matrix,
    #[init(xavier_uniform, nonlinearity = "linear")]
    xavier_uniform_linear: Matrix,
    #[init(xavier_normal, gain = 2.0)]
    xavier_normal: Matrix,
    #[init(xavier_normal, nonlinearity = "tanh")]
    xavier_normal_tanh: Matrix,
    #[init(kaiming_uniform, a = 5.0_f64.sqrt(), mode = "fan_in", nonlinearity = "leaky_relu")]
    kaiming_uniform: Matrix,
    #[init(kaiming_normal, a = 0.1, mode = "fan_out", nonlinearity = "leaky_relu")]
    kaiming_normal: Matrix,
    #[init(lecun_uniform)]
    lecun_uniform: Matrix,
    #[init(lecun_normal)]
    lecun_normal: Matrix,
    #[init(orthogonal, gain = 1.5)]
    orthogonal: Matrix,
    #[init(delta_orthogonal, gain = 1.5)]
    delta_orthogonal: [[[f32; 3]; 4]; 4],
    #[init(identity, gain = 0.5)]
    identity: Matrix,
    #[init(dirac)]
    dirac: [[[f32; 3]; 4]; 4],
    #[init(sparse, sparsity = 0.5, std = 0.02)]
    sparse: Matrix,
    #[init(sample = rand_distr::Exp1)]
    sample: Matrix,
    #[init(with = |index: &[usize], _: &mut Stream| index[0] as f64)]
    with: Matrix,
    #[init(initializer = own())]
    initializer: Matrix,
    #[init(glorot_uniform, gain = 2.0)]
    glorot_uniform: Matrix,
    #[init(glorot_uniform, nonlinearity = "sigmoid")]
    glorot_uniform_sigmoid: Matrix,
    #[init(glorot_normal, gain = 2.0)]
    glorot_normal: Matrix,
    #[init(glorot_normal, nonlinearity = "selu")]
    glorot_normal_selu: Matrix,
    #[init(he_uniform, a = 0.1, mode = "fan_geo_avg", nonlinearity = "leaky_relu")]
    he_uniform: Matrix,
    #[init(he_normal, a = 0.1, mode = "fan_out", nonlinearity = "leaky_relu")]
    he_normal: Matrix,
}

fn own() -> Normal {
    normal().std(1e-3)
}

#[derive(Initialize, Default)]
struct Choices {
    #[init(variance_scaling, distribution = "normal")]
    distribution_normal: Matrix,
    #[init(variance_scaling, distribution = "truncated_normal")]
    distribution_truncated_normal: Matrix,
    #[init(truncated_normal, std_of = "parent")]
    std_of_parent: Matrix,
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
}

#[derive(Initialize, Default)]
struct Options {
    #[init(kaiming_normal, shape = (4, 8), layout = "io", split = 2)]
    fused: Vec<f32>,
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
    #[init(ones, buffer)]
    buffer: Vector,
    #[init(skip)]
    skipped: usize,
    #[init(name = "", stream = "")]
    nested: Choices,
}

#[derive(Initialize, Default)]
struct Marked {
    #[init(parameter, layout = "oi")]
    by_rules: Matrix,
}

#[derive(Initialize, Default)]
#[init(at = "**.kernel", ones)]
#[init(at = "**", module = "Open*", rank = 2, normal, std = 0.5)]
struct Rules {
    #[init(at = "bias", zeros)]
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
fn every_attribute_is_planned() {
    let plan = Initializers::default().plan().unwrap();
    let first = |text: &str| text.split([',', ' ']).next().unwrap_or_default().to_owned();
    for entry in plan
        .entries()
        .iter()
        .filter(|entry| INITIALIZERS.iter().any(|word| word.word == entry.path()))
    {
        let word = entry
            .path()
            .replace("glorot", "xavier")
            .replace("he_", "kaiming_");
        let expected = if word == "initializer" {
            "normal"
        } else {
            &word
        };
        assert_eq!(first(entry.initializer()), expected, "{}", entry.path());
    }
    let options = Options {
        fused: vec![0.0; 32],
        ..Options::default()
    };
    assert_eq!(options.skipped, 0);
    assert_eq!(options.plan().unwrap().buffer_count(), 1);
    assert!(Marked::default().plan().is_err());
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

/// The functions of `init_core::initializer`, by the names of the words.
macro_rules! functions {
    ($($word:ident($($value:expr)?))*) => {
        fn functions() -> Vec<(&'static str, Box<dyn Initializer>)> {
            vec![$((stringify!($word), Box::new(init_core::initializer::$word($($value)?)))),*]
        }
    };
}
functions! {
    zeros() ones() constant(0.5) uniform() normal() truncated_normal() variance_scaling()
    xavier_uniform() xavier_normal() kaiming_uniform() kaiming_normal() lecun_uniform()
    lecun_normal() orthogonal() delta_orthogonal() identity() dirac() sparse() sample(rand_distr::Exp1)
    with(|_: &[usize], _: &mut Stream| 0.0) initializer(own()) glorot_uniform()
    glorot_normal() he_uniform() he_normal()
}

#[test]
fn every_initializer_is_a_function() {
    let functions: Vec<&str> = functions().iter().map(|(word, _)| *word).collect();
    let words: Vec<&str> = INITIALIZERS
        .iter()
        .map(|initializer| initializer.word)
        .collect();
    assert_eq!(functions, words);
}

#[test]
fn every_initializer_is_used_with_each_of_its_keys() {
    let attributes = attributes();
    for initializer in INITIALIZERS {
        let uses: Vec<&Vec<Entry>> = attributes
            .iter()
            .filter(|entries| entries[0].word == initializer.word)
            .collect();
        assert!(!uses.is_empty(), "`{}` is not used", initializer.word);
        assert_eq!(
            uses[0][0].value.is_some(),
            initializer.value.is_some(),
            "the value of `{}`",
            initializer.word
        );
        for key in initializer.keys {
            let used = uses
                .iter()
                .any(|entries| entries.iter().any(|entry| entry.word == *key));
            assert!(used, "`{}` is not used with `{key}`", initializer.word);
        }
    }
}

#[test]
fn every_key_option_and_marker_is_used() {
    let attributes = attributes();
    for key in [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
    {
        let mut uses = attributes
            .iter()
            .flatten()
            .filter(|entry| entry.word == key.word);
        let used = uses
            .next()
            .unwrap_or_else(|| panic!("`{}` is not used", key.word));
        assert_eq!(
            used.value.is_none(),
            key.kind == Kind::Flag,
            "the value of `{}`",
            key.word
        );
    }
}

#[test]
fn every_choice_is_used() {
    let attributes = attributes();
    for choices in CHOICES {
        let keys = KEYS
            .iter()
            .filter(|key| key.kind == Kind::Choice(choices.name));
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
