"""Sections 11.1 to 11.4 and 11.7: tensors made as a whole, f64 in the canonical shape."""

import math

import numpy as np

import double_double
from orthogonal import normals, orthogonal
from standard import uniform_f64
from words import WHOLE, Sequence


def orthogonal_tensor(key, stream, shape, gain=1.0):
    o = shape[0]
    words = Sequence(key, stream, WHOLE)
    return (orthogonal(words, o, math.prod(shape[1:])) * gain).reshape(shape)


def _orthogonal(key, stream, shape, declared):
    gain = declared.get("gain", 1)
    if "per_part" not in declared.keys:
        return orthogonal_tensor(key, stream, shape, gain)
    words = Sequence(key, stream, WHOLE)
    parts = [orthogonal(words, rows, math.prod(shape[1:])) * gain for rows in declared.rows(shape[0])]
    return np.concatenate(parts).reshape(shape)


def delta_orthogonal(key, stream, shape, gain=1.0):
    o, i, *field = shape
    values = np.zeros(shape)
    centre = tuple((length - 1) // 2 for length in field)
    words = Sequence(key, stream, WHOLE)
    values[(slice(None), slice(None), *centre)] = orthogonal(words, o, i) * gain
    return values


def sparse(key, stream, shape, sparsity, std=0.01, per_row=False):
    words = Sequence(key, stream, WHOLE)
    values = (std * normals(words, math.prod(shape))).reshape(shape)
    lines = values if per_row else values.T
    length = lines.shape[1]
    zeros = math.ceil(sparsity * length)
    for line in lines:
        places = list(range(length))
        for c in range(zeros):
            other = c + below(words, length - c)
            places[c], places[other] = places[other], places[c]
            line[places[c]] = 0.0
    return values


def identity(shape, gain=1.0, shift=0):
    values = np.zeros(shape)
    for d in range(min(shape)):
        values[(d + shift) % shape[0], d] = gain
    return values


def icnr(key, stream, shape, fan_in, factor, gain):
    words = Sequence(key, stream, WHOLE)
    copies = factor ** (len(shape) - 2)
    filters = normals(words, math.prod(shape) // copies).reshape(-1, *shape[1:])
    return np.repeat(filters * (gain / math.sqrt(fan_in)), copies, axis=0)


def chrono(key, stream, shape, steps):
    words = Sequence(key, stream, WHOLE)
    units = shape[0] // 4
    values = np.zeros(shape)
    for j in range(units):
        u = float(uniform_f64(*words.take(2).reshape(2, 1))[0])
        t = double_double.ln(double_double.DD(1 + u * (steps - 2))).high
        values[j], values[units + j] = -t, t
    return values


def dirac(shape, groups=1, gain=1.0, along_inputs=False):
    if along_inputs:
        o, i, *field = shape
        return dirac((i, o, *field), groups, gain).swapaxes(0, 1)
    o, i, *field = shape
    values = np.zeros(shape)
    centre = tuple(length // 2 for length in field)
    for k in range(o):
        if (place := k % (o // groups)) < i:
            values[(k, place, *centre)] = gain
    return values


MADE = {
    "orthogonal": _orthogonal,
    "delta_orthogonal": lambda key, stream, shape, declared: delta_orthogonal(
        key, stream, shape, declared.get("gain", 1)
    ),
    "sparse": lambda key, stream, shape, declared: sparse(
        key, stream, shape, declared.get("sparsity", 0), declared.get("std", 0.01), "per_row" in declared.keys
    ),
    "identity": lambda key, stream, shape, declared: identity(
        shape, declared.get("gain", 1), int(declared.get("shift", 0))
    ),
    "icnr": lambda key, stream, shape, declared: icnr(
        key, stream, shape, declared.get("fan_in", math.prod(shape[1:])), int(declared.get("factor", 1)), declared.get("gain", math.sqrt(2))
    ),
    "chrono": lambda key, stream, shape, declared: chrono(key, stream, shape, declared.get("steps", 2)),
    "dirac": lambda key, stream, shape, declared: dirac(
        shape,
        int(declared.get("groups", 1)),
        declared.get("gain", 1),
        declared.keys.get("layout", "").lstrip("*").startswith("i"),
    ),
}
"""Each initializer that makes a tensor as a whole, by its word."""


def below(words, n):
    """An integer on 0, …, n − 1."""
    m = ((1 << 32) - n) % n
    while True:
        product = int(words.take(1)[0]) * n
        if product & 0xFFFFFFFF >= m:
            return product >> 32
