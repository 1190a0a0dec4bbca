"""Sections 1 and 9.1: element types, rounding and the evaluations that the laws share.

numpy rounds every + − × ÷ √ of float32 and float64 arrays on its own, to nearest, ties to even.
"""

import math

import numpy as np

from tables import TABLES

U8, U16, U32, U64 = np.uint8, np.uint16, np.uint32, np.uint64
F16, F32, F64 = np.float16, np.float32, np.float64

PATTERN = {"f32": U32, "f64": U64, "f16": U16, "bf16": U16, "f8e4m3": U8, "f8e5m2": U8, "c64": U32, "c128": U64}
"""The integer type of the bits of each element type, or of a part of it."""
MADE = {"f32": "f32", "f64": "f64", "f16": "f32", "bf16": "f32", "f8e4m3": "f32", "f8e5m2": "f32"}  # fmt: skip
"""The type in which the values of each element type are made (section 7.2)."""
NUMBER = {"f32": F32, "f64": F64}
PART = {"c64": "f32", "c128": "f64"}
"""The type of the parts of complex numbers."""


def _eights(exponent, mantissa, count):
    """The values, not negative, of the first patterns of a type of eight bits."""
    bits = np.arange(count)
    field, rest = bits >> mantissa, bits & (1 << mantissa) - 1
    normal = np.where(field > 0, 1 << mantissa, 0)
    bias = (1 << exponent - 1) - 1
    return np.ldexp((normal + rest).astype(F64), np.maximum(field, 1) - bias - mantissa)


EIGHTS = {"f8e4m3": _eights(4, 3, 0x7F), "f8e5m2": _eights(5, 2, 0x7C)}
"""What the patterns without a sign stand for, up to the largest number."""


def round_to(kind, values):
    """The bits of the nearest values of the type. The narrow ones are rounded by way of f32."""
    if kind == "f64":
        return np.asarray(values, F64).view(U64)
    with np.errstate(over="ignore"):
        single = np.asarray(values).astype(F32)
        if kind == "f32":
            return single.view(U32)
        if kind == "f16":
            return single.astype(F16).view(U16)
        if kind in EIGHTS:
            return _nearest_eight(EIGHTS[kind], single)
    bits = single.view(U32)
    even = bits >> U32(16) & U32(1)
    return (bits + U32(0x7FFF) + even >> U32(16)).astype(U16)


def _nearest_eight(numbers, single):
    """The pattern whose value is nearest, of two that are as near the even one; the largest where
    the value is beyond it."""
    magnitude = np.minimum(np.abs(single).astype(F64), numbers[-1])
    upper = np.searchsorted(numbers, magnitude)
    lower = np.maximum(upper, 1) - 1
    to_upper, to_lower = numbers[upper] - magnitude, magnitude - numbers[lower]
    up = (to_upper < to_lower) | ((to_upper == to_lower) & (upper % 2 == 0))
    return (np.where(up, upper, lower) | np.signbit(single) << 7).astype(U8)


def value_of(kind, bits):
    """The values of the bits, as f64."""
    if kind == "bf16":
        return (np.asarray(bits).astype(U32) << U32(16)).view(F32).astype(F64)
    if kind in EIGHTS:
        bits = np.asarray(bits)
        # A pattern beyond the largest number is none.
        magnitude = np.append(EIGHTS[kind], [np.nan] * 4)[bits & U8(0x7F)]
        return np.where(bits >> U8(7) == 1, -magnitude, magnitude)
    number = {"f32": F32, "f64": F64, "f16": F16}[kind]
    return np.asarray(bits).view(number).astype(F64)


def rounded(kind, value):
    """roundT(value), a scalar of the type f32 or f64."""
    with np.errstate(over="ignore"):
        return NUMBER[kind](value)


def _near(kind, bound):
    """The bits of a value beside the bound. The halves are rounded twice, so that it may not be
    the nearest one."""
    return int(round_to(kind, np.array([bound]))[0])


def _neighbour(kind, bits, up):
    """The bits of the next value of the type above or below."""
    sign = 1 << np.iinfo(PATTERN[kind]).bits - 1
    negative, magnitude = bits & sign, bits & sign - 1
    if magnitude == 0:
        return 1 if up else sign | 1
    return bits - 1 if up == bool(negative) else bits + 1


def _value(kind, bits):
    return float(value_of(kind, np.array([bits], PATTERN[kind]))[0])


def smallest_not_below(kind, bound):
    """The bits of the smallest value of the type that is not below the bound."""
    bits = _near(kind, bound)
    if math.isinf(bound):
        return bits
    while _value(kind, bits) < bound:
        bits = _neighbour(kind, bits, up=True)
    while _value(kind, lower := _neighbour(kind, bits, up=False)) >= bound:
        bits = lower
    return bits


def largest_not_above(kind, bound, strictly=False):
    """The bits of the largest value of the type that is not above the bound, or is below it."""
    within = float.__lt__ if strictly else float.__le__
    bits = _near(kind, bound)
    if math.isinf(bound):
        return bits
    while not within(_value(kind, bits), bound):
        bits = _neighbour(kind, bits, up=False)
    while within(_value(kind, upper := _neighbour(kind, bits, up=True)), bound):
        bits = upper
    return bits


def horner(x, c):
    """c[0] + x·(c[1] + x·(…))."""
    s = c[-1]
    for k in reversed(c[:-1]):
        s = s * x + k
    return s


def even_odd(x, c):
    """The same polynomial, from the Horner sums of its even and its odd coefficients."""
    q = x * x
    return horner(q, c[0::2]) + x * horner(q, c[1::2])


def split(v, doublings=0):
    """h, a signed integer, and d of v·2^doublings: v·2^doublings is (1 − d/2)·2^−h."""
    if v.dtype == F32:
        bits = v.view(U32)
        h = 126 - doublings - (bits >> U32(23) & U32(0xFF)).astype(np.int32)
        m = (bits & U32(0x007FFFFF) | U32(0x3F800000)).view(F32)
        return h, F32(2) - m
    bits = v.view(U64)
    h = 1022 - doublings - (bits >> U64(52) & U64(0x7FF)).astype(np.int64)
    m = (bits & U64(0x000FFFFFFFFFFFFF) | U64(0x3FF0000000000000)).view(F64)
    return h, F64(2) - m


_LN = {F32: (U32(0x3FB17218).view(F32), TABLES["LN_F32"]),
       F64: (U64(0x3FF62E42FEFA39EF).view(F64), TABLES["LN_F64"])}  # fmt: skip


def minus_two_ln(h, d):
    """−2 ln of the number that h and d stand for."""
    number = d.dtype.type
    ln4, c = _LN[number]
    return h.astype(number) * ln4 + (d + (d * d) * even_odd(d, c))


def flip_sign(x, flip):
    """x, its sign bit flipped where `flip` is 1."""
    pattern = {F32: U32, F64: U64}[x.dtype.type]
    top = np.iinfo(pattern).bits - 1
    return (x.view(pattern) ^ (flip.astype(pattern) << pattern(top))).view(x.dtype)
