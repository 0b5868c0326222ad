"""An exported model as ONNX graphs: aligning of landmarks, the encoder, the decoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mien.errors import ConfigError, ModelFileError
from mien.exporting.graph import Graph
from mien.exporting.onnx_aligning import aligned
from mien.files import replacing
from mien.landmarks.alignment import Alignment
from mien.models.exported import Exported
from mien.models.program import Program

ENCODER, DECODER = "encoder.onnx", "decoder.onnx"


def write_onnx(exported: Exported, folder: str | Path) -> tuple[Path, ...]:
    """Write ``encoder.onnx`` and, of a model that has one, ``decoder.onnx``; each whole or not at all.

    The encoder takes ``face`` (n, p, d) or (n, d) as it comes, and ``neutral`` where the model needs one, and
    gives ``z`` (n, k) and, unless it is the same for all faces, ``std``. The decoder takes ``z`` and
    ``neutral``, and gives ``landmarks`` (n, p, d) in eye distances, or ``features`` (n, d). All are float32,
    n is any number. What cannot be aligned (coordinates that are not finite, eyes in one point, points on a
    line) gives NaN.

    Raises
    ------
    ConfigError
        If the package onnx is not there.
    ModelFileError
        If a program does something that has no such form.
    RunError
        If a file cannot be written.
    """
    made = {ENCODER: encoder_graph(exported)}
    if exported.decoder is not None:
        made[DECODER] = decoder_graph(exported)
    paths = []
    for name, graph in made.items():
        paths.append(Path(folder) / name)
        with replacing(paths[-1]) as beside:
            beside.write_bytes(graph.SerializeToString())
    return tuple(paths)


def encoder_graph(exported: Exported) -> Any:
    """Landmarks or features as they come to latents, an ``onnx.ModelProto``; errors as of `write_onnx`."""
    graph, shape = Graph(_onnx()), exported.preparation.mean.shape
    columns = {"x": "face", "y": "neutral"}
    known = {
        column: aligned(graph, exported.preparation, graph.input(columns[column], shape))
        for column in exported.encoder.inputs
    }
    for name, value in written(graph, exported.encoder, known).items():
        graph.output(name, value, (len(exported.about["latents"]),))
    return graph.model(_told(exported))


def decoder_graph(exported: Exported) -> Any:
    """Latents to landmarks or features, an ``onnx.ModelProto``; errors as of `write_onnx`."""
    assert exported.decoder is not None
    graph, preparation = Graph(_onnx()), exported.preparation
    shape = preparation.mean.shape
    known = {"z": graph.input("z", (len(exported.about["latents"]),))}
    if "y" in exported.decoder.inputs:
        known["y"] = aligned(graph, preparation, graph.input("neutral", shape))
    face = written(graph, exported.decoder, known)["face"]
    if not isinstance(preparation, Alignment):
        face = graph.node("Mul", face, np.float32(preparation.scale))
    face = graph.node("Add", face, preparation.mean.reshape(1, -1).astype(np.float32))
    name = "landmarks" if isinstance(preparation, Alignment) else "features"
    graph.output(name, graph.shaped(face, shape), shape)
    return graph.model(_told(exported))


def written(graph: Graph, program: Program, known: Mapping[str, str]) -> dict[str, str]:
    """The nodes of a program; names of its inputs' values in the graph to those of its outputs."""
    values = dict(known)
    ranks = dict.fromkeys(program.inputs, 2) | {name: one.ndim for name, one in program.arrays.items()}
    for one in program.operations:
        read = [values[name] if name in values else program.arrays[name] for name in one.inputs]
        rank = max(ranks[name] for name in one.inputs)
        if one.name == "concat" and {ranks[name] for name in one.inputs} - {1, rank}:
            raise ModelFileError("the program joins samples with rows, which is not written as ONNX")
        ranks[one.output] = rank - (one.name == "sum_samples")
        values[one.output] = NODES[one.name](graph, *read, **one.numbers)
    return {name: values[value] for name, value in program.outputs.items()}


def _told(exported: Exported) -> dict[str, str]:
    """Metadata: text as it is, all else as JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in exported.about.items()
        if value is not None
    }


def _onnx() -> Any:
    try:
        import onnx
    except ImportError:
        raise ConfigError(
            "ONNX is written by the package onnx, which is not there: pip install 'mien[onnx]'"
        ) from None
    return onnx


def _linear(graph: Graph, x: str, weight: np.ndarray, bias: Any = None) -> str:
    product = graph.node("MatMul", x, np.ascontiguousarray(weight.T))
    return product if bias is None else graph.node("Add", product, bias)


def _concat(graph: Graph, *parts: Any) -> str:
    first = next(part for part in parts if isinstance(part, str))
    rows = graph.node("Shape", first, end=-1)
    wide = [
        part
        if isinstance(part, str)
        else graph.node("Expand", part, graph.node("Concat", rows, np.array([part.shape[-1]]), axis=0))
        for part in parts
    ]
    return graph.node("Concat", *wide, axis=-1)


def _same(name: str) -> Callable[..., str]:
    return lambda graph, *inputs: graph.node(name, *inputs)


def _with(name: str) -> Callable[..., str]:
    """With its one number as the second input."""
    return lambda graph, x, **numbers: graph.node(name, x, *map(np.float32, numbers.values()))


NODES: dict[str, Callable[..., str]] = {
    "linear": _linear,
    "concat": _concat,
    "slice": lambda graph, x, start, end: graph.slice(x, int(start), int(end)),
    "sum": lambda graph, x: graph.node("ReduceSum", x, np.array([-1]), keepdims=1),
    "sum_samples": lambda graph, x: graph.node("ReduceSum", x, np.array([0]), keepdims=0),
    "add": _same("Add"),
    "subtract": _same("Sub"),
    "multiply": _same("Mul"),
    "divide": _same("Div"),
    "scale": _with("Mul"),
    "shift": _with("Add"),
    "at_least": _with("Max"),
    "elu": lambda graph, x, alpha: graph.node("Elu", x, alpha=alpha),
    "relu": _same("Relu"),
    "tanh": _same("Tanh"),
    "sigmoid": _same("Sigmoid"),
    "softplus": _same("Softplus"),
    "exp": _same("Exp"),
    "log": _same("Log"),
    "sqrt": _same("Sqrt"),
}
"""Operation of a program -> its nodes."""
