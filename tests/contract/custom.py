"""Section 12: the reads of a custom draw."""

import whole
from standard import normals_f64, uniform_f64
from words import CUSTOM, Sequence


class Draw:
    """The words of one element."""

    def __init__(self, key, stream, element):
        self._words = Sequence(key, stream, CUSTOM + (element << 20))

    def next_u32(self):
        return int(self._words.take(1)[0])

    def next_u64(self):
        low, high = self._words.take(2)
        return int(high) << 32 | int(low)

    def fill_bytes(self, count):
        words = self._words.take(-(-count // 4))
        return words.astype("<u4").tobytes()[:count]

    def uniform(self):
        return float(uniform_f64(*self._words.take(2).reshape(2, 1))[0])

    def normal(self):
        return float(normals_f64(*self._words.take(4).reshape(4, 1))[0][0])

    def below(self, n):
        return whole.below(self._words, n)
