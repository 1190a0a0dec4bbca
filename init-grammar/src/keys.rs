//! The keys of initializers, the options of fields, structs and rules: the rest of the one table.

use crate::Kind::{
    Choice, ChoiceOrFunction, Count, Counts, Expression, Flag, Glob, Index, Indices, Layout,
    Number, Path, Reference, Text, TypeName,
};
use crate::Range::{Any, AtLeastTwo, Finite, Inside, NotNegative, Positive, Unit};
use crate::{Key, Kind};

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
        "the parameter whose fan in is taken, from the same module; of several, `a|b`, the first that exists",
    ),
    entry(
        "sparsity",
        Number(Unit),
        "0.1",
        "part of each column or row that is zero, 0 to 1",
    ),
    entry(
        "shift",
        Index,
        "1",
        "rows by which the diagonal is turned down",
    ),
    flag("per_row", "zeros in each row, in place of each column"),
    flag("normalized", "divided by its sum"),
    entry(
        "factor",
        Count,
        "2",
        "factor by which a pixel shuffle enlarges each axis",
    ),
    entry(
        "omega",
        Number(Positive),
        "30.0",
        "factor within the sine, positive",
    ),
    flag("first", "the first layer, which reads coordinates"),
    entry(
        "base",
        Number(AtLeastTwo),
        "10000.0",
        "ratio of the frequencies, at least 2",
    ),
    entry(
        "variant",
        Choice("S4D variant"),
        "\"inv\"",
        "which imaginary parts",
    ),
    entry(
        "side",
        Choice("side of a transform"),
        "\"imag\"",
        "cosines or sines",
    ),
    entry(
        "window",
        Choice("window"),
        "\"hamming\"",
        "the factor of each time",
    ),
    entry(
        "scaling",
        Choice("scaling"),
        "\"spectrum\"",
        "the divisor of the window",
    ),
    flag("periodic", "the window is a period of a longer one"),
    entry("width", Count, "14", "columns of a grid of positions"),
    flag("interleaved", "each cosine next to its sine"),
    flag(
        "endpoint",
        "the last frequency is the first divided by base",
    ),
    entry(
        "probability",
        Number(Inside),
        "0.01",
        "probability at which an output begins, between 0 and 1",
    ),
    entry(
        "steps",
        Number(AtLeastTwo),
        "784.0",
        "longest time to remember, at least 2",
    ),
    entry(
        "floor",
        Number(NotNegative),
        "1e-4",
        "step size that smaller ones are raised to, not negative",
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
        "shard",
        Expression,
        "init_core::tensor::Shard::rows(self.rank, self.ranks)",
        "the part that this process holds of the tensor whose `shape` is declared",
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
