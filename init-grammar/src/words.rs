//! The words of initializers and of closed sets: the one table, whose keys and options are in `keys`.

use crate::Kind::{Expression, Numbers, Reference, Scalar};
use crate::{Choices, Initializer, Rank};

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
