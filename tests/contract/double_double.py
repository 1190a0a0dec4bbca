"""Section 10.5: double-double arithmetic and Φ, in Python's floats, which are f64."""

import math
import struct


def pattern(bits):
    """The f64 of a pattern."""
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def bits_of(x):
    """The pattern of an f64."""
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def two_sum(a, b):
    s = a + b
    t = s - a
    return DD(s, (a - (s - t)) + (b - t))


def quick_two_sum(a, b):
    s = a + b
    return DD(s, b - (s - a))


def _halves(a):
    t = 134217729.0 * a
    u = t - (t - a)
    return u, a - u


def two_product(a, b):
    p = a * b
    a1, a2 = _halves(a)
    b1, b2 = _halves(b)
    return DD(p, (((a1 * b1 - p) + a1 * b2) + a2 * b1) + a2 * b2)


class DD:
    """The sum of a high and a low f64."""

    def __init__(self, high, low=0.0):
        self.high, self.low = float(high), float(low)

    @staticmethod
    def of(x):
        return x if isinstance(x, DD) else DD(x)

    def __add__(self, other):
        other = DD.of(other)
        s = two_sum(self.high, other.high)
        t = two_sum(self.low, other.low)
        s = quick_two_sum(s.high, s.low + t.high)
        return quick_two_sum(s.high, s.low + t.low)

    def __radd__(self, other):
        return DD.of(other) + self

    def __neg__(self):
        return DD(-self.high, -self.low)

    def __sub__(self, other):
        return self + -DD.of(other)

    def __rsub__(self, other):
        return DD.of(other) + -self

    def __mul__(self, other):
        other = DD.of(other)
        p = two_product(self.high, other.high)
        return quick_two_sum(p.high, p.low + (self.high * other.low + self.low * other.high))

    def __rmul__(self, other):
        return DD.of(other) * self

    def __truediv__(self, other):
        other = DD.of(other)
        q1 = self.high / other.high
        r = self - other * DD(q1)
        q2 = r.high / other.high
        r = r - other * DD(q2)
        q3 = r.high / other.high
        s = quick_two_sum(q1, q2)
        return quick_two_sum(s.high, s.low + q3)

    def __rtruediv__(self, other):
        return DD.of(other) / self

    def scaled(self, exponent):
        """Times 2^exponent: each part rounded once where it is subnormal."""
        return DD(math.ldexp(self.high, exponent), math.ldexp(self.low, exponent))

    def floor(self):
        """The largest integer not above, as a double-double."""
        whole = math.floor(self.high)
        if whole != self.high:
            return DD(whole)
        return quick_two_sum(self.high, float(math.floor(self.low)))

    def integer(self):
        """The integer that it is."""
        return int(self.high) + int(self.low)

    @property
    def negative(self):
        return self.high < 0


LN_2 = DD(pattern(0x3FE62E42FEFA39EF), pattern(0x3C7ABC9E3B39803F))
LN_2_PI = DD(pattern(0x3FFD67F1C864BEB5), pattern(0xBC965B5A1B7FF5DF))
ONE_BY_ROOT_2_PI = DD(pattern(0x3FD9884533D43651), pattern(0xBC7CBC0D30EBFD15))


def _reduced(x):
    n = round(x.high / LN_2.high)  # ties to even
    r = (x - LN_2 * n).scaled(-9)
    s = DD(1)
    for j in range(10, 1, -1):
        s = 1 + s * r / j
    p = r * s
    for _ in range(9):
        p = p.scaled(1) + p * p
    return p, n


def exp(x):
    p, n = _reduced(x)
    return (p + 1).scaled(n)


def exp_m1(x):
    if x.high < -80:
        return DD(-1)
    p, n = _reduced(x)
    return p if n == 0 else (p + 1).scaled(n) - 1


def ln(x):
    e = (bits_of(x.high) + 0x00095F619980C434 >> 52) - 1023
    m = x.scaled(-e)
    s = (m - 1) / (m + 1)
    q = s * s
    total = DD(0)
    for j in range(23, -1, -1):
        total = DD(1) / (2 * j + 1) + q * total
    return LN_2 * e + (s * total).scaled(1)


def _density(x):
    return ONE_BY_ROOT_2_PI * exp((-two_product(x, x)).scaled(-1))


def _mills(x):
    f = DD(x)
    for j in range(199, 0, -1):
        f = x + j / f
    return 1 / f


def centred(x):
    """Φ(x) − ½."""
    if abs(x) < 3:
        q = two_product(x, x)
        s = DD(1)
        for j in range(89, 0, -1):
            s = 1 + s * q / (2 * j + 1)
        c = _density(x) * s * abs(x)
    else:
        c = 0.5 - tail(abs(x))
    return -c if x < 0 else c


def tail(x):
    """1 − Φ(x)."""
    if x < 3:
        return 0.5 - centred(x)
    return DD(0) if x > 40 else _density(x) * _mills(x)


def interval(a, b):
    """Φ(b) − Φ(a)."""
    if a > 1:
        return tail(a) - tail(b)
    if b < -1:
        return tail(-b) - tail(-a)
    return centred(b) - centred(a)


def ln_tail(x):
    """ln(1 − Φ(x)) for x ≥ 4."""
    return ln(_mills(x)) - LN_2_PI.scaled(-1) - two_product(x * 0.5, x * 0.5).scaled(1)
