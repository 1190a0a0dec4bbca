"""Writes ../data/mup.json: the standard deviations that microsoft's `mup` gives to weights by their role.

    pip install torch mup
    python3 tests/python/widths.py > tests/data/mup.json

The functions of `mup.init` are called on tensors whose widths they know; what they ask of the generator is
noted in place of being drawn.
"""

import json
import math
import warnings
from unittest.mock import patch

import torch

warnings.simplefilter("ignore")
from mup import init  # noqa: E402
from mup.infshape import InfDim, InfShape  # noqa: E402

# The initializer here, the function of mup and its arguments.
SCHEMES = [
    ("normal, std = 0.02", init.normal_, {"std": 0.02}),
    ("uniform, low = -0.5, high = 0.5", init.uniform_, {"a": -0.5, "b": 0.5}),
    ("xavier_normal", init.xavier_normal_, {}),
    ("xavier_uniform, gain = 2.0", init.xavier_uniform_, {"gain": 2.0}),
    ("kaiming_normal", init.kaiming_normal_, {}),
    ('kaiming_normal, mode = "fan_out"', init.kaiming_normal_, {"mode": "fan_out"}),
    ('kaiming_uniform, nonlinearity = "tanh"', init.kaiming_uniform_, {"nonlinearity": "tanh"}),
    ("kaiming_uniform, a = 2.25", init.kaiming_uniform_, {"a": 2.25}),
]

# The role, the shape, and at the base width the lengths of the axes that grow.
WEIGHTS = [
    ("input", (256, 32), (64, None)),
    ("hidden", (256, 256), (64, 64)),
    ("hidden", (1024, 256), (256, 64)),
    ("hidden", (256, 1024), (64, 256)),
    ("hidden", (256, 128, 3, 3), (64, 32)),
    ("output", (10, 256), (None, 64)),
    ("hidden", (64, 64), (64, 64)),
]


def asked_std(function, arguments, shape, base):
    """The std that the function asks for."""
    tensor = torch.empty(shape, device="meta")
    dims = [InfDim(base_dim, dim) for base_dim, dim in zip([*base, None, None], shape)]
    tensor.infshape = InfShape(dims)
    asked = []
    normal = lambda self, mean=0, std=1, **_: asked.append(std) or self  # noqa: E731
    uniform = lambda self, a=0, b=1, **_: asked.append((b - a) / math.sqrt(12)) or self  # noqa: E731
    with patch.object(torch.Tensor, "normal_", normal), patch.object(torch.Tensor, "uniform_", uniform):
        function(tensor, **arguments)
    (std,) = asked
    return std


def main():
    cases = []
    for role, shape, base in WEIGHTS:
        field = math.prod(shape[2:])
        bases = {"base_fan_out": base[0], "base_fan_in": base[1]}
        bases = {key: length * field for key, length in bases.items() if length}
        for words, function, arguments in SCHEMES:
            std = asked_std(function, arguments, shape, base)
            cases.append({"initializer": words, "role": role, "shape": shape, **bases, "std": std})
    source = f"mup 1.0.0, torch {torch.__version__.split('+')[0]}, by tests/python/widths.py"
    body = ",\n".join("  " + json.dumps(case) for case in cases)
    print(f'{{\n "source": "{source}",\n "cases": [\n{body}\n ]\n}}')


if __name__ == "__main__":
    main()
