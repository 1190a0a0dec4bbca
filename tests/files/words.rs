//! Every initializer, every key and every choice of the grammar in a file, against the attribute
//! that means the same.

use init_core::{Initialize, Plan, Reset, Rules};
use init_grammar::{CHOICES, KEYS};

use crate::uses::{shape, uses};

type Matrix = [[f32; 4]; 4];

/// What one rule says: the field, the initializer, its keys and their values.
type Row = (
    &'static str,
    &'static str,
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
    ($($field:ident = $word:ident $(, $key:ident $(= $value:literal)?)*;)*) => {
        #[derive(Initialize, Default)]
        struct ByAttributes {
            $(#[init($word $(, $key $(= $value)?)*)] $field: Matrix,)*
        }

        #[derive(Initialize, Default)]
        struct ByFile {
            $(#[init(parameter)] $field: Matrix,)*
        }

        const ROWS: &[Row] = &[$((
            stringify!($field),
            stringify!($word),
            &[$((stringify!($key), text!($($value)?))),*],
        )),*];

        #[test]
        fn a_file_gives_the_bits_of_the_attributes() {
            let mut expected = ByAttributes::default();
            let planned = Reset::seed(3).run(&mut expected).unwrap();
            let rules = || ROWS.iter().map(|(field, word, keys)| {
                (*field, entries(std::iter::once(&(*word, None)).chain(*keys)))
            });
            let (toml, json) = (toml(rules()), json(rules()));
            for rules in [Rules::from_toml(&toml), Rules::from_json(&json)] {
                let mut model = ByFile::default();
                let plan = Reset::seed(3).rules(&rules.unwrap()).run(&mut model).unwrap();
                same(&plan, &planned);
                $(assert_eq!(
                    bits(model.$field.as_flattened()),
                    bits(expected.$field.as_flattened()),
                    stringify!($field)
                );)*
            }
        }
    };
}
said! {
    mean_and_bounds = truncated_normal, mean = 1, std = 0.02, low = -1, high = 3;
    absolute = truncated_normal, std = 2e-2, low = -0.04, high = 0.04, absolute;
    std_of_truncated = truncated_normal, std = 0.02, std_of = "truncated";
    std_of_parent = truncated_normal, std = 0.02, std_of = "parent";
    distribution_uniform = variance_scaling, mode = "fan_avg", distribution = "uniform";
    distribution_normal = variance_scaling, scale = 2, distribution = "normal";
    distribution_truncated_normal = variance_scaling, distribution = "truncated_normal";
    fan_in = kaiming_uniform, a = 2.236_067_977_499_79, mode = "fan_in";
    fan_out = kaiming_normal, a = 0.1, mode = "fan_out", nonlinearity = "leaky_relu";
    fan_geo_avg = he_uniform, mode = "fan_geo_avg";
    scaled = normal, std = 0.5, scale = 3.0;
    linear = xavier_uniform, nonlinearity = "linear";
    tanh = xavier_normal, nonlinearity = "tanh", pass = "forward";
    sigmoid = glorot_uniform, nonlinearity = "sigmoid";
    selu = glorot_normal, nonlinearity = "selu";
    relu = kaiming_normal, nonlinearity = "relu";
    conv1d = kaiming_normal, nonlinearity = "conv1d";
    conv2d = kaiming_normal, nonlinearity = "conv2d";
    conv3d = kaiming_normal, nonlinearity = "conv3d";
    conv_transpose1d = kaiming_normal, nonlinearity = "conv_transpose1d";
    conv_transpose2d = kaiming_normal, nonlinearity = "conv_transpose2d";
    conv_transpose3d = kaiming_normal, nonlinearity = "conv_transpose3d";
    s4d_lin = s4d, variant = "lin";
    s4d_inv = s4d, variant = "inv";
    s4d_inv2 = s4d, variant = "inv2";
    s4d_quad = s4d, variant = "quad";
    sigmoid_exact = kaiming_normal, nonlinearity = "sigmoid_exact";
    tanh_exact = kaiming_normal, nonlinearity = "tanh_exact";
    selu_exact = kaiming_normal, nonlinearity = "selu_exact";
    elu = kaiming_normal, nonlinearity = "elu";
    celu = kaiming_normal, nonlinearity = "celu";
    gelu = kaiming_normal, nonlinearity = "gelu";
    gelu_tanh = kaiming_normal, nonlinearity = "gelu_tanh";
    quick_gelu = kaiming_normal, nonlinearity = "quick_gelu";
    silu = kaiming_normal, nonlinearity = "silu";
    mish = kaiming_normal, nonlinearity = "mish";
    hardswish = kaiming_normal, nonlinearity = "hardswish";
    hardsigmoid = kaiming_normal, nonlinearity = "hardsigmoid";
    hardtanh = kaiming_normal, nonlinearity = "hardtanh";
    softplus = kaiming_normal, nonlinearity = "softplus";
    softsign = kaiming_normal, nonlinearity = "softsign";
    relu6 = kaiming_normal, nonlinearity = "relu6";
    relu_squared = kaiming_normal, nonlinearity = "relu_squared";
    sin = kaiming_normal, nonlinearity = "sin";
}

/// A parameter that a rule initializes.
#[derive(Initialize)]
struct Ruled {
    #[init(parameter, shape = self.shape.as_slice())]
    tensor: Vec<f32>,
    #[init(skip)]
    shape: Vec<usize>,
}

#[test]
fn every_initializer_gives_the_bits_of_its_attribute() {
    for used in uses().iter().filter(|used| !used.is_rust()) {
        let mut planned = None;
        let expected = (used.with)(&mut |module| planned = Some(Reset::seed(3).run(module)));
        let planned = planned.unwrap().unwrap();
        let rules = || std::iter::once(("tensor", entries(&used.entries())));
        let (toml, json) = (toml(rules()), json(rules()));
        for rules in [Rules::from_toml(&toml), Rules::from_json(&json)] {
            let rules = rules.unwrap_or_else(|error| panic!("{}: {error}", used.attribute));
            let shape = shape(used.initializer.word);
            let tensor = vec![0.0; shape.iter().product()];
            let mut model = Ruled { tensor, shape };
            let plan = Reset::seed(3).rules(&rules).run(&mut model).unwrap();
            same(&plan, &planned);
            assert_eq!(bits(&model.tensor), bits(&expected), "{}", used.attribute);
        }
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
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

/// The entries of a rule, after `at`: the first names the initializer.
fn entries<'e>(
    written: impl IntoIterator<Item = &'e (&'static str, Option<&'static str>)>,
) -> Vec<(&'static str, String)> {
    let mut entries = Vec::new();
    for (word, value) in written {
        entries.push(match value {
            Some(value) => (*word, plain(value)),
            None if entries.is_empty() => ("initializer", format!("{word:?}")),
            None => (*word, "true".to_owned()),
        });
    }
    entries
}

/// A literal as both formats take it: numbers without underscores, and without a space after the
/// sign, which `stringify!` adds.
fn plain(literal: &str) -> String {
    if literal.starts_with('"') {
        return literal.to_owned();
    }
    literal.replace(['_', ' '], "")
}

/// A rule: its `at`, and its entries.
type Said = (&'static str, Vec<(&'static str, String)>);

fn toml(rules: impl Iterator<Item = Said>) -> String {
    let rule = |(at, entries): Said| {
        let lines = entries.into_iter();
        let lines: Vec<String> = lines
            .map(|(word, value)| format!("{word} = {value}"))
            .collect();
        format!("[[rules]]\nat = {at:?}\n{}", lines.join("\n"))
    };
    rules.map(rule).collect::<Vec<_>>().join("\n\n")
}

fn json(rules: impl Iterator<Item = Said>) -> String {
    let rule = |(at, entries): Said| {
        let entries = entries.into_iter();
        let entries: Vec<String> = entries
            .map(|(word, value)| format!("{word:?}: {value}"))
            .collect();
        format!("{{\"at\": {at:?}, {}}}", entries.join(", "))
    };
    let rules: Vec<String> = rules.map(rule).collect();
    format!("{{\"rules\": [\n{}\n]}}", rules.join(",\n"))
}

#[test]
fn every_choice_is_said() {
    for key in KEYS {
        let Some(name) = key.kind.closed_set() else {
            continue;
        };
        let choices = CHOICES.iter().find(|choices| choices.name == name).unwrap();
        for (value, _) in choices.values {
            let quoted = format!("{value:?}");
            let said = |(word, value): &(&str, Option<&str>)| {
                *word == key.word && *value == Some(quoted.as_str())
            };
            let mut rows = ROWS.iter().map(|row| row.2.to_vec());
            let mut uses = uses().into_iter().map(|used| used.entries());
            let used = rows.any(|row| row.iter().any(said))
                || uses.any(|entries| entries.iter().any(said));
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
