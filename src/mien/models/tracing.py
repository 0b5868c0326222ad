"""From a network to its `Program`: what PyTorch does for some rows, written down, and checked on others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

from mien.errors import ModelFileError
from mien.models.interface import Given
from mien.models.network import Network
from mien.models.program import OPERATIONS, Operation, Program, used

LATENTS, DEVIATION, FACE = "z", "std", "face"
_ROWS, _OTHER_ROWS = 3, 5
_TOLERANCE = 1e-4
_PAIRS = {"mul": "multiply", "sub": "subtract", "add": "add", "div": "divide"}
_PLAIN = ("relu", "tanh", "sigmoid", "exp", "log", "sqrt")
_SAME = ("clone", "detach", "alias", "contiguous", "_to_copy", "lift_fresh", "expand")
_FILLED = ("zeros_like", "ones_like")


def decoder_program(network: Network) -> Program:
    """The decoder: latents ``"z"``, and conditions, to prepared faces ``"face"`` (mean of eq. 2).

    Raises
    ------
    ModelFileError
        If the decoder does something that a program does not know.
    """
    conditions = {name: network.shape.columns[name] for name in network.shape.conditions}
    inputs = {LATENTS: network.shape.components, **conditions}

    def work(given: Given) -> dict[str, Tensor]:
        return {FACE: network.decode(given.pop(LATENTS), given)}

    return traced(work, inputs, "decoder", _device(network))


def encoder_program(network: Network) -> Program:
    """The encoder: prepared faces ``"x"``, and conditions, to the posterior's mean ``"z"`` (eq. 3).

    And to its deviation ``"std"``, unless it is the same for all faces. A ModelFileError as for
    `decoder_program`.
    """

    def work(given: Given) -> dict[str, Tensor]:
        posterior = network.encode(given)
        return {LATENTS: posterior.mean, DEVIATION: posterior.variance.clamp_min(0).sqrt()}

    return traced(work, dict(network.shape.columns), "encoder", _device(network))


def mean_program(network: Network) -> Program | None:
    """The encoder's mean ``"z"`` alone, written down once for parts and weights as they are.

    None where the encoder does something that a program does not know.
    """
    state = _state(network)
    known = _MEANS.get(network)
    if known is None or not _same(known[0], state):
        try:
            program = traced(
                lambda given: {LATENTS: network.encode(given).mean},
                dict(network.shape.columns),
                "encoder",
                _device(network),
            )
        except ModelFileError:
            program = None
        known = _MEANS[network] = (state, program)
    return known[1]


_State = list[tuple[nn.Module | Tensor, int]]
# Parts and tensors themselves are kept, so that no later one gets the place in memory of one of these.
_MEANS: WeakKeyDictionary[Network, tuple[_State, Program | None]] = WeakKeyDictionary()


def _state(network: Network) -> _State:
    """What the encoder is made of, and how often the numbers of each tensor were changed."""
    found: _State = []
    for part in (network.encoder, network.posterior):
        found += [(one, 0) for one in part.modules()]
        found += [(one, one._version) for one in (*part.parameters(), *part.buffers())]
    return found


def _same(known: _State, now: _State) -> bool:
    return len(known) == len(now) and all(
        mine is own and before == after for (mine, before), (own, after) in zip(known, now, strict=True)
    )


def _device(network: Network) -> torch.device:
    return next(network.parameters()).device


def traced(
    work: Callable[[Given], Mapping[str, Tensor]],
    inputs: dict[str, int],
    what: str,
    device: torch.device | str = "cpu",
) -> Program:
    """The program of what is done to rows of inputs, of these widths; what is always the same is left out.

    A ModelFileError, which calls it `what`, if it does something that a program does not know, or not the
    same to every row.
    """
    drawn = torch.Generator().manual_seed(0)

    def rows(count: int) -> Given:
        return {name: torch.randn(count, width, generator=drawn).to(device) for name, width in inputs.items()}

    with torch.no_grad():
        first = rows(_ROWS)
        with _Writer(first, what) as writer:
            outputs = work(dict(first))
        program = writer.program(inputs, outputs)
        given = rows(_OTHER_ROWS)
        wanted = work(dict(given))
    found = program.run({name: value.cpu().numpy() for name, value in given.items()})
    for name, value in found.items():
        other = wanted[name].cpu().numpy()
        if value.shape != other.shape or not np.allclose(value, other, rtol=_TOLERANCE, atol=_TOLERANCE):
            raise ModelFileError(f"the {what} does not do the same to every row, so it has no program")
    return program


class _Writer(TorchDispatchMode):
    """Writes down what is done to the inputs; whatever depends on none of them is an array.

    PyTorch's tensors are (r, width), or (l, r, width) of samples; without the last axis where they were
    summed over it. A program keeps that, with a width of 1, but no first axis of one sample.
    """

    def __init__(self, given: Given, what: str) -> None:
        super().__init__()
        self.what = what
        # Tensors are kept, so that no later one gets the place in memory that names an earlier one.
        self.names: dict[int, str] = {id(value): name for name, value in given.items()}
        self.kept: list[Tensor] = [*given.values()]
        self.following = set(self.names)
        self.summed: set[int] = set()
        self.arrays: dict[str, np.ndarray] = {}
        self.contents: dict[tuple[Any, ...], str] = {}
        self.operations: list[Operation] = []
        self.done: dict[tuple[Any, ...], str] = {}
        self.known: dict[str, Callable[..., None]] = {
            **dict.fromkeys(_SAME, self._same),
            **{name: self._plain(name) for name in _PLAIN},
            **{name: self._pair(name) for name in _PAIRS},
            # Its shape is all that such a constant has of an input.
            **dict.fromkeys(_FILLED, lambda *_, **__: None),
            **dict.fromkeys(("view", "_unsafe_view", "reshape"), self._view),
            "addmm": self._addmm, "mm": self._linear, "bmm": self._bmm,
            "rsub": self._rsub, "neg": self._neg, "pow": self._pow,
            "elu": self._elu, "softplus": self._softplus,
            "clamp_min": self._clamp_min, "clamp": self._clamp_min,
            "cat": self._cat, "slice": self._slice, "split": self._split, "split_with_sizes": self._split,
            "select": self._select, "unsqueeze": self._unsqueeze, "squeeze": self._squeeze, "sum": self._sum,
            "linalg_vector_norm": self._length,
        }  # fmt: skip

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else PyTorch loads its compiler, which takes seconds, to keep it out of here.
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        out = func(*args, **(kwargs or {}))
        if any(id(one) in self.following for one in _tensors(args)):
            outs = [*_tensors([out])]
            self.kept += outs
            name = func.__name__.split(".")[0]
            try:
                if name not in self.known:
                    raise NotImplementedError(name)
                self.known[name](out, *args, **(kwargs or {}))
            except NotImplementedError as missing:
                # Only what an output needs must be known.
                for one in outs:
                    self._named(f"? {missing}", [], one)
        return out

    def program(self, inputs: dict[str, int], outputs: Mapping[str, Tensor]) -> Program:
        """The whole list."""
        given = {name: self.names[id(one)] for name, one in outputs.items() if id(one) in self.following}
        operations = used(self.operations, given.values())
        for one in operations:
            if one.name not in OPERATIONS:
                raise ModelFileError(f"the {self.what} uses {one.name[2:]}, which a program does not know")
        if not operations:
            raise ModelFileError(f"the {self.what} gives what it is given, or always the same")
        read = {name for one in operations for name in one.inputs}
        arrays = {name: self.arrays[name] for name in self.arrays if name in read}
        return Program(inputs, operations, arrays, given)

    def _name(self, value: Tensor, matrix: bool = False) -> str:
        if id(value) in self.names:
            return self.names[id(value)]
        numbers = np.ascontiguousarray(value.detach().cpu().numpy().astype(np.float32))
        if not matrix and numbers.ndim > 1 and (numbers == numbers[:1]).all():
            # The same for all rows, or all samples.
            numbers = numbers[0] if numbers.ndim == 2 else numbers[0, 0]
        content = (numbers.shape, numbers.tobytes())
        name = self.contents.setdefault(content, f"{self.what}.{len(self.arrays)}")
        self.arrays[name] = numbers
        self.kept.append(value)
        self.names[id(value)] = name
        return name

    def _named(self, name: str, read: Sequence[str], out: Tensor, **numbers: float) -> None:
        did = (name, *read, *sorted(numbers.items()))
        output = self.done.setdefault(did, f"h{len(self.operations)}")
        self.names[id(out)] = output
        self.following.add(id(out))
        if output == f"h{len(self.operations)}":
            self.operations.append(Operation(name, tuple(read), output, numbers))

    def _add(self, name: str, inputs: Sequence[Tensor], out: Tensor, **numbers: float) -> None:
        """An operation on tensors that are alike: each with its last axis, or each summed over it."""
        if any(id(one) in self.summed for one in inputs):
            self.summed.add(id(out))
        read = [self._name(one, name == "linear" and place == 1) for place, one in enumerate(inputs)]
        self._named(name, read, out, **numbers)

    def _same(self, out: Tensor, x: Tensor, *_: Any, **__: Any) -> None:
        self.names[id(out)] = self._name(x)
        self.following.add(id(out))
        if id(x) in self.summed:
            self.summed.add(id(out))

    def _plain(self, name: str) -> Callable[..., None]:
        return lambda out, x: self._add(name, (x,), out)

    def _pair(self, name: str) -> Callable[..., None]:
        def write(out: Tensor, first: Tensor, second: Any, alpha: float = 1) -> None:
            if isinstance(second, int | float):
                if name in ("mul", "div"):
                    self._add("scale", (first,), out, factor=float(second) if name == "mul" else 1 / second)
                else:
                    by = float(second) * alpha * (-1 if name == "sub" else 1)
                    self._add("shift", (first,), out, by=by)
            elif alpha != 1:
                raise NotImplementedError(f"{name} with a factor")
            else:
                self._add(_PAIRS[name], (first, second), out)

        return write

    def _neg(self, out: Tensor, x: Tensor) -> None:
        self._add("scale", (x,), out, factor=-1.0)

    def _rsub(self, out: Tensor, x: Tensor, other: Any, alpha: float = 1) -> None:
        if not isinstance(other, int | float):
            raise NotImplementedError("rsub of a tensor")
        self._neg(out, x)
        self._add("shift", (out,), out, by=float(other))

    def _pow(self, out: Tensor, x: Tensor, power: Any) -> None:
        if power not in (2, 0.5):
            raise NotImplementedError("pow")
        self._add("multiply" if power == 2 else "sqrt", (x, x) if power == 2 else (x,), out)

    def _length(
        self, out: Tensor, x: Tensor, order: float = 2, dim: Any = None, keepdim: bool = False, **_: Any
    ) -> None:
        if order != 2:
            raise NotImplementedError("a norm of another order than 2")
        self._pow(out, x, 2)
        self._sum(out, out, dim, keepdim, of=x)
        self._add("sqrt", (out,), out)

    def _sum(
        self,
        out: Tensor,
        x: Tensor,
        dim: Any = None,
        keepdim: bool = False,
        of: Tensor | None = None,
        **_: Any,
    ) -> None:
        shape = (x if of is None else of).shape
        (axis,) = dim if dim is not None and len(dim) == 1 else (None,)
        if axis in (-1, len(shape) - 1) and id(x) not in self.summed:
            self._add("sum", (x,), out)
            if not keepdim:
                self.summed.add(id(out))
        elif axis == 0 and len(shape) + (id(x) in self.summed) == 3 and not keepdim:
            self._add("sum_samples", (x,), out) if shape[0] > 1 else self._same(out, x)
        else:
            raise NotImplementedError("sum over rows")

    def _unsqueeze(self, out: Tensor, x: Tensor, dim: int) -> None:
        if id(x) not in self.summed or dim not in (-1, x.ndim):
            raise NotImplementedError("unsqueeze")
        self._same(out, x)
        self.summed.discard(id(out))

    def _squeeze(self, out: Tensor, x: Tensor, dim: Any = None) -> None:
        if dim not in (-1, x.ndim - 1) or id(x) in self.summed or x.shape[-1] != 1:
            raise NotImplementedError("squeeze")
        self._same(out, x)
        self.summed.add(id(out))

    def _select(self, out: Tensor, x: Tensor, dim: int, place: int) -> None:
        if dim == 0 and x.ndim == 3 and len(x) == 1:
            self._same(out, x)
        elif dim in (-1, x.ndim - 1) and id(x) not in self.summed:
            start = float(place % x.shape[-1])
            self._add("slice", (x,), out, start=start, end=start + 1)
            self.summed.add(id(out))
        else:
            raise NotImplementedError("select of rows")

    def _addmm(self, out: Tensor, bias: Tensor, rows: Tensor, weight: Tensor, **scales: float) -> None:
        if any(scale != 1 for scale in scales.values()):
            raise NotImplementedError("addmm with scales")
        self._linear(out, rows, weight, bias)

    def _linear(self, out: Tensor, rows: Tensor, weight: Tensor, *bias: Tensor) -> None:
        if id(weight) in self.following:
            raise NotImplementedError("a product of two inputs")
        # PyTorch has the weight turned by then; a program holds it as (out, in).
        self._add("linear", (rows, weight.t(), *bias), out)

    def _bmm(self, out: Tensor, samples: Tensor, weights: Tensor) -> None:
        if not torch.equal(weights, weights[:1].expand_as(weights)):
            raise NotImplementedError("a matrix for each sample")
        self._linear(out, samples, weights[0])

    def _elu(
        self, out: Tensor, x: Tensor, alpha: float = 1.0, scale: float = 1.0, inner: float = 1.0
    ) -> None:
        if (scale, inner) != (1, 1):
            raise NotImplementedError("elu with scales")
        self._add("elu", (x,), out, alpha=float(alpha))

    def _softplus(self, out: Tensor, x: Tensor, beta: float = 1.0, threshold: float = 20.0) -> None:
        if beta != 1:
            raise NotImplementedError(f"softplus with beta {beta}")
        self._add("softplus", (x,), out)

    def _clamp_min(self, out: Tensor, x: Tensor, least: Any, most: Any = None) -> None:
        if most is not None or not isinstance(least, int | float):
            raise NotImplementedError("clamp from above")
        self._add("at_least", (x,), out, least=float(least))

    def _cat(self, out: Tensor, parts: Sequence[Tensor], dim: int = 0) -> None:
        if len(parts) == 1:
            self._same(out, parts[0])
        elif dim in (-1, out.ndim - 1) and not any(id(one) in self.summed for one in parts):
            self._add("concat", parts, out)
        else:
            raise NotImplementedError("cat of rows")

    def _slice(self, out: Tensor, x: Tensor, dim: int = 0, start: int | None = 0, *_: Any) -> None:
        if out.shape == x.shape:
            self._same(out, x)
        elif dim in (-1, x.ndim - 1) and (start or 0) >= 0 and id(x) not in self.summed:
            first = float(start or 0)
            self._add("slice", (x,), out, start=first, end=first + out.shape[-1])
        else:
            raise NotImplementedError("some of the rows")

    def _split(self, out: Sequence[Tensor], x: Tensor, size: Any, dim: int = 0) -> None:
        if dim not in (-1, x.ndim - 1) or id(x) in self.summed:
            raise NotImplementedError("split of rows")
        start = 0.0
        for part in out:
            self._add("slice", (x,), part, start=start, end=start + part.shape[-1])
            start += part.shape[-1]

    def _view(self, out: Tensor, x: Tensor, *_: Any) -> None:
        # A linear layer takes samples of rows as rows.
        if out.shape[-1:] != x.shape[-1:] or id(x) in self.summed:
            raise NotImplementedError("rows shaped anew")
        self._same(out, x)


def _tensors(values: Sequence[Any]) -> Iterator[Tensor]:
    for one in values:
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, list | tuple):
            yield from _tensors(one)
