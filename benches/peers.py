#!/usr/bin/env python3
"""Times the initializers of torch, jax and numpy, where they are installed.

    python3 benches/peers.py                    16 Mi values, matrices of 1024 and 2048
    python3 benches/peers.py --threads 1 2      with one thread, then with two
    python3 benches/peers.py --values 65536 --sides 512 --rounds 9

Needs Python 3.9 and whichever of the three are to be timed: `pip install numpy torch "jax[cpu]"`.

Each number of threads has a process of its own, because the libraries read it as they start. Its
series take turns, one run in each round after one that is not counted, and numpy's or torch's
fill with a constant (memset) is among them. Printed are each series' median, in milliseconds and
nanoseconds a value, and its ratio to memset; beside them are the figures of
`cargo bench --bench fill` and `cargo bench --bench orthogonal`.

torch writes in place and numpy into `out=`, as init-core does. jax makes new arrays; its functions
are compiled first and waited for.
"""

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import time

PACKAGES = {"numpy": "numpy", "torch": "torch", "jax": '"jax[cpu]"'}


def numpy_series(values, sides, threads):
    """Fills of numpy: of one thread, whatever their number."""
    import numpy

    memory = numpy.empty(values, numpy.float32)
    rng = numpy.random.default_rng(7)
    yield "memset (numpy)", values, lambda: memory.fill(1.5)
    yield (
        "numpy Generator.standard_normal",
        values,
        lambda: rng.standard_normal(dtype=numpy.float32, out=memory),
    )
    yield "numpy Generator.random", values, lambda: rng.random(dtype=numpy.float32, out=memory)


def torch_series(values, sides, threads):
    """The functions of torch.nn.init, and what they are made of."""
    import torch
    from torch.nn import init

    torch.set_num_threads(threads)
    torch.manual_seed(7)
    memory = torch.empty(values)
    rows = 1 << (values.bit_length() // 2)
    weight = torch.empty(rows, values // rows)
    yield "memset (torch fill_)", values, lambda: memory.fill_(1.5)
    yield "torch normal_", values, lambda: init.normal_(memory, std=0.02)
    yield "torch uniform_", values, lambda: init.uniform_(memory, -1.0, 1.0)
    yield (
        "torch trunc_normal_",
        values,
        lambda: init.trunc_normal_(memory, std=0.02, a=-0.04, b=0.04),
    )
    yield "torch kaiming_normal_", weight.numel(), lambda: init.kaiming_normal_(weight)
    yield "torch kaiming_uniform_", weight.numel(), lambda: init.kaiming_uniform_(weight)
    for side in sides:
        matrix = torch.empty(side, side)
        yield (
            f"torch orthogonal_ {side}",
            side * side,
            lambda matrix=matrix: init.orthogonal_(matrix),
        )


def jax_series(values, sides, threads):
    """The functions of jax.random and jax.nn.initializers, compiled."""
    import jax

    key = jax.random.key(7)

    def compiled(function):
        function = jax.jit(function)
        return lambda: function(key).block_until_ready()

    yield "jax normal", values, compiled(lambda key: jax.random.normal(key, (values,)))
    yield "jax uniform", values, compiled(lambda key: jax.random.uniform(key, (values,)))
    yield (
        "jax truncated_normal",
        values,
        compiled(lambda key: jax.random.truncated_normal(key, -2.0, 2.0, (values,))),
    )
    for side in sides:
        orthogonal = jax.nn.initializers.orthogonal()
        yield (
            f"jax orthogonal {side}",
            side * side,
            compiled(lambda key, side=side: orthogonal(key, (side, side))),
        )


def run(arguments, threads):
    """Times all series with `threads` threads and prints their medians."""
    makers = {"numpy": numpy_series, "torch": torch_series, "jax": jax_series}
    series = []
    for package, maker in makers.items():
        if importlib.util.find_spec(package):
            series += maker(arguments.values, arguments.sides, threads)
    times = [[] for _ in series]
    for turn in range(arguments.rounds + 1):
        for (_, _, work), measured in zip(series, times):
            start = time.perf_counter()
            work()
            if turn:
                measured.append(time.perf_counter() - start)
    medians = [statistics.median(measured) for measured in times]
    memset = next(
        (
            median / count
            for (name, count, _), median in zip(series, medians)
            if name.startswith("memset")
        ),
        None,
    )
    print(f"\nthreads: {threads}\n")
    print(f"{'ms':>10} {'ns a value':>10} {'memsets':>10}  series")
    for (name, count, _), median in zip(series, medians):
        ratio = f"{median / count / memset:10.1f}" if memset else " " * 10
        print(f"{median * 1e3:10.3f} {median / count * 1e9:10.3f} {ratio}  {name}")


def environment(threads):
    """The variables that limit the libraries' threads; XLA takes the cores that it may run on."""
    limits = ["OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"]
    return {**os.environ, **{name: str(threads) for name in limits}, "JAX_PLATFORMS": "cpu"}


def main():
    summary, _, details = __doc__.partition("\n")
    parser = argparse.ArgumentParser(
        description=summary, epilog=details, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--values", type=int, default=1 << 24, help="of each fill")
    parser.add_argument(
        "--sides", type=int, nargs="*", default=[1024, 2048], help="of orthogonal matrices"
    )
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--here", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.here:
        run(arguments, arguments.here)
        return

    missing = [name for name in PACKAGES if not importlib.util.find_spec(name)]
    if missing:
        packages = " ".join(PACKAGES[name] for name in missing)
        print(f"not installed: {', '.join(missing)}; `pip install {packages}` adds them")
    if len(missing) == len(PACKAGES):
        sys.exit(1)
    for threads in arguments.threads:
        command = [sys.executable, __file__, *sys.argv[1:], "--here", str(threads)]
        cores = getattr(os, "sched_getaffinity", lambda _: set())(0)
        if len(cores) > threads and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(0, sorted(cores)[:threads])
        subprocess.run(command, env=environment(threads), check=True)
        if cores:
            os.sched_setaffinity(0, cores)


if __name__ == "__main__":
    main()
