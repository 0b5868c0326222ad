"""Adam (Kingma and Ba 2015) over a list of parameters, its rate an input: PyTorch's fused update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import torch
from torch import Tensor
from torch.optim.adam import adam

_NAMES = ("exp_avg", "exp_avg_sq", "step")


class Adam:
    """The moments of parameters; β 0.9 and 0.999, ε 1e-8.

    PyTorch's own class does the same and takes half a millisecond of Python a step for it.

    Parameters
    ----------
    parameters : what it moves; their gradients are read where they are kept.
    fused : in PyTorch's one kernel; else in operations on lists, for `torch.compile`.
    """

    def __init__(self, parameters: Iterable[Tensor], fused: bool = True) -> None:
        self.parameters, self.fused = list(parameters), fused
        self.moments = [
            (torch.zeros_like(one), torch.zeros_like(one), torch.zeros((), device=one.device))
            for one in self.parameters
        ]

    def forget(self) -> None:
        """Let go of the gradients."""
        for parameter in self.parameters:
            parameter.grad = None

    @torch.no_grad()
    def step(self, rate: float | Tensor) -> None:
        """Move every parameter that has a gradient."""
        moved = [
            (parameter, parameter.grad, moments)
            for parameter, moments in zip(self.parameters, self.moments, strict=True)
            if parameter.grad is not None
        ]
        means, squares, steps = (list(column) for column in zip(*(one[2] for one in moved), strict=True))
        self.update([one[0] for one in moved], [one[1] for one in moved], means, squares, steps, rate)

    def update(
        self,
        parameters: list[Tensor],
        gradients: list[Tensor],
        means: list[Tensor],
        squares: list[Tensor],
        steps: list[Tensor],
        rate: float | Tensor,
    ) -> None:
        """The update itself."""
        adam(
            parameters, gradients, means, squares, [], steps, amsgrad=False, beta1=0.9, beta2=0.999, lr=rate,
            weight_decay=0.0, eps=1e-8, maximize=False,
            fused=self.fused, foreach=not self.fused, capturable=not self.fused and parameters[0].is_cuda,
        )  # fmt: skip

    def state(self) -> Iterator[tuple[str, Tensor]]:
        """Name -> tensor, in the order of the parameters."""
        for number, moments in enumerate(self.moments):
            for name, value in zip(_NAMES, moments, strict=True):
                yield f"{number}.{name}", value

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Put a `state` back where it was."""
        for name, value in self.state():
            value.copy_(state[name])
