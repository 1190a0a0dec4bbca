"""Draws what PyTorch draws on a CPU: tests/data/torch-2.15-cpu.json and tests/data/torch-2.15-more.json.

    pip install torch==2.15.0
    python tests/python/pytorch.py tests/data

Needs x86-64 with AVX2: other processors have other last bits. The first file holds single calls of
`torch.nn.init`, the second sequences of calls, other types of elements and whole modules.
"""

import hashlib
import itertools
import json
import math
import pathlib
import sys

import torch
from torch import nn
from torch.nn import init

SEEDS = [0, 1, 1234]
NOTE = "first: little-endian f32 bit patterns in row-major order; sha256 over all f32 little-endian bytes"

INITIALIZERS = {
    "uniform": (lambda w: init.uniform_(w, -0.1, 0.25), {"low": -0.1, "high": 0.25}),
    "normal": (lambda w: init.normal_(w, 0.5, 0.02), {"mean": 0.5, "std": 0.02}),
    "xavier_uniform": (lambda w: init.xavier_uniform_(w, gain=5 / 3), {"gain": 5 / 3}),
    "xavier_normal": (lambda w: init.xavier_normal_(w), {"gain": 1.0}),
    "kaiming_uniform": (
        lambda w: init.kaiming_uniform_(w, a=math.sqrt(5)),
        {"a": "sqrt(5)", "mode": "fan_in", "nonlinearity": "leaky_relu"},
    ),
    "kaiming_normal": (
        lambda w: init.kaiming_normal_(w, mode="fan_out", nonlinearity="relu"),
        {"mode": "fan_out", "nonlinearity": "relu"},
    ),
    "trunc_normal_wide": (
        lambda w: init.trunc_normal_(w),
        {"mean": 0.0, "std": 1.0, "low": -2.0, "high": 2.0},
    ),
    "trunc_normal_narrow": (
        lambda w: init.trunc_normal_(w, 0.0, 1.0, 0.1, 0.4),
        {"mean": 0.0, "std": 1.0, "low": 0.1, "high": 0.4},
    ),
    "sparse": (lambda w: init.sparse_(w, 0.3), {"sparsity": 0.3, "std": 0.01}),
}
SHAPES = [[3, 5], [64, 32], [7, 11], [16, 3, 3, 3], [100, 257], [17], [15], [8, 4, 5]]


def content(tensor):
    """The bytes in row-major order."""
    return tensor.detach().contiguous().view(torch.uint8).numpy().tobytes() if tensor.numel() else b""


def drawn(tensor):
    size = tensor.element_size()
    data = content(tensor)
    first = [data[at : at + size][::-1].hex() for at in range(0, min(len(data), 8 * size), size)]
    return {
        "shape": list(tensor.shape),
        "first": first,
        "sha256": hashlib.sha256(data).hexdigest(),
    }


def calls(seed):
    for shape in SHAPES:
        for name, (initialize, args) in INITIALIZERS.items():
            if len(shape) < 2 and name[:3] in ("xav", "kai") or len(shape) != 2 and name == "sparse":
                continue
            torch.manual_seed(seed)
            weight = torch.empty(shape)
            initialize(weight)
            yield {"op": name, "args": args, "seed": seed, **drawn(weight)}
    torch.manual_seed(seed)
    tensors = []
    for shape in ([10], [4, 4], [9], [33, 3]):
        tensors += [drawn(torch.empty(shape).normal_()), drawn(torch.empty(shape).uniform_())]
    yield {"op": "sequence normal,uniform", "seed": seed, "tensors": tensors}
    torch.manual_seed(seed)
    built = {
        "linear": nn.Linear(37, 19),
        "conv2d": nn.Conv2d(8, 12, 3, groups=4),
        "lstm": nn.LSTM(7, 11, num_layers=2),
        "embedding": nn.Embedding(13, 6, padding_idx=2),
    }
    for name, module in built.items():
        yield {
            "op": f"module {name}",
            "seed": seed,
            "note": "modules built in this order after one manual_seed",
            "parameters": {name: drawn(parameter) for name, parameter in module.named_parameters()},
        }


# --- Sequences ---

STEPS = {
    "uniform": lambda w: w.uniform_(-0.3, 0.7),
    "normal": lambda w: w.normal_(0.25, 1.5),
    "wide": lambda w: init.trunc_normal_(w, 0.1, 0.5, -0.4, 1.2),
    "narrow": lambda w: init.trunc_normal_(w, 0.0, 1.0, 1.0, 1.5),
}


def sequence(seed, steps, dtype=torch.float32):
    """One sequence of calls of one generator: each a name and a shape, or `randperm` and a number."""
    torch.manual_seed(seed)
    digest = hashlib.sha256()
    for name, shape in steps:
        if name == "randperm":
            digest.update(content(torch.randperm(shape)))
        else:
            weight = torch.empty(shape, dtype=dtype)
            STEPS[name](weight)
            digest.update(content(weight))
    return {
        "dtype": str(dtype).removeprefix("torch."),
        "seed": seed,
        "steps": [list(step) for step in steps],
        "sha256": digest.hexdigest(),
        "values": sum(math.prod(shape) for name, shape in steps if name != "randperm"),
    }


def sequences():
    small = range(1, 101)
    around = [16 * blocks + off for blocks in (8, 13, 39, 40, 64, 78, 200, 400) for off in (-1, 0, 1)]
    shapes = [[3, 7], [64, 31], [5, 4, 3], [16, 3, 3, 3], [2, 3, 4, 5, 6], [33, 8, 3, 3, 1], [257, 129]]
    sizes = [[size] for size in (*small, *around)] + shapes
    for seed in (0, 5489, 2**32 + 7, 2**64 - 1):
        for name in STEPS:
            yield sequence(seed, [(name, size) for size in sizes])
        # Every second call leaves a normal number behind for the next small tensor.
        mixed = itertools.cycle(["normal", "uniform", "wide", "normal", "narrow"])
        steps = [(name, size) for name, size in zip(mixed, sizes + sizes[::-1])]
        yield sequence(seed, steps + [("randperm", n) for n in (0, 1, 2, 10, 1000)] + steps[:40])
    for dtype in (torch.float16, torch.bfloat16):
        for name in STEPS:
            yield sequence(3, [(name, [size]) for size in (*small, *around)], dtype)
        yield sequence(4, [(name, size) for name, size in zip(mixed, sizes)], dtype)
    yield sequence(3, [("uniform", size) for size in sizes], torch.float64)


def doubles():
    """Numbers of f64 that depend on the C library's functions in their last bits."""
    torch.manual_seed(11)
    for size in (1, 2, 3, 15, 16, 17, 100):
        normal = torch.empty(size, dtype=torch.float64).normal_(0.25, 1.5)
        wide = init.trunc_normal_(torch.empty(size, dtype=torch.float64), 0.1, 0.5, -0.4, 1.2)
        narrow = init.trunc_normal_(torch.empty(size, dtype=torch.float64), 0.0, 1.0, 1.0, 1.5)
        yield {
            "size": size,
            **{name: [value.hex() for value in tensor.tolist()] for name, tensor in
               (("normal", normal), ("wide", wide), ("narrow", narrow))},
        }


# --- Modules ---


def orthogonal():
    torch.manual_seed(0)
    shapes = [[3, 5], [5, 3], [16, 3, 3, 3], [40, 40]]
    for shape in shapes:
        weight = init.orthogonal_(torch.empty(shape), gain=1.5)
        yield {"shape": shape, "values": [round(value, 8) for value in weight.flatten().tolist()]}


def modules():
    """Modules built one after the other, and a number drawn after each."""
    built = [
        ("linear", lambda: nn.Linear(37, 19)),
        ("linear_without_bias", lambda: nn.Linear(5, 3, bias=False)),
        ("wide_linear", lambda: nn.Linear(25_088, 3)),
        ("conv1d", lambda: nn.Conv1d(4, 6, 5)),
        ("conv2d", lambda: nn.Conv2d(8, 12, 3, groups=4)),
        ("conv3d", lambda: nn.Conv3d(2, 3, 2)),
        ("conv_transpose1d", lambda: nn.ConvTranspose1d(4, 6, 5)),
        ("conv_transpose2d", lambda: nn.ConvTranspose2d(6, 4, 3, groups=2)),
        ("conv_transpose3d", lambda: nn.ConvTranspose3d(2, 3, 2)),
        ("embedding", lambda: nn.Embedding(13, 6, padding_idx=2)),
        ("embedding_bag", lambda: nn.EmbeddingBag(5, 3)),
        ("lstm", lambda: nn.LSTM(7, 11, num_layers=2)),
        ("lstm_reversed", lambda: nn.LSTM(7, 11, bidirectional=True)),
        ("gru", lambda: nn.GRU(5, 4, bidirectional=True)),
        ("rnn", lambda: nn.RNN(3, 8)),
        ("lstm_cell", lambda: nn.LSTMCell(4, 6)),
        ("gru_cell", lambda: nn.GRUCell(4, 6)),
        ("rnn_cell", lambda: nn.RNNCell(4, 6)),
        ("attention", lambda: nn.MultiheadAttention(8, 2)),
        ("attention_without_bias", lambda: nn.MultiheadAttention(8, 2, bias=False)),
        ("attention_with_keys", lambda: nn.MultiheadAttention(8, 2, kdim=6, vdim=4, add_bias_kv=True)),
        ("bilinear", lambda: nn.Bilinear(5, 7, 3)),
        ("layer_norm", lambda: nn.LayerNorm(9)),
        ("batch_norm", lambda: nn.BatchNorm2d(9)),
        ("group_norm", lambda: nn.GroupNorm(3, 9)),
        ("prelu", lambda: nn.PReLU()),
        ("encoder_layer", lambda: nn.TransformerEncoderLayer(8, 2, dim_feedforward=16)),
        ("lstm_projected", lambda: nn.LSTM(7, 11, num_layers=2, proj_size=4)),
        ("lstm_projected_reversed", lambda: nn.LSTM(7, 11, bidirectional=True, bias=False, proj_size=3)),
        ("linear_without_inputs", lambda: nn.Linear(0, 5)),
        ("decoder_layer", lambda: nn.TransformerDecoderLayer(8, 2, dim_feedforward=16)),
    ]
    for seed in SEEDS:
        torch.manual_seed(seed)
        for name, build in built:
            module = build()
            yield {
                "module": name,
                "seed": seed,
                "parameters": {name: drawn(value) for name, value in module.named_parameters()},
                "next": torch.rand(1).item(),
            }


def main():
    torch.set_default_device("cpu")
    folder = pathlib.Path(sys.argv[1])
    capability = torch.backends.cpu.get_cpu_capability()
    head = {"torch": torch.__version__, "capability": capability, "note": NOTE}
    cases = [case for seed in SEEDS for case in calls(seed)]
    path = folder / "torch-2.15-cpu.json"
    path.write_text(json.dumps({**head, "cases": cases}, indent=1))
    more = {
        "torch": torch.__version__,
        "capability": capability,
        "sequences": list(sequences()),
        "doubles": list(doubles()),
        "orthogonal": list(orthogonal()),
        "modules": list(modules()),
    }
    path = folder / "torch-2.15-more.json"
    path.write_text(json.dumps(more) + "\n")


main()
