#!/usr/bin/env python3
"""Writes checkpoints as they are published, and reads what `examples/published` made of them.

    published.py write FOLDER
    published.py check FOLDER

Needs safetensors and numpy. The names and the structure are those of the files that openai-community,
torchvision, timm and google publish, the widths are small.
"""

import sys
import zlib
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import load_file, save_file

FOLDER = Path(sys.argv[2])
WIDTH = 8


def path(name):
    return FOLDER / f"{name}.safetensors"


def tensors(shapes):
    """Values that tell from which tensor and which index they are, exact in f32."""
    return {
        name: np.asarray(
            np.arange(np.prod(shape, dtype=int)).reshape(shape) % 8192
            + zlib.crc32(name.encode()) % 1024 * 8192,
            "<f4",
        )
        for name, shape in shapes.items()
    }


def prefixed(prefix, values):
    return {prefix + name: value for name, value in values.items()}


def pair(name, outputs, *inputs):
    return {f"{name}.weight": (outputs, *inputs), f"{name}.bias": (outputs,)}


def norm(name):
    return {f"{name}.weight": (WIDTH,), f"{name}.bias": (WIDTH,)}


def conv1d(name, inputs, outputs):
    return {f"{name}.weight": (inputs, outputs), f"{name}.bias": (outputs,)}


LAYERS = 3


def gpt2():
    shapes = {"wte.weight": (50, WIDTH), "wpe.weight": (16, WIDTH)}
    for k in range(LAYERS):
        shapes |= norm(f"h.{k}.ln_1") | norm(f"h.{k}.ln_2")
        shapes |= conv1d(f"h.{k}.attn.c_attn", WIDTH, 3 * WIDTH)
        shapes |= conv1d(f"h.{k}.attn.c_proj", WIDTH, WIDTH)
        shapes |= conv1d(f"h.{k}.mlp.c_fc", WIDTH, 4 * WIDTH)
        shapes |= conv1d(f"h.{k}.mlp.c_proj", 4 * WIDTH, WIDTH)
    return tensors(shapes | norm("ln_f"))


def with_masks(values):
    mask = np.tril(np.ones((1, 1, 16, 16), "<f4"))
    return values | {f"h.{k}.attn.bias": mask for k in range(LAYERS)}


def gpt2_separate():
    found = {}
    for name, values in gpt2().items():
        is_linear = name.startswith("h.") and ".ln_" not in name
        values = values.T if is_linear else values
        if ".c_attn." in name:
            for part, rows in zip("qkv", np.split(values, 3)):
                found[name.replace("c_attn", f"{part}_proj")] = rows
        else:
            found[name] = values
    return found


def stacked(values):
    found = {name: value for name, value in values.items() if not name.startswith("h.")}
    for name in values:
        if name.startswith("h.0."):
            rest = name.removeprefix("h.0.")
            found[f"h.{rest}"] = np.stack([values[f"h.{k}.{rest}"] for k in range(LAYERS)])
    return found


def batch_norm(name, width):
    words = ["weight", "bias", "running_mean", "running_var"]
    return {f"{name}.{word}": (width,) for word in words} | {f"{name}.num_batches_tracked": ()}


def resnet50():
    width = 2
    shapes = {"conv1.weight": (width, 3, 7, 7)} | batch_norm("bn1", width)
    inputs = width
    for stage, count in enumerate([3, 4, 6, 3], 1):
        planes = width * 2 ** (stage - 1)
        for k in range(count):
            block = f"layer{stage}.{k}"
            for number, (outputs, into, size) in enumerate(
                [(planes, inputs, 1), (planes, planes, 3), (4 * planes, planes, 1)], 1
            ):
                shapes[f"{block}.conv{number}.weight"] = (outputs, into, size, size)
                shapes |= batch_norm(f"{block}.bn{number}", outputs)
            if k == 0:
                shapes[f"{block}.downsample.0.weight"] = (4 * planes, inputs, 1, 1)
                shapes |= batch_norm(f"{block}.downsample.1", 4 * planes)
            inputs = 4 * planes
    values = tensors(shapes | pair("fc", 1000, inputs))
    assert len(values) == 320, "as many as torchvision's resnet50 has"
    return {
        name: value.astype("<i8") if name.endswith("num_batches_tracked") else value
        for name, value in values.items()
    }


def floats(values):
    return {name: value for name, value in values.items() if value.dtype.kind == "f"}


def vit():
    shapes = {"cls_token": (1, 1, WIDTH), "pos_embed": (1, 197, WIDTH)}
    shapes |= pair("patch_embed.proj", WIDTH, 3, 16, 16)
    for k in range(2):
        shapes |= norm(f"blocks.{k}.norm1") | norm(f"blocks.{k}.norm2")
        shapes |= pair(f"blocks.{k}.attn.qkv", 3 * WIDTH, WIDTH)
        shapes |= pair(f"blocks.{k}.attn.proj", WIDTH, WIDTH)
        shapes |= pair(f"blocks.{k}.mlp.fc1", 4 * WIDTH, WIDTH)
        shapes |= pair(f"blocks.{k}.mlp.fc2", WIDTH, 4 * WIDTH)
    return tensors(shapes | norm("norm") | pair("head", 1000, WIDTH))


def bert_base():
    shapes = {
        "embeddings.word_embeddings.weight": (40, WIDTH),
        "embeddings.position_embeddings.weight": (16, WIDTH),
        "embeddings.token_type_embeddings.weight": (2, WIDTH),
    } | norm("embeddings.LayerNorm")
    for k in range(2):
        layer = f"encoder.layer.{k}"
        for part in ["query", "key", "value"]:
            shapes |= pair(f"{layer}.attention.self.{part}", WIDTH, WIDTH)
        shapes |= pair(f"{layer}.attention.output.dense", WIDTH, WIDTH)
        shapes |= norm(f"{layer}.attention.output.LayerNorm")
        shapes |= pair(f"{layer}.intermediate.dense", 4 * WIDTH, WIDTH)
        shapes |= pair(f"{layer}.output.dense", WIDTH, 4 * WIDTH)
        shapes |= norm(f"{layer}.output.LayerNorm")
    return tensors(shapes)


TIED = "bert.embeddings.word_embeddings.weight"
DECODER = "cls.predictions.decoder.weight"


def masked_lm():
    """BertForMaskedLM, its tied weight once."""
    head = {"cls.predictions.bias": (40,)} | pair("cls.predictions.transform.dense", WIDTH, WIDTH)
    head |= norm("cls.predictions.transform.LayerNorm")
    return prefixed("bert.", bert_base()) | tensors(head)


def bert_fused():
    found = {}
    for name, values in masked_lm().items():
        if ".self." not in name:
            found[name] = values
        elif ".query." in name:
            parts = [name.replace("query", part) for part in ["query", "key", "value"]]
            whole = np.concatenate([masked_lm()[part] for part in parts])
            found[name.replace("self.query", "qkv")] = whole
    return found


def numbers():
    """Ordinary values, middles between two of a narrow type, and what lies just beside them."""
    source = np.random.default_rng(1)
    count = 6000
    plain = source.standard_normal(2000) * 2.0 ** source.integers(-30, 15, 2000)
    halves = np.arange(1, 1001, dtype="<f2").view("<u2").astype("<u2")
    half = (halves * 31 % 0x7800).astype("<u2").view("<f2").astype("<f8")
    after = np.nextafter(half.astype("<f2"), np.float16(np.inf)).astype("<f8")
    middle = (half + after) / 2
    # One of them is nearer to one side only in the last place of a double.
    near = np.concatenate([np.nextafter(middle, 0), np.nextafter(middle, np.inf)])
    brain = source.integers(0x3000, 0x4f00, 1000).astype("<u4") << 16 | 0x8000
    brain = brain.astype("<u4").view("<f4").astype("<f8")
    double = np.concatenate([plain, middle, near, plain[:1000]])
    # An f32 would take what lies beside a middle of bf16 for the middle.
    besides = [np.nextafter(brain, 0), np.nextafter(brain, np.inf)]
    beside = np.concatenate([plain, middle, brain, *besides])
    assert double.shape == beside.shape == (count,)
    single = np.concatenate([plain, middle, brain, plain]).astype("<f4")
    single[:3] = [np.inf, -np.inf, np.nan]
    half = double.astype("<f4")
    half[:3] = single[:3]
    return {
        "double_to_single": beside,
        "double_to_half": double,
        "double_to_brain": beside,
        "single_to_half": half,
        "single_to_brain": single,
    }


def to_brain(values):
    """The bits of the bf16 nearest to each value, ties to even, found among all of them."""
    bits = np.arange(0x7F80, dtype="<u4")
    numbers = (bits << 16).astype("<u4").view("<f4").astype("<f8")
    wide = values.astype("<f8")
    size = np.abs(wide)
    lower = np.clip(np.searchsorted(numbers, size, side="right") - 1, 0, len(numbers) - 2)
    below, above = size - numbers[lower], numbers[lower + 1] - size
    up = (above < below) | ((above == below) & (lower % 2 == 1))
    found = bits[lower + up].astype("<u2")
    found[np.isinf(wide)] = 0x7F80
    return np.where(np.signbit(wide), found | 0x8000, found).astype("<u2"), np.isnan(wide)


def write():
    FOLDER.mkdir(parents=True, exist_ok=True)
    save_file(with_masks(gpt2()), path("gpt2"))
    save_file(prefixed("_orig_mod.", gpt2()), path("gpt2-compiled"))
    save_file(resnet50(), path("resnet50"))
    save_file(prefixed("module.", resnet50()), path("resnet50-module"))
    save_file(vit(), path("vit"))
    save_file(bert_base(), path("bert-base"))
    lm = masked_lm()
    save_file(lm | {DECODER: lm[TIED]}, path("bert"), {"format": "pt"})
    save_file(lm | {DECODER: lm[TIED] + 1}, path("bert-untied"))
    values = numbers()
    save_file(values, path("numbers"))
    large = values["single_to_half"].copy()
    large[4321] = 65520
    save_file(values | {"single_to_half": large}, path("numbers-large"))


def same(name, expected):
    """Whether a file has these names, and tensors of these types, shapes and bits."""
    found = load_file(path(name))
    assert found.keys() == expected.keys(), (name, found.keys() ^ expected.keys())
    for key, values in expected.items():
        assert found[key].dtype == values.dtype, (name, key)
        assert found[key].shape == values.shape, (name, key, found[key].shape)
        assert np.array_equal(found[key], values), (name, key)


def check_rounding():
    values = numbers()
    with safe_open(path("numbers-rounded"), framework="numpy") as file:
        for name, dtype in [("double_to_single", "<f4"), ("double_to_half", "<f2"), ("single_to_half", "<f2")]:
            with np.errstate(all="ignore"):
                expected = values[name].astype(dtype)
            assert np.array_equal(file.get_tensor(name), expected, equal_nan=True), name
    from safetensors import deserialize

    for name, tensor in deserialize(path("numbers-rounded").read_bytes()):
        if name.endswith("brain"):
            found = np.frombuffer(bytes(tensor["data"]), "<u2")
            expected, nan = to_brain(values[name])
            assert np.array_equal(found[~nan], expected[~nan]), name
            assert np.all(found[nan] & 0x7FFF > 0x7F80), name


def check():
    same("gpt2-separate", gpt2_separate())
    same("gpt2-back", gpt2())
    same("gpt2-stacked", stacked(gpt2()))
    same("gpt2-listed", gpt2())
    same("gpt2-stacked-separate", gpt2_separate())
    same("gpt2-stacked-back", stacked(gpt2()))
    same("gpt2-uncompiled", gpt2())
    same("gpt2-compiled-back", prefixed("_orig_mod.", gpt2()))
    same("resnet50-floats", floats(resnet50()))
    same("resnet50-without", floats(resnet50()))
    same("resnet50-module-back", prefixed("module.", floats(resnet50())))

    squeezed = vit()
    squeezed["cls_token"] = squeezed["cls_token"].reshape(WIDTH)
    same("vit-back", squeezed)
    fresh = load_file(path("vit-fresh"))
    fresh_positions = fresh["pos_embed"].copy()
    assert np.all(fresh_positions != 0)
    fresh_positions[:, :197] = squeezed["pos_embed"]
    heads = {name: np.zeros_like(fresh[name]) for name in ["head.weight", "head.bias"]}
    same("vit-grown", squeezed | {"pos_embed": fresh_positions} | heads)

    lm = masked_lm()
    pooler = load_file(path("bert-pooler"))
    for name in ["bert.pooler.dense.weight", "bert.pooler.dense.bias"]:
        assert not np.any(pooler.pop(name)), name
    assert pooler.keys() == lm.keys()
    assert all(np.array_equal(pooler[name], lm[name]) for name in lm)
    same("bert-embeddings", lm)
    same("bert-fused", bert_fused())
    same("bert-back", lm)
    base = bert_base()
    head = {"classifier.weight": np.zeros((2, WIDTH), "<f4"), "classifier.bias": np.zeros(2, "<f4")}
    same("bert-classifier", prefixed("bert.", base) | head)
    same("bert-base-back", base)
    check_rounding()
    print("every published file is in every model as it should be, and back")


{"write": write, "check": check}[sys.argv[1]]()
