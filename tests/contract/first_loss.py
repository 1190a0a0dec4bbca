#!/usr/bin/env python3
"""Prints the first loss of the network that the tests of every tensor library train.

The weights come from the value contract as this directory implements it, the digits from
tests/data/digits.csv.gz, the rest is numpy's float64: 64-64-10 with relu, `kaiming_normal` weights
and zero biases under seed 42, the mean softmax cross entropy of the first 256 rows.
"""

import math
from pathlib import Path

import numpy as np

import laws
from floats import value_of
from schemes import Declared
from words import key_of_seed, stream_of

DIGITS = Path(__file__).parent.parent / "data" / "digits.csv.gz"


def weight(path, shape):
    """The weight of a layer."""
    law = Declared("kaiming_normal").law(shape)
    bits = laws.fill(law, "f32", key_of_seed(42), stream_of(path), 0, math.prod(shape))
    return value_of("f32", bits).reshape(shape)


def main():
    rows = np.loadtxt(DIGITS, delimiter=",", max_rows=256)
    pixels, labels = rows[:, :-1] / 16, rows[:, -1].astype(int)
    hidden = np.maximum(pixels @ weight("fc1.weight", (64, 64)).T, 0)
    scores = hidden @ weight("fc2.weight", (10, 64)).T
    losses = np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(labels)), labels]
    print(repr(float(losses.mean())))


if __name__ == "__main__":
    main()
