"""Sections 11.1 to 11.4: tensors made as a whole, f64 in the canonical shape."""

import math

import numpy as np

from orthogonal import normals, orthogonal
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


def sparse(key, stream, shape, sparsity, std=0.01):
    o, columns = shape[0], math.prod(shape[1:])
    words = Sequence(key, stream, WHOLE)
    values = (std * normals(words, o * columns)).reshape(o, columns)
    zeros = math.ceil(sparsity * o)
    for column in range(columns):
        rows = list(range(o))
        for c in range(zeros):
            other = c + below(words, o - c)
            rows[c], rows[other] = rows[other], rows[c]
            values[rows[c], column] = 0.0
    return values.reshape(shape)


def identity(shape, gain=1.0):
    values = np.zeros(shape)
    np.fill_diagonal(values, gain)
    return values


def dirac(shape, groups=1, gain=1.0):
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
        key, stream, shape, declared.get("sparsity", 0), declared.get("std", 0.01)
    ),
    "identity": lambda key, stream, shape, declared: identity(shape, declared.get("gain", 1)),
    "dirac": lambda key, stream, shape, declared: dirac(
        shape, int(declared.get("groups", 1)), declared.get("gain", 1)
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
