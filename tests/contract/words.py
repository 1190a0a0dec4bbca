"""Sections 2 to 6: the key, the stream, the words of ChaCha8 and which value has which."""

import numpy as np

U32, U64 = np.uint32, np.uint64
WHOLE = 1 << 62
"""The first block of the tensors made as a whole (section 4)."""
CUSTOM = 1 << 63
"""The first block of the custom draws (section 4)."""
TILE = 16
"""Blocks of a tile (section 6)."""

_SETUP = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
_QUARTERS = (
    (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
    (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
)  # fmt: skip


def key_of_seed(seed):
    """The 32 bytes that a 64-bit seed stands for."""
    key = b""
    for _ in range(8):
        seed = (seed * 0x5851F42D4C957F2D + 0xA17654E46FBE17F3) % (1 << 64)
        x = (((seed >> 18) ^ seed) >> 27) & 0xFFFFFFFF
        turn = seed >> 59
        key += ((x >> turn | x << (32 - turn)) & 0xFFFFFFFF).to_bytes(4, "little")
    return key


def fnv1a(data, h=0xCBF29CE484222325):
    """The FNV-1a hash, 64 bits, of bytes, or of those of a hash continued by them."""
    for byte in data:
        h = (h ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return h


def stream_of(path):
    """The stream of a path whose components are joined by dots."""
    return fnv1a(path.encode())


def blocks(key, stream, numbers):
    """The words of the blocks of these numbers: an array of 16 rows, one column for each block."""
    numbers = np.asarray(numbers, U64)
    parts = [*_SETUP, *np.frombuffer(key, "<u4")]
    state = np.empty((16, numbers.size), U32)
    state[:12] = np.array(parts, U32)[:, None]
    state[12] = numbers & U64(0xFFFFFFFF)
    state[13] = numbers >> U64(32)
    state[14] = stream & 0xFFFFFFFF
    state[15] = stream >> 32
    start = state.copy()
    for _ in range(4):
        for quarter in _QUARTERS:
            _quarter_round(*(state[i] for i in quarter))
    state += start
    return state


def _quarter_round(a, b, c, d):
    """In place, on one row each."""
    for left, right in ((16, 12), (8, 7)):
        a += b
        _rotate(d, a, left)
        c += d
        _rotate(b, c, right)


def _rotate(x, other, bits):
    x ^= other
    high = x << U32(bits)
    x >>= U32(32 - bits)
    x |= high


def tiles(key, stream, first, count):
    """The words of element-wise fills, as an array [tile, word, block]: in the order in which
    values of one word have them."""
    numbers = np.arange(first * TILE, (first + count) * TILE, dtype=U64)
    return blocks(key, stream, numbers).reshape(16, count, TILE).transpose(1, 0, 2)


def double_word(low, high):
    """high·2^32 + low."""
    return high.astype(U64) << U64(32) | low.astype(U64)


class Continued:
    """A key whose sequences are one, each going on where the one before ended: that of stacked layers."""

    def __init__(self, key):
        self.key, self.state = key, None


class Sequence:
    """Words one after the other, from a block on."""

    def __init__(self, key, stream, block):
        if isinstance(key, Continued):
            if key.state is None:
                key.state = Sequence(key.key, stream, block).__dict__
            self.__dict__ = key.state
            return
        self._key, self._stream, self._block = key, stream, block
        self._words, self._at = np.empty(0, U32), 0

    def take(self, count):
        """The next words."""
        missing = count - (self._words.size - self._at)
        if missing > 0:
            more = -(-missing // 16) + 64
            numbers = np.arange(self._block, self._block + more, dtype=U64)
            fresh = blocks(self._key, self._stream, numbers).T.reshape(-1)
            self._block += more
            self._words = np.concatenate([self._words[self._at :], fresh])
            self._at = 0
        self._at += count
        return self._words[self._at - count : self._at]
