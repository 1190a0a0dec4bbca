#!/usr/bin/env python3
"""Compares every line of tests/data/golden.txt with what docs/value-contract.md says.

The text alone is implemented here, with Python's integers and numpy's float32 and float64; its
tables are read from it. One line for each case; the exit status is 1 if one differs.
"""

import math
import re
import sys
from dataclasses import replace

import numpy as np

import laws
import schemes
import whole
from custom import Draw
from floats import PART, PATTERN, round_to, value_of
from golden import cases, declared_of
from indexed import INDEXED
from tables import CONTRACT
from words import Continued, fnv1a, key_of_seed, stream_of

KEY = bytes(range(32))
CASES = cases()
SOURCES = {case.path: case for case in CASES}
"""The tensors that others follow from, by path: each has one line."""
SEED_42 = re.search(r"seed 42 has the key\s+`(\w+)`", CONTRACT.read_text("utf-8"))[1]
STREAMS = {"embedding": "wte"}
"""The paths in which a declared `stream` stands in place of a component."""


def tensor(case):
    """The bits of a tensor, in its own axes."""
    declared, shape = case.declared, case.shape
    if declared.name == "same_as":
        return tensor(SOURCES[declared.path("same_as")])
    if declared.name == "norm_of":
        return round_to(case.kind, norms(declared)).reshape(shape)
    if case.kind in PART:
        return complex_tensor(case)
    order = declared.order(shape)
    canonical = tuple(shape[axis] for axis in order)
    if "add" in declared.keys:
        return round_to(case.kind, total(case)).reshape(shape)
    if declared.name in schemes.LAWS | schemes.SCHEMES:
        bits = elements(case, canonical)
    else:
        bits = round_to(case.kind, values(case, canonical))
    bits = bits.reshape(canonical)
    if padding := declared.padding():
        o = declared.weight(canonical)[0]
        layers = math.prod(canonical[: declared.stacked()])
        bits.reshape(layers, o, -1)[:, padding] = 0
    return bits.transpose(np.argsort(order))


def complex_tensor(case):
    """Section 7.5: the real and the imaginary part of each number, along a last axis."""
    declared, kind = case.declared, PART[case.kind]
    order = declared.order(case.shape)
    canonical = tuple(case.shape[axis] for axis in order)
    if declared.name in schemes.LAWS | schemes.SCHEMES:
        part = replace(case, kind=kind)
        halves = [elements(part, canonical, lambda law: laws.half(law, place), 2) for place in (0, 1)]
        bits = np.stack([half[place::2] for place, half in enumerate(halves)], axis=-1)
    else:
        real = values(case, canonical, 2).reshape(-1)
        bits = round_to(kind, np.stack([real, np.zeros(len(real))], axis=-1))
    return bits.reshape(*canonical, 2).transpose(*np.argsort(order), len(order))


def total(case):
    """Section 7.4: the sum of a tensor and of another."""
    one = replace(case.declared, keys={key: value for key, value in case.declared.keys.items() if key != "add"})
    options = {key: value for key, value in one.keys.items() if key in ("layout", "groups", "split")}
    other = declared_of(case.declared.keys["add"].strip("()"))
    other = replace(other, keys=other.keys | options)
    stream = fnv1a(b".+", case.stream)
    terms = [replace(case, kind="f64", declared=one)]
    terms.append(replace(case, kind="f64", declared=other, stream=stream))
    first, second = (value_of("f64", tensor(term)) for term in terms)
    return first + second


def elements(case, canonical, change=lambda law: law, step=1):
    """An element-wise fill, by the laws of the parts of an axis; so many values for each element."""
    parts = [(rows, change(law)) for rows, law in case.declared.parts(canonical)]
    length = math.prod(canonical) * step
    rows = sum(rows for rows, _ in parts)
    if len(parts) == 1 or length == 0:
        return laws.fill(parts[0][1], case.kind, KEY, case.stream, 0, length)
    row = length // math.prod(canonical[: case.declared.stacked()]) // rows
    pieces, start = [], 0
    while start < length:
        for rows, law in parts:
            pieces.append(laws.fill(law, case.kind, KEY, case.stream, start, rows * row))
            start += rows * row
    return np.concatenate(pieces)


def norms(declared):
    """Section 11.5: the norms of another tensor, in f64."""
    source = SOURCES[declared.path("norm_of")]
    x = value_of(source.kind, tensor(source)).transpose(source.declared.order(source.shape))
    axis = declared.keys.get("axis")
    if axis is None:
        slices = [x]
    else:
        slices = np.moveaxis(x, source.declared.order(source.shape).index(int(axis)), 0)
    found = []
    for part in slices:
        total = 0.0
        for value in part.reshape(-1).tolist():
            total = total + value * value
        found.append(math.sqrt(total))
    return np.array(found)


def values(case, canonical, step=1):
    """The f64 values of a tensor that is no element-wise fill, in the canonical order; draws have the words of
    every value, or of every second one."""
    declared = case.declared
    if declared.name in ("sample", "with"):
        draw = DRAWS[case.path]
        indices = enumerate(np.ndindex(canonical))
        return np.array([draw(Draw(KEY, case.stream, step * i), index) for i, index in indices])
    if indexed := INDEXED.get(declared.name):
        places = enumerate(np.ndindex(canonical))
        draws = ((Draw(KEY, case.stream, step * i), index) for i, index in places)
        return np.array([indexed(draw, index, canonical, declared) for draw, index in draws])
    stacked, outputs, inputs = declared.roles()
    shape = canonical[stacked:]
    if outputs + inputs > 2:
        o, i, field = declared.weight(canonical)
        shape = (o, i, *field)
    key = Continued(KEY)
    layers = [
        whole.MADE[declared.name](key, case.stream, shape, declared)
        for _ in range(math.prod(canonical[:stacked]))
    ]
    return (np.stack(layers) * declared.factor()).reshape(canonical)


DRAWS = {
    "words": lambda stream, index: float(stream.next_u32()),
    "mixed": lambda stream, index: (
        ((stream.uniform() + stream.normal()) + float(stream.below(1000))) + float(index[0])
    ),
    "d": lambda stream, index: (stream.next_u64() >> 11) * 2.0**-53,
}
"""What the head of the golden file says of its custom draws, by path."""


def differences(case):
    """What differs, in words."""
    found = []
    if stream_of(STREAMS.get(case.path, case.path)) != case.stream:
        found.append("stream")
    bits = np.ascontiguousarray(tensor(case)).astype(PATTERN[case.kind]).reshape(-1)
    if [int(b) for b in bits[:8]] != case.first:
        found.append("first elements")
    if [int(b) for b in bits[-4:]] != case.last:
        found.append("last elements")
    if fnv1a(bits.astype(bits.dtype.newbyteorder("<")).tobytes()) != case.hash:
        found.append("hash")
    return found


def main():
    failed = 0
    if key_of_seed(42).hex() != SEED_42:
        failed += 1
        print("the key of the seed 42 differs")
    for case in CASES:
        found = differences(case)
        failed += bool(found)
        print(f"{'differs in ' + ', '.join(found) if found else 'same':8} {case.text}", flush=True)
    print(f"{failed} differ, of {len(CASES)} tensors and one key (numpy {np.__version__})")
    return 1 if failed or not CASES else 0


if __name__ == "__main__":
    sys.exit(main())
