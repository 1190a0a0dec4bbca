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


TABLES = _read()
