"""The tables of coefficients, read from the blocks ```text of docs/value-contract.md.

The text is the only place that holds them: an entry that is wrong there is wrong here.
"""

import re
from pathlib import Path

import numpy as np

CONTRACT = Path(__file__).resolve().parents[2] / "docs" / "value-contract.md"
DTYPES = {"f32": (np.uint32, np.float32), "f64": (np.uint64, np.float64)}


def _read():
    tables = {}
    for block in re.findall(r"^```text\n(.*?)^```", CONTRACT.read_text("utf-8"), re.M | re.S):
        name, kind, length, *entries = block.split()
        pattern, number = DTYPES[kind]
        if len(entries) != int(length):
            raise ValueError(f"{name} has {len(entries)} entries, not {length}")
        tables[name] = np.array([int(e, 16) for e in entries], pattern).view(number)
    return tables


def _gains():
    rows = re.findall(r"^\| (`.*`) \| `([0-9a-f]{16})` \| `([0-9a-f]{16})` \|$", CONTRACT.read_text("utf-8"), re.M)
    gains = {}
    for names, *patterns in rows:
        pair = np.array([int(bits, 16) for bits in patterns], np.uint64).view(np.float64).tolist()
        gains |= {name.strip("`"): pair for name in names.split(", ")}
    return gains


TABLES = _read()
GAINS = _gains()
"""The gains of section 7.1, forward and backward, by the nonlinearity."""
