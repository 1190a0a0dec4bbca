"""Section 7.3: the std before truncation, in Python's floats, which are f64."""

import math

from double_double import pattern
from tables import TABLES

_LOG2_E = pattern(0x3FF71547652B82FE)
_LN_2 = pattern(0x3FE62E42FEE00000), pattern(0x3DEA39EF35793C76)
_NODES = list(zip(TABLES["NODES"].tolist(), TABLES["WEIGHTS"].tolist()))


def before_truncation(std, mean, low, high, absolute):
    """The std of the law of which truncation leaves `std`."""
    if math.isinf(low) and math.isinf(high):
        return std
    if not absolute:
        return std / left(low, high)
    return _solution(std, mean, low, high)


def left(a, b):
    """The std of a standard normal restricted to [a, b]."""
    m = min(max(0.0, a), b)
    reach = 90 / (abs(m) + math.sqrt(m * m + 90))
    start, end = max(a - m, -reach), min(b - m, reach)
    h = (end - start) / 16
    points = []
    for panel in range(8):
        c = start + h * (2 * panel + 1)
        for node, weight in _NODES:
            for d in c + -node * h, c + node * h:
                points.append((d, weight * _exp(-d * (m + 0.5 * d))))
    return math.sqrt(_moments(points, _moments(points, 0.0)[0])[1])


def _moments(points, origin):
    mass = first = second = 0.0
    for d, w in points:
        d = d - origin
        mass += w
        first += w * d
        second += w * d * d
    return first / mass, second / mass


def _exp(x):
    n = float(round(x * _LOG2_E))  # ties to even
    r = (x - n * _LN_2[0]) - n * _LN_2[1]
    s = 1.0
    for j in range(14, 1, -1):
        s = 1 + r * s / j
    return math.ldexp(1 + r * s, int(n))


def _solution(std, mean, low, high):
    def excess(sigma):
        return sigma * left((low - mean) / sigma, (high - mean) / sigma) - std

    lower, upper = (std, excess(std)), (2 * std, excess(2 * std))
    while upper[1] < 0:
        lower, upper = upper, (2 * upper[0], excess(2 * upper[0]))
    last = None
    for _ in range(64):
        sigma = lower[0] + (upper[0] - lower[0]) * (-lower[1] / (upper[1] - lower[1]))
        found = excess(sigma)
        if abs(found) <= std * 2.0**-50:
            break
        side = found < 0
        if side:
            lower = sigma, found
            upper = (upper[0], upper[1] / 2) if last == side else upper
        else:
            upper = sigma, found
            lower = (lower[0], lower[1] / 2) if last == side else lower
        last = side
    return sigma
