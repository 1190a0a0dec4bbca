//! The table itself.

use crate::Kind::{Choice, Count, Expression, Flag, Glob, Layout, Number, Path, Text, TypeName};
use crate::Range::{Any, Finite, NotNegative, Positive, Unit};
use crate::{Choices, Initializer, Key, Kind, Rank};

const fn plain(
    word: &'static str,
    keys: &'static [&'static str],
    doc: &'static str,
) -> Initializer {
    Initializer {
        word,
        value: None,
        keys,
        required: &[],
        rank: Rank::Any,
        doc,
    }
}

const fn ranked(rank: Rank, mut initializer: Initializer) -> Initializer {
    initializer.rank = rank;
    initializer
}

const fn valued(word: &'static str, kind: Kind, doc: &'static str) -> Initializer {
    Initializer {
        word,
        value: Some(kind),
        keys: &[],
        required: &[],
        rank: Rank::Any,
        doc,
    }
}

const fn entry(word: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { word, kind, doc }
}

/// The initializers.
pub const INITIALIZERS: &[Initializer] = &[
    plain("zeros", &[], "0 everywhere"),
    plain("ones", &[], "1 everywhere"),
    valued("constant", Number(Finite), "one value everywhere"),
    plain(
        "uniform",
        &["low", "high"],
        "uniform on [low, high), by default [0, 1)",
    ),
    plain("normal", &["mean", "std"], "normal, by default standard"),
    plain(
        "truncated_normal",
        &["mean", "std", "std_of", "low", "high", "absolute"],
        "normal cut at low and high, multiples of std, by default ±2",
    ),
    ranked(
        Rank::Fans,
        plain(
            "variance_scaling",
            &["scale", "mode", "distribution"],
            "variance scale / fan, by default 1 / fan_in, truncated_normal",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "xavier_uniform",
            &["gain", "nonlinearity"],
            "uniform on ±gain·√(6 / (fan_in + fan_out))",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "xavier_normal",
            &["gain", "nonlinearity"],
            "normal, std gain·√(2 / (fan_in + fan_out))",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "kaiming_uniform",
            &["a", "mode", "nonlinearity"],
            "uniform on ±gain·√(3 / fan)",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "kaiming_normal",
            &["a", "mode", "nonlinearity"],
            "normal, std gain/√fan",
        ),
    ),
    ranked(
        Rank::Fans,
        plain("lecun_uniform", &[], "uniform on ±√(3 / fan_in)"),
    ),
    ranked(
        Rank::Fans,
        plain("lecun_normal", &[], "truncated normal, std √(1 / fan_in)"),
    ),
    ranked(
        Rank::Between(2, usize::MAX),
        plain(
            "orthogonal",
            &["gain"],
            "orthonormal rows or columns, times gain",
        ),
    ),
    ranked(
        Rank::Between(3, 5),
        plain(
            "delta_orthogonal",
            &["gain"],
            "an orthogonal matrix times gain at the centre of a convolution",
        ),
    ),
    ranked(
        Rank::Between(2, 2),
        plain("identity", &["gain"], "gain on the diagonal of a matrix"),
    ),
    ranked(
        Rank::Between(3, 5),
        plain("dirac", &[], "the identity of a convolution"),
    ),
    Initializer {
        word: "sparse",
        value: None,
        keys: &["sparsity", "std"],
        required: &["sparsity"],
        rank: Rank::Between(2, 2),
        doc: "normal, by default std 0.01, zero in the part `sparsity` of each column",
    },
    valued(
        "sample",
        Expression,
        "from any `rand_distr::Distribution<f64>`",
    ),
    valued(
        "with",
        Expression,
        "from a function or closure `Fn(&[usize], &mut Stream) -> f64` of the index",
    ),
    valued(
        "initializer",
        Expression,
        "any value of a type that implements `Initializer`",
    ),
    ranked(
        Rank::Fans,
        plain(
            "glorot_uniform",
            &["gain", "nonlinearity"],
            "`xavier_uniform`",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "glorot_normal",
            &["gain", "nonlinearity"],
            "`xavier_normal`",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "he_uniform",
            &["a", "mode", "nonlinearity"],
            "`kaiming_uniform`",
        ),
    ),
    ranked(
        Rank::Fans,
        plain(
            "he_normal",
            &["a", "mode", "nonlinearity"],
            "`kaiming_normal`",
        ),
    ),
];

/// The keys of initializers.
pub const KEYS: &[Key] = &[
    entry("low", Number(Any), "lower bound"),
    entry("high", Number(Any), "upper bound"),
    entry("mean", Number(Finite), "mean"),
    entry(
        "std",
        Number(NotNegative),
        "standard deviation, not negative",
    ),
    entry(
        "std_of",
        Choice("kind of std"),
        "which std it is, before truncation or after",
    ),
    entry(
        "absolute",
        Flag,
        "the bounds are values, not multiples of std",
    ),
    entry(
        "scale",
        Number(NotNegative),
        "variance times fan, not negative",
    ),
    entry("mode", Choice("fan mode"), "which fan divides"),
    entry(
        "distribution",
        Choice("distribution"),
        "the shape of the law",
    ),
    entry(
        "gain",
        Number(NotNegative),
        "factor on the standard deviation, not negative",
    ),
    entry(
        "nonlinearity",
        Choice("nonlinearity"),
        "what follows, whose gain is taken",
    ),
    entry(
        "a",
        Number(Finite),
        "negative slope of leaky_relu, by default 0",
    ),
    entry(
        "sparsity",
        Number(Unit),
        "part of each column that is zero, 0 to 1",
    ),
];

/// Words that say what a field is, other than an initializer.
pub const MARKERS: &[Key] = &[
    entry("parameter", Flag, "a parameter that rules initialize"),
    entry("skip", Flag, "not a parameter"),
];

/// Options of a field.
pub const FIELD_OPTIONS: &[Key] = &[
    entry(
        "shape",
        Expression,
        "the shape of flat storage such as `Vec<f32>`",
    ),
    entry(
        "layout",
        Layout,
        "which axis is what: `o`, `i`, `*` for stacked layers, letters for the receptive field",
    ),
    entry("groups", Count, "groups of a convolution"),
    entry("split", Count, "how many weights are fused along `o`"),
    entry(
        "fan_in",
        Number(Positive),
        "the fan in, in place of the shape's",
    ),
    entry(
        "fan_out",
        Number(Positive),
        "the fan out, in place of the shape's",
    ),
    entry(
        "buffer",
        Flag,
        "initialized, but not counted as a parameter",
    ),
    entry("name", Text, "the component of the path; \"\" adds none"),
    entry("stream", Text, "the component for the stream alone"),
];

/// What makes a rule of an initializer, on a struct, an enum or a field.
pub const RULE_OPTIONS: &[Key] = &[
    entry("at", Glob, "the paths that a rule is for, from here on"),
    entry(
        "module",
        TypeName,
        "the type of module that a rule is for, by its name; `*` for any characters",
    ),
    entry("rank", Kind::Rank, "the number of axes that a rule is for"),
];

/// Options of a struct or enum.
pub const STRUCT_OPTIONS: &[Key] = &[
    entry("crate", Path, "where init-core is"),
    entry(
        "bound",
        Text,
        "the where clause, in place of the inferred one",
    ),
];

/// The closed sets.
pub const CHOICES: &[Choices] = &[
    Choices {
        name: "fan mode",
        plural: "fan modes",
        path: &["FanMode"],
        values: &[
            ("fan_in", "FanIn"),
            ("fan_out", "FanOut"),
            ("fan_avg", "FanAvg"),
            ("fan_geo_avg", "FanGeoAvg"),
        ],
    },
    Choices {
        name: "distribution",
        plural: "distributions",
        path: &["initializer", "Distribution"],
        values: &[
            ("normal", "Normal"),
            ("truncated_normal", "TruncatedNormal"),
            ("uniform", "Uniform"),
        ],
    },
    Choices {
        name: "kind of std",
        plural: "kinds of std",
        path: &["initializer", "StdOf"],
        values: &[("parent", "Parent"), ("truncated", "Truncated")],
    },
    Choices {
        name: "nonlinearity",
        plural: "nonlinearities",
        path: &["initializer", "Nonlinearity"],
        values: &[
            ("linear", "Linear"),
            ("conv1d", "Conv1d"),
            ("conv2d", "Conv2d"),
            ("conv3d", "Conv3d"),
            ("conv_transpose1d", "ConvTranspose1d"),
            ("conv_transpose2d", "ConvTranspose2d"),
            ("conv_transpose3d", "ConvTranspose3d"),
            ("sigmoid", "Sigmoid"),
            ("tanh", "Tanh"),
            ("relu", "Relu"),
            ("leaky_relu", "LeakyRelu"),
            ("selu", "Selu"),
        ],
    },
];
