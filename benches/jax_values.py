"""Times the keys of JAX beside JAX, on one thread, in turns: needs jax.

    python3 benches/jax_values.py

Prints the nanoseconds of a value in both, the least of all rounds, and their ratio.
"""

import collections
import os
import pathlib
import subprocess
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import jax

ROUNDS = 5
RUNS = 9
TARGETS = {"bits": 2, "uniform": 2, "normal": 4, "truncated": 4}
SERIES = {
    "bits": lambda key, size: jax.random.bits(key, (size,)),
    "uniform": lambda key, size: jax.random.uniform(key, (size,), minval=-0.1, maxval=0.2),
    "normal": lambda key, size: jax.random.normal(key, (size,)),
    "truncated": lambda key, size: jax.random.truncated_normal(key, -2.0, 2.0, (size,)),
}


def of_jax(series, size):
    key = jax.random.key(0)
    draw = jax.jit(lambda key: SERIES[series](key, size))
    draw(key).block_until_ready()
    least = float("inf")
    for _ in range(RUNS):
        start = time.perf_counter()
        draw(key).block_until_ready()
        least = min(least, time.perf_counter() - start)
    return least * 1e9 / size


def main():
    root = pathlib.Path(__file__).resolve().parent.parent
    command = ["cargo", "run", "--release", "--quiet", "-p", "init-tools", "--bin", "jax"]
    command += ["--no-default-features", "--features", "simd,parallel"]
    theirs = collections.defaultdict(lambda: float("inf"))
    ours = collections.defaultdict(lambda: float("inf"))
    for _ in range(ROUNDS):
        environment = dict(os.environ, RAYON_NUM_THREADS="1")
        printed = subprocess.run(
            command, cwd=root, check=True, capture_output=True, text=True, env=environment
        )
        for line in printed.stdout.splitlines():
            series, size, nanoseconds = line.split()
            at = (series, int(size))
            ours[at] = min(ours[at], float(nanoseconds))
            theirs[at] = min(theirs[at], of_jax(*at))
    for (series, size), nanoseconds in ours.items():
        ratio = theirs[series, size] / nanoseconds
        print(
            f"{series:<10} {size:>8} {nanoseconds:6.2f} ns, JAX {theirs[series, size]:6.2f} ns:"
            f" {ratio:5.1f} times, of {TARGETS[series]}"
        )


main()
