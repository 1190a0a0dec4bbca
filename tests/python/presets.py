"""Measures what the frameworks give the parameters of their layers: tests/data/presets.json.

    pip install torch torchvision timm transformers torchtitan   # pytorch, resnet, vit, gpt2, llama
    pip install jax flax keras                                   # keras, flax
    python tests/python/presets.py NAME...

Prints an object with, for each preset, its source and the parameters: name, shape, smallest and
largest value, mean and standard deviation of the values that one initialization gives.
"""

import json
import os
import sys

import numpy

SEED = 20_261_129


def measured(parameters):
    rows = []
    for name, value in parameters:
        value = numpy.asarray(value, dtype=numpy.float64)
        rows.append(
            {
                "name": name,
                "shape": list(value.shape),
                "min": value.min(),
                "max": value.max(),
                "mean": value.mean(),
                "std": value.std(),
            }
        )
    return rows


def of_module(module):
    state = list(module.named_parameters()) + list(module.named_buffers())
    kept = [(name, tensor) for name, tensor in state if tensor.is_floating_point()]
    return measured((name, tensor.detach().numpy()) for name, tensor in kept)


def pytorch():
    import torch
    from torch import nn

    torch.manual_seed(SEED)
    layers = {
        "linear": nn.Linear(200, 300),
        "conv1": nn.Conv1d(40, 60, 5),
        "conv2": nn.Conv2d(32, 64, 3, groups=4),
        "conv3": nn.Conv3d(8, 16, 3),
        "up": nn.ConvTranspose2d(48, 24, 4),
        "embedding": nn.Embedding(500, 30),
        "norm1": nn.BatchNorm2d(30),
        "norm2": nn.LayerNorm(30),
        "norm3": nn.GroupNorm(3, 30),
        "prelu": nn.PReLU(7),
        "lstm": nn.LSTM(50, 70, num_layers=2, bidirectional=True),
        "gru": nn.GRU(50, 70),
        "cell": nn.LSTMCell(50, 70),
        "self_attn": nn.MultiheadAttention(64, 4, add_bias_kv=True),
        "cross_attn": nn.MultiheadAttention(64, 4, kdim=48, vdim=40),
    }
    return f"torch {torch.__version__}", of_module(nn.ModuleDict(layers))


def resnet():
    import torch
    import torchvision

    torch.manual_seed(SEED)
    return f"torchvision {torchvision.__version__}", of_module(torchvision.models.resnet18())


def vit():
    import timm
    import torch

    torch.manual_seed(SEED)
    options = {"img_size": 64, "depth": 3, "init_values": 1e-5, "reg_tokens": 4}
    model = timm.create_model("vit_tiny_patch16_224", **options)
    return f"timm {timm.__version__}", of_module(model)


def gpt2():
    import torch
    import transformers

    torch.manual_seed(SEED)
    sizes = {"n_embd": 96, "n_head": 4, "vocab_size": 700, "n_positions": 200}
    config = transformers.GPT2Config(n_layer=6, **sizes)
    return f"transformers {transformers.__version__}", of_module(transformers.GPT2LMHeadModel(config))


def llama():
    import importlib.metadata

    import torch
    from torchtitan.models import llama3

    torch.manual_seed(SEED)
    model = llama3._debugmodel("flex").build()
    model.init_states()
    kept = [row for row in of_module(model) if "rope" not in row["name"]]
    return f"torchtitan {importlib.metadata.version('torchtitan')}", kept


def keras():
    os.environ["KERAS_BACKEND"] = "jax"
    import keras as k

    k.utils.set_random_seed(SEED)
    layers = {
        "dense": (k.layers.Dense(300), (2, 200)),
        "conv1": (k.layers.Conv1D(60, 5), (2, 20, 40)),
        "conv2": (k.layers.Conv2D(64, 3), (2, 9, 9, 32)),
        "conv3": (k.layers.Conv3D(16, 3), (2, 5, 5, 5, 8)),
        "up": (k.layers.Conv2DTranspose(24, 4), (2, 9, 9, 48)),
        "depthwise": (k.layers.DepthwiseConv2D(3), (2, 9, 9, 32)),
        "embedding": (k.layers.Embedding(500, 30), (2, 5)),
        "norm1": (k.layers.BatchNormalization(), (2, 30)),
        "norm2": (k.layers.LayerNormalization(), (2, 30)),
        "prelu": (k.layers.PReLU(), (2, 7)),
        "lstm": (k.layers.LSTM(70), (2, 3, 50)),
        "gru": (k.layers.GRU(70, reset_after=False), (2, 3, 50)),
    }
    rows = []
    for name, (layer, shape) in layers.items():
        layer.build(shape)
        state = [(f"{name}.{variable.name}", variable.numpy()) for variable in layer.weights]
        rows += [row for row in measured(s for s in state if s[1].dtype.kind == "f")]
    # Matrices of attention, as those of a model that keeps the heads in one axis.
    attention = k.layers.MultiHeadAttention(4, 16)
    attention.build((2, 5, 64), (2, 5, 64))
    for part in ("query", "key", "value", "output"):
        dense = getattr(attention, f"_{part}_dense")
        rows += measured([(f"attention.{part}.kernel", dense.kernel.numpy().reshape(64, 64))])
        rows += measured([(f"attention.{part}.bias", dense.bias.numpy().reshape(64))])
        rows += measured((f"heads.{v.path}".replace("/", "."), v.numpy()) for v in dense.weights)
    return f"keras {k.__version__}", rows


def flax():
    import flax
    import flax.linen as nn
    import jax

    inputs = lambda *shape: (jax.numpy.ones(shape),)
    carry = lambda size: (jax.numpy.ones((2, size)), jax.numpy.ones((2, size)))
    layers = {
        "dense": (nn.Dense(300), inputs(2, 200)),
        "conv1": (nn.Conv(60, (5,)), inputs(2, 20, 40)),
        "conv2": (nn.Conv(64, (3, 3), feature_group_count=4), inputs(2, 9, 9, 32)),
        "conv3": (nn.Conv(16, (3, 3, 3)), inputs(2, 5, 5, 5, 8)),
        "up": (nn.ConvTranspose(24, (4, 4)), inputs(2, 9, 9, 48)),
        "embed": (nn.Embed(500, 30), (jax.numpy.ones((2, 5), int),)),
        "norm1": (nn.BatchNorm(use_running_average=True), inputs(2, 30)),
        "norm2": (nn.LayerNorm(), inputs(2, 30)),
        "norm3": (nn.RMSNorm(), inputs(2, 30)),
        "lstm": (nn.OptimizedLSTMCell(70), (carry(70), *inputs(2, 50))),
        "gru": (nn.GRUCell(70), (carry(70)[0], *inputs(2, 50))),
        "prelu": (nn.PReLU(), inputs(2, 7)),
    }
    rows = []
    for place, (name, (layer, arguments)) in enumerate(layers.items()):
        variables = layer.init(jax.random.key(SEED + place), *arguments)
        for path, value in jax.tree_util.tree_leaves_with_path(variables["params"]):
            parts = [name, *(part.key for part in path)]
            rows += measured([(".".join(parts), value)])
    attention = nn.MultiHeadDotProductAttention(4)
    variables = attention.init(jax.random.key(SEED), *inputs(2, 5, 64))
    for part in ("query", "key", "value", "out"):
        of_part = variables["params"][part]
        rows += measured([(f"attention.{part}.kernel", of_part["kernel"].reshape(64, 64))])
        rows += measured([(f"attention.{part}.bias", of_part["bias"].reshape(64))])
        rows += measured((f"heads.{part}.{name}", value) for name, value in of_part.items())
    return f"flax {flax.__version__}, jax {jax.__version__}", rows


presets = []
for wanted in sys.argv[1:]:
    source, rows = globals()[wanted]()
    lines = ",\n".join(json.dumps(row) for row in rows)
    presets.append(f'"{wanted}": {{"source": "{source}", "parameters": [\n{lines}\n]}}')
print("{" + ",\n".join(presets) + "}")
