"""From a network to its `Program`: what PyTorch does for some rows, written down, and checked on others."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor

from mien.errors import ModelFileError
from mien.models.interface import Given
from mien.models.network import Network
from mien.models.program import Operation, Program, used

_ROWS, _OTHER_ROWS = 3, 5
_TOLERANCE = 1e-4
_NAMED = {"mul": "multiply", "sub": "subtract", "add": "add"}
_PLAIN = ("relu", "tanh", "sigmoid", "exp")
_SAME = ("clone", "detach", "alias", "contiguous", "_to_copy")


def decoder_program(network: Network) -> Program:
    """The decoder: latents ``"z"``, and conditions, to prepared faces (mean of eq. 2).

    Raises
    ------
    ModelFileError
        If the decoder does something that a program does not know.
    """
    conditions = {name: network.shape.columns[name] for name in network.shape.conditions}
    inputs = {"z": network.shape.components, **conditions}
    return _traced(lambda given: network.decode(given.pop("z"), given), inputs, "decoder", network)


def encoder_program(network: Network) -> Program:
    """The encoder: prepared faces ``"x"``, and conditions, to the posterior's mean (eq. 3).

    A ModelFileError as for `decoder_program`.
    """
    return _traced(lambda given: network.encode(given).mean, dict(network.shape.columns), "encoder", network)


def _traced(work: Callable[[Given], Tensor], inputs: dict[str, int], what: str, network: Network) -> Program:
    from torch.fx.experimental.proxy_tensor import make_fx

    def called(*columns: Tensor) -> Tensor:
        return work(dict(zip(inputs, columns, strict=True)))

    device = next(network.parameters()).device
    drawn = torch.Generator().manual_seed(0)

    def rows(count: int) -> list[Tensor]:
        return [torch.randn(count, width, generator=drawn).to(device) for width in inputs.values()]

    with torch.no_grad():
        graph = make_fx(called)(*rows(_ROWS))
        program = _Writer(graph, inputs, what).program()
        given = rows(_OTHER_ROWS)
        wanted = called(*given).cpu().numpy()
    found = program.run({name: value.cpu().numpy() for name, value in zip(inputs, given, strict=True)})
    if found.shape != wanted.shape or not np.allclose(found, wanted, rtol=_TOLERANCE, atol=_TOLERANCE):
        raise ModelFileError(f"the {what} does not do the same to every row, so it has no program")
    return program


class _Writer:
    """Goes through what PyTorch did; what depends on no input is worked out and becomes an array."""

    def __init__(self, graph: Any, inputs: dict[str, int], what: str) -> None:
        self.graph, self.inputs, self.what = graph, inputs, what
        self.known: dict[Any, Tensor] = {}  # node -> its value, where no input is needed for it
        self.pieces: dict[Any, list[Any]] = {}  # node -> names of its parts, where it gives several
        self.names: dict[Any, str] = {}
        self.arrays: dict[str, np.ndarray] = {}
        self.operations: list[Operation] = []

    def program(self) -> Program:
        """The whole list."""
        free = iter(self.inputs)
        for node in self.graph.graph.nodes:
            if node.op == "placeholder":
                self.names[node] = next(free)
            elif node.op == "get_attr":
                self.known[node] = getattr(self.graph, node.target)
            elif node.op == "output":
                output = self._name(node.args[0])
            else:
                self._write(node)
        operations = used(self.operations, output)
        if not operations:
            raise ModelFileError(f"the {self.what} gives what it is given, or always the same")
        read = {name for one in operations for name in one.inputs}
        arrays = {name: value for name, value in self.arrays.items() if name in read}
        return Program(self.inputs, operations, arrays)

    def _write(self, node: Any) -> None:
        if all(arg in self.known for arg in node.all_input_nodes):
            self.known[node] = node.target(*self._values(node.args), **self._values(node.kwargs))
            return
        name = getattr(node.target, "__name__", str(node.target)).split(".")[0]
        method = getattr(self, f"_{name.strip('_')}", None)
        if name in _SAME:
            self.names[node] = self.names[node.args[0]]
        elif name in _PLAIN:
            self._add(name, (node.args[0],), node)
        elif name in _NAMED:
            self._pair(name, node)
        elif method is not None:
            method(node, *node.args, **node.kwargs)
        else:
            raise ModelFileError(f"the {self.what} uses {name}, which a program does not know")

    def _values(self, args: Any) -> Any:
        return torch.fx.node.map_arg(args, lambda node: self.known[node])

    def _name(self, node: Any) -> str:
        if node not in self.names:
            value = self.known[node].cpu().numpy().astype(np.float32)
            if value.ndim > 1 and value.shape[0] == 1:
                value = value.reshape(-1)
            self.names[node] = f"{self.what}.{len(self.arrays)}"
            self.arrays[self.names[node]] = np.ascontiguousarray(value)
        return self.names[node]

    def _add(self, name: str, inputs: tuple[Any, ...], node: Any, **numbers: float) -> None:
        read = tuple(self._name(one) for one in inputs)
        self.names[node] = output = f"h{len(self.operations)}"
        self.operations.append(Operation(name, read, output, numbers))

    def _pair(self, name: str, node: Any) -> None:
        first, second, *_ = node.args
        factor = node.kwargs.get("alpha", 1)
        if isinstance(second, int | float):
            if name == "mul":
                self._add("scale", (first,), node, factor=float(second))
            else:
                self._add("shift", (first,), node, by=float(second) * factor * (-1 if name == "sub" else 1))
        elif factor != 1:
            raise ModelFileError(f"the {self.what} uses {name} with a factor, which a program does not know")
        else:
            self._add(_NAMED[name], (first, second), node)

    def _addmm(self, node: Any, bias: Any, rows: Any, weight: Any) -> None:
        self._linear(node, rows, weight, bias)

    def _mm(self, node: Any, rows: Any, weight: Any) -> None:
        self._linear(node, rows, weight)

    def _linear(self, node: Any, rows: Any, weight: Any, *bias: Any) -> None:
        if weight not in self.known:
            raise ModelFileError(f"the {self.what} multiplies two inputs, which a program does not know")
        # PyTorch's graph has the weight turned; a program holds it as (out, in).
        turned = f"{weight}.turned"
        self.known[turned] = self.known[weight].t()
        self._add("linear", (rows, turned, *bias), node)

    def _elu(self, node: Any, x: Any, alpha: float = 1.0, scale: float = 1.0, inner: float = 1.0) -> None:
        if (scale, inner) != (1, 1):
            raise ModelFileError(f"the {self.what} uses elu with scales, which a program does not know")
        self._add("elu", (x,), node, alpha=float(alpha))

    def _softplus(self, node: Any, x: Any, beta: float = 1.0, threshold: float = 20.0) -> None:
        if beta != 1:
            raise ModelFileError(f"the {self.what} uses softplus with beta {beta}; a program knows 1 alone")
        self._add("softplus", (x,), node)

    def _cat(self, node: Any, parts: Any, dim: int = 0) -> None:
        if len(parts) == 1:
            self.names[node] = self._name(parts[0])
        elif dim in (1, -1):
            self._add("concat", tuple(parts), node)
        else:
            raise ModelFileError(f"the {self.what} joins rows, which a program does not know")

    def _slice(self, node: Any, x: Any, dim: int = 0, start: int = 0, end: int | None = None) -> None:
        width = x.meta["tensor_meta"].shape[-1] if "tensor_meta" in x.meta else x.meta["val"].shape[-1]
        if dim in (1, -1):
            start, end = start or 0, width if end is None else min(end, width)
            self._add("slice", (x,), node, start=float(start), end=float(end))
        elif (start or 0, end) in ((0, None), (0, 2**63 - 1)):
            self.names[node] = self._name(x)
        else:
            raise ModelFileError(f"the {self.what} takes some rows, which a program does not know")

    def _split(self, node: Any, x: Any, size: int, dim: int = 0) -> None:
        if dim not in (1, -1):
            raise ModelFileError(f"the {self.what} parts rows, which a program does not know")
        self.pieces[node] = [(x, place, size) for place in range(64)]

    def _getitem(self, node: Any, whole: Any, place: int) -> None:
        x, number, size = self.pieces[whole][place]
        self._add("slice", (x,), node, start=float(number * size), end=float((number + 1) * size))
