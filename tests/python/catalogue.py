#!/usr/bin/env python3
"""Writes tests/data/catalogue.json: values of initializers that are not random, by their sources.

    python3 tests/python/catalogue.py > tests/data/catalogue.json

It needs numpy, scipy, mpmath, keras and torch. What has no package is the code of its paper
or repository, which each function names, with numpy's f64 in place of the framework's tensors.
"""

import json
import math
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "torch")

import keras
import mpmath
import numpy as np
import scipy
import torch

mpmath.mp.prec = 200


def of(function, *shape):
    """A tensor of a function of the index, in 200 bits."""
    return [float(function(*index)) for index in np.ndindex(*shape)]


def upsampling(channels, size):
    """`get_upsampling_weight` of wkentaro/pytorch-fcn, in three of its sizes."""
    factor = (size + 1) // 2
    center = factor - 1 if size % 2 == 1 else factor - 0.5
    og = np.ogrid[:size, :size]
    filt = (1 - abs(og[0] - center) / factor) * (1 - abs(og[1] - center) / factor)
    weight = np.zeros((channels, channels, size, size))
    weight[range(channels), range(channels), :, :] = filt
    return weight


def interpolates():
    """The filter above scales an image as torch's own bilinear interpolation does, but at its rim."""
    for stride in (2, 3, 4):
        size = 2 * stride - stride % 2
        image = torch.rand(1, 2, 9, 9, dtype=torch.float64)
        weight = torch.tensor(upsampling(2, size))
        up = torch.nn.functional.conv_transpose2d(image, weight, stride=stride, padding=(size - stride) // 2)
        wanted = torch.nn.functional.interpolate(image, scale_factor=stride, mode="bilinear", align_corners=False)
        rim = slice(stride, 8 * stride)
        assert torch.allclose(up[..., rim, rim], wanted[..., rim, rim]), stride


def zero(m, n):
    """`ZerO_Init_on_matrix` of jiaweizzhao/ZerO-initialization."""
    if m <= n:
        return np.eye(m, n)
    clog_m = math.ceil(math.log2(m))
    p = 2**clog_m
    return np.eye(m, p) @ (scipy.linalg.hadamard(p) / (2 ** (clog_m / 2))) @ np.eye(p, n)


def legs(N):
    """`transition('legs')` of state-spaces/s4."""
    q = np.arange(N, dtype=np.float64)
    col, row = np.meshgrid(q, q)
    r = 2 * q + 1
    M = -(np.where(row >= col, r, 0) - np.diag(q))
    T = np.sqrt(np.diag(2 * q + 1))
    return T @ M @ np.linalg.inv(T), np.diag(T)


def eigenvalues(N):
    """The positive imaginary parts of the normal part of LegS, `nplr` of state-spaces/s4, in 200 bits."""
    A, B = mpmath.matrix(N, N), [mpmath.sqrt(2 * n + 1) for n in range(N)]
    for n in range(N):
        for k in range(N):
            A[n, k] = -B[n] * B[k] if n > k else -(n + 1) if n == k else 0
    P = [mpmath.sqrt(n + mpmath.mpf(1) / 2) for n in range(N)]
    S = mpmath.matrix(N, N)
    for n in range(N):
        for k in range(N):
            S[n, k] = (A[n, k] + P[n] * P[k]) * -1j if n != k else mpmath.mpf(0)
    return sorted(float(w) for w in mpmath.eighe(S, eigvals_only=True) if w > 0)


def slopes(n):
    """`get_slopes` of ofirpress/attention_with_linear_biases."""

    def of_power(n):
        start = 2 ** (-(2 ** -(math.log2(n) - 3)))
        return [start * start**i for i in range(n)]

    if math.log2(n).is_integer():
        return of_power(n)
    closest = 2 ** math.floor(math.log2(n))
    return of_power(closest) + slopes(2 * closest)[0::2][: n - closest]


def mae(dimension, size):
    """`get_2d_sincos_pos_embed` of facebookresearch/mae."""
    w, h = np.meshgrid(np.arange(size, dtype=np.float32), np.arange(size, dtype=np.float32))

    def one(channels, places):
        omega = np.arange(channels // 2, dtype=float)
        omega /= channels / 2.0
        omega = 1.0 / 10000**omega
        out = np.einsum("m,d->md", places.reshape(-1), omega)
        return np.concatenate([np.sin(out), np.cos(out)], axis=1)

    return np.concatenate([one(dimension // 2, w), one(dimension // 2, h)], axis=1)


def simple_vit(height, width, dimension, temperature=10000):
    """`posemb_sincos_2d` of lucidrains/vit-pytorch."""
    y, x = np.meshgrid(np.arange(height), np.arange(width), indexing="ij")
    omega = np.arange(dimension // 4) / (dimension // 4 - 1)
    omega = 1.0 / (temperature**omega)
    y = y.flatten()[:, None] * omega[None, :]
    x = x.flatten()[:, None] * omega[None, :]
    return np.concatenate((np.sin(x), np.cos(x), np.sin(y), np.cos(y)), axis=1)


def sinusoids(p, c, d):
    """"Attention is all you need", section 3.5."""
    angle = p / mpmath.mpf(10000) ** (mpmath.mpf(c // 2 * 2) / d)
    return mpmath.cos(angle) if c % 2 else mpmath.sin(angle)


def stft(shape, **keys):
    kernel = keras.initializers.STFT(**keys)((shape[2], shape[1], shape[0]), dtype="float64")
    return np.asarray(kernel).transpose(2, 1, 0)


def dirac(shape, groups=1):
    return torch.nn.init.dirac_(torch.empty(shape, dtype=torch.float64), groups).numpy()


def s4d(variant, pairs):
    """The imaginary parts of `dplr` of state-spaces/s4, N being twice their number."""
    N, n, pi = 2 * pairs, np.arange(pairs), math.pi
    return {
        "lin": pi * n,
        "inv": 1 / pi * N * (N / (1 + 2 * n) - 1),
        "inv2": 1 / pi * N * (N / (1 + n) - 1),
        "quad": 1 / pi * (1 + 2 * n) ** 2,
    }[variant]


def cases():
    flux = np.roll(0.5 * np.eye(4, 3), 2, axis=0)
    yield "identity, gain = 0.5, shift = 2", "numpy, as Flux's identity_init", (4, 3), flux
    yield "identity, gain = 3.0", "keras", (3, 5), keras.initializers.Identity(gain=3.0)((3, 5), dtype="float64")
    yield "identity", "torch", (5, 3), torch.nn.init.eye_(torch.empty(5, 3)).numpy()
    for shape, groups in (((4, 2, 3), 1), ((4, 2, 4), 2), ((2, 3, 4, 5), 1), ((6, 2, 2, 3, 4), 3)):
        suffix = f", groups = {groups}" if groups > 1 else ""
        yield f"dirac{suffix}", "torch", shape, dirac(shape, groups)
    for size in (2, 3, 4, 5):
        yield "bilinear", "pytorch-fcn", (2, 2, size, size), upsampling(2, size)
        down = upsampling(2, size)
        yield "bilinear, normalized", "pytorch-fcn", (2, 2, size, size), down / down[0, 0].sum()
    for m, n in ((3, 5), (4, 4), (5, 3), (9, 6)):
        yield "hadamard", "scipy", (m, n), zero(m, n)
    yield "hippo", "s4", (16, 16), legs(16)[0]
    yield "hippo", "s4", (16,), legs(16)[1]
    for pairs in (1, 2, 8, 16):
        yield 's4d, variant = "legs"', "mpmath", (pairs,), eigenvalues(2 * pairs)
    for variant in ("lin", "inv", "inv2", "quad"):
        keys = "" if variant == "lin" else f', variant = "{variant}"'
        yield f"s4d{keys}", "s4", (16,), s4d(variant, 16)
    for n in (1, 8, 12, 20, 32):
        yield "alibi_slopes", "ALiBi", (n,), slopes(n)
    yield "sincos, interleaved", "mpmath", (70, 12), of(lambda p, c: sinusoids(p, c, 12), 70, 12)
    yield "sincos, width = 7", "MAE", (49, 16), mae(16, 7)
    yield "sincos, base = 100.0, width = 5, endpoint", "vit-pytorch", (15, 12), simple_vit(3, 5, 12, 100)
    yield "prior_bias", "timm", (1000,), [-math.log(1000)] * 1000
    for p in (0.01, 0.5, 0.999):
        yield f"prior_bias, probability = {p}", "torchvision", (3,), [-math.log((1 - p) / p)] * 3
    yield "a_log", "mpmath", (2, 64), of(lambda _, n: mpmath.log(n + 1), 2, 64)
    for side in ("real", "imag"):
        for window in ("hann", "hamming", "blackman", "boxcar"):
            for scaling in ("density", "spectrum", None):
                keys = [("side", side, "real"), ("window", window, "hann"), ("scaling", scaling or "none", "density")]
                keys = "".join(f', {key} = "{value}"' for key, value, default in keys if value != default)
                for periodic in (False, True):
                    kernel = stft((5, 1, 6), side=side, window=window, scaling=scaling, periodic=periodic)
                    yield f"stft{keys}{', periodic' * periodic}", "keras", (5, 1, 6), kernel


def main():
    interpolates()
    lines = []
    for declared, source, shape, values in cases():
        values = [float(value) for value in np.asarray(values).reshape(-1)]
        assert len(values) == math.prod(shape), declared
        case = {"declared": declared, "source": source, "shape": shape, "values": values}
        lines.append(json.dumps(case))
    versions = {module.__name__: module.__version__ for module in (keras, mpmath, np, scipy, torch)}
    sys.stdout.write('{"versions": ' + json.dumps(versions) + ',\n"cases": [\n' + ",\n".join(lines) + "\n]}\n")


main()
