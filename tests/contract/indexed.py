"""Sections 12.1 to 12.3: values of the index, and of a uniform number of its own."""

import ast
import math
from itertools import accumulate

from double_double import DD, LN_2, exp, exp_m1, ln, pattern, two_product

HALF_PI = DD(pattern(0x3FF921FB54442D18), pattern(0x3C91A62633145C07))
PI = HALF_PI.scaled(1)
TWO_BY_PI = pattern(0x3FE45F306DC9C883)


def array(draw, index, shape, declared):
    numbers = ast.literal_eval(declared.keys["array"])
    if "per_part" in declared.keys:
        k, *_ = of_weight(index, shape, declared)
        o = declared.weight(shape)[0] if len(shape) > 1 else shape[0]
        rows = declared.rows(o) if "split" in declared.keys else [o // len(numbers)] * len(numbers)
        return next(number for number, end in zip(numbers, accumulate(rows), strict=True) if k < end)
    return numbers[flat(index, shape) % len(numbers)]


def of_weight(index, shape, declared):
    """Output, input, and the place in the receptive field."""
    if len(shape) == 1:
        return index
    stacked, outputs, inputs = declared.roles()
    o, i, field = stacked, stacked + outputs, stacked + outputs + inputs
    return flat(index[o:i], shape[o:i]), flat(index[i:field], shape[i:field]), *index[field:]


def flat(index, shape):
    """The row-major index."""
    place = 0
    for k, length in zip(index, shape, strict=True):
        place = place * length + k
    return place


def bilinear(draw, index, shape, declared):
    k, j, *places = of_weight(index, shape, declared)
    o, i, lengths = declared.weight(shape)
    groups = int(declared.get("groups", 1))
    if declared.keys.get("layout", "").lstrip("*").startswith("i"):
        pair = j % (i // groups) == k
    else:
        pair = k % (o // groups) == j
    if not pair:
        return 0.0
    product = 1.0
    for x, length in zip(places, lengths, strict=True):
        f = (length + 1) // 2
        w = 1 - abs(x - (length - 1) / 2) / f
        product = product * (w / f if "normalized" in declared.keys else w)
    return product


def hadamard(draw, index, shape, declared):
    k, j, *places = of_weight(index, shape, declared)
    o, i, lengths = declared.weight(shape)
    if places != [length // 2 for length in lengths]:
        return 0.0
    if o <= i:
        return float(k == j)
    c = next(c for c in range(64) if 2**c >= o)
    value = math.sqrt(2.0**-c)
    return -value if (k & j).bit_count() % 2 else value


def alibi_slopes(draw, index, shape, declared):
    h, n = index[declared.stacked()], shape[declared.stacked()]
    p = 1 << n.bit_length() - 1
    e = 8 * (h + 1) / p if h < p else 4 * (2 * (h - p) + 1) / p
    return exp(LN_2 * -e).high


def dt_bias(draw, index, shape, declared):
    low, high = declared.get("low", 0.001), declared.get("high", 0.1)
    s = ln(DD(low))
    r = ln(DD(high)) - s
    dt = DD(max(exp(r * draw.uniform() + s).high, declared.get("floor", 1e-4)))
    return (dt + ln(-exp_m1(-dt))).high


def a_log(draw, index, shape, declared):
    if declared.keys.keys().isdisjoint({"low", "high"}):
        return ln(DD(index[-1] + 1)).high
    low, high = declared.get("low", 1), declared.get("high", 16)
    return ln(DD(low + draw.uniform() * (high - low))).high


def hippo(draw, index, shape, declared):
    index = index[declared.stacked() :]
    if len(index) == 1:
        return math.sqrt(2 * index[0] + 1)
    n, k = index
    if n > k:
        return -math.sqrt((2 * n + 1) * (2 * k + 1))
    return -(n + 1.0) if n == k else 0.0


def sincos(draw, index, shape, declared):
    stacked = declared.stacked()
    (*places, c), (*lengths, d) = index[stacked:], shape[stacked:]
    p = flat(places, lengths)
    h = d // 2
    if width := int(declared.get("width", 0)):
        p, h = (p % width if c < d // 2 else p // width), d // 4
        c %= d // 2
    i, cosine = (c // 2, c % 2) if "interleaved" in declared.keys else (c % h, c >= h)
    step = ln(DD(declared.get("base", 10000))) / max(h - 1 if "endpoint" in declared.keys else h, 1)
    return sin_cos(exp(-(step * i)) * p)[cosine]


def sin_cos(x):
    n = round(x.high * TWO_BY_PI)  # ties to even
    r = x - HALF_PI * n
    q = r.high * r.high
    s = c = 1.0
    for j in range(9, 1, -1):
        s = 1 - s * q / ((2 * j + 1) * (2 * j))
        c = 1 - c * q / ((2 * j) * (2 * j - 1))
    sine = r.high + (r.low * (1 - 0.5 * q) - r.high * (s * q / 6))
    cosine = 1 - (c * q / 2 + r.high * r.low)
    return [(sine, cosine), (cosine, -sine), (-sine, -cosine), (-cosine, sine)][n % 4]


def s4d(draw, index, shape, declared):
    n, states = index[-1], 2 * shape[-1]
    match declared.keys.get("variant", "lin"):
        case "lin":
            return (PI * n).high
        case "quad":
            return (two_product(2 * n + 1.0, 2 * n + 1.0) / PI).high
        case "legs":
            return legs(n, states)
        case variant:
            m = 2 * n + 1 if variant == "inv" else n + 1
            return (DD(states) / PI * (DD(states) / m - 1)).high


def legs(n, states):
    l, u = 0.0, 2.0 * states * states
    while l < (m := l + (u - l) / 2) < u:
        l, u = (l, m) if below(m, states) > n else (m, u)
    return u


def below(omega, states):
    c, s, k = 1.0, 0.0, 0
    for j in range(states):
        x, y = 2.0 * j + 1, 2 * omega
        r = math.sqrt(x * x + y * y)
        x, y = x / r, y / r
        c, s = c * x - s * y, c * y + s * x
        if c <= 0:
            c, s, k = s, -c, k + 1
    return -(-k // 2)


WINDOWS = {"hann": (0.5, 0.5, 0), "hamming": (0.54, 0.46, 0), "blackman": (0.42, 0.5, 0.08), "boxcar": (1, 0, 0)}


def turn(a, n):
    return sin_cos(PI * (2 * a) / n)


def stft(draw, index, shape, declared):
    f, _, t = of_weight(index, shape, declared)
    frequencies, _, (time,) = declared.weight(shape)
    n = 2 * (frequencies - 1)
    sine, cosine = turn(t * f % n, n)
    wave = -sine if declared.keys.get("side") == "imag" else cosine
    c0, c1, c2 = WINDOWS["boxcar" if time == 1 else declared.keys.get("window", "hann")]
    period = time if "periodic" in declared.keys else max(time - 1, 1)
    window = [c0 - c1 * turn(x % period, period)[1] + c2 * turn(2 * x % period, period)[1] for x in range(time)]
    total = 0.0
    scaling = declared.keys.get("scaling", "density")
    for v in window:
        total = total + (v * v if scaling == "density" else abs(v))
    s = {"density": math.sqrt(total), "spectrum": total, "none": 1.0}[scaling]
    return wave * (window[t] / s)


INDEXED = {
    function.__name__: function
    for function in (array, bilinear, hadamard, alibi_slopes, dt_bias, a_log, hippo, sincos, s4d, stft)
}
"""Each initializer whose values are functions of the index, by its word."""
