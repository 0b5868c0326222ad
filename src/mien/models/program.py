"""Decoder or encoder of a trained model as a short list of operations over named arrays.

A browser, ONNX or NumPy can do them; nothing here needs PyTorch. `mien.models.tracing` writes the list.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import Any, Self

import numpy as np

from mien.errors import ModelFileError
from mien.threads import lone_products


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
    operations : in order.
    arrays : name -> float32; weights (out, in), rows of numbers (width,), and rows of samples (l, 1, width).
    outputs : name of what it gives -> the output of an operation.
    fixed : name -> (m, …), what is known already of m given rows of other inputs, see `given`.
    """

    inputs: Mapping[str, int]
    operations: tuple[Operation, ...]
    arrays: Mapping[str, np.ndarray]
    outputs: Mapping[str, str]
    fixed: Mapping[str, np.ndarray] = field(default_factory=dict)

    def run(self, given: Mapping[str, np.ndarray], rows: np.ndarray | None = None) -> dict[str, np.ndarray]:
        """What comes of rows of inputs (n, width) each, by the names of `outputs`, in float32.

        Parameters
        ----------
        given : by name of the input.
        rows : (n,) which of what is `fixed` is of each row; where there is one, it is of all.

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
        known |= {name: one if rows is None else one.take(rows, axis=-2) for name, one in self.fixed.items()}
        for one in self.operations:
            known[one.output] = OPERATIONS[one.name](*(known[name] for name in one.inputs), **one.numbers)
        return {name: known[value] for name, value in self.outputs.items()}

    def only(self, *outputs: str) -> Self:
        """The same, giving some of its outputs, by what these need."""
        return self._of(self.operations, {name: self.outputs[name] for name in outputs})

    def given(self, known: Mapping[str, np.ndarray]) -> Self:
        """What is left to do when some inputs are known, of m rows each: all that needs no other is done.

        Where known and unknown numbers side by side go through a linear layer, the known ones' share of it is
        done too.
        """
        fixed = {name: np.asarray(value, np.float32) for name, value in known.items()}
        joined: dict[str, tuple[str, ...]] = {}
        widths, arrays = dict(self.inputs), dict(self.arrays)
        operations: list[Operation] = []
        for one in self.operations:
            constant = all(name in fixed or name in self.arrays for name in one.inputs)
            if one.name == "concat" and all(name in widths for name in one.inputs):
                joined[one.output] = one.inputs
                widths[one.output] = sum(widths[name] for name in one.inputs)
            if constant:
                values = (fixed[name] if name in fixed else self.arrays[name] for name in one.inputs)
                with lone_products():
                    fixed[one.output] = OPERATIONS[one.name](*values, **one.numbers)
            elif one.name == "linear" and any(name in fixed for name in joined.get(one.inputs[0], ())):
                operations += _parted(one, joined[one.inputs[0]], widths, arrays, fixed)
            else:
                operations.append(one)
        inputs = {name: width for name, width in self.inputs.items() if name not in known}
        return replace(self, inputs=inputs, arrays=arrays, fixed=fixed)._of(operations, self.outputs)

    def _of(self, operations: Iterable[Operation], outputs: Mapping[str, str]) -> Self:
        kept = used([*operations], outputs.values())
        read = {name for one in kept for name in one.inputs} | set(outputs.values())
        return replace(
            self,
            operations=kept,
            outputs=outputs,
            arrays={name: value for name, value in self.arrays.items() if name in read},
            fixed={name: value for name, value in self.fixed.items() if name in read},
        )

    def header(self) -> dict[str, Any]:
        """All but the arrays, as plain values."""
        return {
            "inputs": dict(self.inputs),
            "operations": [
                {"name": one.name, "inputs": list(one.inputs), "output": one.output, **one.numbers}
                for one in self.operations
            ],
            "outputs": dict(self.outputs),
        }

    @classmethod
    def of_header(cls, header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> Self:
        """The program of `header` and its arrays.

        A ModelFileError if it has an operation that is not known here, or reads what is not there.
        """
        operations, known = [], {*header["inputs"], *arrays}
        for told in header["operations"]:
            numbers = {key: value for key, value in told.items() if key not in ("name", "inputs", "output")}
            if told["name"] not in OPERATIONS:
                raise ModelFileError(f"its operation {told['name']!r} is of a later Mien; update this one")
            missing = [name for name in told["inputs"] if name not in known]
            if missing:
                raise ModelFileError(f"its program reads {missing[0]}, which is not there")
            operations.append(Operation(told["name"], tuple(told["inputs"]), told["output"], numbers))
            known.add(told["output"])
        return cls(dict(header["inputs"]), tuple(operations), arrays, dict(header["outputs"]))


def _parted(
    linear: Operation,
    parts: Sequence[str],
    widths: Mapping[str, int],
    arrays: dict[str, np.ndarray],
    fixed: dict[str, np.ndarray],
) -> list[Operation]:
    """A linear layer of parts side by side, of which some are known: their share becomes its bias."""
    _, weight, *bias = linear.inputs
    ends = np.cumsum([widths[part] for part in parts])
    shares = dict(zip(parts, np.split(arrays[weight], ends[:-1], axis=1), strict=True))
    with lone_products():
        known = [_linear(fixed[part], share) for part, share in shares.items() if part in fixed]
    fixed[f"{linear.output}.known"] = reduce(np.add, [*known, *(arrays[name] for name in bias)])
    left = [part for part in parts if part not in fixed]
    arrays[f"{weight}.left"] = np.ascontiguousarray(np.concatenate([shares[part] for part in left], axis=1))
    side = Operation("concat", tuple(left), f"{linear.output}.left", {})
    read = left[0] if len(left) == 1 else side.output
    done = replace(linear, inputs=(read, f"{weight}.left", f"{linear.output}.known"))
    return [done] if len(left) == 1 else [side, done]


def _linear(x: np.ndarray, weight: np.ndarray, bias: np.ndarray | None = None) -> np.ndarray:
    product: np.ndarray = x @ weight.T
    if bias is None:
        return product
    # What is known of many rows may be added to one.
    if bias.shape[:-1] in ((), (1,), product.shape[:-1]):
        product += bias
        return product
    return product + bias


def _elu(x: np.ndarray, alpha: float) -> np.ndarray:
    # Of -|x| and not of what is below 0, which takes NumPy longer to find: above 0 that makes a number below
    # 0, and the greater one is taken. Faster than expm1, and as near once it is added up in float32.
    found = np.negative(np.abs(x))
    np.exp(found, out=found)
    found -= 1
    if alpha != 1:
        found *= np.float32(alpha)
    if alpha > 1:
        return np.where(x > 0, x, found)
    return np.maximum(x, found, out=found)


def _concat(*parts: np.ndarray) -> np.ndarray:
    shape = np.broadcast_shapes(*(part.shape[:-1] for part in parts))
    return np.concatenate([np.broadcast_to(part, (*shape, part.shape[-1])) for part in parts], axis=-1)


def _softplus(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


OPERATIONS: dict[str, Callable[..., np.ndarray]] = {
    "linear": _linear,
    "concat": _concat,
    "slice": lambda x, start, end: x[..., int(start) : int(end)],
    "sum": lambda x: x.sum(axis=-1, keepdims=True),
    "sum_samples": lambda x: x.sum(axis=0),
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "scale": lambda x, factor: x * np.float32(factor),
    "shift": lambda x, by: x + np.float32(by),
    "at_least": lambda x, least: np.maximum(x, np.float32(least)),
    "elu": _elu,
    "relu": lambda x: np.maximum(x, 0),
    "tanh": np.tanh,
    "sigmoid": lambda x: np.exp(-_softplus(-x)),
    "softplus": _softplus,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
}
"""What a program may do; each takes rows (n, width), of samples (l, n, width), and rows of numbers (width,),
of samples (l, 1, width), float32."""


def used(operations: Sequence[Operation], outputs: Iterable[str]) -> tuple[Operation, ...]:
    """Those operations that some outputs need."""
    wanted = set(outputs)
    kept = []
    for one in reversed(operations):
        if one.output in wanted:
            wanted |= set(one.inputs)
            kept.append(one)
    return tuple(reversed(kept))
