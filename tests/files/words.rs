//! Every initializer and every key of the grammar in a file, against the equivalent attribute.

use init_core::{Initialize, Plan, Reset, Rules};
use init_grammar::{CHOICES, INITIALIZERS, KEYS, Kind};

type Vector = [f32; 4];
type Matrix = [[f32; 4]; 4];
type Kernel = [[[f32; 3]; 4]; 4];

/// What one rule says: the field, the initializer, its value, its keys and their values.
type Row = (
    &'static str,
    &'static str,
    Option<&'static str>,
    &'static [(&'static str, Option<&'static str>)],
);

macro_rules! text {
    () => {
        None
    };
    ($value:literal) => {
        Some(stringify!($value))
    };
}

/// The same rules in three forms: as attributes, as fields for rules, and as data for files.
macro_rules! said {
    ($($field:ident: $ty:ty = $word:ident $(= $own:literal)?
        $(, $key:ident $(= $value:literal)?)*;)*) => {
        #[derive(Initialize, Default)]
        struct ByAttributes {
            $(#[init($word $(= $own)? $(, $key $(= $value)?)*)] $field: $ty,)*
        }

        #[derive(Initialize, Default)]
        struct ByFile {
            $(#[init(parameter)] $field: $ty,)*
        }

        const ROWS: &[Row] = &[$((
            stringify!($field),
            stringify!($word),
            text!($($own)?),
            &[$((stringify!($key), text!($($value)?))),*],
        )),*];

        #[test]
        fn a_file_gives_the_bits_of_the_attributes() {
            let mut expected = ByAttributes::default();
            let planned = Reset::seed(3).run(&mut expected).unwrap();
            for rules in [Rules::from_toml(&toml()), Rules::from_json(&json())] {
                let mut model = ByFile::default();
                let plan = Reset::seed(3).rules(&rules.unwrap()).run(&mut model).unwrap();
                same(&plan, &planned);
                $(assert_eq!(
                    bits(&model.$field),
                    bits(&expected.$field),
                    stringify!($field)
                );)*
            }
        }
    };
}
said! {
    zeros: Vector = zeros;
    ones: Vector = ones;
    constant: Vector = constant = 0.1;
    uniform: Matrix = uniform, low = -1.0, high = 2.5;
    normal: Matrix = normal, mean = 0.5, std = 0.02;
    truncated: Matrix = truncated_normal, mean = 1, std = 0.02, low = -1, high = 3;
    absolute: Matrix = truncated_normal, std = 2e-2, low = -0.04, high = 0.04, absolute;
    left: Matrix = truncated_normal, std = 0.02, std_of = "truncated";
    before: Matrix = truncated_normal, std = 0.02, std_of = "parent";
    scaled: Matrix = variance_scaling, scale = 2, mode = "fan_avg", distribution = "uniform";
    scaled_normal: Matrix = variance_scaling, distribution = "normal";
    scaled_truncated: Matrix = variance_scaling, distribution = "truncated_normal";
    xavier_uniform: Matrix = xavier_uniform, gain = 2.0;
    xavier_uniform_linear: Matrix = xavier_uniform, nonlinearity = "linear";
    xavier_normal: Matrix = xavier_normal, gain = 2.0;
    xavier_normal_tanh: Matrix = xavier_normal, nonlinearity = "tanh";
    glorot_uniform: Matrix = glorot_uniform, gain = 0.5;
    glorot_uniform_sigmoid: Matrix = glorot_uniform, nonlinearity = "sigmoid";
    glorot_normal: Matrix = glorot_normal, gain = 0.5;
    glorot_normal_selu: Matrix = glorot_normal, nonlinearity = "selu";
    kaiming_uniform: Matrix =
        kaiming_uniform, a = 2.236_067_977_499_79, mode = "fan_in", nonlinearity = "leaky_relu";
    kaiming_normal: Matrix = kaiming_normal, a = 0.1, mode = "fan_out", nonlinearity = "leaky_relu";
    he_uniform: Matrix = he_uniform, a = 0.1, mode = "fan_geo_avg", nonlinearity = "leaky_relu";
    he_normal: Matrix = he_normal, a = 0.1, mode = "fan_out", nonlinearity = "leaky_relu";
    relu: Matrix = kaiming_normal, nonlinearity = "relu";
    conv1d: Matrix = kaiming_normal, nonlinearity = "conv1d";
    conv2d: Matrix = kaiming_normal, nonlinearity = "conv2d";
    conv3d: Matrix = kaiming_normal, nonlinearity = "conv3d";
    conv_transpose1d: Matrix = kaiming_normal, nonlinearity = "conv_transpose1d";
    conv_transpose2d: Matrix = kaiming_normal, nonlinearity = "conv_transpose2d";
    conv_transpose3d: Matrix = kaiming_normal, nonlinearity = "conv_transpose3d";
    lecun_uniform: Matrix = lecun_uniform;
    lecun_normal: Matrix = lecun_normal;
    orthogonal: Matrix = orthogonal, gain = 1.5;
    delta_orthogonal: Kernel = delta_orthogonal, gain = 1.5;
    identity: Matrix = identity, gain = 0.5;
    dirac: Kernel = dirac;
    sparse: Matrix = sparse, sparsity = 0.5, std = 0.02;
}

fn bits<T: Flat>(tensor: &T) -> Vec<u32> {
    tensor.flat().iter().map(|value| value.to_bits()).collect()
}

/// The values of nested arrays.
trait Flat {
    fn flat(&self) -> &[f32];
}

impl Flat for Vector {
    fn flat(&self) -> &[f32] {
        self
    }
}

impl Flat for Matrix {
    fn flat(&self) -> &[f32] {
        self.as_flattened()
    }
}

impl Flat for Kernel {
    fn flat(&self) -> &[f32] {
        self.as_flattened().as_flattened()
    }
}

/// Two plans that describe their initializers alike.
fn same(plan: &Plan, expected: &Plan) {
    assert_eq!(plan.entries().len(), expected.entries().len());
    for (entry, expected) in plan.entries().iter().zip(expected.entries()) {
        assert_eq!(entry.path(), expected.path());
        assert_eq!(
            entry.initializer(),
            expected.initializer(),
            "{}",
            entry.path()
        );
        assert_eq!(entry.law(), expected.law(), "{}", entry.path());
    }
}

/// The entries of a rule, after `at`.
fn entries(row: &Row) -> Vec<(&'static str, String)> {
    let (_, word, own, keys) = row;
    let subject = match own {
        Some(value) => (*word, plain(value)),
        None => ("initializer", format!("{word:?}")),
    };
    let keys = keys
        .iter()
        .map(|(key, value)| (*key, plain(value.unwrap_or("true"))));
    std::iter::once(subject).chain(keys).collect()
}

/// A literal as both formats take it: numbers without underscores.
fn plain(literal: &str) -> String {
    if literal.starts_with('"') {
        return literal.to_owned();
    }
    literal.replace('_', "")
}

fn toml() -> String {
    let rule = |row| {
        let entries = entries(row).into_iter();
        let lines: Vec<String> = entries
            .map(|(word, value)| format!("{word} = {value}"))
            .collect();
        format!("[[rules]]\nat = {:?}\n{}", row.0, lines.join("\n"))
    };
    let rules: Vec<String> = ROWS.iter().map(rule).collect();
    rules.join("\n\n")
}

fn json() -> String {
    let rule = |row| {
        let entries = entries(row).into_iter();
        let entries: Vec<String> = entries
            .map(|(word, value)| format!("{word:?}: {value}"))
            .collect();
        format!("{{\"at\": {:?}, {}}}", row.0, entries.join(", "))
    };
    let rules: Vec<String> = ROWS.iter().map(rule).collect();
    format!("{{\"rules\": [\n{}\n]}}", rules.join(",\n"))
}

#[test]
fn every_initializer_is_said_with_each_of_its_keys() {
    for initializer in INITIALIZERS {
        let mut uses = ROWS
            .iter()
            .filter(|(_, word, ..)| *word == initializer.word);
        if initializer.value == Some(Kind::Expression) {
            assert_eq!(uses.next(), None, "`{}` is Rust", initializer.word);
            continue;
        }
        assert!(uses.clone().next().is_some(), "`{}`", initializer.word);
        for key in initializer.keys {
            let used = uses
                .clone()
                .any(|(.., keys)| keys.iter().any(|(word, _)| word == key));
            assert!(used, "`{}` is not said with `{key}`", initializer.word);
        }
    }
}

#[test]
fn every_choice_is_said() {
    for key in KEYS {
        let Kind::Choice(name) = key.kind else {
            continue;
        };
        let choices = CHOICES.iter().find(|choices| choices.name == name).unwrap();
        for (value, _) in choices.values {
            let quoted = format!("{value:?}");
            let said = |(word, value): &(&str, Option<&str>)| {
                *word == key.word && *value == Some(quoted.as_str())
            };
            let used = ROWS.iter().any(|(.., keys)| keys.iter().any(said));
            assert!(used, "`{} = {quoted}` is not said", key.word);
        }
    }
}

#[test]
fn words_that_take_rust_say_so() {
    for word in ["sample", "with"] {
        let error = Rules::from_toml(&format!("[[rules]]\nat = '**'\n{word} = 'f'")).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "<toml>:3:1: `{word}` takes a Rust expression, which a file cannot hold\n  \
                 help: write the rule in Rust: `Rule::at(\"…\").initializer({word}(…))`"
            )
        );
    }
    let error = Rules::from_json(r#"{"rules": [{"at": "**", "initializer": "with"}]}"#);
    assert!(
        error
            .unwrap_err()
            .to_string()
            .starts_with("<json>:1:40: `with` takes a Rust")
    );
}
