"""Writes ../data/gains.json: the gains 1/√E[f(x)²] and 1/√E[f'(x)²] of a standard normal x.

    python3 tests/python/gains.py > tests/data/gains.json      needs mpmath

Each integral is taken between the kinks of the function, with 40 digits; each gain is given as the
nearest f64 and as its bits.
"""

import json
import struct

from mpmath import diff, erf, exp, expm1, log1p, mp, mpf, pi, quad, sin, sqrt, tanh

mp.dps = 40

SELU_ALPHA = mpf("1.6732632423543772848170429916717")
SELU_SCALE = mpf("1.0507009873554804934193349852946")


def sigmoid(x):
    return 1 / (1 + exp(-x))


def elu(x):
    return x if x > 0 else expm1(x)


def selu(x):
    return SELU_SCALE * (x if x > 0 else SELU_ALPHA * expm1(x))


def softplus(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def clamp(x, low, high):
    return min(max(x, low), high)


# The function, and the places where it or its derivative has a kink.
FUNCTIONS = {
    "sigmoid_exact": (sigmoid, []),
    "tanh_exact": (tanh, []),
    "selu_exact": (selu, [0]),
    "elu": (elu, [0]),
    "celu": (elu, [0]),
    "gelu": (lambda x: x * (1 + erf(x / sqrt(mpf(2)))) / 2, []),
    "gelu_tanh": (lambda x: x * (1 + tanh(sqrt(2 / pi) * (x + mpf("0.044715") * x**3))) / 2, []),
    "quick_gelu": (lambda x: x * sigmoid(mpf("1.702") * x), []),
    "silu": (lambda x: x * sigmoid(x), []),
    "mish": (lambda x: x * tanh(softplus(x)), []),
    "hardswish": (lambda x: x * clamp(x + 3, 0, 6) / 6, [-3, 3]),
    "hardsigmoid": (lambda x: clamp(x + 3, 0, 6) / 6, [-3, 3]),
    "hardtanh": (lambda x: clamp(x, -1, 1), [-1, 1]),
    "softplus": (softplus, []),
    "softsign": (lambda x: x / (1 + abs(x)), [0]),
    "relu6": (lambda x: clamp(x, 0, 6), [0, 6]),
    "relu_squared": (lambda x: max(x, 0) ** 2, [0]),
    "sin": (sin, []),
}


def gain(function, kinks):
    """1/√E[function(x)²]."""
    edges = sorted({mpf(edge) for edge in [*range(-24, 25), *kinks]})
    square = quad(lambda x: function(x) ** 2 * exp(-x * x / 2), edges)
    return 1 / sqrt(square / sqrt(2 * pi))


def record(value):
    bits = struct.unpack("<Q", struct.pack("<d", float(value)))[0]
    return {"gain": float(value), "bits": f"{bits:016x}"}


def main():
    gains = {}
    for name, (function, kinks) in FUNCTIONS.items():
        # No point of the quadrature is a kink, so that the derivative is taken on one side of it.
        gains[name] = {
            "forward": record(gain(function, kinks)),
            "backward": record(gain(lambda x: diff(function, x), kinks)),
        }
    print(json.dumps({"source": "mpmath, 40 digits, by tests/python/gains.py", "gains": gains}, indent=1))


if __name__ == "__main__":
    main()
