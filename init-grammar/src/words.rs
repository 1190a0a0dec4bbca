//! The words: the one table.

use crate::Kind::{
    Choice, Count, Expression, Flag, Glob, Layout, Number, Path, Scalar, Text, TypeName,
};
use crate::Range::{Any, Finite, NotNegative, Positive, Unit};
use crate::{Choices, Initializer, Key, Kind, Rank};

const fn flag(word: &'static str, doc: &'static str) -> Key {
    entry(word, Flag, "", doc)
}

const fn entry(word: &'static str, kind: Kind, example: &'static str, doc: &'static str) -> Key {
    Key {
        word,
        kind,
        example,
        doc,
    }
}

/// Hands every initializer to a macro, in rows: its word, the kind of its value if it takes one,
/// the axes that it needs, its keys, those of them that it cannot do without, and one line on it.
#[macro_export]
macro_rules! initializers {
    ($table:ident) => {
        $table! {
            zeros => Rank::Any, [], "0 everywhere";
            ones => Rank::Any, [], "1 everywhere";
            constant = Scalar => Rank::Any, [], "one value everywhere";
            uniform => Rank::Any, [low high], "uniform on [low, high), by default [0, 1)";
            normal => Rank::Any, [mean std], "normal, by default standard";
            truncated_normal => Rank::Any, [mean std std_of low high absolute],
                "normal cut at low and high, multiples of std, by default ±2";
            variance_scaling => Rank::Fans, [scale mode distribution],
                "variance scale / fan, by default 1 / fan_in, truncated_normal";
            xavier_uniform => Rank::Fans, [gain nonlinearity],
                "uniform on ±gain·√(6 / (fan_in + fan_out))";
            xavier_normal => Rank::Fans, [gain nonlinearity],
                "normal, std gain·√(2 / (fan_in + fan_out))";
            kaiming_uniform => Rank::Fans, [a mode nonlinearity gain], "uniform on ±gain·√(3 / fan)";
            kaiming_normal => Rank::Fans, [a mode nonlinearity gain], "normal, std gain/√fan";
            lecun_uniform => Rank::Fans, [], "uniform on ±√(3 / fan_in)";
            lecun_normal => Rank::Fans, [], "truncated normal, std √(1 / fan_in)";
            orthogonal => Rank::Between(2, usize::MAX), [gain per_part],
                "orthonormal rows or columns, times gain";
            delta_orthogonal => Rank::Between(3, 5), [gain],
                "an orthogonal matrix times gain at the centre of a convolution";
            identity => Rank::Between(2, 2), [gain], "gain on the diagonal of a matrix";
            dirac => Rank::Between(3, 5), [], "the identity of a convolution";
            sparse => Rank::Between(2, 2), [sparsity std] needs [sparsity],
                "normal, by default std 0.01, zero in the part `sparsity` of each column";
            sample = Expression => Rank::Any, [], "from any `rand_distr::Distribution<f64>`";
            with = Expression => Rank::Any, [],
                "from a function or closure `Fn(&[usize], &mut Stream) -> f64` of the index";
            initializer = Expression => Rank::Any, [],
                "any value of a type that implements `Initializer`";
            glorot_uniform => Rank::Fans, [gain nonlinearity], "`xavier_uniform`";
            glorot_normal => Rank::Fans, [gain nonlinearity], "`xavier_normal`";
            he_uniform => Rank::Fans, [a mode nonlinearity gain], "`kaiming_uniform`";
            he_normal => Rank::Fans, [a mode nonlinearity gain], "`kaiming_normal`";
        }
    };
}

macro_rules! table {
    ($(
        $word:ident $(= $kind:ident $(($range:ident))?)? => $rank:expr,
        [$($key:ident)*] $(needs [$($required:ident)*])?, $doc:literal;
    )*) => {
        /// The initializers.
        pub const INITIALIZERS: &[Initializer] = &[$(Initializer {
            word: stringify!($word),
            value: [$(Some($kind $(($range))?),)? None][0],
            keys: &[$(stringify!($key)),*],
            required: &[$($(stringify!($required)),*)?],
            rank: $rank,
            doc: $doc,
        }),*];
    };
}
initializers!(table);

/// The keys of initializers.
pub const KEYS: &[Key] = &[
    entry("low", Number(Any), "-1.0", "lower bound"),
    entry("high", Number(Any), "1.0", "upper bound"),
    entry("mean", Number(Finite), "0.0", "mean"),
    entry(
        "std",
        Number(NotNegative),
        "0.02",
        "standard deviation, not negative",
    ),
    entry(
        "std_of",
        Choice("kind of std"),
        "\"truncated\"",
        "which std it is, before truncation or after",
    ),
    flag("absolute", "the bounds are values, not multiples of std"),
    entry(
        "scale",
        Number(NotNegative),
        "1.0",
        "variance times fan, not negative",
    ),
    entry(
        "mode",
        Choice("fan mode"),
        "\"fan_in\"",
        "which fan divides",
    ),
    entry(
        "distribution",
        Choice("distribution"),
        "\"normal\"",
        "the shape of the law",
    ),
    entry(
        "gain",
        Number(NotNegative),
        "1.0",
        "factor on the standard deviation, not negative",
    ),
    flag(
        "per_part",
        "one matrix for each part of `split` and each stacked layer",
    ),
    entry(
        "nonlinearity",
        Choice("nonlinearity"),
        "\"relu\"",
        "what follows, whose gain is taken",
    ),
    entry(
        "a",
        Number(Finite),
        "0.01",
        "negative slope of leaky_relu, by default 0",
    ),
    entry(
        "sparsity",
        Number(Unit),
        "0.1",
        "part of each column that is zero, 0 to 1",
    ),
];

/// Words, other than an initializer, that decide what a field is.
pub const MARKERS: &[Key] = &[
    flag("parameter", "a parameter that rules initialize"),
    flag("skip", "not a parameter"),
];

/// Options of a field.
pub const FIELD_OPTIONS: &[Key] = &[
    entry(
        "shape",
        Expression,
        "(self.outputs, self.inputs)",
        "the shape of flat storage such as `Vec<f32>`",
    ),
    entry(
        "layout",
        Layout,
        "\"oihw\"",
        "the role of each axis: `o`, `i`, `*` for stacked layers, letters for the receptive field",
    ),
    entry("groups", Count, "2", "groups of a convolution"),
    entry("split", Count, "3", "how many weights are fused along `o`"),
    entry(
        "fan_in",
        Number(Positive),
        "self.inputs",
        "the fan in, in place of the shape's",
    ),
    entry(
        "fan_out",
        Number(Positive),
        "self.outputs",
        "the fan out, in place of the shape's",
    ),
    flag("buffer", "initialized, but not counted as a parameter"),
    flag("transient", "a buffer that is never saved and never loaded"),
    entry(
        "name",
        Text,
        "\"weight\"",
        "the component of the path; \"\" adds none",
    ),
    entry(
        "stream",
        Text,
        "\"weight\"",
        "the component for the stream alone",
    ),
];

/// The filters that make a rule of an initializer, on a struct, an enum or a field.
pub const RULE_OPTIONS: &[Key] = &[
    entry(
        "at",
        Glob,
        "\"**.bias\"",
        "the paths that a rule is for, from here on",
    ),
    entry(
        "module",
        TypeName,
        "\"Linear\"",
        "the type of module that a rule is for, by its name; `*` for any characters",
    ),
    entry(
        "rank",
        Kind::Rank,
        "2",
        "the number of axes that a rule is for",
    ),
];

/// Options of a struct or enum.
pub const STRUCT_OPTIONS: &[Key] = &[
    entry("crate", Path, "::init_core", "where init-core is"),
    entry(
        "bound",
        Text,
        "\"T: Initialize\"",
        "the where clause, in place of the inferred one",
    ),
    entry(
        "skip",
        Expression,
        "(cache, gradient)",
        "the fields that are not parameters",
    ),
];

/// Hands every closed set to a macro, in rows: the nouns for one of it and for all of it, the path
/// of the enum in init-core, and each word with its variant.
#[macro_export]
macro_rules! closed_sets {
    ($table:ident) => {
        $table! {
            "fan mode", "fan modes", [FanMode]:
                fan_in FanIn, fan_out FanOut, fan_avg FanAvg, fan_geo_avg FanGeoAvg;
            "distribution", "distributions", [initializer Distribution]:
                normal Normal, truncated_normal TruncatedNormal, uniform Uniform;
            "kind of std", "kinds of std", [initializer StdOf]:
                parent Parent, truncated Truncated;
            "nonlinearity", "nonlinearities", [initializer Nonlinearity]:
                linear Linear, conv1d Conv1d, conv2d Conv2d, conv3d Conv3d,
                conv_transpose1d ConvTranspose1d, conv_transpose2d ConvTranspose2d,
                conv_transpose3d ConvTranspose3d, sigmoid Sigmoid, tanh Tanh, relu Relu,
                leaky_relu LeakyRelu, selu Selu;
        }
    };
}

macro_rules! sets {
    ($(
        $name:literal, $plural:literal, [$($segment:ident)*]: $($word:ident $variant:ident),*;
    )*) => {
        /// The closed sets.
        pub const CHOICES: &[Choices] = &[$(Choices {
            name: $name,
            plural: $plural,
            path: &[$(stringify!($segment)),*],
            values: &[$((stringify!($word), stringify!($variant))),*],
        }),*];
    };
}
closed_sets!(sets);

/// Nonlinearities for which PyTorch's `calculate_gain` has no number, each with the gain 1/√E[f(x)²]
/// of a standard normal x.
pub const GAINS: &[(&str, &str)] = &[
    ("silu", "1.6765"),
    ("swish", "1.6765"),
    ("gelu", "1.5335"),
    ("quick_gelu", "1.5395"),
    ("elu", "1.2452"),
    ("celu", "1.2452"),
    ("mish", "1.4868"),
    ("hardswish", "1.7367"),
    ("softplus", "1.0419"),
    ("softsign", "2.3375"),
    ("hardtanh", "1.3920"),
    ("hardsigmoid", "1.8978"),
    ("relu6", "1.4142"),
];

/// The initializer of a word.
pub fn initializer(word: &str) -> Option<&'static Initializer> {
    INITIALIZERS.iter().find(|entry| entry.word == word)
}

/// The kind of value in `word = …`; `None` for a word that the grammar does not have.
pub fn kind(word: &str) -> Option<Kind> {
    if let Some(found) = initializer(word) {
        return Some(found.value.unwrap_or(Flag));
    }
    [KEYS, FIELD_OPTIONS, MARKERS, RULE_OPTIONS, STRUCT_OPTIONS]
        .into_iter()
        .flatten()
        .find(|key| key.word == word)
        .map(|key| key.kind)
}

/// Every word of an attribute on a field, initializers first.
pub fn all_words() -> impl Iterator<Item = &'static str> {
    let others = [MARKERS, KEYS, FIELD_OPTIONS, RULE_OPTIONS]
        .into_iter()
        .flatten();
    INITIALIZERS
        .iter()
        .map(|found| found.word)
        .chain(others.map(|key| key.word))
}

/// The key of an initializer by its word.
pub fn key(word: &str) -> Option<&'static Key> {
    KEYS.iter().find(|entry| entry.word == word)
}

/// The option of a parameter field by its word.
pub fn field_option(word: &str) -> Option<&'static Key> {
    FIELD_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The filter of a rule by its word.
pub fn rule_option(word: &str) -> Option<&'static Key> {
    RULE_OPTIONS.iter().find(|entry| entry.word == word)
}

/// The options of a field that a rule can give too.
///
/// The other three are those of one field: the shape of flat storage decides which type the field may
/// have, rules find a parameter by the name in its path, and a save meets a model without the rules of
/// a reset.
pub fn ruled_options() -> impl Iterator<Item = &'static Key> {
    let of_one_field = ["shape", "name", "transient"];
    FIELD_OPTIONS
        .iter()
        .filter(move |option| !of_one_field.contains(&option.word))
}

/// The option that a rule can give by its word.
pub fn ruled_option(word: &str) -> Option<&'static Key> {
    ruled_options().find(|entry| entry.word == word)
}

/// The option of a struct by its word.
pub fn struct_option(word: &str) -> Option<&'static Key> {
    STRUCT_OPTIONS.iter().find(|entry| entry.word == word)
}

/// Whether the word marks a field as something else than an initialized parameter.
pub fn is_marker(word: &str) -> bool {
    MARKERS.iter().any(|marker| marker.word == word)
}

/// A closed set by its name.
pub fn choices(name: &str) -> Option<&'static Choices> {
    CHOICES.iter().find(|choices| choices.name == name)
}

/// A value that `word = …` could have, for every word that takes one.
///
/// ```
/// assert_eq!(init_grammar::example("std"), Some("0.02"));
/// assert_eq!(init_grammar::example("zeros"), None);
/// ```
pub fn example(word: &str) -> Option<&'static str> {
    let initializer = match word {
        "constant" => "0.0",
        "sample" => "rand_distr::Exp1",
        "with" => "|index, stream| 0.0",
        "initializer" => "init_core::initializer::zeros()",
        _ => "",
    };
    let options = [KEYS, FIELD_OPTIONS, RULE_OPTIONS, STRUCT_OPTIONS];
    let mut keys = options.into_iter().flatten();
    let key = keys.find(|key| key.word == word);
    let example = key.map_or(initializer, |key| key.example);
    (!example.is_empty()).then_some(example)
}
