"""Decoder or encoder of a trained model as a short list of operations over named arrays.

A browser, ONNX or NumPy can do them; nothing here needs PyTorch. `mien.models.tracing` writes the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mien.errors import ModelFileError


@dataclass(frozen=True)
class Operation:
    """One step.

    Attributes
    ----------
    name : a key of `OPERATIONS`.
    inputs : names of inputs of the program, of its arrays, or of earlier outputs.
    output : the name of what it gives.
    numbers : its constants by name.
    """

    name: str
    inputs: tuple[str, ...]
    output: str
    numbers: Mapping[str, float]


@dataclass(frozen=True, eq=False)
class Program:
    """What a network does to rows of numbers.

    Attributes
    ----------
    inputs : name -> width; ``"z"`` latents, ``"x"`` prepared faces, ``"y"`` prepared neutrals.
    operations : in order; the last one's output is the program's.
    arrays : name -> float32; weights (out, in), and rows of numbers.
    """

    inputs: Mapping[str, int]
    operations: tuple[Operation, ...]
    arrays: Mapping[str, np.ndarray]

    def run(self, given: Mapping[str, np.ndarray]) -> np.ndarray:
        """What comes of rows of inputs (n, width) each, in float32.

        Raises
        ------
        ModelFileError
            If an input is missing or of another width.
        """
        for name, width in self.inputs.items():
            found = np.shape(given[name]) if name in given else ()
            if len(found) != 2 or found[1] != width:
                raise ModelFileError(
                    f"the program's input {name!r} has shape {found}; expected (rows, {width})"
                )
        known: dict[str, np.ndarray] = {name: np.asarray(given[name], np.float32) for name in self.inputs}
        known |= self.arrays
        for one in self.operations:
            known[one.output] = OPERATIONS[one.name](*(known[name] for name in one.inputs), **one.numbers)
        return known[self.operations[-1].output]

    def header(self) -> dict[str, Any]:
        """All but the arrays, as plain values."""
        return {
            "inputs": dict(self.inputs),
            "operations": [
                {"name": one.name, "inputs": list(one.inputs), "output": one.output, **one.numbers}
                for one in self.operations
            ],
        }


def _linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    product = x @ weight.T
    return product if bias is None else product + bias


def _elu(x: np.ndarray, alpha: float) -> np.ndarray:
    return np.where(x > 0, x, np.float32(alpha) * np.expm1(np.minimum(x, 0)))


def _concat(*parts: np.ndarray) -> np.ndarray:
    rows = max(part.shape[0] for part in parts if part.ndim == 2)
    return np.concatenate([np.broadcast_to(part, (rows, part.shape[-1])) for part in parts], axis=1)


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "linear": _linear,
    "concat": _concat,
    "slice": lambda x, start, end: x[..., int(start) : int(end)],
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "scale": lambda x, factor: x * np.float32(factor),
    "shift": lambda x, by: x + np.float32(by),
    "elu": _elu,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": lambda x: np.exp(-_softplus(-x)),
    "softplus": _softplus,
    "exp": np.exp,
}
"""What a program may do; each takes rows (n, width) and rows of numbers (width,), float32."""


def used(operations: Sequence[Operation], output: str) -> tuple[Operation, ...]:
    """Those operations that an output needs; the last one gives it."""
    wanted = {output}
    kept = []
    for one in reversed(operations):
        if one.output in wanted:
            wanted |= set(one.inputs)
            kept.append(one)
    return tuple(reversed(kept))
