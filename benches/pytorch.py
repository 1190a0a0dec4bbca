"""Times the generator of PyTorch beside PyTorch, on one thread, in turns: needs torch.

    python3 benches/pytorch.py

Prints the nanoseconds of a value in both, the least of all rounds, and their ratio.
"""

import collections
import pathlib
import subprocess
import time

import torch
from torch.nn import init

ROUNDS = 5
RUNS = 9
TARGETS = {"normal": 1.5, "uniform": 2, "truncated": 5}
SERIES = {
    "normal": lambda weight: init.normal_(weight),
    "uniform": lambda weight: init.uniform_(weight, -0.1, 0.2),
    "truncated": lambda weight: init.trunc_normal_(weight),
}


def of_torch(series, size):
    weight = torch.empty(size)
    least = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        SERIES[series](weight)
        least = min(least, time.perf_counter() - start)
    return least * 1e9 / size


def main():
    torch.set_num_threads(1)
    root = pathlib.Path(__file__).resolve().parent.parent
    command = ["cargo", "run", "--release", "--quiet", "-p", "init-tools", "--bin", "pytorch"]
    command += ["--no-default-features", "--features", "simd,parallel"]
    theirs = collections.defaultdict(lambda: float("inf"))
    ours = collections.defaultdict(lambda: float("inf"))
    for _ in range(ROUNDS):
        printed = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
        for line in printed.stdout.splitlines():
            series, size, nanoseconds = line.split()
            at = (series, int(size))
            ours[at] = min(ours[at], float(nanoseconds))
            theirs[at] = min(theirs[at], of_torch(*at))
    for (series, size), nanoseconds in ours.items():
        ratio = theirs[series, size] / nanoseconds
        print(
            f"{series:<10} {size:>8} {nanoseconds:6.2f} ns, PyTorch {theirs[series, size]:6.2f} ns:"
            f" {ratio:5.1f} times, of {TARGETS[series]}"
        )


main()
