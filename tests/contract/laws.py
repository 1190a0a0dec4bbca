"""Sections 6 and 7: element-wise fills."""

import math
from dataclasses import dataclass, replace

import numpy as np

import standard
import truncated
from floats import MADE, NUMBER, PATTERN, largest_not_above, round_to, rounded
from floats import smallest_not_below, value_of
from words import tiles


@dataclass
class Constant:
    """One value everywhere; the maker of every law makes the values of tiles of words."""

    value: float

    def maker(self, kind):
        return None


@dataclass
class Uniform:
    """On [low, high)."""

    low: float
    high: float

    def maker(self, kind):
        scale, shift = rounded(kind, self.high - self.low), rounded(kind, self.low)
        bounds = self.bounds(kind)
        return lambda tile: _clamp(kind, _uniform(kind, tile) * scale + shift, bounds)

    def bounds(self, kind):
        """The patterns of lo and hi."""
        return smallest_not_below(kind, self.low), largest_not_above(kind, self.high, strictly=True)


@dataclass
class Normal:
    """Of a mean and a standard deviation."""

    mean: float
    std: float

    def maker(self, kind):
        std, mean = rounded(kind, self.std), rounded(kind, self.mean)
        return lambda tile: _normal(kind, tile) * std + mean


@dataclass
class TruncatedNormal:
    """A normal law cut at two bounds, which may be infinite."""

    mean: float
    std: float
    low: float
    high: float

    def maker(self, kind):
        a, b = (self.low - self.mean) / self.std, (self.high - self.mean) / self.std
        std, mean = rounded(kind, self.std), rounded(kind, self.mean)
        numbers, bounds = truncated.numbers(kind, a, b), self.bounds(kind)
        return lambda tile: _clamp(kind, _truncated(kind, tile, numbers) * std + mean, bounds)

    def bounds(self, kind):
        """The patterns of lo and hi."""
        return smallest_not_below(kind, self.low), largest_not_above(kind, self.high)


def _clamp(kind, y, bounds):
    """y between the bounds of the type, which are patterns; y is of the type it is made in."""
    lo, hi = (np.array(b, PATTERN[kind]).view(NUMBER[kind]) for b in bounds)
    y = np.where(y < lo, lo, y)
    return np.where(hi < y, hi, y)


def _clamp_half(kind, bits, bounds):
    """The second clamp, of the halves (section 7.2)."""
    y = value_of(kind, bits)
    lo, hi = np.array(bounds, PATTERN[kind])
    lo_value, hi_value = value_of(kind, np.array([lo, hi]))
    bits = np.where(y < lo_value, lo, bits)
    return np.where(hi_value < value_of(kind, bits), hi, bits)


def _uniform(kind, tile):
    if kind == "f32":
        return standard.uniform_f32(tile)
    return standard.uniform_f64(tile[:, 0::2], tile[:, 1::2])


def _truncated(kind, tile, numbers):
    if kind == "f32":
        return numbers(truncated.k_f32(tile))
    return numbers(truncated.k_f64(tile[:, 0::2], tile[:, 1::2]))


def _normal(kind, tile):
    if kind == "f32":
        pair = standard.normals_f32(tile[:, 0::2], tile[:, 1::2])
    else:
        pair = standard.normals_f64(*(tile[:, w::4] for w in range(4)))
    # Values v and v + 16, that is, rows after one another.
    return np.stack(pair, axis=2)


def half(law, place):
    """Section 7.5: the law of the real part of complex numbers, or of the imaginary one, at place 1."""
    if isinstance(law, Constant):
        return Constant(0.0) if place else law
    root = math.sqrt(2)
    mean = (law.low + law.high) / 2 if isinstance(law, Uniform) else law.mean
    centre = 0.0 if place else mean
    numbers = {
        key: number / root if key == "std" else centre + (number - mean) / root for key, number in vars(law).items()
    }
    return replace(law, **numbers)


def fill(law, kind, key, stream, first, count):
    """The bits of the elements first to first + count − 1 of a tensor, in the canonical order."""
    if isinstance(law, Constant):
        return np.full(count, round_to(kind, np.array([law.value]))[0])
    made = MADE[kind]
    maker = law.maker(made)
    per_tile = 256 if made == "f32" else 128
    start, end = first // per_tile, -(-(first + count) // per_tile)
    parts = []
    for tile in range(start, end, 64):
        words = tiles(key, stream, tile, min(64, end - tile))
        parts.append(maker(words).reshape(-1))
    values = np.concatenate(parts) if parts else np.empty(0, NUMBER[made])
    bits = round_to(kind, values[first - start * per_tile :][:count])
    if kind != made and not isinstance(law, Normal):
        bits = _clamp_half(kind, bits, law.bounds(kind))
    return bits
