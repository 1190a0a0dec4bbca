"""Measures the complex numbers of JAX and PyTorch: tests/data/complex.json.

    pip install jax torch
    python tests/python/complex.py > tests/data/complex.json

For each call the variance of a number, its standard error, and the words of it here.
"""

import json
import math

import jax
import numpy
import torch
from jax.nn import initializers as init

SHAPE = (400, 300)  # (in, out)
SEED = 20_261_130


def row(source, words, values):
    values = numpy.asarray(values).reshape(-1).astype(numpy.complex128)
    mean = values.mean()
    squares = numpy.abs(values - mean) ** 2
    return {
        "source": source,
        "words": words,
        "mean": [mean.real, mean.imag],
        "variance": squares.mean(),
        "error": squares.std() / math.sqrt(len(values)),
        "real": values.real.var(),
    }


def rows():
    key = jax.random.key(SEED)
    calls = {
        "lecun_normal": init.lecun_normal(),
        "lecun_uniform": init.lecun_uniform(),
        "he_normal": init.he_normal(),
        "he_uniform": init.he_uniform(),
        "glorot_normal": init.glorot_normal(),
        "glorot_uniform": init.glorot_uniform(),
        "variance_scaling, distribution = normal": init.variance_scaling(1.0, "fan_in", "normal"),
        "normal": init.normal(0.02),
    }
    for words, call in calls.items():
        yield row("jax", words, call(key, SHAPE, "complex64"))
    torch.manual_seed(SEED)
    yield row("torch", "normal", torch.nn.init.normal_(torch.empty(SHAPE, dtype=torch.complex64), std=0.02))


print(json.dumps({"jax": jax.__version__, "torch": torch.__version__, "shape": SHAPE, "rows": list(rows())}, indent=1))
