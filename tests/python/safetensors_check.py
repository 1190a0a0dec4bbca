#!/usr/bin/env python3
"""Opens what `examples/checkpoint.rs` saved, and writes what it loads.

    safetensors_check.py FOLDER

Needs safetensors and numpy; torch opens the files too where it is installed. What should stand in
the files is computed here from what the example says of its fields.
"""

import importlib.util
import json
import re
import struct
import sys
from pathlib import Path

import numpy as np
import safetensors.numpy
from safetensors import TensorSpec, deserialize, safe_open, serialize_file

FOLDER = Path(sys.argv[1])
NUMPY = {"F32": "<f4", "F64": "<f8", "F16": "<f2", "I16": "<i2", "I64": "<i8", "U64": "<u8", "BOOL": "?"}


def counted(first, *shape):
    """The values of the example's function of this name."""
    index = np.indices(shape)
    return first + (index.sum(axis=0) + index[0]) / 8


def encoded(dtype, values):
    """Little-endian bytes; bf16 is the upper half of an f32, which is exact here."""
    if dtype == "BF16":
        return np.asarray(values, "<f4").view("<u2").reshape(-1, 2)[:, 1].tobytes()
    return np.asarray(values, NUMPY[dtype]).tobytes()


def layer(path):
    return {
        # Stored as inputs by outputs, counted from the outputs on.
        f"{path}.weight": ("F32", counted(10, 2, 3).T),
        f"{path}.double": ("F64", counted(0.5, 4)),
        f"{path}.half": ("F16", counted(20, 2, 3)),
        f"{path}.brain": ("BF16", counted(30, 5)),
        f"{path}.running_mean": ("F32", np.zeros(2)),
        # Which no float holds.
        f"{path}.num_batches_tracked": ("I64", np.array(9_007_199_254_740_993)),
        f"{path}.seen": ("U64", np.full(2, 2**64 - 1, np.uint64)),
        f"{path}.causal": ("BOOL", np.tri(3, dtype=bool)),
        f"{path}.ids": ("I16", np.full((2, 1), -100)),
    }


EXPECTED = {
    "embedding": ("F32", counted(0, 4, 3)),
    **layer("layers.0"),
    **layer("layers.1"),
    **layer("heads.a"),
    "scale": ("F32", np.float64(-2.5)),
    "empty": ("F64", np.zeros((3, 0))),
}


def same(found, expected):
    """Whether tensors have the names, types, shapes and bits that they should have."""
    assert found.keys() == expected.keys(), found.keys() ^ expected.keys()
    for name, (dtype, values) in expected.items():
        tensor = found[name]
        assert tensor["dtype"] == dtype, (name, tensor["dtype"])
        assert tuple(tensor["shape"]) == values.shape, (name, tensor["shape"])
        assert bytes(tensor["data"]) == encoded(dtype, values), name


def check_numpy(path):
    """What is opened by name, for the types that numpy has."""
    with safe_open(path, framework="numpy") as file:
        metadata = file.metadata()
        for name, (dtype, values) in EXPECTED.items():
            if dtype in NUMPY:
                tensor = file.get_tensor(name)
                assert tensor.dtype == NUMPY[dtype] and tensor.shape == values.shape, name
                assert np.array_equal(tensor, values), name
    ties = metadata.pop("init_core.ties")
    assert json.loads(ties) == {"head": "embedding"} and metadata == {"format": "pt"}, metadata


def check_torch(path):
    import torch
    from safetensors.torch import load_file

    kinds = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16}
    kinds |= {"I16": torch.int16, "I64": torch.int64, "U64": torch.uint64, "BOOL": torch.bool}
    tensors = load_file(path)
    assert tensors.keys() == EXPECTED.keys()
    for name, (dtype, values) in EXPECTED.items():
        assert tensors[name].dtype == kinds[dtype], name
        found = tensors[name].double() if dtype == "BF16" else tensors[name]
        assert np.array_equal(found.numpy(), values), name


def check_sharded(path):
    """What the index says, as transformers reads it."""
    index = json.loads(path.read_text("utf-8"))
    expected = {f"model.{name}": tensor for name, tensor in EXPECTED.items()}
    assert index["weight_map"].keys() == expected.keys()
    total = sum(len(encoded(*tensor)) for tensor in expected.values())
    assert index["metadata"]["total_size"] == total
    files = sorted(set(index["weight_map"].values()), key=lambda file: file.split("-")[2])
    assert len(files) > 2
    for number, file in enumerate(files, 1):
        end = f"-{number:05}-of-{len(files):05}.safetensors"
        assert re.fullmatch(f"sharded-[0-9a-f]{{16}}{end}", file), file
        # transformers removes what it takes for files of an earlier save by this pattern.
        assert re.fullmatch(r"(.*?)-\d{5}-of-\d{5}", file.removesuffix(".safetensors")), file
        names = [name for name, place in index["weight_map"].items() if place == file]
        found = dict(deserialize((path.parent / file).read_bytes()))
        same(found, {name: expected[name] for name in names})
        with safe_open(path.parent / file, framework="numpy") as opened:
            assert opened.metadata()["format"] == "pt"


def check_front_end():
    """What the documentation says that safetensors.numpy reads, without ml_dtypes."""
    path = FOLDER / "front_end.safetensors"
    for dtype, refusal in [
        ("float32", None),
        ("float16", None),
        ("int64", None),
        ("uint16", None),
        ("bool", None),
        ("bfloat16", TypeError),
        ("float8_e4m3fn", AttributeError),
        ("float8_e5m2", AttributeError),
    ]:
        memory = np.zeros(8, np.uint8)
        size = {"float32": 4, "float16": 2, "bfloat16": 2, "int64": 8, "uint16": 2}.get(dtype, 1)
        address = memory.ctypes.data
        spec = TensorSpec(dtype=dtype, shape=(8 // size,), data_ptr=address, data_len=8)
        serialize_file({"tensor": spec}, path)
        for read, refused in [
            (lambda: safetensors.numpy.load_file(path), refusal),
            (lambda: safetensors.numpy.load(path.read_bytes()), refusal and KeyError),
        ]:
            try:
                found = read()
            except (TypeError, AttributeError, KeyError) as error:
                assert type(error) is refused, (dtype, error)
            else:
                assert refused is None and found["tensor"].dtype == dtype, dtype
    path.unlink()


def write_for_rust(path):
    """A checkpoint with a prefix, that lacks a layer and has what the model lacks."""
    words = {"F32": "float32", "F64": "float64", "F16": "float16", "BF16": "bfloat16"}
    words |= {"I16": "int16", "I64": "int64", "U64": "uint64", "BOOL": "bool"}
    tensors = {
        f"model.{name}": (words[dtype], values.shape, encoded(dtype, values))
        for name, (dtype, values) in EXPECTED.items()
        if not name.startswith("layers.1")
    }
    tensors["lm_head.bias"] = ("int64", (1,), struct.pack("<q", 7))
    # A spec holds no more than the address of its bytes.
    memory = {name: np.frombuffer(data, np.uint8) for name, (_, _, data) in tensors.items()}
    specs = {
        name: TensorSpec(
            dtype=dtype,
            shape=shape,
            data_ptr=memory[name].ctypes.data,
            data_len=len(data),
        )
        for name, (dtype, shape, data) in tensors.items()
    }
    serialize_file(specs, path, {"format": "pt"})


single = FOLDER / "model.safetensors"
same(dict(deserialize(single.read_bytes())), EXPECTED)
check_numpy(single)
if importlib.util.find_spec("torch"):
    check_torch(single)
if not importlib.util.find_spec("ml_dtypes"):
    check_front_end()
check_sharded(FOLDER / "sharded.safetensors.index.json")
write_for_rust(FOLDER / "from_python.safetensors")
print(f"{len(EXPECTED)} tensors are in the files as they should be")
