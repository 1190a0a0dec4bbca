"""Writes ../data/coming-from.json: the values that the calls of other frameworks give, for docs/coming-from.

    pip install torch jax flax keras paddlepaddle
    KERAS_BACKEND=jax python3 tests/python/coming_from.py > tests/data/coming-from.json

A row is a call, the attribute here, the shape of the weight as the framework stores it, and what differs. The
values of many calls are measured; those of burn and candle, which are written in Rust, follow from the formulas
of their sources.
"""

import json
import math
import sys

import numpy

MATRIX = (64, 32)
KERNEL = (32, 64)
TIMES = 100


def torch_rows():
    import torch
    from torch import nn

    torch.manual_seed(1)

    def call(function, *arguments, shape=MATRIX, **named):
        def draw():
            return function(torch.empty(shape), *arguments, **named).numpy()

        return shape, draw

    def layer(make, name, shape):
        return shape, lambda: make().get_parameter(name).detach().numpy()

    init = nn.init
    return [
        ("zeros_(w)", "zeros", call(init.zeros_), ""),
        ("ones_(w)", "ones", call(init.ones_), ""),
        ("constant_(w, 0.5)", "constant = 0.5", call(init.constant_, 0.5), ""),
        ("uniform_(w, -0.1, 0.3)", "uniform, low = -0.1, high = 0.3", call(init.uniform_, -0.1, 0.3), ""),
        ("normal_(w, 0.1, 0.02)", "normal, mean = 0.1, std = 0.02", call(init.normal_, 0.1, 0.02), ""),
        ("trunc_normal_(w, std=0.5)", "truncated_normal, std = 0.5, absolute", call(init.trunc_normal_, std=0.5), "its bounds ±2 are values; without `absolute` they are multiples of std"),
        ("xavier_uniform_(w, gain=2)", "xavier_uniform, gain = 2.0", call(init.xavier_uniform_, gain=2), ""),
        ("xavier_normal_(w)", "xavier_normal", call(init.xavier_normal_), "not truncated, in contrast to JAX and Keras"),
        ("kaiming_uniform_(w, a=math.sqrt(5))", "fan_uniform", call(init.kaiming_uniform_, a=math.sqrt(5)), "the law by what it is: ±1/√fan_in"),
        ('kaiming_normal_(w, mode="fan_out", nonlinearity="relu")', 'kaiming_normal, mode = "fan_out", nonlinearity = "relu"', call(init.kaiming_normal_, mode="fan_out", nonlinearity="relu"), ""),
        ('kaiming_normal_(w, nonlinearity="tanh")', 'kaiming_normal, nonlinearity = "tanh"', call(init.kaiming_normal_, nonlinearity="tanh"), "5/3; the exact gain is that of `tanh_exact`"),
        ("orthogonal_(w, gain=2)", "orthogonal, gain = 2.0", call(init.orthogonal_, gain=2), "the axes after the first are the columns, as there"),
        ("eye_(w)", "identity", call(init.eye_), ""),
        ("dirac_(w, groups=2)", "dirac, groups = 2", call(init.dirac_, groups=2, shape=(8, 4, 3, 3)), "the groups are the field's, and divide its fan out too"),
        ("sparse_(w, 0.1)", "sparse, sparsity = 0.1", call(init.sparse_, 0.1), ""),
        ("nn.Linear(32, 64).weight", "fan_uniform", layer(lambda: nn.Linear(32, 64), "weight", MATRIX), 'its bias is `fan_uniform, of = "weight"`'),
        ("nn.Conv2d(8, 16, 3, groups=2).weight", "fan_uniform, groups = 2", layer(lambda: nn.Conv2d(8, 16, 3, groups=2), "weight", (16, 4, 3, 3)), ""),
        ("nn.Embedding(64, 32).weight", "normal", layer(lambda: nn.Embedding(64, 32), "weight", MATRIX), "`padding_index` is kept 0"),
        ("nn.LSTM(8, 16).weight_hh_l0", "fan_uniform", layer(lambda: nn.LSTM(8, 16), "weight_hh_l0", (64, 16)), 'its other parameters are `fan_uniform, of = "weight_hh_l0"`'),
        ("nn.MultiheadAttention(32, 4).in_proj_weight", "xavier_uniform", layer(lambda: nn.MultiheadAttention(32, 4), "in_proj_weight", (96, 32)), "its fan out counts query, key and value: right is `xavier_uniform, split = 3`"),
    ]


def jax_rows():
    import flax.linen as linen
    import jax
    from jax.nn import initializers

    keys = iter(jax.random.split(jax.random.key(1), 100_000))

    def call(initializer, shape=KERNEL):
        return shape, lambda: initializer(next(keys), shape)

    def layer(module, inputs, name, shape):
        def draw():
            parameters = module.init(next(keys), inputs)["params"]
            return parameters[name]

        return shape, draw

    zeros = numpy.zeros
    return [
        ("zeros", "zeros", call(initializers.zeros), ""),
        ("ones", "ones", call(initializers.ones), ""),
        ("constant(0.5)", "constant = 0.5", call(initializers.constant(0.5)), ""),
        ("uniform(0.1)", "uniform, high = 0.1", call(initializers.uniform(0.1)), "from 0 on, by default to 0.01; here to 1"),
        ("normal(0.02)", "normal, std = 0.02", call(initializers.normal(0.02)), "by default 0.01; here 1"),
        ("truncated_normal(0.02)", "truncated_normal, std = 0.02", call(initializers.truncated_normal(0.02)), "the std before truncation; `std_of = \"truncated\"` for that of the values"),
        ("lecun_normal()", 'lecun_normal, layout = "io"', call(initializers.lecun_normal()), "truncated and corrected, as there"),
        ("lecun_uniform()", 'lecun_uniform, layout = "io"', call(initializers.lecun_uniform()), ""),
        ("glorot_normal()", 'variance_scaling, mode = "fan_avg", layout = "io"', call(initializers.glorot_normal()), "truncated and corrected; `glorot_normal` is PyTorch's, not truncated"),
        ("glorot_uniform()", 'glorot_uniform, layout = "io"', call(initializers.glorot_uniform()), ""),
        ("he_normal()", 'variance_scaling, scale = 2.0, layout = "io"', call(initializers.he_normal()), "truncated and corrected; `he_normal` is PyTorch's, not truncated"),
        ("he_uniform()", 'he_uniform, layout = "io"', call(initializers.he_uniform()), ""),
        ('variance_scaling(2.0, "fan_out", "normal")', 'variance_scaling, scale = 2.0, mode = "fan_out", distribution = "normal", layout = "io"', call(initializers.variance_scaling(2.0, "fan_out", "normal")), ""),
        ('variance_scaling(1.0, "fan_geo_avg", "uniform")', 'variance_scaling, mode = "fan_geo_avg", distribution = "uniform", layout = "io"', call(initializers.variance_scaling(1.0, "fan_geo_avg", "uniform")), ""),
        ('variance_scaling(1.0, "fan_in", "normal", batch_axis=0)', 'variance_scaling, distribution = "normal", layout = "*io"', call(initializers.variance_scaling(1.0, "fan_in", "normal", batch_axis=0), (4, 32, 64)), "a stack, or an ensemble"),
        ("orthogonal(2.0)", 'orthogonal, gain = 2.0, layout = "io"', call(initializers.orthogonal(2.0)), "of more axes JAX takes the last as one side; here it is `o`"),
        ("delta_orthogonal()", 'delta_orthogonal, layout = "xio"', call(initializers.delta_orthogonal(), (3, 8, 16)), ""),
        ("nn.Dense(64), kernel", 'lecun_normal, layout = "io"', layer(linen.Dense(64), zeros((1, 32)), "kernel", KERNEL), "its bias is 0"),
        ("nn.Conv(16, (3, 3)), kernel", 'lecun_normal, layout = "hwio"', layer(linen.Conv(16, (3, 3)), zeros((1, 8, 8, 4)), "kernel", (3, 3, 4, 16)), ""),
        ("nn.DenseGeneral((4, 16)), kernel", 'lecun_normal, layout = "ioo"', layer(linen.DenseGeneral((4, 16)), zeros((1, 32)), "kernel", (32, 4, 16)), ""),
        ("nn.Embed(64, 32), embedding", 'variance_scaling, mode = "fan_out", distribution = "normal", embedding', layer(linen.Embed(64, 32), zeros((1,), int), "embedding", MATRIX), "1/√width"),
    ]


def keras_rows():
    import keras
    from keras import initializers, layers

    keras.utils.set_random_seed(1)
    seeds = iter(range(1_000_000))

    def call(name, *arguments, shape=KERNEL, seeded=True, **named):
        def draw():
            seed = {"seed": next(seeds)} if seeded else {}
            return getattr(initializers, name)(*arguments, **named, **seed)(shape)

        return shape, draw

    def layer(make, inputs, shape):
        def draw():
            built = make()
            built.build(inputs)
            return built.get_weights()[0]

        return shape, draw

    return [
        ("Zeros()", "zeros", call("Zeros", seeded=False), ""),
        ("Ones()", "ones", call("Ones", seeded=False), ""),
        ("Constant(0.5)", "constant = 0.5", call("Constant", 0.5, seeded=False), ""),
        ("RandomUniform()", "uniform, low = -0.05, high = 0.05", call("RandomUniform"), "another default"),
        ("RandomNormal()", "normal, std = 0.05", call("RandomNormal"), "another default"),
        ("TruncatedNormal()", "truncated_normal, std = 0.05", call("TruncatedNormal"), "another default; the std before truncation"),
        ("VarianceScaling()", 'variance_scaling, layout = "io"', call("VarianceScaling"), "truncated and corrected"),
        ('VarianceScaling(2.0, "fan_avg", "untruncated_normal")', 'variance_scaling, scale = 2.0, mode = "fan_avg", distribution = "normal", layout = "io"', call("VarianceScaling", 2.0, "fan_avg", "untruncated_normal"), 'their `"normal"` is truncated'),
        ("GlorotUniform()", 'glorot_uniform, layout = "io"', call("GlorotUniform"), ""),
        ("GlorotNormal()", 'variance_scaling, mode = "fan_avg", layout = "io"', call("GlorotNormal"), "truncated and corrected; `glorot_normal` is PyTorch's, not truncated"),
        ("HeUniform()", 'he_uniform, layout = "io"', call("HeUniform"), ""),
        ("HeNormal()", 'variance_scaling, scale = 2.0, layout = "io"', call("HeNormal"), "truncated and corrected; `he_normal` is PyTorch's, not truncated"),
        ("LecunUniform()", 'lecun_uniform, layout = "io"', call("LecunUniform"), ""),
        ("LecunNormal()", 'lecun_normal, layout = "io"', call("LecunNormal"), ""),
        ("Orthogonal(2.0)", 'orthogonal, gain = 2.0, layout = "io"', call("Orthogonal", 2.0), "of more axes Keras takes the last as one side; here it is `o`"),
        ("Identity(2.0)", 'identity, gain = 2.0, layout = "io"', call("Identity", 2.0, shape=(32, 32), seeded=False), ""),
        ("Dense(64), kernel", 'glorot_uniform, layout = "io"', layer(lambda: layers.Dense(64), (None, 32), KERNEL), "its bias is 0"),
        ("Conv2D(16, 3), kernel", 'glorot_uniform, layout = "hwio"', layer(lambda: layers.Conv2D(16, 3), (None, 8, 8, 4), (3, 3, 4, 16)), ""),
        ("DepthwiseConv2D(3), kernel", "glorot_uniform, fan_in = 576, fan_out = 9", layer(lambda: layers.DepthwiseConv2D(3), (None, 8, 8, 64), (3, 3, 64, 1)), 'its fan in counts all channels: right is `glorot_uniform, layout = "hwoi", groups = 64`'),
        ("Embedding(64, 32), embeddings", "uniform, low = -0.05, high = 0.05", layer(lambda: layers.Embedding(64, 32), (None, 1), MATRIX), ""),
    ]


def paddle_rows():
    import paddle
    from paddle import nn

    paddle.seed(1)

    def call(initializer, shape=KERNEL):
        def draw():
            return paddle.create_parameter(list(shape), "float32", default_initializer=initializer).numpy()

        return shape, draw

    def layer(make, shape):
        return shape, lambda: make().weight.numpy()

    init = nn.initializer
    return [
        ("Constant(0.5)", "constant = 0.5", call(init.Constant(0.5)), ""),
        ("Uniform()", "uniform, low = -1.0, high = 1.0", call(init.Uniform()), "another default"),
        ("Normal(0.1, 0.02)", "normal, mean = 0.1, std = 0.02", call(init.Normal(0.1, 0.02)), ""),
        ("TruncatedNormal(0.0, 0.5)", "truncated_normal, std = 0.5, absolute", call(init.TruncatedNormal(0.0, 0.5)), "its bounds ±2 are values; without `absolute` they are multiples of std"),
        ("XavierUniform()", 'xavier_uniform, layout = "io"', call(init.XavierUniform()), ""),
        ("XavierNormal()", 'xavier_normal, layout = "io"', call(init.XavierNormal()), ""),
        ("KaimingUniform()", 'kaiming_uniform, layout = "io"', call(init.KaimingUniform()), ""),
        ("KaimingNormal()", 'kaiming_normal, layout = "io"', call(init.KaimingNormal()), ""),
        ("Orthogonal(2.0)", "orthogonal, gain = 2.0", call(init.Orthogonal(2.0)), ""),
        ("nn.Linear(32, 64).weight", 'xavier_uniform, layout = "io"', layer(lambda: nn.Linear(32, 64), KERNEL), "its bias is 0"),
        ("nn.Conv2D(4, 16, 3).weight", 'kaiming_normal, nonlinearity = "relu"', layer(lambda: nn.Conv2D(4, 16, 3), (16, 4, 3, 3)), "its bias is 0"),
        ("nn.Embedding(64, 32).weight", "xavier_uniform", layer(lambda: nn.Embedding(64, 32), MATRIX), "its fans count the vocabulary: `embedding` counts what is looked up"),
    ]


def uniform(bound):
    return {"mean": 0.0, "std": bound / math.sqrt(3), "min": -bound, "max": bound}


def normal(std, mean=0.0):
    return {"mean": mean, "std": std, "min": None, "max": None}


def one(value):
    return {"mean": value, "std": 0.0, "min": value, "max": value}


def burn_rows():
    root = math.sqrt
    return [
        ("Initializer::Zeros", "zeros", (KERNEL, one(0.0)), ""),
        ("Initializer::Constant { value: 0.5 }", "constant = 0.5", (KERNEL, one(0.5)), ""),
        ("Initializer::Uniform { min: -0.1, max: 0.1 }", "uniform, low = -0.1, high = 0.1", (KERNEL, uniform(0.1)), ""),
        ("Initializer::Normal { mean: 0.1, std: 0.02 }", "normal, mean = 0.1, std = 0.02", (KERNEL, normal(0.02, 0.1)), ""),
        ("Initializer::KaimingUniform { gain: 2.0, fan_out_only: false }", 'kaiming_uniform, gain = 2.0, layout = "io"', (KERNEL, uniform(2 * root(3 / 32))), "their fans are arguments of `init_with`"),
        ("Initializer::KaimingNormal { gain: 2.0, fan_out_only: true }", 'kaiming_normal, gain = 2.0, mode = "fan_out", layout = "io"', (KERNEL, normal(2 / root(64))), ""),
        ("Initializer::XavierUniform { gain: 1.0 }", 'xavier_uniform, layout = "io"', (KERNEL, uniform(root(6 / 96))), ""),
        ("Initializer::XavierNormal { gain: 1.0 }", 'xavier_normal, layout = "io"', (KERNEL, normal(root(2 / 96))), ""),
        ("Initializer::Orthogonal { gain: 2.0 }", "orthogonal, gain = 2.0", (KERNEL, normal(2 / root(64))), "rows or columns, whichever are fewer"),
        ("LinearConfig::new(32, 64), weight", 'fan_uniform, layout = "io"', (KERNEL, uniform(1 / root(32))), 'its bias has the same bound: `fan_uniform, of = "weight"`'),
        ("Conv2dConfig::new([4, 16], [3, 3]), weight", "fan_uniform", ((16, 4, 3, 3), uniform(1 / 6)), ""),
        ("EmbeddingConfig::new(64, 32), weight", "normal", (MATRIX, normal(1.0)), ""),
    ]


def candle_rows():
    root = math.sqrt
    return [
        ("Init::Const(0.5)", "constant = 0.5", (MATRIX, one(0.5)), ""),
        ("Init::Uniform { lo: -0.1, up: 0.1 }", "uniform, low = -0.1, high = 0.1", (MATRIX, uniform(0.1)), ""),
        ("Init::Randn { mean: 0.1, stdev: 0.02 }", "normal, mean = 0.1, std = 0.02", (MATRIX, normal(0.02, 0.1)), ""),
        ("DEFAULT_KAIMING_NORMAL", 'kaiming_normal, nonlinearity = "relu"', (MATRIX, normal(root(2 / 32))), ""),
        ("DEFAULT_KAIMING_UNIFORM", 'kaiming_uniform, nonlinearity = "relu"', (MATRIX, uniform(root(6 / 32))), ""),
        ("Init::Kaiming { dist: Normal, fan: FanOut, non_linearity: Tanh }", 'kaiming_normal, mode = "fan_out", nonlinearity = "tanh"', (MATRIX, normal(5 / 3 / root(64))), "their fan out ignores groups"),
        ("Init::Kaiming { dist: Uniform, fan: FanIn, non_linearity: ExplicitGain(2.0) }", "kaiming_uniform, gain = 2.0", (MATRIX, uniform(2 * root(3 / 32))), "of a vector their fan in is 1; here that is an error"),
        ("linear(32, 64, vb), weight", 'kaiming_normal, nonlinearity = "relu"', (MATRIX, normal(root(2 / 32))), 'not PyTorch\'s law; its bias is `fan_uniform, of = "weight"`'),
        ("embedding(64, 32, vb), weight", "normal", (MATRIX, normal(1.0)), ""),
    ]


def measured(draw, shape):
    values = numpy.stack([numpy.asarray(draw(), numpy.float64) for _ in range(TIMES)])
    assert values.shape[1:] == tuple(shape), (values.shape, shape)
    figures = {"mean": values.mean(), "std": values.std(), "min": values.min(), "max": values.max()}
    return {key: float(f"{figure:.6g}") for key, figure in figures.items()}


PAGES = {
    "pytorch": torch_rows, "jax": jax_rows, "keras": keras_rows, "paddle": paddle_rows, "burn": burn_rows,
    "candle": candle_rows,
}  # fmt: skip


def main():
    pages = []
    for page, rows in PAGES.items():
        lines = []
        for call, here, (shape, source), note in rows():
            figures = source if isinstance(source, dict) else measured(source, shape)
            row = {"call": call, "here": here, "shape": shape, **figures, "note": note}
            lines.append("   " + json.dumps(row, ensure_ascii=False))
            print(page, call, file=sys.stderr)
        pages.append(f'  "{page}": [\n' + ",\n".join(lines) + "\n  ]")
    print("{\n" + ",\n".join(pages) + "\n}")


if __name__ == "__main__":
    main()
