"""Draws what JAX, Flax and Keras draw on a CPU: tests/data/jax-cpu.json and tests/data/jax-more.json.

    pip install jax==0.10.2 flax==0.12.8 keras==3.15.1
    python tests/python/jax_values.py tests/data

Needs x86-64 with AVX2 and FMA. The first file holds single draws, keys and initializers; each case is
drawn anew as it describes itself. The second holds long draws, and whole models of Flax and Keras. A
process is started for each setting that JAX reads once.

Initializers are compiled by `jax.jit`, under which JAX 0.10 multiplies normal numbers as JAX 0.12 does
always; in bf16 it does not. Models are not compiled. The file of single draws is of JAX 0.12, which needs
Python 3.12: with JAX 0.10 `init normal` of bf16 and the normal numbers of float64 differ there, and the
file is left as it is.
"""

import hashlib
import json
import math
import os
import pathlib
import subprocess
import sys

import numpy as np

DTYPES = {"float32": 4, "bfloat16": 2, "float16": 2, "float64": 8}


def content(array):
    """The bytes in row-major order."""
    return np.ascontiguousarray(np.asarray(array)).tobytes()


def drawn(array):
    array = np.asarray(array)
    size = array.dtype.itemsize
    data = content(array)
    first = [data[at : at + size][::-1].hex() for at in range(0, min(len(data), 8 * size), size)]
    return {"first": first, "sha256": hashlib.sha256(data).hexdigest()}


def initializer(name, args):
    from jax.nn import initializers

    args = dict(args)
    if name == "variance_scaling":
        scale, mode, law = args.pop("scale"), args.pop("mode"), args.pop("dist")
        return initializers.variance_scaling(scale, mode, law, **args)
    return getattr(initializers, name)(**args)


def case(description):
    """What a case describes."""
    import jax
    import jax.numpy as jnp

    op, args = description["op"], description["args"]
    shape, dtype = tuple(description["shape"]), description["dtype"]
    key = jax.random.key(description["seed"])
    if op == "key":
        return jax.random.key_data(key)
    if op == "fold_in":
        return jax.random.key_data(jax.random.fold_in(key, args["data"]))
    if op == "split":
        return jax.random.key_data(jax.random.split(key, args["num"]))
    if op == "bits":
        return jax.random.bits(key, shape, dtype)
    if op == "uniform":
        return jax.random.uniform(key, shape, dtype, args["low"], args["high"])
    if op == "normal":
        return jax.random.normal(key, shape, dtype)
    if op == "truncated_normal":
        return jax.random.truncated_normal(key, args["lower"], args["upper"], shape, dtype)
    name = op.removeprefix("init ")
    if op.startswith("flax"):
        args = dict(args)
        name = args.pop("init")
        if "suffix" in args:
            from flax.core.scope import LazyRng

            key = LazyRng.create(key, *args.pop("suffix")).as_jax_rng()
        else:
            key = jax.random.fold_in(key, args.pop("count"))
    draw = jax.jit(lambda key: initializer(name, args)(key, shape, jnp.dtype(dtype)))
    return draw(key)


# --- Long draws ---

SIZES = [0, 1, 2, 3, 5, 16, 17, 255, 65_535, 65_536, 65_537, 131_072, 750_001]
LAWS = {
    "bits": {},
    "uniform": {"low": -0.1, "high": 0.25},
    "normal": {},
    "truncated_normal": {"lower": -2.0, "upper": 2.0},
    "truncated_normal apart": {"lower": -1.0, "upper": 3.0},
}


def long_draws(setting):
    fma, partitionable, x64 = setting
    types = ["float64"] if x64 else ["float32", "bfloat16", "float16"] if fma else ["float32", "bfloat16"]
    for dtype in types:
        for law, args in LAWS.items():
            if law == "bits" and dtype != "float32" or x64 and law != "uniform":
                continue
            digest = hashlib.sha256()
            for seed, size in enumerate(SIZES):
                op = law.removesuffix(" apart")
                kind = "uint32" if law == "bits" else dtype
                digest.update(content(case(
                    {"op": op, "args": args, "seed": seed, "shape": [size], "dtype": kind}
                )))
            yield {
                "law": law, "dtype": dtype, "fma": fma, "partitionable": partitionable,
                "sizes": SIZES, "sha256": digest.hexdigest(),
            }


INITIALIZERS = [
    ("uniform", {"scale": 0.1}),
    ("normal", {"stddev": 0.02}),
    ("truncated_normal", {"stddev": 0.02}),
    ("truncated_normal", {"stddev": 0.3, "lower": -1.5, "upper": 2.5}),
    ("lecun_normal", {}),
    ("lecun_uniform", {}),
    ("glorot_normal", {}),
    ("glorot_uniform", {}),
    ("he_normal", {}),
    ("he_uniform", {}),
    ("variance_scaling", {"scale": 2.0, "mode": "fan_out", "dist": "normal"}),
    ("variance_scaling", {"scale": 1 / 3, "mode": "fan_geo_avg", "dist": "uniform"}),
    ("variance_scaling", {"scale": 1 / 3, "mode": "fan_avg", "dist": "truncated_normal"}),
    ("variance_scaling", {"scale": 0.7, "mode": "fan_in", "dist": "normal"}),
]


def initialized():
    import jax

    for dtype in ("float32", "bfloat16", "float16"):
        for seed, (name, args) in enumerate(INITIALIZERS):
            if dtype == "bfloat16" and "normal" in (name, args.get("dist")):
                continue
            # Bounds other than ±2 are computed differently under `jax.jit`.
            apart = "lower" in args
            shape = [7, 11] if name == "he_normal" else [3, 3, 16, 24] if seed % 2 else [100, 257]
            description = {"op": f"init {name}", "args": args, "seed": seed, "shape": shape, "dtype": dtype}
            if apart:
                key = jax.random.key(seed)
                array = initializer(name, args)(key, tuple(shape), jax.numpy.dtype(dtype))
            else:
                array = case(description)
            yield {**description, **drawn(array)}


def orthogonal():
    import jax

    for shape in ([6, 9], [9, 6], [2, 2, 7, 16]):
        values = jax.nn.initializers.orthogonal(1.5)(jax.random.key(3), tuple(shape))
        yield {"shape": shape, "values": [round(value, 8) for value in np.ravel(values).tolist()]}


# --- Models ---


def parameters(tree):
    """The parameters of a tree by path."""
    import jax

    found = {}
    for path, leaf in jax.tree_util.tree_flatten_with_path(tree)[0]:
        names = [str(getattr(part, "key", getattr(part, "idx", getattr(part, "name", part)))) for part in path]
        found["/".join(names)] = {"shape": list(np.shape(leaf)), **drawn(leaf)}
    return found


def linen():
    import jax
    import jax.numpy as jnp
    from flax import linen as nn

    class Mlp(nn.Module):
        @nn.compact
        def __call__(self, x):
            for width in (32, 16):
                x = nn.relu(nn.Dense(width)(x))
            return nn.Dense(10, kernel_init=nn.initializers.normal(0.02), name="head")(x)

    class Cnn(nn.Module):
        def setup(self):
            self.convs = [nn.Conv(8, (3, 3)), nn.Conv(16, (3, 3), feature_group_count=2)]
            self.norm = nn.BatchNorm(use_running_average=True)
            self.head = nn.Dense(10, kernel_init=nn.initializers.he_uniform())

        def __call__(self, x):
            for conv in self.convs:
                x = nn.relu(conv(x))
            x = self.norm(x).mean(axis=(1, 2))
            return self.head(x)

    class Block(nn.Module):
        @nn.compact
        def __call__(self, x):
            x = x + nn.MultiHeadDotProductAttention(num_heads=2, name="attn")(nn.LayerNorm()(x))
            y = nn.Dense(32)(nn.LayerNorm()(x))
            return x + nn.Dense(16)(nn.gelu(y))

    class Transformer(nn.Module):
        @nn.compact
        def __call__(self, tokens):
            position = self.param("position", nn.initializers.normal(0.02), (7, 16))
            x = nn.Embed(20, 16)(tokens) + position
            for _ in range(2):
                x = Block()(x)
            return nn.LayerNorm()(x)

    images, tokens = jnp.zeros((1, 8, 8, 1)), jnp.zeros((1, 7), int)
    models = [("mlp", Mlp(), jnp.zeros((1, 24))), ("cnn", Cnn(), images), ("transformer", Transformer(), tokens)]
    models += [("dense", nn.Dense(6), jnp.zeros((1, 9)))]
    for name, model, x in models:
        for seed in (0, 42):
            tree = model.init(jax.random.key(seed), x)["params"]
            yield {"model": name, "seed": seed, "parameters": parameters(tree)}


def nnx():
    import jax
    import jax.numpy as jnp
    from flax import nnx
    from jax.nn import initializers

    class Mlp(nnx.Module):
        def __init__(self, rngs):
            self.first = nnx.Linear(24, 32, rngs=rngs)
            self.second = nnx.Linear(32, 16, use_bias=False, rngs=rngs)
            self.head = nnx.Linear(16, 10, kernel_init=initializers.normal(0.02), rngs=rngs)

    class Cnn(nnx.Module):
        def __init__(self, rngs):
            self.convs = nnx.List([
                nnx.Conv(1, 8, (3, 3), rngs=rngs),
                nnx.Conv(8, 16, (3, 3), feature_group_count=2, rngs=rngs),
            ])
            self.norm = nnx.BatchNorm(16, rngs=rngs)
            self.head = nnx.Linear(16, 10, kernel_init=initializers.he_uniform(), rngs=rngs)

    class Block(nnx.Module):
        def __init__(self, rngs):
            self.norm = nnx.LayerNorm(16, rngs=rngs)
            self.attn = nnx.MultiHeadAttention(num_heads=2, in_features=16, decode=False, rngs=rngs)
            self.first = nnx.Linear(16, 32, rngs=rngs)
            self.second = nnx.Linear(32, 16, rngs=rngs)

    class Transformer(nnx.Module):
        def __init__(self, rngs):
            self.embed = nnx.Embed(20, 16, rngs=rngs)
            self.position = nnx.Param(initializers.normal(0.02)(rngs.params(), (7, 16), jnp.float32))
            self.blocks = nnx.List([Block(rngs) for _ in range(2)])
            self.norm = nnx.LayerNorm(16, rngs=rngs)

    models = [("linear", lambda rngs: nnx.Linear(4, 6, rngs=rngs)), ("mlp", Mlp), ("cnn", Cnn)]
    for name, build in [*models, ("transformer", Transformer)]:
        for seed in (0, 42):
            rngs = nnx.Rngs(seed)
            state = nnx.state(build(rngs), nnx.Param)
            yield {
                "model": name, "seed": seed,
                "parameters": parameters(nnx.to_pure_dict(state)),
                "next": drawn(jax.random.key_data(rngs.params()))["first"],
            }


def keras():
    os.environ["KERAS_BACKEND"] = "jax"
    import keras
    from keras import initializers, layers

    def attend():
        x = layers.Input((7, 16))
        y = layers.MultiHeadAttention(2, 8, name="attn")(x, x)
        return keras.Model(x, layers.Dense(16, name="dense")(y))

    def deep():
        x = layers.Input((24,))
        y = layers.Dense(32, kernel_initializer="he_normal", name="first")(x)
        y = layers.Dense(16, kernel_initializer="lecun_uniform", name="second")(y)
        y = layers.Dense(16, kernel_initializer=initializers.RandomNormal(0.5, 0.02), name="third")(y)
        y = layers.Dense(16, kernel_initializer=initializers.TruncatedNormal(stddev=0.02), name="fourth")(y)
        scaled = initializers.VarianceScaling(0.3, "fan_out", "untruncated_normal")
        return keras.Model(x, layers.Dense(10, kernel_initializer=scaled, name="head")(y))

    def convolve():
        x = layers.Input((8, 8, 1))
        y = layers.Conv2D(8, 3, name="conv1")(x)
        y = layers.Conv2D(16, 3, groups=2, name="conv2")(layers.BatchNormalization(name="norm")(y))
        return keras.Model(x, layers.Dense(10, name="head")(layers.GlobalAveragePooling2D()(y)))

    def embed():
        x = layers.Input((7,))
        return keras.Model(x, layers.Dense(8, name="head")(layers.Embedding(20, 16, name="embed")(x)))

    for name, build in (("attention", attend), ("mlp", deep), ("cnn", convolve), ("embedding", embed)):
        for seed in (0, 42, 123_456_789):
            keras.utils.set_random_seed(seed)
            model = build()
            found = {
                variable.path: {"shape": list(variable.shape), **drawn(variable.value)}
                for variable in model.trainable_variables
            }
            import random

            yield {"model": name, "seed": seed, "parameters": found, "next": random.randint(1, 10**9)}


# --- The files ---


def part(name, cases):
    """What one process draws."""
    import jax

    fma, partitionable, x64 = setting = tuple(flag == "1" for flag in name)
    jax.config.update("jax_threefry_partitionable", partitionable)
    jax.config.update("jax_enable_x64", x64)
    of = lambda c: c["fma"] == fma and c["partitionable"] == partitionable and is_double(c) == x64
    redrawn = {str(place): drawn(case(c)) for place, c in enumerate(cases) if of(c)}
    found = {"cases": redrawn, "long": list(long_draws(setting))}
    if setting == (True, True, False):
        found["initializers"] = list(initialized())
        found["orthogonal"] = list(orthogonal())
        found["linen"], found["nnx"], found["keras"] = list(linen()), list(nnx()), list(keras())
    return found


def is_double(c):
    return c["dtype"] in ("float64", "uint64")


def process(setting, path):
    environment = dict(os.environ, KERAS_BACKEND="jax")
    if setting[0] == "0":
        environment["XLA_FLAGS"] = "--xla_cpu_max_isa=SSE4_2"
    command = [sys.executable, __file__, "--part", setting, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    if sys.argv[1] == "--part":
        cases = json.loads(pathlib.Path(sys.argv[3]).read_text())["cases"]
        print(json.dumps(part(sys.argv[2], cases)))
        return
    from importlib.metadata import version

    folder = pathlib.Path(sys.argv[1])
    path = folder / "jax-cpu.json"
    file = json.loads(path.read_text())
    versions = {name: version(name) for name in ("jax", "jaxlib", "flax", "keras")}
    more = {"versions": versions, "long": [], "initializers": [], "orthogonal": []}
    more |= {"linen": [], "nnx": [], "keras": []}
    is_newest = tuple(map(int, versions["jax"].split(".")[:2])) >= (0, 12)
    for setting in ("110", "100", "010", "111", "101"):
        found = process(setting, path)
        for place, values in found.pop("cases").items():
            old = file["cases"][int(place)]
            if old["sha256"] != values["sha256"]:
                print(f"differs: {old['op']} {old['args']} {old['dtype']}", file=sys.stderr)
            if is_newest:
                old.update(values)
        for name, values in found.items():
            more[name] += values
    if is_newest:
        file["source"] = f"jax {versions['jax']}, flax {versions['flax']}, CPU"
        path.write_text(json.dumps(file, indent=1) + "\n")
    (folder / "jax-more.json").write_text(json.dumps(more, indent=1) + "\n")


main()
