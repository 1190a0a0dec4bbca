//! The words: the one table.

use crate::Kind::{
    Choice, ChoiceOrFunction, Count, Counts, Expression, Flag, Glob, Index, Indices, Layout,
    Number, Path, Reference, Scalar, Text, TypeName,
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
            variance_scaling => Rank::Fans, [scale mode distribution std_of low high],
                "variance scale / fan, by default 1 / fan_in, truncated_normal";
            xavier_uniform => Rank::Fans, [gain nonlinearity pass],
                "uniform on ±gain·√(6 / (fan_in + fan_out))";
            xavier_normal => Rank::Fans, [gain nonlinearity pass],
                "normal, std gain·√(2 / (fan_in + fan_out))";
            kaiming_uniform => Rank::Fans, [a mode nonlinearity pass gain],
                "uniform on ±gain·√(3 / fan)";
            kaiming_normal => Rank::Fans, [a mode nonlinearity pass gain],
                "normal, std gain/√fan";
            lecun_uniform => Rank::Fans, [], "uniform on ±√(3 / fan_in)";
            lecun_normal => Rank::Fans, [], "truncated normal, std √(1 / fan_in)";
            fan_uniform => Rank::Fans, [of],
                "uniform on ±1/√fan_in, its own or that `of` another parameter";
            spectral_normal => Rank::Fans, [gain],
                "normal, std such that the spectral norm is gain·√(fan_out / fan_in)";
            orthogonal => Rank::Between(2, usize::MAX), [gain per_part],
                "orthonormal rows or columns, times gain";
            delta_orthogonal => Rank::Between(3, 5), [gain],
                "an orthogonal matrix times gain at the centre of a convolution";
            identity => Rank::Between(2, 2), [gain], "gain on the diagonal of a matrix";
            dirac => Rank::Between(3, 5), [gain], "the identity of a convolution, times gain";
            sparse => Rank::Between(2, 2), [sparsity std] needs [sparsity],
                "normal, by default std 0.01, zero in the part `sparsity` of each column";
            norm_of = Reference => Rank::Any, [axis],
                "the Euclidean norm of the new values of another parameter";
            sample = Expression => Rank::Any, [], "from any `rand_distr::Distribution<f64>`";
            with = Expression => Rank::Any, [],
                "from a function or closure `Fn(&[usize], &mut Stream) -> f64` of the index";
            initializer = Expression => Rank::Any, [],
                "any value of a type that implements `Initializer`";
            glorot_uniform => Rank::Fans, [gain nonlinearity pass], "`xavier_uniform`";
            glorot_normal => Rank::Fans, [gain nonlinearity pass], "`xavier_normal`";
            he_uniform => Rank::Fans, [a mode nonlinearity pass gain], "`kaiming_uniform`";
            he_normal => Rank::Fans, [a mode nonlinearity pass gain], "`kaiming_normal`";
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

/// The keys of every initializer but `norm_of`, in the order in which they act.
pub const COMPOSERS: [&str; 3] = ["scale", "add", "then"];

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
        "a factor on all values, not negative; of variance_scaling the variance times fan",
    ),
    entry(
        "add",
        Expression,
        "init_core::initializer::normal()",
        "another initializer, whose values are added",
    ),
    entry(
        "then",
        Expression,
        "f64::abs",
        "a function `Fn(f64) -> f64` of each value",
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
    flag("per_part", "one matrix for each part of `split`"),
    entry(
        "nonlinearity",
        ChoiceOrFunction("nonlinearity"),
        "\"relu\"",
        "what follows, whose gain is taken: a name, or a function `fn(f64) -> f64`",
    ),
    entry(
        "pass",
        Choice("pass"),
        "\"backward\"",
        "which pass the gain of the nonlinearity is for, by default forward",
    ),
    entry(
        "a",
        Number(Finite),
        "0.01",
        "negative slope of leaky_relu, by default 0",
    ),
    entry(
        "of",
        Reference,
        "\"weight\"",
        "the parameter whose fan in is taken, from the same module",
    ),
    entry(
        "sparsity",
        Number(Unit),
        "0.1",
        "part of each column that is zero, 0 to 1",
    ),
    entry(
        "axis",
        Index,
        "0",
        "the axis of the other parameter with a norm for each index; by default one norm of all",
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
        "the role of each axis: `o`, `i`, `*` for stacked layers, letters for the receptive field; several axes may be `o`, or `i`",
    ),
    entry("groups", Count, "2", "groups of a convolution"),
    entry(
        "split",
        Counts,
        "3",
        "how many weights are fused along `o`, or the length of each: `(self.q, self.kv, self.kv)`",
    ),
    flag(
        "embedding",
        "a table whose rows are looked up: fan_in 1, fan_out the length of a row",
    ),
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
    entry(
        "mup",
        Choice("role in muP"),
        "\"hidden\"",
        "the role of the weight in the maximal update parametrization, beside its fans at the base width",
    ),
    entry(
        "base_fan_in",
        Number(Positive),
        "256",
        "the fan in at the base width of `mup`",
    ),
    entry(
        "base_fan_out",
        Number(Positive),
        "256",
        "the fan out at the base width of `mup`",
    ),
    entry(
        "depth_scaling",
        Choice("depth scaling"),
        "\"count\"",
        "divides the values by √(2·layer.count) or √(2·(layer.index + 1))",
    ),
    entry(
        "padding_index",
        Indices,
        "0",
        "the index along `o`, or several in brackets, whose values are 0",
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
    entry(
        "same_as",
        Reference,
        "\"encoder\"",
        "the new values of another field, a parameter or a module",
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
            "role in muP", "roles in muP", [tensor MupRole]:
                input Input, hidden Hidden, output Output;
            "depth scaling", "depth scalings", [walk DepthScaling]:
                count Count, index Index;
            "distribution", "distributions", [initializer Distribution]:
                normal Normal, truncated_normal TruncatedNormal, uniform Uniform;
            "kind of std", "kinds of std", [initializer StdOf]:
                parent Parent, truncated Truncated;
            "nonlinearity", "nonlinearities", [initializer Nonlinearity]:
                linear Linear, conv1d Conv1d, conv2d Conv2d, conv3d Conv3d,
                conv_transpose1d ConvTranspose1d, conv_transpose2d ConvTranspose2d,
                conv_transpose3d ConvTranspose3d, sigmoid Sigmoid, tanh Tanh, relu Relu,
                leaky_relu LeakyRelu, selu Selu, sigmoid_exact SigmoidExact, tanh_exact TanhExact,
                selu_exact SeluExact, elu Elu, celu Celu, gelu Gelu, gelu_tanh GeluTanh,
                quick_gelu QuickGelu, silu Silu, mish Mish, hardswish Hardswish,
                hardsigmoid Hardsigmoid, hardtanh Hardtanh, softplus Softplus, softsign Softsign,
                relu6 Relu6, relu_squared ReluSquared, sin Sin;
            "pass", "passes", [initializer Pass]:
                forward Forward, backward Backward;
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
