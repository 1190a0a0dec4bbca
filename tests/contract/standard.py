"""Sections 8 and 9: standard uniform and normal numbers from words."""

import numpy as np

from floats import F32, F64, U32, U64, flip_sign, horner, minus_two_ln, split
from tables import TABLES
from words import double_word

_ONES = U32(0xFFFFFFFF)


def uniform_f32(w):
    """On [0, 1), 24 bits."""
    return (w >> U32(8)).astype(F32) * F32(2.0**-24)


def uniform_f64(first, second):
    """On [0, 1), 53 bits."""
    return (double_word(second, first) >> U64(11)).astype(F64) * F64(2.0**-53)


def normals_f32(p, q):
    """The first and the second number of each pair."""
    lower = p >> U32(31)
    a = lower * _ONES
    hi = (p ^ a).astype(F32) * F32(2.0**-31)
    lo = ((q ^ a) & U32(255) | U32(0x37800000)).view(F32) - U32(0x377FFFFF).view(F32)
    r = _radius(lower == 0, hi + lo)
    t = (q >> U32(6) & U32(0x007FFFFC) | U32(0x3F800002)).view(F32) - F32(1)
    signs = q >> U32(31), q >> U32(30) & U32(1)
    return _turned(r, t, q >> U32(29) & U32(1), signs, TABLES["SINE_F32"], TABLES["COSINE_F32"])


def normals_f64(w0, w1, w2, w3):
    """The first and the second number of each pair."""
    lower = w0 >> U32(31)
    a = lower * _ONES
    hi = (w0 ^ a).astype(F64) * F64(2.0**-31)
    lo = ((w1 ^ a).astype(U64) | U64(0x3F40000000000000)).view(F64)
    lo = lo - U64(0x3F3FFFFFFFFFFFFF).view(F64)
    r = _radius(lower == 0, hi + lo)
    y = double_word(w3, w2)
    t = (y >> U64(9) & U64(0x000FFFFFFFFFFFFF) | U64(0x3FF0000000000000)).view(F64)
    t = t - U64(0x3FEFFFFFFFFFFFFF).view(F64)
    signs = y >> U64(63), y >> U64(62) & U64(1)
    return _turned(r, t, y >> U64(61) & U64(1), signs, TABLES["SINE_F64"], TABLES["COSINE_F64"])


def _radius(upper, v):
    """√(−2 ln) of v/2 where `upper`, else of 1 − v/2."""
    h, d = split(v, doublings=-1)
    return np.sqrt(minus_two_ln(np.where(upper, h, 0), np.where(upper, d, v)))


def _turned(r, t, exchange, signs, sine_table, cosine_table):
    y = t * t
    sine = t - t * horner(y, sine_table)
    cosine = horner(y, cosine_table)
    first = np.where(exchange, sine, cosine)
    second = np.where(exchange, cosine, sine)
    return flip_sign(r * first, signs[0]), flip_sign(r * second, signs[1])
