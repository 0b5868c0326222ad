"""From a network to its `Program`: what PyTorch does for some rows, written down, and checked on others."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from mien.errors import ModelFileError
from mien.models.interface import Given
from mien.models.network import Network
from mien.models.program import Operation, Program, used

_ROWS, _OTHER_ROWS = 3, 5
_TOLERANCE = 1e-4
_NAMED = {"mul": "multiply", "sub": "subtract", "add": "add", "div": "divide"}
_PLAIN = ("relu", "tanh", "sigmoid", "exp")
_SAME = ("clone", "detach", "alias", "contiguous", "_to_copy", "lift_fresh")


def decoder_program(network: Network) -> Program:
    """The decoder: latents ``"z"``, and conditions, to prepared faces (mean of eq. 2).

    Raises
    ------
    ModelFileError
        If the decoder does something that a program does not know.
    """
    conditions = {name: network.shape.columns[name] for name in network.shape.conditions}
    inputs = {"z": network.shape.components, **conditions}
    return traced(lambda given: network.decode(given.pop("z"), given), inputs, "decoder", _device(network))


def encoder_program(network: Network) -> Program:
    """The encoder: prepared faces ``"x"``, and conditions, to the posterior's mean (eq. 3).

    A ModelFileError as for `decoder_program`.
    """
    columns = dict(network.shape.columns)
    return traced(lambda given: network.encode(given).mean, columns, "encoder", _device(network))


def _device(network: Network) -> torch.device:
    return next(network.parameters()).device


def traced(
    work: Callable[[Given], Tensor],
    inputs: dict[str, int],
    what: str,
    device: torch.device | str = "cpu",
) -> Program:
    """The program of what is done to rows of inputs, of these widths.

    A ModelFileError, which calls it `what`, if it does something that a program does not know, or not the
    same to every row.
    """
    drawn = torch.Generator().manual_seed(0)

    def rows(count: int) -> Given:
        return {name: torch.randn(count, width, generator=drawn).to(device) for name, width in inputs.items()}

    with torch.no_grad():
        first = rows(_ROWS)
        with _Writer(first, what) as writer:
            output = work(dict(first))
        program = writer.program(inputs, output)
        given = rows(_OTHER_ROWS)
        wanted = work(dict(given)).cpu().numpy()
    found = program.run({name: value.cpu().numpy() for name, value in given.items()})
    if found.shape != wanted.shape or not np.allclose(found, wanted, rtol=_TOLERANCE, atol=_TOLERANCE):
        raise ModelFileError(f"the {what} does not do the same to every row, so it has no program")
    return program


class _Writer(TorchDispatchMode):
    """Writes down what is done to the inputs; whatever depends on none of them is an array."""

    def __init__(self, given: Given, what: str) -> None:
        super().__init__()
        self.what = what
        # Tensors are kept, so that no later one gets the place in memory that names an earlier one.
        self.names: dict[int, str] = {id(value): name for name, value in given.items()}
        self.kept: list[Tensor] = [*given.values()]
        self.following = set(self.names)
        self.arrays: dict[str, np.ndarray] = {}
        self.operations: list[Operation] = []

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else PyTorch loads its compiler, which takes seconds, to keep it out of here.
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        flat = [one for arg in args for one in (arg if isinstance(arg, list | tuple) else [arg])]
        if any(id(one) in self.following for one in flat if isinstance(one, Tensor)):
            self._write(func.__name__.split(".")[0], out, args, kwargs or {})
        return out

    def program(self, inputs: dict[str, int], output: Tensor) -> Program:
        """The whole list."""
        operations = used(self.operations, self.names.get(id(output), ""))
        if not operations:
            raise ModelFileError(f"the {self.what} gives what it is given, or always the same")
        read = {name for one in operations for name in one.inputs}
        return Program(inputs, operations, {name: self.arrays[name] for name in self.arrays if name in read})

    def _write(self, name: str, out: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.kept += out if isinstance(out, list | tuple) else [out]
        method = getattr(self, f"_{name}", None)
        if name in _SAME:
            self._same(out, args[0])
        elif name in _PLAIN:
            self._add(name, args, out)
        elif name in _NAMED:
            self._pair(name, out, *args, **kwargs)
        elif method is not None:
            method(out, *args, **kwargs)
        else:
            raise ModelFileError(f"the {self.what} uses {name}, which a program does not know")

    def _same(self, out: Tensor, x: Tensor) -> None:
        self.names[id(out)] = self._name(x)
        self.following.add(id(out))

    def _name(self, value: Tensor) -> str:
        if id(value) not in self.names:
            numbers = value.detach().cpu().numpy().astype(np.float32)
            if numbers.ndim > 1 and len(numbers) == 1:
                numbers = numbers.reshape(-1)
            self.kept.append(value)
            self.names[id(value)] = name = f"{self.what}.{len(self.arrays)}"
            self.arrays[name] = np.ascontiguousarray(numbers)
        return self.names[id(value)]

    def _add(self, name: str, inputs: Sequence[Tensor], out: Tensor, **numbers: float) -> None:
        read = tuple(self._name(one) for one in inputs)
        self.names[id(out)] = output = f"h{len(self.operations)}"
        self.following.add(id(out))
        self.operations.append(Operation(name, read, output, numbers))

    def _pair(self, name: str, out: Tensor, first: Tensor, second: Any, alpha: float = 1) -> None:
        if isinstance(second, int | float):
            if name in ("mul", "div"):
                self._add("scale", (first,), out, factor=float(second) if name == "mul" else 1 / second)
            else:
                self._add("shift", (first,), out, by=float(second) * alpha * (-1 if name == "sub" else 1))
        elif alpha != 1:
            raise ModelFileError(f"the {self.what} uses {name} with a factor, which a program does not know")
        else:
            self._add(_NAMED[name], (first, second), out)

    def _addmm(self, out: Tensor, bias: Tensor, rows: Tensor, weight: Tensor, **scales: float) -> None:
        if any(scale != 1 for scale in scales.values()):
            raise ModelFileError(f"the {self.what} uses addmm with scales, which a program does not know")
        self._linear(out, rows, weight, bias)

    def _mm(self, out: Tensor, rows: Tensor, weight: Tensor) -> None:
        self._linear(out, rows, weight)

    def _linear(self, out: Tensor, rows: Tensor, weight: Tensor, *bias: Tensor) -> None:
        if id(weight) in self.following:
            raise ModelFileError(f"the {self.what} multiplies two inputs, which a program does not know")
        # PyTorch has the weight turned by then; a program holds it as (out, in).
        self._add("linear", (rows, weight.t(), *bias), out)

    def _elu(
        self, out: Tensor, x: Tensor, alpha: float = 1.0, scale: float = 1.0, inner: float = 1.0
    ) -> None:
        if (scale, inner) != (1, 1):
            raise ModelFileError(f"the {self.what} uses elu with scales, which a program does not know")
        self._add("elu", (x,), out, alpha=float(alpha))

    def _softplus(self, out: Tensor, x: Tensor, beta: float = 1.0, threshold: float = 20.0) -> None:
        if beta != 1:
            raise ModelFileError(f"the {self.what} uses softplus with beta {beta}; a program knows 1 alone")
        self._add("softplus", (x,), out)

    def _cat(self, out: Tensor, parts: Sequence[Tensor], dim: int = 0) -> None:
        if len(parts) == 1:
            self._same(out, parts[0])
        elif dim in (1, -1):
            self._add("concat", parts, out)
        else:
            raise ModelFileError(f"the {self.what} joins rows, which a program does not know")

    def _slice(self, out: Tensor, x: Tensor, dim: int = 0, start: int | None = 0, *_: Any) -> None:
        if out.shape == x.shape:
            self._same(out, x)
        elif dim in (1, -1) and (start or 0) >= 0:
            self._add("slice", (x,), out, start=float(start or 0), end=float((start or 0) + out.shape[1]))
        else:
            raise ModelFileError(f"the {self.what} takes some rows, which a program does not know")

    def _split(self, out: Sequence[Tensor], x: Tensor, size: int, dim: int = 0) -> None:
        if dim not in (1, -1):
            raise ModelFileError(f"the {self.what} parts rows, which a program does not know")
        for place, part in enumerate(out):
            start = float(place * size)
            self._add("slice", (x,), part, start=start, end=start + part.shape[1])

    def _view(self, out: Tensor, x: Tensor, *_: Any) -> None:
        if out.shape != x.shape:
            raise ModelFileError(f"the {self.what} shapes rows anew, which a program does not know")
        self._same(out, x)
