"""Inverse autoregressive flow (Kingma, Salimans and Welling 2016), its networks masked as in MADE."""

from __future__ import annotations

from typing import NamedTuple

import torch
from pydantic import Field
from torch import Tensor, nn
from torch.nn import functional

from mien.models.interface import Shape
from mien.models.posteriors.flow import Flowed, FlowPosterior
from mien.models.posteriors.gaussian import Gaussian
from mien.settings import Section

# So that a step begins by keeping most of z, as the paper advises.
_KEEPING = 1.5


class Autoregressive(NamedTuple):
    """g · z + (1 − g) · m, where g and m of dimension i see the dimensions before i and the face's context.

    Attributes
    ----------
    context : (r, h), what the context adds to the hidden units.
    first, last : (h, k), (2k, h), masked weights.
    bias : (2k,)
    """

    context: Tensor
    first: Tensor
    last: Tensor
    bias: Tensor

    def through(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """(l, r, k) and the sum of log g, (l, r)."""
        hidden = functional.elu(functional.linear(z, self.first) + self.context)
        m, gate = functional.linear(hidden, self.last, self.bias).chunk(2, dim=-1)
        kept = torch.sigmoid(gate + _KEEPING)
        return kept * z + (1 - kept) * m, functional.logsigmoid(gate + _KEEPING).sum(-1)

    def take(self, rows: slice) -> Autoregressive:
        """The step of some of the faces."""
        return self._replace(context=self.context[rows])


class _Masked(nn.Module):
    """The network of one step, k → h → 2k and a context beside; `turned`, from the last dimension on."""

    seen: Tensor
    telling: Tensor

    def __init__(self, components: int, width: int, turned: bool) -> None:
        super().__init__()
        self.first = nn.Linear(components, width, bias=False)
        self.context = nn.Linear(components, width)
        self.last = nn.Linear(width, 2 * components)
        # A hidden unit of degree n sees the first n dimensions; of degree 0 it sees the context alone.
        degree = torch.arange(width) % components
        place = torch.arange(components)
        place = place.flip(0) if turned else place
        self.register_buffer("seen", place < degree[:, None], persistent=False)
        self.register_buffer("telling", (degree <= place[:, None]).repeat(2, 1), persistent=False)

    def forward(self, context: Tensor) -> Autoregressive:
        """The step of r faces by their context (r, k)."""
        first, last = self.first.weight * self.seen, self.last.weight * self.telling
        return Autoregressive(self.context(context), first, last, self.last.bias)


class IAFPosterior(FlowPosterior):
    """A Gaussian through autoregressive steps in opposite orders; mean and variance by fixed points."""

    class Options(Section):
        """How many steps, and the hidden width of their networks, 4k if 0."""

        steps: int = Field(2, ge=1)
        hidden: int = Field(0, ge=0)

    def __init__(self, shape: Shape, options: Options) -> None:
        super().__init__(shape.components)
        k = shape.components
        self.options = options.changed(hidden=options.hidden or 4 * k)
        self.width = 3 * k
        self.steps = nn.ModuleList(
            _Masked(k, self.options.hidden, bool(number % 2)) for number in range(options.steps)
        )

    def forward(self, raw: Tensor) -> Flowed:
        """Mean, log-variance and context: (r, 3k) to the posterior of r faces."""
        mean, log_variance, context = raw.chunk(3, dim=-1)
        steps = tuple(step(context) for step in self.steps)
        return Flowed(Gaussian(mean, log_variance), steps, self.points)
