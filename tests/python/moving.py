"""Runs the Python of init-core/guides/moving.md, and compares what it prints with its last comments.

    pip install jax==0.10.2 flax==0.12.8 keras==3.15.1 torch==2.15.0
    python tests/python/moving.py init-core/guides/moving.md
"""

import contextlib
import io
import os
import pathlib
import re
import sys

os.environ["KERAS_BACKEND"] = "jax"


def main():
    text = pathlib.Path(sys.argv[1]).read_text()
    common, *blocks = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    for block in blocks:
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(common + block, {"__name__": "moving"})
        found = printed.getvalue().splitlines()
        expected = re.findall(r"^# (.*)$", block, re.MULTILINE)
        assert found == expected, f"{found} is printed by:\n{block}"
    print(f"{len(blocks)} blocks")


main()
