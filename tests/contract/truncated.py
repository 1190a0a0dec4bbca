"""Section 10: truncated standard normal numbers, by inversion."""

from dataclasses import dataclass

import numpy as np

from double_double import DD, LN_2_PI, centred, exp_m1, interval, ln_tail, pattern, tail
from floats import F32, F64, U32, U64, even_odd, flip_sign, horner, minus_two_ln, split
from tables import TABLES
from words import double_word

LEFT, RIGHT = 0, 1
"""Where a pair of constants stands for the sides."""


def numbers(kind, a, b):
    """A function from k, as uint64, to x in f32 or f64 on [a, b]."""
    n = {"f32": 31, "f64": 63}[kind]
    if a >= 4 or b <= -4:
        return _far(kind, n, a, b)
    return _near_f32(a, b) if kind == "f32" else _near_f64(a, b)


def k_f32(w):
    return w.astype(U64) >> U64(1)


def k_f64(first, second):
    return double_word(second, first) >> U64(1)


@dataclass
class Placement:
    """Section 10.1: the constants of a near map; step, unit, offset and end double-double."""

    n: int
    step: DD
    unit: DD
    shift: int
    origin: int
    last_left: int
    offset: tuple
    end: tuple

    @classmethod
    def of(cls, n, a, b):
        mass = interval(a, b)
        if mass.high < pattern(0x05CD0B15A491EB84):
            a, b = -1.0, 1.0
            mass = interval(a, b)
        step = mass.scaled(-n)
        z = (-centred(a) / mass).scaled(n)
        whole = 2.0**n
        if not (z - whole).negative:
            last_left = 2**n - 1
        elif z.negative:
            last_left = -1
        else:
            last_left = z.floor().integer() - 1
        e = max(-z.high, z.high - whole)
        unit, shift = step, 0
        while e > whole:
            z, unit, e, shift = z.scaled(-1), unit.scaled(1), e / 2, shift + 1
        origin = z.floor()
        right = (origin + 0.5) - z
        end = tuple(tail(x) + step.scaled(-1) for x in (-a, b))
        offset = 1 - right, right
        return cls(n, step, unit, min(shift, n), origin.integer(), last_left, offset, end)

    def place(self, k):
        """For each k: 1 where its side is the left one, steps and from_end."""
        left = k <= U64(self.last_left) if self.last_left >= 0 else np.zeros(k.shape, bool)
        i = (k >> U64(self.shift)) - U64(self.origin % 2**64)  # modulo 2^64
        steps = np.where(left, ~i, i)  # ~i is −1 − i
        return left, steps, np.where(left, k, U64(2**self.n - 1) - k)


@dataclass
class Curve:
    """The table of a curve scaled for one unit."""

    first: np.floating
    rest: np.ndarray

    @classmethod
    def f32(cls, name, placement):
        c = TABLES[name]
        t = F64(placement.unit.high * 65536)
        s = t * c[0]
        bits = np.array([s]).view(U64)
        f = ((bits + U64(1 << 44)) & ~U64((1 << 45) - 1)).view(F64)[0]
        rest = (t * c).astype(F32)
        rest[0] = F32(s - f)
        return cls(F32(f), rest)

    @classmethod
    def f64(cls, name, placement):
        c = TABLES[name]
        t = placement.unit.scaled(32)
        s = DD(c[0], c[1]) * t
        bits = np.array([s.high]).view(U64)
        first = ((bits + U64(1 << 31)) & ~U64((1 << 32) - 1)).view(F64)[0]
        rest = c[1:] * F64(t.high)
        rest[0] = (s - float(first)).high
        return cls(first, rest)

    def at(self, v, high, low):
        r = even_odd(v, self.rest)
        return high * self.first + (high * r + low * (self.first + r))


def _probability(p):
    """h and d of 4·p·(1 − p)."""
    return split(p - p * p, doublings=2)


def _on_pieces(y, high, low, pieces):
    """For each (where, curve, map), the curve at map(y) at those places."""
    x = np.empty_like(y)
    for where, curve, variable in pieces:
        x[where] = curve.at(variable(y[where]), high[where], low[where])
    return x


def _sided(left, pair):
    return np.where(left, pair[LEFT], pair[RIGHT])


def _near_f32(a, b):
    central = a >= -2 and b <= 2
    place = Placement.of(31, a, b)
    step = F32(place.step.high)
    end = [F32(e.high) for e in place.end]
    offset = [F32(o.high * 2.0**-16) for o in place.offset]
    names = ["CENTRAL_F32"] if central else ["INNER_F32", "OUTER_F32"]
    curves = [Curve.f32(name, place) for name in names]

    def map_f32(k):
        left, steps, from_end = place.place(k)
        p = _sided(left, end) + from_end.astype(F32) * step
        h, d = _probability(p)
        y = h.astype(F32) + d * even_odd(d, TABLES["LOG2_F32"])
        high = (steps >> U64(16)).astype(F32)
        low = (steps & U64(0xFFFF)).astype(F32) * F32(2.0**-16) + _sided(left, offset)
        if central:
            return flip_sign(curves[0].at(y, high, low), left)
        inner = y <= 9, curves[0], lambda y: y - F32(2)
        outer = y > 9, curves[1], lambda y: np.sqrt(y) - F32(3.5)
        return flip_sign(_on_pieces(y, high, low, [inner, outer]), left)

    return map_f32


def _near_f64(a, b):
    place = Placement.of(63, a, b)
    step = F64(place.step.high)
    end = [F64(e.high) for e in place.end]
    offset = [F64(o.high * 2.0**-32) for o in place.offset]
    names = ["INNER_F64", "MIDDLE_F64", "OUTER_F64"]
    curves = [Curve.f64(name, place) for name in names]

    def map_f64(k):
        left, steps, from_end = place.place(k)
        p = _sided(left, end) + from_end.astype(F64) * step
        y = minus_two_ln(*_probability(p))
        high = (steps >> U64(32)).astype(F64)
        low = (steps & U64(0xFFFFFFFF)).astype(F64) * F64(2.0**-32) + _sided(left, offset)
        inner = y <= 9, curves[0], lambda y: y - F64(1.5)
        middle = (y > 9) & (y <= 32), curves[1], lambda y: np.sqrt(y) - F64(3.5)
        outer = y > 32, curves[2], lambda y: np.sqrt(y) - F64(7)
        return flip_sign(_on_pieces(y, high, low, [inner, middle, outer]), left)

    return map_f64


def _far(kind, n, a, b):
    mirrored = b < 0
    if mirrored:
        a, b = -b, -a
    l = ln_tail(a)
    loss = DD(-1) if b > pattern(0x5F138D352E5096AF) else exp_m1(ln_tail(b) - l)
    exact_step = (-loss).scaled(-n)
    step = F64(exact_step.high)
    end = F64(((1 + loss) + exact_step.scaled(-1)).high)
    base = F64((-l.scaled(1) - LN_2_PI).high)

    def map_far(k):
        c = k if mirrored else U64(2**n - 1) - k
        x = np.sqrt(_far_squares(c.astype(F64) * step + end, base))
        x = -x if mirrored else x
        return x.astype(F32) if kind == "f32" else x

    return map_far


def _far_squares(v, base):
    """x² of the quantile, by three corrections of −2 ln of its probability."""
    sixth = U64(0x3FC5555555555555).view(F64)
    half, one = F64(0.5), F64(1)
    y = minus_two_ln(*split(v)) + base
    z = y
    for _ in range(3):
        t = one / z
        epsilon = t * horner(t, TABLES["FAR"])
        ln_z = minus_two_ln(*split(z)) * F64(-0.5)
        eta = epsilon * half
        slope = one - eta * (one - eta * (half - eta * sixth))
        n = ((y - z) - (ln_z + epsilon)) * slope
        r = n * t
        z = z + (n + (r * half) * r)
    return z
