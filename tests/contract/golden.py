"""The cases of tests/data/golden.txt."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from schemes import Declared

FILE = Path(__file__).resolve().parents[1] / "data" / "golden.txt"


@dataclass
class Case:
    """One tensor: what is asked for and the bits that it has."""

    path: str
    stream: int
    kind: str
    shape: tuple
    declared: Declared
    text: str
    hash: int
    first: list
    last: list


def declared_of(text):
    """The initializer and the options of a field, from their text."""
    name, *rest = re.split(r", (?![^\[(]*[\])])", text)
    keys = {}
    if " = " in name:  # `constant = …`, `with = …`
        name, value = name.split(" = ")
        keys[name] = value
    for entry in rest:
        key, _, value = entry.partition(" = ")
        keys[key] = value.strip('"')
    return Declared(name, keys)


def cases():
    """All lines of the file."""
    lines = FILE.read_text("utf-8").splitlines()
    return [_case(line) for line in lines if line and not line.startswith("#")]


def _case(line):
    path, stream, kind, shape, declared, fnv, first, last = line.split(" | ")
    bits = [[int(b, 16) for b in part.split()] for part in (first, last)]
    shape = tuple(ast.literal_eval(shape))
    text = f"{path} {kind} {list(shape)} {declared}"
    return Case(path, int(stream, 16), kind, shape, declared_of(declared), text, int(fnv, 16), *bits)
