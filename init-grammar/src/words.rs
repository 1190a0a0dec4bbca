//! The words: the one table.

use crate::Kind::{
    Choice, Count, Expression, Flag, Glob, Index, Indices, Layout, Number, Numbers, Path,
    Reference, Scalar, Text, TypeName,
};
use crate::Range::{Any, AtLeastTwo, Finite, Inside, NotNegative, Positive, Unit};
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
            xavier_uniform => Rank::Fans, [gain nonlinearity],
                "uniform on ±gain·√(6 / (fan_in + fan_out))";
            xavier_normal => Rank::Fans, [gain nonlinearity],
                "normal, std gain·√(2 / (fan_in + fan_out))";
            kaiming_uniform => Rank::Fans, [a mode nonlinearity gain], "uniform on ±gain·√(3 / fan)";
            kaiming_normal => Rank::Fans, [a mode nonlinearity gain], "normal, std gain/√fan";
            lecun_uniform => Rank::Fans, [], "uniform on ±√(3 / fan_in)";
            lecun_normal => Rank::Fans, [], "truncated normal, std √(1 / fan_in)";
            fan_uniform => Rank::Fans, [of],
                "uniform on ±1/√fan_in, its own or that `of` another parameter";
            orthogonal => Rank::Between(2, usize::MAX), [gain per_part],
                "orthonormal rows or columns, times gain";
            delta_orthogonal => Rank::Between(3, 5), [gain],
                "an orthogonal matrix times gain at the centre of a convolution";
            identity => Rank::Between(2, 2), [gain shift],
                "gain on the diagonal of a matrix, whose rows are turned by shift";
            dirac => Rank::Between(3, 5), [gain], "the identity of a convolution, times gain";
            sparse => Rank::Between(2, 2), [sparsity std per_row] needs [sparsity],
                "normal, by default std 0.01, zero in the part `sparsity` of each column or row";
            array = Numbers => Rank::Any, [per_part],
                "the numbers of an array, or one for each equal part of `o`, such as a gate";
            bilinear => Rank::Between(3, 5), [normalized],
                "the filter of a linear interpolation, up or, normalized, down";
            icnr => Rank::Between(3, 5), [factor gain] needs [factor],
                "normal, std gain/√fan_in, by default √2: one filter for all that a pixel shuffle puts together";
            hadamard => Rank::Between(2, 5), [],
                "ZerO: a partial identity, or a Hadamard matrix where there are more outputs";
            siren => Rank::Fans, [omega first],
                "uniform on ±√(6 / fan_in) / omega, by default 30; in the first layer on ±1/fan_in";
            sincos => Rank::Between(2, usize::MAX), [base width interleaved endpoint],
                "sines and cosines of positions, or of those of a grid of `width` columns";
            alibi_slopes => Rank::Any, [], "the slope of each head, 2^(−8(h + 1)/n)";
            prior_bias => Rank::Any, [probability],
                "ln(p / (1 − p)) of a probability p, by default −ln(n) of n classes";
            chrono => Rank::Between(1, 1), [steps] needs [steps],
                "the bias of the gates i, f, g, o: ∓ln of a time up to `steps`, then 0";
            dt_bias => Rank::Any, [low high floor],
                "the inverse softplus of a log-uniform step size, by default 0.001 to 0.1";
            a_log => Rank::Any, [low high],
                "ln(n + 1) along the last axis, or the logarithm of a uniform number";
            s4d => Rank::Any, [variant], "imaginary parts of S4D along the last axis, by default πn";
            stft => Rank::Between(3, 3), [side window scaling periodic],
                "cosines or sines of a Fourier transform along time, in a window";
            hippo => Rank::Between(1, 2), [], "the matrix A of HiPPO-LegS, or its vector B";
            norm_of = Reference => Rank::Any, [axis],
                "the Euclidean norm of the new values of another parameter";
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
        "of",
        Reference,
        "\"weight\"",
        "the parameter whose fan in is taken, from the same module",
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
            "depth scaling", "depth scalings", [walk DepthScaling]:
                count Count, index Index;
            "distribution", "distributions", [initializer Distribution]:
                normal Normal, truncated_normal TruncatedNormal, uniform Uniform;
            "kind of std", "kinds of std", [initializer StdOf]:
                parent Parent, truncated Truncated;
            "S4D variant", "S4D variants", [initializer S4dVariant]:
                lin Lin, inv Inv, inv2 Inv2, quad Quad, legs Legs;
            "side of a transform", "sides of a transform", [initializer Side]: real Real, imag Imag;
            "window", "windows", [initializer Window]:
                hann Hann, hamming Hamming, blackman Blackman, boxcar Boxcar;
            "scaling", "scalings", [initializer Scaling]:
                density Density, spectrum Spectrum, none None;
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
