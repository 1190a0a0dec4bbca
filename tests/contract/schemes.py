"""Sections 5 and 7.1: the canonical shape, the fans and the laws of the named schemes."""

import math
from dataclasses import dataclass, field, replace

from double_double import DD, ln, pattern
from laws import Constant, Normal, TruncatedNormal, Uniform
from parent import before_truncation
from tables import GAINS

LAWS = {
    "zeros", "ones", "constant", "uniform", "normal", "truncated_normal", "siren", "prior_bias",
}  # fmt: skip
SCHEMES = {
    "variance_scaling", "xavier_uniform", "xavier_normal", "kaiming_uniform", "kaiming_normal",
    "lecun_uniform", "lecun_normal", "spectral_normal",
}  # fmt: skip
_TRUNCATION = pattern(0x3FEC25E4B6DBA981)


def mapped(law, change):
    """A law of which every number is changed."""
    return replace(law, **{key: change(number) for key, number in vars(law).items()})


@dataclass
class Declared:
    """An initializer with what a field declares."""

    name: str
    keys: dict = field(default_factory=dict)

    def get(self, key, default):
        """A number, or the default."""
        return float(self.keys.get(key, default))

    def factor(self):
        """The factor on all values (section 7.4)."""
        return 1.0 if self.name == "variance_scaling" else self.get("scale", 1)

    def path(self, key):
        """The path of another tensor."""
        return self.keys[key].strip('"')

    def stacked(self):
        """The number of stacked axes."""
        return self.keys.get("layout", "").count("*")

    def padding(self):
        """The indices along `o` whose values are 0."""
        return [int(index) for index in self.keys.get("padding_index", "").strip("[]").split(", ") if index]

    def order(self, shape):
        """The tensor's axes in the order of the canonical shape."""
        layout = self.keys.get("layout", "")
        kinds = {"*": 0, "o": 1, "i": 2}
        axes = range(len(shape))
        return sorted(axes, key=lambda axis: kinds.get(layout[axis], 3)) if layout else list(axes)

    def roles(self):
        """The numbers of stacked axes, of output axes and of input axes."""
        layout = self.keys.get("layout", "oi")
        return [layout.count(letter) for letter in "*oi"]

    def weight(self, shape):
        """o, i and the receptive field of a canonical shape."""
        stacked, outputs, inputs = self.roles()
        o, i, field = stacked, stacked + outputs, stacked + outputs + inputs
        return math.prod(shape[o:i]), math.prod(shape[i:field]), shape[field:]

    def lengths(self):
        """The lengths of the parts of `split`, where they differ."""
        split = [int(length) for length in self.keys.get("split", "1").strip("[]").split(", ")]
        return split if len(set(split)) > 1 else None

    def rows(self, o):
        """The lengths of all parts of an axis of length o."""
        count = int(self._split())
        return self.lengths() or [o // count] * count

    def parts(self, shape):
        """The law of each part of `split`, with its length along `o`; one for the whole, where all are
        equal."""
        lengths = self.lengths()
        if lengths is None or self.name not in SCHEMES:
            return [(self.weight(shape)[0] if len(shape) > 1 else 1, self.law(shape))]
        return [(length, self.law(shape, length)) for length in lengths]

    def law(self, shape, length=None):
        """The law of a tensor of this canonical shape, or of a part of this length."""
        law = self._scheme(shape, length) if self.name in SCHEMES else self._law(shape)
        if self.factor() != 1:
            law = mapped(law, lambda number: number * self.factor())
        if self.keys.get("mup") == "hidden":
            root = math.sqrt(self.fans(shape)[0] / self.get("base_fan_in", 1))
            law = mapped(law, lambda number: number / root)
        return law

    def _law(self, shape):
        mean, std = self.get("mean", 0), self.get("std", 1)
        match self.name:
            case "siren":
                return self._siren(shape)
            case "prior_bias":
                return self._prior(shape)
            case "zeros" | "ones":
                return Constant(float(self.name == "ones"))
            case "constant":
                return Constant(self.get("constant", 0))
            case "uniform":
                return Uniform(self.get("low", 0), self.get("high", 1))
            case "normal":
                return Normal(mean, std)
        low, high = self.get("low", -2), self.get("high", 2)
        absolute = "absolute" in self.keys
        if self.keys.get("std_of") == "truncated":
            std = before_truncation(std, mean, low, high, absolute)
        if not absolute:
            low, high = mean + low * std, mean + high * std
        return TruncatedNormal(mean, std, low, high)

    def _siren(self, shape):
        fan_in, _ = self.scaling_fans(shape, None)
        bound = math.sqrt(6 / fan_in) / self.get("omega", 30)
        if "first" in self.keys:
            bound = 1 / fan_in
        return Uniform(-bound, bound)

    def _prior(self, shape):
        if "probability" in self.keys:
            p = DD(self.get("probability", 0))
            return Constant((ln(p) - ln(1 - p)).high)
        return Constant((-ln(DD(shape[self.stacked()]))).high)

    def scaling_fans(self, shape, length):
        """The fans by which a scheme scales: those at the base width of muP."""
        fan_in, fan_out = self.fans(shape, length)
        if "mup" not in self.keys:
            return fan_in, fan_out
        return self.get("base_fan_in", fan_in), self.get("base_fan_out", fan_out)

    def fans(self, shape, length=None):
        """fan_in and fan_out of a canonical shape, or of a part of this length."""
        if {"fan_in", "fan_out"} <= self.keys.keys():
            return self.get("fan_in", 0), self.get("fan_out", 0)
        layout = self.keys.get("layout", "")
        o, i, receptive = self.weight(shape)
        size = 1.0
        for taps in receptive:
            size = size * taps
        g_in, g_out = 1.0, self.get("groups", 1)
        if layout.lstrip("*").startswith("i") and receptive:
            g_in, g_out = g_out, g_in
        if "embedding" in self.keys:
            return self.get("fan_in", 1), self.get("fan_out", i * size)
        fan_in = i / g_in * size
        if length is not None:
            fan_out = length / g_out * size
        elif self.lengths():
            fan_out = o / g_out / len(self.lengths()) * size
        else:
            fan_out = o / g_out / self._split() * size
        return self.get("fan_in", fan_in), self.get("fan_out", fan_out)

    def _split(self):
        split = self.keys.get("split", "1").strip("[]").split(", ")
        return float(split[0]) if len(split) == 1 else float(len(split))

    def _gain(self, nonlinearity, a):
        nonlinearity = self.keys.get("nonlinearity", nonlinearity)
        if self.keys.get("pass") == "backward" and nonlinearity in ("sigmoid", "tanh", "selu"):
            nonlinearity += "_exact"
        if nonlinearity in GAINS:
            return GAINS[nonlinearity][self.keys.get("pass") == "backward"]
        match nonlinearity:
            case "tanh":
                return 5 / 3
            case "relu":
                return math.sqrt(2)
            case "leaky_relu":
                a = self.get("a", a)
                return math.sqrt(2 / (1 + a * a))
            case "selu":
                return 3 / 4
        return 1.0

    def _fan(self, shape, length):
        fan_in, fan_out = self.scaling_fans(shape, length)
        match self.keys.get("mode", "fan_in"):
            case "fan_in":
                return fan_in
            case "fan_out":
                return fan_out
            case "fan_avg":
                return (fan_in + fan_out) / 2
        return math.sqrt(fan_in * fan_out)

    def _scheme(self, shape, length):
        scheme, distribution = self.name.rsplit("_", 1)
        if 0 in shape:
            return Constant(0.0)
        match scheme:
            case "xavier":
                fan_in, fan_out = self.scaling_fans(shape, length)
                gain = self.get("gain", self._gain("linear", 0.01))
                s = gain * math.sqrt(2 / (2 * ((fan_in + fan_out) / 2)))
            case "kaiming":
                gain = self.get("gain", self._gain("leaky_relu", 0))
                s = gain / math.sqrt(self._fan(shape, length))
            case "lecun":
                s = math.sqrt(1 / self.scaling_fans(shape, length)[0])
                distribution = distribution.replace("normal", "truncated_normal")
            case "spectral":
                fan_in, fan_out = self.scaling_fans(shape, length)
                norm = math.sqrt(fan_out / fan_in)
                s = self.get("gain", 1) * (norm / (math.sqrt(fan_in) + math.sqrt(fan_out)))
            case "variance":
                s = math.sqrt(self.get("scale", 1) / self._fan(shape, length))
                distribution = self.keys.get("distribution", "truncated_normal")
        if s == 0:
            return Constant(0.0)
        if distribution == "normal":
            return Normal(0.0, s)
        if distribution == "uniform":
            return Uniform(-(math.sqrt(3) * s), math.sqrt(3) * s)
        t = s / _TRUNCATION
        return TruncatedNormal(0.0, t, -2 * t, 2 * t)
