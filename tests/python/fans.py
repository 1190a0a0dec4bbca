"""Writes ../data/fans.json: the fans that PyTorch, JAX and Keras count, beside those that are right.

    pip install torch jax keras
    KERAS_BACKEND=jax python3 tests/python/fans.py > tests/data/fans.json

Each row is a weight as the framework stores it. What is right follows from the layer: the number of
values that feed a unit, and the number of units that an input feeds, within one of the weights that are
fused or stacked.
"""

import json
import math

import jax
import numpy
import torch
from jax.nn.initializers import variance_scaling
from keras.src.initializers.random_initializers import compute_fans
from torch.nn.init import _calculate_fan_in_and_fan_out

# The weight, its shape in PyTorch (or None), in JAX and Keras with the axes that JAX is given (or None),
# the attribute here with the shape that it is for, and the right fans, one pair for each part.
ROWS = [
    ("linear", (64, 32), (32, 64), {}, "", (64, 32), [(32, 64)]),
    ("convolution", (64, 32, 3, 3), (3, 3, 32, 64), {}, "", (64, 32, 3, 3), [(288, 576)]),
    ("convolution of 32 groups", (128, 2, 3, 3), (3, 3, 2, 128), {}, "groups = 32", (128, 2, 3, 3), [(18, 36)]),
    ("depthwise convolution", (64, 1, 3, 3), (3, 3, 1, 64), {}, "groups = 64", (64, 1, 3, 3), [(9, 9)]),
    ("transposed convolution", (64, 16, 4, 4), (4, 4, 64, 16), {}, 'layout = "iohw"', (64, 16, 4, 4), [(1024, 256)]),
    ("the same of 4 groups", (64, 4, 4, 4), None, {}, 'layout = "iohw", groups = 4', (64, 4, 4, 4), [(256, 64)]),
    ("query, key, value", (192, 64), (64, 192), {}, "split = 3", (192, 64), [(64, 64)]),
    ("grouped queries", (96, 64), (64, 96), {}, "split = (64, 16, 16)", (96, 64), [(64, 64), (64, 16), (64, 16)]),
    ("queries by head", None, (64, 4, 16), {}, 'layout = "ioo"', (64, 4, 16), [(64, 64)]),
    ("the same, with axes", None, (64, 4, 16), {"in_axis": 0, "out_axis": (1, 2)}, 'layout = "ioo"', (64, 4, 16), [(64, 64)]),
    ("output of heads", None, (4, 16, 64), {}, 'layout = "iio"', (4, 16, 64), [(64, 64)]),
    ("the same, with axes", None, (4, 16, 64), {"in_axis": (0, 1), "out_axis": 2}, 'layout = "iio"', (4, 16, 64), [(64, 64)]),
    ("12 stacked layers", (12, 64, 32), (12, 32, 64), {}, 'layout = "*oi"', (12, 64, 32), [(32, 64)]),
    ("the same, with axes", None, (12, 32, 64), {"in_axis": 1, "out_axis": 2, "batch_axis": 0}, 'layout = "*io"', (12, 32, 64), [(32, 64)]),
    ("experts of layers", (12, 8, 64, 32), (12, 8, 32, 64), {}, 'layout = "**oi"', (12, 8, 64, 32), [(32, 64)]),
    ("stacked, by head, q, k, v", None, (12, 64, 3, 4, 16), {}, 'layout = "*iooo", split = 3', (12, 64, 3, 4, 16), [(64, 64)]),
    ("stacked, groups, fused", (6, 64, 8, 3, 3), None, {}, 'layout = "*oihw", groups = 4, split = 2', (6, 64, 8, 3, 3), [(72, 72)]),
    ("embedding", (1000, 64), (1000, 64), {}, "embedding", (1000, 64), [(1, 64)]),
    ("the same, as Flax has it", None, (1000, 64), {"in_axis": -2, "out_axis": 0}, "embedding", (1000, 64), [(1, 64)]),
]

# The shapes of Keras where they are others than those of JAX.
KERAS = {"depthwise convolution": (3, 3, 64, 1), "transposed convolution": (4, 4, 16, 64)}


def of_torch(shape):
    if shape is None:
        return None
    return list(_calculate_fan_in_and_fan_out(torch.empty(shape, device="meta")))


def of_jax(shape, axes):
    """The fans that JAX divides by, and which the values of a variance scaling have."""
    from jax._src.nn.initializers import _compute_fans

    if shape is None:
        return None
    defaults = {"in_axis": -2, "out_axis": -1, "batch_axis": ()}
    fan_in, fan_out = _compute_fans(shape, **(defaults | axes))
    values = variance_scaling(1.0, "fan_in", "normal", **(defaults | axes))(jax.random.key(1), shape)
    measured = float(numpy.asarray(values, numpy.float64).std())
    assert abs(measured * math.sqrt(fan_in) - 1) < 0.1, (shape, measured)
    return [fan_in, fan_out]


def of_keras(shape, axes):
    return None if shape is None or axes else list(compute_fans(shape))


def whole(fans):
    if fans is None:
        return None
    return [int(fan) if float(fan).is_integer() else float(fan) for fan in fans]


def main():
    rows = []
    for name, in_torch, in_jax, axes, attribute, shape, right in ROWS:
        rows.append(
            {
                "weight": name,
                "torch": whole(of_torch(in_torch)),
                "jax": whole(of_jax(in_jax, axes)),
                "keras": whole(of_keras(KERAS.get(name, in_jax), axes)),
                "attribute": attribute,
                "shape": shape,
                "right": right,
            }
        )
    import keras

    source = f"torch {torch.__version__.split('+')[0]}, jax {jax.__version__}, keras {keras.__version__}"
    body = ",\n".join("  " + json.dumps(row) for row in rows)
    print(f'{{\n "source": "{source}, by tests/python/fans.py",\n "rows": [\n{body}\n ]\n}}')


if __name__ == "__main__":
    main()
